// A member's share of the new key (protocol §7), from the shares that dealers sent and the ones that were revealed.

import { isBelowOrder } from "../../../bindings/scalar.js";
import { interpolateSecret, sumScalars } from "../../../bindings/sharing.js";
import type { BlsScheme } from "../../bls/index.js";
import { verifyShare } from "../../dkg/index.js";
import { concatBytes, equalBytes } from "../../encoding/index.js";
import type { MagicBlock, MagicBlockDealing } from "../../magic-block/index.js";
import { idToScalar } from "../../threshold/index.js";
import type { ProtocolCache } from "../caches.js";
import { memberAt, type SessionState } from "../contract/state.js";
import type { IncomingShare } from "./state.js";

export interface SecretShareInput {
  readonly scheme: BlsScheme;
  readonly cache: ProtocolCache;
  readonly session: SessionState;
  readonly block: MagicBlock;
  /** This member's index in the list of receivers. */
  readonly index: number;
  /** What it knows of every dealer's share, by dealer. */
  readonly incoming: readonly IncomingShare[];
}

/** 32 bytes below the group order? */
export function isScalar(share: Uint8Array): boolean {
  return share.length === 32 && isBelowOrder(share) === 1;
}

/**
 * S_j from a share of *every* qualified dealer, revealed ones where none came: their sum, or in a reshare Σ λ_i s_ij
 * with the Lagrange coefficients at zero of all of them by their ids in the block in office. Checked against this
 * member's public share in the magic block whatever their source. null when a share is missing or the result is wrong:
 * then this member has no key. Constant-sequence in the shares.
 */
export function secretShareOf(input: SecretShareInput): Uint8Array | null {
  const { scheme, session, block, index, incoming } = input;
  const publicShare = block.members.find((member) => member.index === index)?.publicShare;
  if (publicShare === undefined) return null;
  const shares: Uint8Array[] = [];
  const dealers: Uint8Array[] = [];
  for (const dealing of block.body.dealings) {
    if (!dealing.qualified) continue;
    const { share, valid } = incoming[dealing.index - 1]!;
    const good = valid === true ? share : revealed(input, dealing);
    if (good === null) return null;
    shares.push(good);
    dealers.push(idToScalar(memberAt(session.dealers, dealing.index)!.partyId));
  }
  const all = concatBytes(...shares);
  try {
    const secretShare = session.mode === "fresh" ? sumScalars(all) : interpolateSecret(concatBytes(...dealers), all);
    if (secretShare.every((byte) => byte === 0)) return null;
    if (equalBytes(scheme.getPublicKey(secretShare), publicShare)) return secretShare;
    secretShare.fill(0);
    return null;
  } finally {
    all.fill(0);
  }
}

/** A share of the dealer's publication, checked like any other. */
function revealed({ scheme, cache, session, index }: SecretShareInput, dealing: MagicBlockDealing): Uint8Array | null {
  const reveal = dealing.reveals.find((entry) => entry.index === index);
  if (reveal === undefined || !isScalar(reveal.share)) return null;
  const good = verifyShare({
    scheme,
    commitments: cache.decode(scheme.name, session.contributions[dealing.index - 1]!),
    id: memberAt(session.receivers, index)!.partyId,
    share: reveal.share,
  });
  return good ? reveal.share : null;
}
