// Arithmetic that the miners of a simulation do together: what is equal for all receivers of one dealer is done once.
// Verdicts and signatures are those that every miner alone would come to.
import { bytesKey } from "../../../bindings/bytes.js";
import { encodePoint, multiplyPoint, type RawPoint } from "../../../bindings/point.js";
import { checkSecretScalar } from "../../../bindings/scalar.js";
import { secretly } from "../../../bindings/scope.js";
import { packVector, sumVector } from "../../../bindings/vector.js";
import { hashMessage } from "../../bls/equation.js";
import { type BlsScheme, schemeByName } from "../../bls/index.js";
import { batchVerifyRevealed } from "../../dkg/index.js";
import { toHex } from "../../encoding/index.js";
import type { SchemeName } from "../../magic-block/index.js";
import type { ProtocolCache } from "../../view-change/caches.js";
import { identityDst } from "../../view-change/identity.js";
import { RememberedAggregates } from "../../view-change/miner/aggregates.js";
import type { MinerWork, ReceivedShare } from "../../view-change/miner/work.js";
import type { SessionMember } from "../../view-change/session.js";

/** Shares that wait at one miner to be checked. */
export interface WaitingShares {
  readonly id: SessionMember["partyId"];
  readonly items: readonly ReceivedShare[];
}

export interface SharedWorkOptions {
  readonly scheme: SchemeName;
  readonly cache: ProtocolCache;
  /** What waits at all the miners that share their work. */
  readonly waiting: () => Iterable<WaitingShares>;
}

interface UncheckedShare extends ReceivedShare {
  readonly id: SessionMember["partyId"];
  readonly name: string;
}

/** A wrong share makes the check of these dealers fail and be repeated in parts; more of them together save nothing. */
const DEALERS_TOGETHER = 8;
/** Shares checked ahead: enough for all of 300 miners, and not too many to keep. */
const MOST_SHARES = 1 << 17;
/** More messages than this are not remembered: a list's dealers, in one session. */
const MOST_MESSAGES = 2048;
/** Signatures whose points are remembered, 384 bytes each. */
const MOST_SIGNATURES = 1 << 16;

export class SharedWork implements MinerWork {
  private readonly bls: BlsScheme;
  /** Is it right? By commitments, receiver and share; taken out by the receiver that asks. */
  private readonly verdicts = new Map<string, boolean>();
  private readonly hashes = new Map<string, RawPoint>();
  private readonly signatures = new Map<string, RawPoint>();
  private readonly aggregates = new RememberedAggregates(MOST_MESSAGES);

  constructor(private readonly options: SharedWorkOptions) {
    this.bls = schemeByName(options.scheme);
  }

  /**
   * The first miner that asks has everything checked that waits anywhere, in random combinations of whole dealings;
   * the others find their verdicts.
   */
  wrongShares(id: SessionMember["partyId"], items: readonly ReceivedShare[]): readonly number[] {
    const names = items.map((item) => nameOf(id, item));
    if (names.some((name) => !this.verdicts.has(name))) this.check({ id, items });
    const wrong = names.flatMap((name, position) => (this.verdicts.get(name) === true ? [] : [position]));
    for (const name of names) this.verdicts.delete(name);
    return wrong;
  }

  private check(asked: WaitingShares): void {
    const { scheme, cache, waiting } = this.options;
    const byDealer = new Map<string, UncheckedShare[]>();
    const seen = new Set<string>();
    const add = ({ id, items }: WaitingShares) => {
      for (const item of items) {
        const name = nameOf(id, item);
        if (this.verdicts.has(name) || seen.has(name)) continue;
        seen.add(name);
        const dealer = toHex(item.commitments.hash);
        const group = byDealer.get(dealer) ?? [];
        byDealer.set(dealer, group);
        group.push({ ...item, id, name });
      }
    };
    add(asked);
    for (const elsewhere of waiting()) {
      if (seen.size >= MOST_SHARES) break;
      add(elsewhere);
    }
    const dealers = [...byDealer.values()];
    for (let start = 0; start < dealers.length; start += DEALERS_TOGETHER) {
      const unchecked = dealers.slice(start, start + DEALERS_TOGETHER).flat();
      const commitments = cache.decodeAll(
        scheme,
        unchecked.map((item) => item.commitments),
      );
      const items = unchecked.map(({ id, share }, position) => ({ commitments: commitments[position]!, id, share }));
      const wrong = new Set(batchVerifyRevealed({ scheme: this.bls, items }).invalid);
      for (const [position, { name }] of unchecked.entries()) this.verdicts.set(name, !wrong.has(position));
    }
  }

  /** The message is hashed to the curve once for all who sign it. */
  signAcknowledgement(message: Uint8Array, secretKey: Uint8Array): Uint8Array {
    const name = toHex(message);
    let hash = this.hashes.get(name);
    if (hash === undefined) {
      if (this.hashes.size >= MOST_MESSAGES) this.hashes.clear();
      hash = hashMessage(this.bls, message, identityDst(this.options.scheme));
      this.hashes.set(name, hash);
    }
    const { signatureGroup } = this.bls;
    checkSecretScalar(secretKey, "secret key");
    const [point, signature] = secretly(() => {
      const product = multiplyPoint(signatureGroup, hash, secretKey, "secret");
      return [product, encodePoint(signatureGroup, product, true)] as const;
    });
    if (this.signatures.size < MOST_SIGNATURES) this.signatures.set(bytesKey(signature), point);
    return signature;
  }

  /** Signatures that were made here need not be decoded; each is remembered until it is asked for. */
  aggregateAcknowledgements(signatures: readonly Uint8Array[]): Uint8Array {
    return this.aggregates.of(signatures, () => {
      const { signatureGroup } = this.bls;
      const strange: Uint8Array[] = [];
      const points: RawPoint[] = [];
      for (const signature of signatures) {
        const name = bytesKey(signature);
        const point = this.signatures.get(name);
        if (point === undefined) strange.push(signature);
        else points.push(point);
        this.signatures.delete(name);
      }
      if (points.length === 0) return this.bls.aggregateSignatures(signatures);
      const sum = encodePoint(signatureGroup, sumVector(signatureGroup, packVector(signatureGroup, points)), true);
      return strange.length === 0 ? sum : this.bls.aggregateSignatures([sum, ...strange]);
    });
  }
}

function nameOf(id: SessionMember["partyId"], { commitments, share }: ReceivedShare): string {
  return `${toHex(commitments.hash)}:${id}:${bytesKey(share)}`;
}
