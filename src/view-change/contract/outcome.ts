// What a publish phase comes to: who is in, what the key is (protocol §6, §7), and the magic block that says so.
import { aggregateCommitments, publicShares } from "../../dkg/index.js";
import type { MagicBlock, MagicBlockDealing } from "../../magic-block/index.js";
import { type Failure, RESTART_REASONS } from "./events.js";
import { leastMembers } from "./members.js";
import { type Qualification, qualify } from "./qualification.js";
import type { CheckContext } from "./screen.js";
import { entryOf, remaining, type SessionState } from "./state.js";

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
    dealings: dealingsOf(session, publishers, result),
    groupPolynomial,
    groupPublicKey: groupPolynomial[0]!,
    removed: session.removed,
    exposed: result.exposed,
    certificate: { handOver: null, confirmation: null },
  };
}

/** What the block says of everybody's dealing: as it was published, and whether it is part of the key. */
function dealingsOf(session: SessionState, publishers: readonly number[], result: Qualification): MagicBlockDealing[] {
  const qualified = new Set(result.qualified);
  return publishers.map((index) => {
    const { acknowledged, aggregate, reveals } = session.publications[index - 1]!;
    const mpkHash = session.contributions[index - 1]!.hash;
    return { index, mpkHash, qualified: qualified.has(index), acknowledged, aggregate, reveals };
  });
}
