// What the contract does with every transaction before it looks at its content: the checks that cost nothing, then
// all senders' signatures in one batch. How many transactions a block may carry is the chain's own limit; the work
// here is linear in it.
import { type BlsScheme, schemeByName } from "../../bls/index.js";
import { wrongPositions } from "../../bls/wrong-positions.js";
import { Encoder, equalBytes, FeldsparError, TAG } from "../../encoding/index.js";
import type { ProtocolCache } from "../caches.js";
import { identityDst } from "../identity.js";
import type { FrozenMember } from "../session.js";
import { checkTransaction, type Transaction, transactionMessage } from "../transaction.js";
import { membersById, minersById, removalsByIndex } from "./look-ups.js";
import type { ContractState, SessionState } from "./state.js";

/** A transaction that passed the screen. */
export interface Submission {
  readonly transaction: Transaction;
  /** On the list; null for a member of the current set that only hands over. */
  readonly member: FrozenMember | null;
}

/** What became of some submissions. */
export interface Checked<T> {
  readonly accepted: readonly (Submission & { readonly value: T })[];
  readonly refused: readonly (Submission & { readonly error: FeldsparError })[];
}

/** What checks may look at. */
export interface CheckContext {
  readonly state: ContractState;
  readonly session: SessionState;
  readonly scheme: BlsScheme;
  readonly cache: ProtocolCache;
}

export function checkContext(state: ContractState, cache: ProtocolCache): CheckContext {
  return { state, session: state.session!, scheme: schemeByName(state.parameters.scheme), cache };
}

/** Sorts submissions by what `judge` says: it returns a value or throws a FeldsparError. */
export function sift<T>(
  submissions: readonly Submission[],
  judge: (submission: Submission, position: number) => T,
): Checked<T> {
  const accepted: (Submission & { value: T })[] = [];
  const refused: (Submission & { error: FeldsparError })[] = [];
  submissions.forEach((submission, position) => {
    try {
      accepted.push({ ...submission, value: judge(submission, position) });
    } catch (error) {
      if (!(error instanceof FeldsparError)) throw error;
      refused.push({ ...submission, error });
    }
  });
  return { accepted, refused };
}

/** Is this miner in the set that is in office? */
export function inOffice(state: ContractState, id: string): boolean {
  const { magicBlock } = state.current;
  return magicBlock !== null && minersById(magicBlock.miners).has(id);
}

/** The checks that cost nothing: shape, session, phase, sender, first of its kind. Throws FeldsparError. */
export function screen(state: ContractState, transaction: unknown): Submission {
  checkTransaction(transaction);
  const { session, phase } = state;
  if (session === null || phase === "start" || phase === "stopped") {
    throw new FeldsparError("WRONG_PHASE", `no attempt is running: phase ${phase}`);
  }
  if (!equalBytes(transaction.session, session.id)) {
    throw new FeldsparError("WRONG_SESSION", "the transaction belongs to another attempt, view or chain");
  }
  if (transaction.phase !== phase) {
    throw new FeldsparError("WRONG_PHASE", `expected phase ${phase}, got ${transaction.phase}`);
  }
  const listed = membersById(session.list).get(transaction.sender) ?? null;
  const removal = listed === null ? undefined : removalsByIndex(session.removed).get(listed.index);
  const outgoing = phase === "wait" && inOffice(state, transaction.sender);
  if (listed === null && !outgoing) throw new FeldsparError("UNKNOWN_SENDER", "the sender is not on the list");
  if (removal !== undefined && !outgoing) {
    throw new FeldsparError(
      "REMOVED",
      `the sender is off the list since the ${removal.phase} phase: ${removal.reason}`,
    );
  }
  const member = removal === undefined ? listed : null;
  if (isRepeated(session, transaction, member)) {
    throw new FeldsparError("REPEATED", `the sender's ${phase} transaction is on the chain already`);
  }
  if (phase === "share" && transaction.payload.length !== 0) {
    throw new FeldsparError("MALFORMED", "a share transaction has no payload");
  }
  return { transaction, member };
}

function isRepeated(session: SessionState, transaction: Transaction, member: FrozenMember | null): boolean {
  const position = member === null ? -1 : member.index - 1;
  switch (transaction.phase) {
    case "contribute":
      return Boolean(session.contributions[position]);
    case "share":
      return session.shared[position] === true;
    case "publish":
      return Boolean(session.publications[position]);
    case "wait":
      return Boolean(session.confirmations[position]) || session.handOvers[transaction.sender] !== undefined;
  }
}

/** Verifies the senders' signatures in one batch; the first good transaction of each sender is accepted. */
export function checkSignatures(context: CheckContext, submissions: readonly Submission[]): Checked<null> {
  const { state } = context;
  const publicKeyOf = ({ transaction, member }: Submission): Uint8Array =>
    member?.publicKey ?? minersById(state.current.magicBlock!.miners).get(transaction.sender)!.publicKey;
  const wrong = wrongSignatures(
    context,
    "transactions",
    submissions.map((submission) => ({
      signature: submission.transaction.signature,
      message: transactionMessage(submission.transaction),
      publicKey: publicKeyOf(submission),
    })),
  );
  const seen = new Set<string>();
  return sift(submissions, ({ transaction: { sender, phase } }, position) => {
    if (wrong.has(position)) throw new FeldsparError("BAD_SIGNATURE", "the sender's signature does not verify");
    if (seen.has(sender))
      throw new FeldsparError("REPEATED", `a second ${phase} transaction of the sender in one block`);
    seen.add(sender);
    return null;
  });
}

/**
 * Positions of the signatures that do not verify, those that are no points included: one combination for all. The tag
 * is that of miners' own signatures unless another is given.
 */
export function wrongSignatures(
  context: CheckContext,
  purpose: string,
  items: readonly { signature: Uint8Array; message: Uint8Array; publicKey: Uint8Array }[],
  scheme: BlsScheme = context.scheme,
  DST: string = identityDst(context.scheme.name),
): Set<number> {
  const transcript = transcriptOf(context, purpose);
  return wrongPositions(items, (some) => scheme.batchVerify(some, { DST, transcript }).invalid);
}

/**
 * Names one batched check. The weights are derived from it and from everything that is checked, so that all nodes
 * agree.
 */
export function transcriptOf({ session, state }: CheckContext, purpose: string): Uint8Array {
  return new Encoder(TAG.weights).text(purpose).fixed(session.id, 32).u64(state.round).finish();
}
