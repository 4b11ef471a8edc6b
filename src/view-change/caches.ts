// Work that is a pure function of public bytes and is needed again and again: decoded commitments, and sums of
// miners' public keys. A cache holds no protocol state; throwing it away changes nothing but the time spent.

import { checkList, listOf, reading, readingLater, someOptionsOf } from "../../bindings/arguments.js";
import { lengthPrefixed, sha256Of } from "../../bindings/hash.js";
import { POINT_SIZE, SIZES } from "../../bindings/point.js";
import { type BlsScheme, schemeByName } from "../bls/index.js";
import { type CurveGroup, G1, G2, type GroupName, type Point } from "../curve/index.js";
import { isCommitments, mostValues, openCommitments } from "../dkg/commitments.js";
import { type Commitments, decodeCommitmentLists } from "../dkg/index.js";
import { bitmapCount, bitmapHas, checkBitmap, Encoder, FeldsparError, fail, TAG, toHex } from "../encoding/index.js";
import type { SchemeName } from "../magic-block/index.js";
import { BoundedMap } from "./bounded-map.js";

/**
 * The commitments of one view change of 1000 miners, t = 667, weigh 244 MiB in min-sig at most: they are needed in
 * three phases and decoded once.
 */
const DEFAULT_MAX_BYTES = 256 << 20;

/**
 * What is decoded here is decoded for the contract too, so no node's own randomness may decide about it: the random
 * combinations of the subgroup check come from a hash of the encodings.
 */
const TRANSCRIPT = new Encoder(TAG.weights).text("cache").finish();

/**
 * Decoded points as vectors hold them, the compressed encodings that are kept until proofs have gone over them, and the
 * values that may be kept with them.
 */
function bytesOf(scheme: BlsScheme, { threshold }: Commitments): number {
  const { affine, compressed } = SIZES[scheme.publicKeyGroup];
  return threshold * (affine + compressed) + mostValues(threshold) * affine;
}

function nameOf(scheme: SchemeName, hash: Uint8Array): string {
  return `commitments:${scheme}:${toHex(hash)}`;
}

/** `decodeCommitmentLists`, as a promise. */
export type DecodeLists = (
  scheme: BlsScheme,
  lists: readonly (readonly Uint8Array[])[],
  options: { readonly transcript: Uint8Array },
) => Promise<(Commitments | FeldsparError)[]>;

export interface ProtocolCacheOptions {
  /**
   * Most bytes of points and encodings that are kept; what was not used for longest goes first. Default 256 MiB. What
   * is heavier than this alone is decoded each time.
   */
  readonly maxBytes?: number;
}

/** Commitments as they are on the chain, compressed or not, and the hash of these very bytes that they go by. */
export interface HashedCommitments {
  readonly hash: Uint8Array;
  readonly commitments: readonly Uint8Array[];
}

/**
 * Public keys of a frozen list, decoded once; aggregates of any subset cost one addition per key on its smaller side.
 *
 * @example
 * const table = new KeyTable("min-sig", miners.map(({ publicKey }) => publicKey));
 * const both = table.aggregate(bitmapOfIndices([1, 3], 4)); // of the first and the third
 * both; //=> minSigPop.aggregatePublicKeys([miners[0].publicKey, miners[2].publicKey])
 */
export class KeyTable {
  private readonly points: Point[];
  private readonly total: Point;
  private readonly scheme: BlsScheme;

  /** Keys must have been checked before (registration does): a bad one throws. */
  constructor(scheme: SchemeName, publicKeys: readonly Uint8Array[]) {
    this.scheme = schemeByName(scheme);
    const group = (this.scheme.publicKeyGroup === "G2" ? G2 : G1) as CurveGroup<GroupName>;
    this.points = group.Vector.fromBytes(publicKeys, { transcript: TRANSCRIPT }).toPoints();
    this.total = this.points.reduce((sum: Point, point) => sum.add(point), group.ZERO);
  }

  /**
   * What its points weigh.
   *
   * @example
   * const table = new KeyTable("min-sig", miners.map(({ publicKey }) => publicKey));
   * table.bytes > miners.length * 96; //=> true
   */
  get bytes(): number {
    return (this.points.length + 1) * POINT_SIZE;
  }

  /**
   * Sum of the keys of everybody who is set in a bitmap of the list. Throws MALFORMED for a bitmap of another size,
   * EMPTY for none, IS_IDENTITY when they cancel out.
   */
  aggregate(members: Uint8Array): Uint8Array {
    return reading("KeyTable.aggregate", (): Uint8Array => {
      checkBitmap(members, this.points.length);
      const count = bitmapCount(members);
      if (count === 0) throw new FeldsparError("EMPTY", "no public keys to aggregate");
      const left = 2 * count > this.points.length;
      let sum: Point | undefined = left ? this.total : undefined;
      this.points.forEach((point, position) => {
        if (bitmapHas(members, position) === left) return;
        sum = left ? sum!.subtract(point) : (sum?.add(point) ?? point);
      });
      if (sum!.is0()) throw new FeldsparError("IS_IDENTITY", "the public keys cancel out");
      return sum!.toBytes(true);
    });
  }
}

/**
 * One per process. Everything in it can be recomputed from public data. A bound on its bytes, not its entries: how long
 * a list of commitments is, its sender's session decides.
 *
 * @example
 * const cache = new ProtocolCache({ maxBytes: 1 << 24 }); // one per process
 * const [{ hash, commitments }] = attempt.contributions.filter((one) => one !== null);
 * cache.decode("min-sig", { hash, commitments }).threshold; //=> 3
 * cache.heldBytes > 0; //=> true
 */
export class ProtocolCache {
  private readonly kept: BoundedMap<Commitments | KeyTable>;

  /** Throws BAD_OPTION for a bound that is no whole number. */
  constructor(options: ProtocolCacheOptions = {}) {
    const { maxBytes = DEFAULT_MAX_BYTES } = someOptionsOf<ProtocolCacheOptions>(options, ["maxBytes"]);
    this.kept = new BoundedMap(maxBytes);
  }

  /** The bound that it was made with. */
  get maxBytes(): number {
    return this.kept.maxBytes;
  }

  /** What is kept now: never more than `maxBytes`. */
  get heldBytes(): number {
    return this.kept.heldBytes;
  }

  /** Decoded and checked commitments, by their hash. Throws what decodeCommitments throws. */
  decode(scheme: SchemeName, entry: HashedCommitments): Commitments {
    return reading("ProtocolCache.decode", (): Commitments => {
      return this.decodeAll(scheme, [entry])[0]!;
    });
  }

  /** The same for many, those not decoded before all together. */
  decodeAll(scheme: SchemeName, entries: readonly HashedCommitments[]): Commitments[] {
    return reading("ProtocolCache.decodeAll", (): Commitments[] => {
      return this.tryDecodeAll(scheme, entries).map((result) => {
        if (result instanceof FeldsparError) throw result;
        return result;
      });
    });
  }

  /**
   * The same with errors in the places of bad ones. `transcript` names the check.
   *
   * @example
   * const cache = new ProtocolCache();
   * const [first, ...others] = attempt.contributions.filter((one) => one !== null);
   * cache.known("min-sig", first); //=> undefined
   * cache.decodeAll("min-sig", [first, ...others]).length; //=> 1 + others.length
   * const wrong = { hash: session, commitments: [new Uint8Array(96)] };
   * cache.tryDecodeAll("min-sig", [first, wrong])[1] instanceof FeldsparError; //=> true
   * cache.heldBytes <= cache.maxBytes; //=> true
   */
  tryDecodeAll(
    scheme: SchemeName,
    entries: readonly HashedCommitments[],
    transcript: Uint8Array = TRANSCRIPT,
  ): (Commitments | FeldsparError)[] {
    return reading("ProtocolCache.tryDecodeAll", (): (Commitments | FeldsparError)[] => {
      const bls = schemeByName(scheme);
      checkList(entries, "entries");
      const names = entries.map(({ hash }) => nameOf(scheme, hash));
      const results = new Map<string, Commitments | FeldsparError | undefined>(
        names.map((name) => [name, this.kept.get(name) as Commitments | undefined]),
      );
      const missing = new Map<string, Uint8Array[]>();
      entries.forEach((entry, position) => {
        const name = names[position]!;
        if (results.get(name) !== undefined || missing.has(name)) return;
        const { commitments } = entry;
        checkList(commitments, "commitments");
        missing.set(name, [...commitments]);
      });
      const decoded = decodeCommitmentLists(bls, [...missing.values()], { transcript });
      [...missing.keys()].forEach((name, position) => {
        results.set(name, this.#keep(bls, name, decoded[position]!));
      });
      return names.map((name) => results.get(name)!);
    });
  }

  /**
   * Has those that were not decoded before decoded by `decode`, on other threads for example, and keeps the good ones:
   * whoever asks for them later finds them. Bad ones are left to that asker. What `decode` gives must be
   * what `decodeCommitmentLists` gives for the same lists; throws BAD_TYPE, BAD_LENGTH for what cannot be that, and
   * keeps nothing then.
   *
   * @example
   * const [pool, cache] = [await createPool({ workers: 1 }), new ProtocolCache()];
   * const [first] = attempt.contributions.filter((one) => one !== null);
   * await cache.decodeAhead("min-sig", [first], (...lists) => pool.decodeCommitmentLists(...lists));
   * cache.known("min-sig", first)!.threshold; //=> 3
   * await pool.close();
   */
  async decodeAhead(scheme: SchemeName, entries: readonly HashedCommitments[], decode: DecodeLists): Promise<void> {
    return readingLater("ProtocolCache.decodeAhead", async () => {
      const bls = schemeByName(scheme);
      const missing = new Map<string, readonly Uint8Array[]>();
      for (const { hash, commitments } of listOf<HashedCommitments>(entries, "entries", true)) {
        const name = nameOf(scheme, hash);
        if (this.kept.get(name) !== undefined || missing.has(name)) continue;
        missing.set(name, listOf<Uint8Array>(commitments, "commitments", true));
      }
      if (missing.size === 0) return;
      const lists = [...missing.values()];
      const decoded = listOf(await decode(bls, lists, { transcript: TRANSCRIPT }), "decoded", true);
      const good = [...missing.keys()].flatMap((name, position) => {
        const result = decoded[position];
        if (result instanceof FeldsparError) return [];
        if (!isCommitments(result)) fail("BAD_TYPE", `decoded: expected commitments at ${position}`, [position]);
        openCommitments(bls, result, lists[position]!.length);
        return [[name, result] as const];
      });
      for (const [name, result] of good) this.#keep(bls, name, result);
    });
  }

  /** Decoded commitments where they are kept; nothing is decoded. */
  known(scheme: SchemeName, entry: HashedCommitments): Commitments | undefined {
    return reading("ProtocolCache.known", (): Commitments | undefined => {
      schemeByName(scheme);
      return this.kept.get(nameOf(scheme, entry.hash)) as Commitments | undefined;
    });
  }

  #keep(bls: BlsScheme, name: string, result: Commitments | FeldsparError): Commitments | FeldsparError {
    if (!(result instanceof FeldsparError)) this.kept.set(name, result, bytesOf(bls, result));
    return result;
  }

  /**
   * The table of these keys, made once as long as it is kept. Throws as `KeyTable` does.
   *
   * @example
   * const [cache, publicKeys] = [new ProtocolCache(), miners.map(({ publicKey }) => publicKey)];
   * const table = cache.keyTable("min-sig", publicKeys);
   * cache.keyTable("min-sig", publicKeys) === table; //=> true
   */
  keyTable(scheme: SchemeName, publicKeys: readonly Uint8Array[]): KeyTable {
    return reading("ProtocolCache.keyTable", (): KeyTable => {
      const list = listOf<Uint8Array>(publicKeys, "public keys");
      const name = `keys:${scheme}:${toHex(sha256Of(...lengthPrefixed(list)))}`;
      const known = this.kept.get(name) as KeyTable | undefined;
      if (known !== undefined) return known;
      const table = new KeyTable(scheme, list);
      this.kept.set(name, table, table.bytes);
      return table;
    });
  }
}
