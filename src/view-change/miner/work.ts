// The arithmetic that a miner does for every other miner of its list: checking shares and signing acknowledgements.
// A miner does it itself; a simulation, in which a hundred miners would do it side by side on the same bytes, passes
// a MinerWork that does it for all of them together, with the same results.

import { checkList, reading } from "../../../bindings/arguments.js";
import { type BlsScheme, schemeByName } from "../../bls/index.js";
import { batchVerifyShares } from "../../dkg/index.js";
import type { SchemeName } from "../../magic-block/index.js";
import type { HashedCommitments, ProtocolCache } from "../caches.js";
import { identityDst } from "../identity.js";
import type { SessionMember } from "../session.js";
import { RememberedAggregates } from "./aggregates.js";

/** A share as it came, and the commitments that its dealer has on the chain. */
export interface ReceivedShare {
  readonly commitments: HashedCommitments;
  /** 32 bytes below the group order. */
  readonly share: Uint8Array;
}

export interface MinerWork {
  /** Positions of the shares that are not the committed polynomials' values at the receiver's `id`, ascending. */
  wrongShares(id: SessionMember["partyId"], items: readonly ReceivedShare[]): readonly number[];
  /** The signature of an acknowledgement message by a miner's long-term key, a compressed point. */
  signAcknowledgement(message: Uint8Array, secretKey: Uint8Array): Uint8Array;
  /** The sum of at least one acknowledgement, as they came. Throws a FeldsparError for what is no signature at all. */
  aggregateAcknowledgements(signatures: readonly Uint8Array[]): Uint8Array;
}

/**
 * Everything by the miner itself: one batched check of what came, one signature at a time.
 *
 * @example
 * const work = new OwnWork("min-sig", new ProtocolCache()); // or one that has it done on other threads
 * const message = acknowledgementMessage(attempt.id, 1, attempt.contributions[0]!.hash);
 * const signatures = miners.map(({ secretKey }) => work.signAcknowledgement(message, secretKey));
 * work.aggregateAcknowledgements(signatures).length; //=> 48
 */
export class OwnWork implements MinerWork {
  private readonly bls: BlsScheme;
  private readonly aggregates = new RememberedAggregates(1);

  constructor(
    private readonly scheme: SchemeName,
    private readonly cache: ProtocolCache,
  ) {
    this.bls = schemeByName(scheme);
  }

  /**
   * Positions of wrong shares, as every `MinerWork` finds them. Throws what `batchVerifyShares` throws.
   *
   * @example
   * const work = new OwnWork("min-sig", new ProtocolCache());
   * const [{ hash, commitments }] = attempt.contributions.filter((one) => one !== null);
   * work.wrongShares(2, [{ commitments: { hash, commitments }, share: keys[0].secretShare }]); //=> [0]
   */
  wrongShares(id: SessionMember["partyId"], items: readonly ReceivedShare[]): readonly number[] {
    return reading("OwnWork.wrongShares", (): readonly number[] => {
      checkList(items, "items");
      const commitments = this.cache.decodeAll(
        this.scheme,
        items.map((item) => item.commitments),
      );
      return batchVerifyShares({
        scheme: this.bls,
        id,
        items: items.map(({ share }, position) => ({ commitments: commitments[position]!, share })),
      }).invalid;
    });
  }

  signAcknowledgement(message: Uint8Array, secretKey: Uint8Array): Uint8Array {
    return reading("OwnWork.signAcknowledgement", (): Uint8Array => {
      return this.bls.sign(message, secretKey, { DST: identityDst(this.scheme) });
    });
  }

  aggregateAcknowledgements(signatures: readonly Uint8Array[]): Uint8Array {
    return reading("OwnWork.aggregateAcknowledgements", (): Uint8Array => {
      return this.aggregates.of(signatures, () => this.bls.aggregateSignatures(signatures));
    });
  }
}
