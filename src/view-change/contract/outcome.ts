// The end of a view change: who is in, what the key is (protocol §6, §7), and the two signatures that certify the
// magic block.
import { schemeByName } from "../../bls/index.js";
import { aggregateCommitments, publicShares } from "../../dkg/index.js";
import { bitmapOf } from "../../encoding/index.js";
import {
  confirmationMessage,
  handOverMessage,
  type MagicBlock,
  type MagicBlockCertificate,
  type MagicBlockRemoval,
  type Phase,
  partyIdOf,
  type Thresholds,
  type ViewChangeParameters,
} from "../../magic-block/index.js";
import { combine } from "../../threshold/index.js";
import type { FrozenMember } from "../session.js";
import { type Qualification, qualify } from "./qualification.js";
import type { CheckContext } from "./screen.js";
import { entryOf, RESTART_REASONS, type RestartReason, remaining } from "./state.js";

/** Why an attempt must start over. */
export interface Failure {
  readonly code: RestartReason;
  readonly message: string;
}

/** Fewer candidates, dealers or members than this: restart. */
export function leastMembers(parameters: ViewChangeParameters, thresholds: Thresholds): number {
  return Math.max(thresholds.k, parameters.minMiners);
}

export function removalOf(
  list: readonly FrozenMember[],
  index: number,
  phase: Phase,
  code: string,
  reason: string,
): MagicBlockRemoval {
  return { index, id: list[index - 1]!.id, phase, code, reason };
}

/** The qualified set from the published data of a session whose silent miners are removed already. */
export function qualifiedSet({ session, state }: CheckContext): Qualification {
  return qualify({
    rules: state.parameters.qualification,
    threshold: session.thresholds.t,
    publishers: remaining(session),
    entry: (dealer, receiver) => entryOf(session, dealer, receiver),
  });
}

/** Sums the qualified polynomials; a failure when there are too few members, too few dealers, or the sum is no key. */
export function groupPolynomialOf(
  { session, state, scheme, cache }: CheckContext,
  result: Qualification,
): Uint8Array[] | Failure {
  const { parameters } = state;
  const { thresholds } = session;
  const least = leastMembers(parameters, thresholds);
  if (result.members.length < least) {
    return {
      code: "TOO_FEW_MEMBERS",
      message: `${result.members.length} members are left, at least ${least} are needed`,
    };
  }
  if (result.qualified.length < thresholds.t) {
    return {
      code: "TOO_FEW_DEALERS",
      message: `${result.qualified.length} dealers are qualified, at least t = ${thresholds.t} are needed`,
    };
  }
  const polynomial = aggregateCommitments(
    scheme,
    cache.decodeAll(
      parameters.scheme,
      result.qualified.map((index) => session.contributions[index - 1]!),
    ),
  );
  const isIdentity = (polynomial[0]![0]! & 0x40) !== 0;
  return isIdentity ? { code: "BAD_GROUP_KEY", message: RESTART_REASONS.BAD_GROUP_KEY } : polynomial;
}

/** The magic block, not certified yet. `publishers`: indices of everybody whose publication was accepted. */
export function makeMagicBlock(
  { session, state, scheme }: CheckContext,
  publishers: readonly number[],
  result: Qualification,
  groupPolynomial: readonly Uint8Array[],
): MagicBlock {
  const { parameters, current, round, sharders } = state;
  const { list } = session;
  const members = result.members.map((index) => list[index - 1]!);
  const shares = publicShares({ scheme, commitments: groupPolynomial, ids: members.map((member) => member.partyId) });
  return {
    number: session.number,
    attempt: session.attempt,
    previousHash: current.hash,
    startingRound: round + parameters.phaseRounds.wait,
    ...session.thresholds,
    scheme: parameters.scheme,
    partyIds: parameters.partyIds,
    qualification: parameters.qualification,
    session: session.id,
    listSize: list.length,
    miners: members.map(({ id, index, publicKey, encryptionKey, url, stake }, position) => {
      return { id, index, publicKey, encryptionKey, url, stake, publicShare: shares[position]! };
    }),
    sharders: sharders.map(({ id, publicKey, url, stake }) => ({ id, publicKey, url, stake })),
    dealings: publishers.map((index) => {
      const { acknowledged, aggregate, reveals } = session.publications[index - 1]!;
      return {
        index,
        mpkHash: session.contributions[index - 1]!.hash,
        qualified: result.qualified.includes(index),
        acknowledged: bitmapOf(
          list.length,
          acknowledged.map((receiver) => receiver - 1),
        ),
        aggregate,
        reveals,
      };
    }),
    groupPolynomial,
    groupPublicKey: groupPolynomial[0]!,
    removed: session.removed,
    exposed: result.exposed,
    certificate: { handOver: null, confirmation: null },
  };
}

/** Both group signatures from the partial ones on the chain; a failure when there are too few. */
export function certify({ session, state }: CheckContext): MagicBlockCertificate | Failure {
  const block = session.magicBlock!;
  const hash = session.magicBlockHash!;
  const confirmed = block.miners.filter((miner) => session.confirmations[miner.index - 1]);
  const least = leastMembers(state.parameters, session.thresholds);
  if (confirmed.length < least) {
    return {
      code: "TOO_FEW_CONFIRMATIONS",
      message: `${confirmed.length} members confirmed the new key, at least ${least} are needed`,
    };
  }
  const old = state.current.magicBlock;
  const outgoing = old?.miners.filter((miner) => session.handOvers[miner.id] !== undefined) ?? [];
  if (old !== null && outgoing.length < old.t) {
    return {
      code: "NO_HAND_OVER",
      message: `${outgoing.length} members of the current set signed the hand-over, t = ${old.t} are needed`,
    };
  }
  return {
    confirmation: groupSignature(
      block,
      confirmationMessage(hash),
      confirmed,
      (miner) => session.confirmations[miner.index - 1]!,
    ),
    handOver:
      old === null
        ? null
        : groupSignature(old, handOverMessage(hash), outgoing, (miner) => session.handOvers[miner.id]!),
  };
}

type Signer = MagicBlock["miners"][number];

function groupSignature(
  block: MagicBlock,
  message: Uint8Array,
  signers: readonly Signer[],
  signatureOf: (miner: Signer) => Uint8Array,
): Uint8Array {
  const idOf = (miner: Signer) => partyIdOf(block.partyIds, miner.index, miner.id);
  return combine(schemeByName(block.scheme), {
    message,
    threshold: block.t,
    groupPublicKey: block.groupPublicKey,
    publicShares: new Map(signers.map((miner) => [idOf(miner), miner.publicShare])),
    partials: signers.map((miner) => ({ id: idOf(miner), signature: signatureOf(miner) })),
  }).signature;
}
