// The wait phase, in two steps (protocol §5.5). Confirm: members of the new set sign its hash with their new shares;
// with enough of them the block is decided, and never dropped from then on. Hand over: only then members in office sign
// it (for block 1: the genesis' sharders), which certifies it. So no certificate can exist of a block that was dropped.
import { type BlsScheme, schemeByName } from "../../bls/index.js";
import { bitmapOf, FeldsparError } from "../../encoding/index.js";
import {
  confirmMessage,
  type FirstSignatures,
  firstMessage,
  handOverMessage,
  identityDst,
  type MagicBlock,
  type MagicBlockCertificate,
  type MagicBlockMember,
} from "../../magic-block/index.js";
import { combine } from "../../threshold/index.js";
import { decodeSignature } from "../payloads.js";
import { countAbsences } from "./absences.js";
import { ownersWith } from "./beacon.js";
import type { Failure } from "./events.js";
import type { BlockRun } from "./run.js";
import { type CheckContext, type Checked, type Submission, sift, wrongSignatures } from "./screen.js";

/** A signature in each payload, checked in one batch under the keys that `keyOf` names. */
function checkSigned(
  context: CheckContext,
  submissions: readonly Submission[],
  what: {
    readonly purpose: string;
    readonly message: Uint8Array;
    readonly DST: string;
    readonly keyOf: (place: number) => Uint8Array | undefined;
    readonly code: "BAD_CONFIRMATION" | "BAD_HAND_OVER";
  },
): Checked<Uint8Array> {
  const { scheme } = context;
  const shaped = sift(submissions, ({ transaction, place }) => {
    const publicKey = what.keyOf(place);
    if (publicKey === undefined)
      throw new FeldsparError("NOT_A_MEMBER", "the sender is not a member of the new set and has nothing to confirm");
    return { publicKey, signature: decodeSignature(transaction.payload, scheme.signatureLength) };
  });
  const items = shaped.accepted.map(({ value }) => ({ ...value, message: what.message }));
  const wrong = wrongSignatures(context, what.purpose, items, what.DST);
  const verified = sift(shaped.accepted, (_, position) => {
    if (wrong.has(position)) throw new FeldsparError(what.code, "the signature in it does not verify");
    return shaped.accepted[position]!.value.signature;
  });
  return { accepted: verified.accepted, refused: [...shaped.refused, ...verified.refused] };
}

/** Partial signatures of the new set. */
export function checkConfirmations(context: CheckContext, submissions: readonly Submission[]): Checked<Uint8Array> {
  const { magicBlock, magicBlockHash } = context.session;
  const shares = new Map(magicBlock!.members.map(({ index, publicShare }) => [index, publicShare]));
  return checkSigned(context, submissions, {
    purpose: "confirmations",
    message: confirmMessage(magicBlockHash!),
    DST: context.scheme.DST,
    keyOf: (index) => shares.get(index),
    code: "BAD_CONFIRMATION",
  });
}

/** Partial signatures of the set in office. */
export function checkHandOvers(context: CheckContext, submissions: readonly Submission[]): Checked<Uint8Array> {
  const { members } = context.state.current.magicBlock!;
  return checkSigned(context, submissions, {
    purpose: "hand-overs",
    message: handOverMessage(context.session.magicBlockHash!),
    DST: context.scheme.DST,
    keyOf: (place) => members[place - 1]!.publicShare,
    code: "BAD_HAND_OVER",
  });
}

/** The genesis' sharders' own signatures of block 1. */
export function checkFirsts(context: CheckContext, submissions: readonly Submission[]): Checked<Uint8Array> {
  const { sharders, scheme } = context.state.genesis;
  return checkSigned(context, submissions, {
    purpose: "firsts",
    message: firstMessage(context.session.magicBlockHash!),
    DST: identityDst(scheme),
    keyOf: (place) => sharders[place - 1]!.publicKey,
    code: "BAD_HAND_OVER",
  });
}

function certify(run: BlockRun, part: Partial<MagicBlockCertificate>): MagicBlock {
  const block = run.session.magicBlock!;
  const magicBlock = { ...block, certificate: { ...block.certificate, ...part } };
  run.updateSession({ magicBlock });
  return magicBlock;
}

/** With enough confirmations the block is decided. */
export function decideWhenConfirmed(run: BlockRun): void {
  const { decided, magicBlock, magicBlockHash: hash, confirmations, least } = run.session;
  if (decided !== null) return;
  const confirmed = magicBlock!.members.filter(({ index }) => confirmations[index - 1]);
  if (confirmed.length < least) return;
  const confirmation = groupSignature(
    magicBlock!,
    confirmMessage(hash!),
    confirmed,
    ({ index }) => confirmations[index - 1]!,
  );
  const certified = certify(run, { confirmation });
  run.updateSession({ decided: { round: run.state.round } });
  run.events.push({ type: "decided", magicBlock: certified, hash: hash! });
}

/** The wait phase is over and the block is not decided: the attempt has failed. */
export function failUndecided({ session }: BlockRun): Failure {
  const confirmed = session.confirmations.filter((signature) => signature !== null).length;
  return {
    code: "TOO_FEW_CONFIRMATIONS",
    message: `${confirmed} members confirmed the new key, at least ${session.least} are needed`,
  };
}

/** With enough signatures of those in office a decided block is certified. */
export function certifyWhenSigned(run: BlockRun): void {
  const { certified, magicBlockHash: hash } = run.session;
  if (certified) return;
  const part = run.state.current.magicBlock === null ? firstSignatures(run) : handOverOf(run);
  if (part === null) return;
  const magicBlock = certify(run, part);
  run.updateSession({ certified: true });
  run.events.push({ type: "certified", magicBlock, hash: hash! });
}

function handOverOf({ session, state }: BlockRun): Pick<MagicBlockCertificate, "handOver"> | null {
  const office = state.current.magicBlock!;
  const signatures = new Map(office.members.map(({ id }, position) => [id, session.handOvers[position]]));
  const signers = office.members.filter(({ id }) => signatures.get(id));
  if (signers.length < office.t) return null;
  const message = handOverMessage(session.magicBlockHash!);
  return { handOver: groupSignature(office, message, signers, ({ id }) => signatures.get(id)!) };
}

/**
 * More than half of the genesis' sharders. Keys that cancel sign nothing that a verifier takes: with those of others
 * beside them they do not.
 */
function firstSignatures({ session, state, scheme }: BlockRun): { readonly first: FirstSignatures } | null {
  const { firsts } = session;
  const { sharders } = state.genesis;
  const signers = firsts.flatMap((signature, position) => (signature === null ? [] : [position]));
  if (2 * signers.length <= sharders.length) return null;
  if (
    doCancel(
      scheme,
      signers.map((position) => sharders[position]!.publicKey),
    )
  )
    return null;
  const aggregate = scheme.aggregateSignatures(signers.map((position) => firsts[position]!));
  return { first: { signers: bitmapOf(firsts.length, signers), aggregate } };
}

function doCancel(scheme: BlsScheme, publicKeys: readonly Uint8Array[]): boolean {
  try {
    scheme.aggregatePublicKeys(publicKeys);
    return false;
  } catch (error) {
    if (error instanceof FeldsparError && error.code === "IS_IDENTITY") return true;
    throw error;
  }
}

/** Cannot fail: every partial signature was verified under its public share. */
function groupSignature(
  block: MagicBlock,
  message: Uint8Array,
  signers: readonly MagicBlockMember[],
  signatureOf: (member: MagicBlockMember) => Uint8Array,
): Uint8Array {
  return combine(schemeByName(block.scheme), {
    message,
    threshold: block.t,
    groupPublicKey: block.groupPublicKey,
    publicShares: new Map(signers.map(({ partyId, publicShare }) => [partyId, publicShare])),
    partials: signers.map((member) => ({ id: member.partyId, signature: signatureOf(member) })),
  }).signature;
}

/** A certified block comes into office at its starting round, or when it is certified if that is later. */
export function activateWhenDue(run: BlockRun): void {
  const { session } = run;
  const { round, parameters } = run.state;
  const magicBlock = session.magicBlock!;
  if (!session.certified || round < magicBlock.startingRound) return;
  const { number, startingRound, groupPublicKey, t } = magicBlock;
  const blockHash = session.magicBlockHash!;
  run.update({
    current: { number, hash: blockHash, activatedAt: round, magicBlock },
    highestThreshold: Math.max(run.state.highestThreshold, t),
    beaconOwners: ownersWith(run.state, { number, blockHash, startingRound, groupPublicKey }),
  });
  // who may be suspended depends on who is in office from now on
  countAbsences(run, null);
  run.update({
    phase: "start",
    phaseStart: round + parameters.viewRounds,
    opened: false,
    attempt: 0,
    failures: 0,
    session: null,
  });
  run.events.push({ type: "phase-ended", phase: "wait", why: "everybody-done" });
  run.events.push({ type: "activated", magicBlock, session });
}
