// The transactions of a block: screened, their signatures and contents checked, taken or refused. Each is judged in the
// block that orders it, and what is refused leaves its sender's turn open.
import { bytesKey } from "../../../bindings/bytes.js";
import type { Phase } from "../../magic-block/index.js";
import { decodeTransaction, type TransactionKind } from "../transaction.js";
import { checkContributions, checkPresent } from "./contribute.js";
import { checkPublications } from "./publish.js";
import type { BlockRun } from "./run.js";
import { type Checked, checkSignatures, type Submission, screen } from "./screen.js";
import type { SessionState } from "./state.js";
import { checkConfirmations, checkFirsts, checkHandOvers } from "./wait.js";

/** Screens all of them, then checks what they say, and takes what is right. */
export function takeTransactions(run: BlockRun): void {
  const submissions: Submission[] = [];
  const seen = new Set<string>();
  for (const { kind, bytes } of run.block.entries) {
    if (kind !== "transaction") continue;
    let sender = "";
    try {
      const transaction = decodeTransaction(bytes);
      ({ sender } = transaction);
      const submission = screen(run.state, transaction);
      // identical bytes are the same transaction
      const name = bytesKey(bytes);
      if (!seen.has(name)) submissions.push(submission);
      seen.add(name);
    } catch (error) {
      run.refuse("transaction", sender, error);
    }
  }
  if (submissions.length === 0) return;
  const { accepted: signed, refused } = checkSignatures(run.context, submissions);
  for (const { transaction, error } of refused) {
    // a second one of one block has a good signature, but no more than it is its sender's doing that there are two
    run.refuse("transaction", transaction.sender, error, error.code !== "BAD_SIGNATURE");
  }
  const of = (kind: TransactionKind) => signed.filter(({ transaction }) => transaction.kind === kind);
  takeContributions(run, signed);
  takeKind(
    run,
    of("shared"),
    (_, entries) => ({ accepted: entries.map((entry) => ({ ...entry, value: true })), refused: [] }),
    (session, taken) => ({ shared: replaced(session.shared, taken) }),
  );
  takeKind(run, of("publication"), checkPublications, (session, taken) => ({
    publications: replaced(session.publications, taken),
  }));
  takeKind(run, of("confirm"), checkConfirmations, (session, taken) => ({
    confirmations: replaced(session.confirmations, taken),
  }));
  takeKind(run, of("hand-over"), checkHandOvers, (session, taken) => ({
    handOvers: replaced(session.handOvers, taken),
  }));
  takeKind(run, of("first"), checkFirsts, (session, taken) => ({ firsts: replaced(session.firsts, taken) }));
}

/** MPKs and `present`: either may bring a receiver's key, whichever stands first in the block. */
function takeContributions(run: BlockRun, signed: readonly Submission[]): void {
  const of = (kind: TransactionKind) => signed.filter(({ transaction }) => transaction.kind === kind);
  const place = new Map(signed.map(({ transaction }, position) => [transaction, position]));
  const dealt = takeKind(run, of("mpk"), checkContributions, (session, taken) => ({
    contributions: replaced(session.contributions, taken),
  }));
  const dealtAt = new Map(dealt.map(({ transaction }) => [transaction.sender, place.get(transaction)!]));
  const isLate = ({ transaction }: Submission) =>
    (dealtAt.get(transaction.sender) ?? signed.length) < place.get(transaction)!;
  const present = takeKind(
    run,
    of("present"),
    (context, entries) => checkPresent(context, entries, isLate),
    () => ({}),
  );
  if (dealt.length + present.length === 0) return;
  // a `present` that was accepted beside its sender's MPK stood before it
  const keys = new Map([
    ...dealt.map(({ transaction, value }) => [transaction.sender, value.encryptionKey] as const),
    ...present.map(({ transaction, value }) => [transaction.sender, value] as const),
  ]);
  run.updateSession({ encryptionKeys: firstKeys(run.session, keys) });
}

type Taken<T> = Checked<T>["accepted"];

/** Reports what was refused and accepted, and returns the latter; it changes the session all at once. */
function takeKind<T>(
  run: BlockRun,
  submissions: readonly Submission[],
  check: (context: BlockRun["context"], submissions: readonly Submission[]) => Checked<T>,
  change: (session: SessionState, accepted: Taken<T>) => Partial<SessionState>,
): Taken<T> {
  if (submissions.length === 0) return [];
  const { accepted, refused } = check(run.context, submissions);
  const phase = run.state.phase as Phase;
  for (const { transaction, error } of refused) run.refuse("transaction", transaction.sender, error, true);
  if (accepted.length > 0) run.updateSession(change(run.session, accepted));
  for (const { transaction, place } of accepted) {
    const { kind, sender } = transaction;
    const index = kind === "hand-over" || kind === "first" ? null : place;
    run.events.push({ type: "accepted", phase, kind, sender, index });
  }
  return accepted;
}

/** A copy with the values in their places. */
function replaced<T>(list: readonly T[], values: Taken<Exclude<T, null>>): T[] {
  const copy = [...list];
  for (const { place, value } of values) copy[place - 1] = value as T;
  return copy;
}

/** Session keys of receivers, by id, beside those that came before. */
function firstKeys(
  { encryptionKeys, receivers }: SessionState,
  brought: ReadonlyMap<string, Uint8Array>,
): (Uint8Array | null)[] {
  const copy = [...encryptionKeys];
  for (const { index, id } of receivers) copy[index - 1] ??= brought.get(id) ?? null;
  return copy;
}
