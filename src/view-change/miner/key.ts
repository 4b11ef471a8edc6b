// A member's share of the new key (protocol §7), from the shares that dealers sent and the ones that were revealed.
import { isBelowOrder } from "../../../bindings/scalar.js";
import { sumScalars } from "../../../bindings/sharing.js";
import type { BlsScheme } from "../../bls/index.js";
import { verifyShare } from "../../dkg/index.js";
import { concatBytes, equalBytes } from "../../encoding/index.js";
import type { MagicBlock, MagicBlockDealing } from "../../magic-block/index.js";
import type { ProtocolCache } from "../caches.js";
import type { SessionState } from "../contract/state.js";
import type { IncomingShare } from "./state.js";

export interface SecretShareInput {
  readonly scheme: BlsScheme;
  readonly cache: ProtocolCache;
  readonly session: SessionState;
  readonly block: MagicBlock;
  /** This member. */
  readonly index: number;
  /** What it knows of every dealer's share, by position. */
  readonly incoming: readonly IncomingShare[];
}

/** 32 bytes below the group order? */
export function isScalar(share: Uint8Array): boolean {
  return share.length === 32 && isBelowOrder(share) === 1;
}

/**
 * S_j = Σ s_ij over all qualified dealers, revealed shares where none came, checked against this member's public
 * share in the magic block whatever their source. null when a share is missing or the sum is wrong: then this member
 * has no key. Constant- sequence in the shares.
 */
export function secretShareOf(input: SecretShareInput): Uint8Array | null {
  const { scheme, block, index, incoming } = input;
  const publicShare = block.miners.find((miner) => miner.index === index)?.publicShare;
  if (publicShare === undefined) return null;
  const shares: Uint8Array[] = [];
  for (const dealing of block.dealings) {
    if (!dealing.qualified) continue;
    const { share, valid } = incoming[dealing.index - 1]!;
    const good = valid === true ? share : revealed(input, dealing);
    if (good === null) return null;
    shares.push(good);
  }
  const secretShare = sumScalars(concatBytes(...shares));
  if (secretShare.every((byte) => byte === 0)) return null;
  return equalBytes(scheme.getPublicKey(secretShare), publicShare) ? secretShare : null;
}

/** A share of the dealer's publication, checked like any other. */
function revealed({ scheme, cache, session, index }: SecretShareInput, dealing: MagicBlockDealing): Uint8Array | null {
  const reveal = dealing.reveals.find((entry) => entry.index === index);
  if (reveal === undefined || !isScalar(reveal.share)) return null;
  const good = verifyShare({
    scheme,
    commitments: cache.decode(scheme.name, session.contributions[dealing.index - 1]!),
    id: session.list[index - 1]!.partyId,
    share: reveal.share,
  });
  return good ? reveal.share : null;
}
