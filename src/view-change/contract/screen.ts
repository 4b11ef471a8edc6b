// What the contract does with every transaction before it looks at its content: the checks that cost nothing, then
// all senders' signatures in one batch. How many transactions a block may carry is the chain's own limit; the work
// here is linear in it.
import { type BlsScheme, schemeByName } from "../../bls/index.js";
import { wrongPositions } from "../../bls/wrong-positions.js";
import { Encoder, equalBytes, FeldsparError, TAG } from "../../encoding/index.js";
import { identityDst, minerIdOf, type Role } from "../../magic-block/index.js";
import type { ProtocolCache } from "../caches.js";
import { PHASE_OF, type Transaction, type TransactionKind, transactionMessage } from "../transaction.js";
import { membersById, positionsById, removalsOf } from "./look-ups.js";
import { type ContractState, listOf, type SessionState } from "./state.js";

/** A transaction that passed the screen. */
export interface Submission {
  readonly transaction: Transaction;
  /** The sender's, as it is on record. */
  readonly publicKey: Uint8Array;
  /**
   * Where what it says is kept: the index in the list of dealers or receivers; for hand-overs and `first` the position
   * among those in office, counted from 1.
   */
  readonly place: number;
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
  return { state, session: state.session!, scheme: schemeByName(state.genesis.scheme), cache };
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

/** Which list the senders of a kind are in; null: those in office. */
const ROLE_OF: Readonly<Record<TransactionKind, Role | null>> = {
  mpk: "dealer",
  shared: "dealer",
  publication: "dealer",
  present: "receiver",
  confirm: "receiver",
  "hand-over": null,
  first: null,
};

/** The checks that cost nothing: session, phase, sender, first of its kind. Throws FeldsparError. */
export function screen(state: ContractState, transaction: Transaction): Submission {
  const { session, phase } = state;
  const { kind } = transaction;
  if (session === null || phase === "start" || phase === "stopped") {
    throw new FeldsparError("WRONG_PHASE", `no attempt is running: phase ${phase}`);
  }
  const role = ROLE_OF[kind];
  const named = role === null ? session.decided && session.magicBlockHash : session.id;
  if (named === null || !equalBytes(transaction.session, named)) {
    const expected = role === null ? "a decided block" : "the running attempt";
    throw new FeldsparError("WRONG_SESSION", `the transaction names another session than ${expected}`);
  }
  if (PHASE_OF[kind] !== phase)
    throw new FeldsparError("WRONG_PHASE", `${kind} belongs to phase ${PHASE_OF[kind]}, this is ${phase}`);
  if (kind === "present" && session.mode !== "reshare")
    throw new FeldsparError("WRONG_PHASE", "present is for a reshare: here every receiver deals");
  const submission = role === null ? fromOffice(state, transaction) : fromList(session, transaction, role);
  if (isRepeated(session, kind, submission.place))
    throw new FeldsparError("REPEATED", `the sender's ${kind} is on the chain already`);
  if (kind === "shared" && transaction.payload.length !== 0)
    throw new FeldsparError("MALFORMED", "shared: expected no payload");
  return submission;
}

function fromList(session: SessionState, transaction: Transaction, role: Role): Submission {
  const member = membersById(listOf(session, role)).get(transaction.sender);
  if (member === undefined) throw new FeldsparError("UNKNOWN_SENDER", `the sender is not among the ${role}s`);
  const removal = removalsOf(session.removed, role).get(member.index);
  if (removal !== undefined)
    throw new FeldsparError("REMOVED", `the sender is no ${role} since the ${removal.phase} phase: ${removal.code}`);
  return { transaction, publicKey: member.publicKey, place: member.index };
}

function fromOffice({ current, genesis }: ContractState, transaction: Transaction): Submission {
  const { kind, sender } = transaction;
  const { magicBlock } = current;
  if (kind === "hand-over") {
    const position = magicBlock === null ? undefined : positionsById(magicBlock.members).get(sender);
    if (position === undefined) throw new FeldsparError("UNKNOWN_SENDER", "the sender is not a member in office");
    return { transaction, publicKey: magicBlock!.members[position]!.publicKey, place: position + 1 };
  }
  const position =
    magicBlock === null ? genesis.sharders.findIndex(({ publicKey }) => minerIdOf(publicKey) === sender) : -1;
  if (position < 0)
    throw new FeldsparError("UNKNOWN_SENDER", "the sender is not a sharder of the genesis, for block 1");
  return { transaction, publicKey: genesis.sharders[position]!.publicKey, place: position + 1 };
}

function isRepeated(session: SessionState, kind: TransactionKind, place: number): boolean {
  const at = place - 1;
  switch (kind) {
    case "mpk":
      return Boolean(session.contributions[at]);
    case "present":
      return Boolean(session.encryptionKeys[at]);
    case "shared":
      return session.shared[at] === true;
    case "publication":
      return Boolean(session.publications[at]);
    case "confirm":
      return Boolean(session.confirmations[at]);
    case "hand-over":
      return Boolean(session.handOvers[at]);
    case "first":
      return Boolean(session.firsts[at]);
  }
}

/** Verifies the senders' signatures in one batch; of each sender and kind the first good one is accepted. */
export function checkSignatures(context: CheckContext, submissions: readonly Submission[]): Checked<null> {
  const wrong = wrongSignatures(
    context,
    "transactions",
    submissions.map(({ transaction, publicKey }) => ({
      signature: transaction.signature,
      message: transactionMessage(transaction),
      publicKey,
    })),
    identityDst(context.scheme.name as "min-sig"),
  );
  const seen = new Set<string>();
  return sift(submissions, ({ transaction: { sender, kind } }, position) => {
    if (wrong.has(position)) throw new FeldsparError("BAD_SIGNATURE", "the sender's signature does not verify");
    const turn = `${kind} ${sender}`;
    if (seen.has(turn)) throw new FeldsparError("REPEATED", `a second ${kind} of the sender in one block`);
    seen.add(turn);
    return null;
  });
}

/** Positions of the signatures that do not verify, those that are no points included: one combination for all. */
export function wrongSignatures(
  context: CheckContext,
  purpose: string,
  items: readonly { signature: Uint8Array; message: Uint8Array; publicKey: Uint8Array }[],
  DST: string,
): Set<number> {
  const transcript = transcriptOf(context, purpose);
  return wrongPositions(items, (some) => context.scheme.batchVerify(some, { DST, transcript }).invalid);
}

/**
 * Names one batched check. The weights are derived from it and from everything that is checked, so that all nodes
 * agree.
 */
export function transcriptOf({ session, state }: CheckContext, purpose: string): Uint8Array {
  return new Encoder(TAG.weights).text(purpose).fixed(session.id, 32).u64(state.round).finish();
}
