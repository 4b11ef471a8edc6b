// What a publish phase comes to: who is in, what the key is (protocol §6, §7), and the magic block that says so.
import { aggregateCommitments, interpolateCommitments, publicShares } from "../../dkg/index.js";
import { equalBytes } from "../../encoding/index.js";
import { chainIdHash, commitTo, MagicBlock, type MagicBlockDealing } from "../../magic-block/index.js";
import { type Failure, RESTART_REASONS } from "./events.js";
import { removalsOf } from "./look-ups.js";
import { type Qualification, qualify } from "./qualification.js";
import type { CheckContext } from "./screen.js";
import { nextSharders } from "./sharders.js";
import { entryOf, memberAt, remaining, type SessionState } from "./state.js";

/** The qualified set from the published data of a session whose silent dealers are removed already. */
export function qualifiedSet({ session, state }: CheckContext): Qualification {
  return qualify({
    rules: state.genesis.qualification,
    threshold: session.thresholds.t,
    dealerThreshold: session.dealerThreshold,
    dealers: remaining(session, "dealer"),
    receivers: remaining(session, "receiver"),
    coupled: session.mode === "fresh",
    entry: (dealer, receiver) => entryOf(session, dealer, receiver),
  });
}

/**
 * Sums the qualified polynomials, in a reshare each with the Lagrange coefficient at 0 of its dealer; a failure when
 * there are too few receivers or dealers, or the sum is no key, or another than it must be.
 */
export function groupPolynomialOf(
  { session, state, scheme, cache }: CheckContext,
  { members, qualified }: Qualification,
): Uint8Array[] | Failure {
  const { least, dealerThreshold, mode } = session;
  if (members.length < least)
    return { code: "TOO_FEW_MEMBERS", message: `${members.length} members are left, at least ${least} are needed` };
  if (qualified.length < dealerThreshold) {
    const message = `${qualified.length} dealers are qualified, at least ${dealerThreshold} are needed`;
    return { code: "TOO_FEW_DEALERS", message };
  }
  const commitments = cache.decodeAll(
    state.genesis.scheme,
    qualified.map((index) => session.contributions[index - 1]!),
  );
  const dealers = qualified.map((index) => memberAt(session.dealers, index)!.partyId);
  const polynomial =
    mode === "fresh"
      ? aggregateCommitments(scheme, commitments)
      : interpolateCommitments({ scheme, dealers, commitments });
  const bad: Failure = { code: "BAD_GROUP_KEY", message: RESTART_REASONS.BAD_GROUP_KEY };
  if (isIdentity(polynomial[0]!)) return bad;
  if (mode === "reshare" && !equalBytes(polynomial[0]!, state.current.magicBlock!.groupPublicKey)) return bad;
  return polynomial;
}

function isIdentity(point: Uint8Array): boolean {
  return (point[0]! & 0x40) !== 0;
}

/** The magic block, not certified yet. `publishers`: indices of all dealers whose publication was accepted. */
export function makeMagicBlock(
  { session, state, scheme }: CheckContext,
  publishers: readonly number[],
  result: Qualification,
  groupPolynomial: readonly Uint8Array[],
): MagicBlock | Failure {
  const { genesis, current, round } = state;
  const { parameters, receivers } = session;
  const seated = result.members.map((index) => memberAt(receivers, index)!);
  const shares = publicShares({ scheme, commitments: groupPolynomial, ids: seated.map(({ partyId }) => partyId) });
  if (shares.some(isIdentity)) return { code: "BAD_GROUP_KEY", message: RESTART_REASONS.BAD_GROUP_KEY };
  const parts = {
    scheme: genesis.scheme,
    members: seated.map((member, position) => ({ ...member, publicShare: shares[position]! })),
    sharders: nextSharders(state),
    body: {
      attempt: session.attempt,
      qualification: genesis.qualification,
      dealerCount: session.contributions.length,
      dealings: dealingsOf(session, publishers, result),
      groupPolynomial,
      removed: session.removed,
      off: [...removalsOf(session.removed, "receiver").keys()].sort((a, b) => a - b),
      exposed: exposedCount(session, result.qualified),
    },
  };
  const block: MagicBlock = {
    ...parts,
    mode: genesis.mode,
    chainIdHash: chainIdHash(genesis.chainId),
    number: session.number,
    previousHash: current.hash,
    startingRound: round + parameters.phaseRounds.wait + parameters.handOverRounds,
    ...session.thresholds,
    session: session.id,
    groupPublicKey: groupPolynomial[0]!,
    ...commitTo(parts),
    certificate: { handOver: null, first: null, confirmation: null },
  };
  // whoever makes a block runs the verifier's check: what it would refuse must never be signed
  MagicBlock.check(block);
  return block;
}

/** How many receivers off the list have a public share: each qualified dealer revealed its part of it. */
function exposedCount(session: SessionState, qualified: readonly number[]): number {
  const off = [...removalsOf(session.removed, "receiver").keys()];
  return off.filter((receiver) => qualified.every((dealer) => entryOf(session, dealer, receiver) === "revealed"))
    .length;
}

/** What the block says of every dealing: as it was published, and whether it is part of the key. */
function dealingsOf(session: SessionState, publishers: readonly number[], result: Qualification): MagicBlockDealing[] {
  const qualified = new Set(result.qualified);
  return publishers.map((index) => {
    const { acknowledged, aggregate, reveals } = session.publications[index - 1]!;
    const mpkHash = session.contributions[index - 1]!.hash;
    return { index, mpkHash, qualified: qualified.has(index), acknowledged, aggregate, reveals };
  });
}
