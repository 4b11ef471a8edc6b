// The magic block (protocol §7): the document that ends a view change. It names the next set of miners and everything
// that decided it; its SHA-256 hash commits to all of that. Two group signatures certify the hash: the previous
// view's key hands over, the new view's key confirms that its members hold their shares. The certificate is not part
// of the hash.
import { sha256 } from "@noble/hashes/sha2.js";
import { schemeByName } from "../bls/index.js";
import {
  bitmapLength,
  bitmapPositions,
  canonicalJson,
  Encoder,
  equalBytes,
  FeldsparError,
  type JsonInput,
  JsonReader,
  parseJson,
  TAG,
  toHex,
} from "../encoding/index.js";
import type { Id } from "../threshold/index.js";
import { checkThresholds, MAX_MINERS, PHASES, type Phase, type SchemeName } from "./parameters.js";
import { partyIdOf } from "./party-ids.js";

/** A member of the new set. */
export interface MagicBlockMiner {
  /** hex(SHA3-256(publicKey)). */
  readonly id: string;
  /** 1-based position in the frozen list; gaps are removed miners. */
  readonly index: number;
  readonly publicKey: Uint8Array;
  /** X25519, 32 bytes. */
  readonly encryptionKey: Uint8Array;
  readonly url: string;
  readonly stake: bigint;
  /** P_j = Σ_k C_k·x_j^k: checks the member's partial signatures. */
  readonly publicShare: Uint8Array;
}

export interface MagicBlockSharder {
  readonly id: string;
  readonly publicKey: Uint8Array;
  readonly url: string;
  readonly stake: bigint;
}

/** What one dealer published, as verified by the contract. */
export interface MagicBlockDealing {
  readonly index: number;
  /** SHA-256 of the dealer's commitments. */
  readonly mpkHash: Uint8Array;
  /** Is the dealer's polynomial part of the key? */
  readonly qualified: boolean;
  /** Who acknowledged: bit (index − 1) of the frozen list. */
  readonly acknowledged: Uint8Array;
  /** One signature for all acknowledgements; empty when there are none. */
  readonly aggregate: Uint8Array;
  readonly reveals: readonly { readonly index: number; readonly share: Uint8Array }[];
}

export interface MagicBlockRemoval {
  readonly index: number;
  readonly id: string;
  readonly phase: Phase;
  readonly code: string;
  readonly reason: string;
}

export interface MagicBlockCertificate {
  /**
   * Group signature of the previous view; null for the first magic block of a chain, which is trusted by
   * configuration.
   */
  readonly handOver: Uint8Array | null;
  /** Group signature of the new view. */
  readonly confirmation: Uint8Array | null;
}

export interface MagicBlock {
  readonly number: number;
  readonly attempt: number;
  readonly previousHash: Uint8Array;
  readonly startingRound: number;
  readonly t: number;
  readonly k: number;
  readonly n: number;
  readonly scheme: SchemeName;
  readonly partyIds: "index" | "zus";
  readonly qualification: "seed" | "zus";
  readonly session: Uint8Array;
  /** Length of the frozen list. */
  readonly listSize: number;
  /** Sorted by id. */
  readonly miners: readonly MagicBlockMiner[];
  /** Sorted by id. */
  readonly sharders: readonly MagicBlockSharder[];
  /** Every dealer whose publication was accepted, by index. */
  readonly dealings: readonly MagicBlockDealing[];
  /** C_0 … C_{t−1}. */
  readonly groupPolynomial: readonly Uint8Array[];
  /** C_0. */
  readonly groupPublicKey: Uint8Array;
  readonly removed: readonly MagicBlockRemoval[];
  /** Indices of members whose whole secret share was revealed. */
  readonly exposed: readonly number[];
  readonly certificate: MagicBlockCertificate;
}

const MAX_URL = 2048;
const MAX_REASON = 1024;
const MAX_SHARDERS = 1000;

function encode(block: MagicBlock): Uint8Array {
  const lengths = schemeByName(block.scheme);
  const key = lengths.publicKeyLength;
  return new Encoder(TAG.magicBlock)
    .u64(block.number)
    .u32(block.attempt)
    .fixed(block.previousHash, 32)
    .u64(block.startingRound)
    .u32(block.t)
    .u32(block.k)
    .u32(block.n)
    .text(block.scheme)
    .text(block.partyIds)
    .text(block.qualification)
    .fixed(block.session, 32)
    .u32(block.listSize)
    .list(block.miners, (encoder, miner) =>
      encoder
        .text(miner.id)
        .u32(miner.index)
        .fixed(miner.publicKey, key)
        .fixed(miner.encryptionKey, 32)
        .text(miner.url)
        .u64(miner.stake)
        .fixed(miner.publicShare, key),
    )
    .list(block.sharders, (encoder, sharder) =>
      encoder.text(sharder.id).bytes(sharder.publicKey).text(sharder.url).u64(sharder.stake),
    )
    .list(block.dealings, (encoder, dealing) =>
      encoder
        .u32(dealing.index)
        .fixed(dealing.mpkHash, 32)
        .flag(dealing.qualified)
        .bytes(dealing.acknowledged)
        .bytes(dealing.aggregate)
        .list(dealing.reveals, (inner, reveal) => inner.u32(reveal.index).fixed(reveal.share, 32)),
    )
    .list(block.groupPolynomial, (encoder, commitment) => encoder.fixed(commitment, key))
    .fixed(block.groupPublicKey, key)
    .list(block.removed, (encoder, removal) =>
      encoder.u32(removal.index).text(removal.id).text(removal.phase).text(removal.code).text(removal.reason),
    )
    .list(block.exposed, (encoder, index) => encoder.u32(index))
    .finish();
}

function hash(block: MagicBlock): Uint8Array {
  return sha256(encode(block));
}

/** The bytes that members of the new view sign: "we hold our shares of the key in this block". */
export function confirmationMessage(blockHash: Uint8Array): Uint8Array {
  return new Encoder(TAG.confirmation).fixed(blockHash, 32).finish();
}

/** The bytes that members of the previous view sign: "this block follows ours". */
export function handOverMessage(blockHash: Uint8Array): Uint8Array {
  return new Encoder(TAG.handOver).fixed(blockHash, 32).finish();
}

function malformed(why: string): never {
  throw new FeldsparError("MALFORMED", `magic block: ${why}`);
}

function ascending(values: readonly (number | string)[], what: string): void {
  for (let i = 1; i < values.length; i++) {
    if (values[i - 1]! >= values[i]!) malformed(`${what} must be in ascending order without repetition`);
  }
}

/** Throws MALFORMED unless the block is consistent in itself (signatures are not looked at). */
function check(block: MagicBlock): void {
  const { t, k, n, listSize, miners, dealings } = block;
  checkThresholds({ t, k, n });
  if (listSize < miners.length || listSize > n)
    malformed(`a list of ${listSize} does not fit ${miners.length} members and n = ${n}`);
  if (miners.length < k) malformed(`expected at least k = ${k} members, got ${miners.length}`);
  ascending(
    miners.map((miner) => miner.id),
    "miners' ids",
  );
  ascending(
    miners.map((miner) => miner.index),
    "miners' indices",
  );
  ascending(
    block.sharders.map((sharder) => sharder.id),
    "sharders' ids",
  );
  ascending(
    dealings.map((dealing) => dealing.index),
    "dealers' indices",
  );
  for (const { index } of [...miners, ...dealings, ...block.removed]) {
    if (index < 1 || index > listSize) malformed(`index ${index} is outside a list of ${listSize}`);
  }
  for (const dealing of dealings) {
    bitmapPositions(dealing.acknowledged, listSize);
    ascending(
      dealing.reveals.map((reveal) => reveal.index),
      `reveals of dealer ${dealing.index}`,
    );
  }
  const members = new Set(miners.map((miner) => miner.index));
  if (dealings.filter((dealing) => dealing.qualified).some((dealing) => !members.has(dealing.index))) {
    malformed("a qualified dealer is not a member");
  }
  if (block.groupPolynomial.length !== t)
    malformed(`expected t = ${t} coefficients, got ${block.groupPolynomial.length}`);
  if (!equalBytes(block.groupPolynomial[0]!, block.groupPublicKey))
    malformed("the group key is not the polynomial's constant term");
}

/** A verdict with its reason. */
export interface Verdict {
  readonly valid: boolean;
  /** Why not; empty when valid. */
  readonly reason: string;
}

const VALID: Verdict = { valid: true, reason: "" };

/**
 * Verifies one block as a light client would: consistent in itself, signed by its own group key, and, when it is not
 * the first of its chain, following `previous` and signed by that view's group key. `previous = null` accepts the
 * block as the first of a chain, which the caller must trust by configuration (compare its hash). Never throws for a
 * well-typed block.
 */
function verify(block: MagicBlock, previous: MagicBlock | null): Verdict {
  try {
    check(block);
    const digest = hash(block);
    if (previous === null) {
      if (block.certificate.handOver !== null) {
        return { valid: false, reason: "a hand-over signature is present, but the previous magic block is not given" };
      }
    } else {
      if (block.number !== previous.number + 1)
        return { valid: false, reason: `number ${block.number} does not follow ${previous.number}` };
      if (!equalBytes(block.previousHash, hash(previous)))
        return { valid: false, reason: "the previous hash is another block's" };
      if (block.startingRound <= previous.startingRound)
        return { valid: false, reason: "it starts before its predecessor" };
      const handOver = block.certificate.handOver;
      if (handOver === null) return { valid: false, reason: "the hand-over signature of the previous view is missing" };
      if (!schemeByName(previous.scheme).verify(handOver, handOverMessage(digest), previous.groupPublicKey)) {
        return { valid: false, reason: "the hand-over signature is not valid under the previous view's group key" };
      }
    }
    const confirmation = block.certificate.confirmation;
    if (confirmation === null) return { valid: false, reason: "the confirmation signature of the new view is missing" };
    if (!schemeByName(block.scheme).verify(confirmation, confirmationMessage(digest), block.groupPublicKey)) {
      return { valid: false, reason: "the confirmation signature is not valid under the block's own group key" };
    }
    return VALID;
  } catch (error) {
    if (error instanceof FeldsparError) return { valid: false, reason: error.message };
    throw error;
  }
}

/** x-coordinates of the members, in the order of `miners`. */
function memberIds(block: MagicBlock): Id[] {
  return block.miners.map((miner) => partyIdOf(block.partyIds, miner.index, miner.id));
}

function toObject(block: MagicBlock): JsonInput {
  return { ...block, hash: hash(block) } as unknown as JsonInput;
}

/** Canonical JSON of the block with its hash and certificate; `indent` spreads it over lines. */
function toJson(block: MagicBlock, indent = 0): string {
  return canonicalJson(toObject(block), indent);
}

/** Reads what toJson wrote. Throws BAD_JSON or MALFORMED; the hash in the text must be the hash of the content. */
function fromJson(input: unknown): MagicBlock {
  const value = typeof input === "string" ? parseJson(input, "magic block") : input;
  const fields = new JsonReader(value, "magic block").object([
    "number",
    "attempt",
    "previousHash",
    "startingRound",
    "t",
    "k",
    "n",
    "scheme",
    "partyIds",
    "qualification",
    "session",
    "listSize",
    "miners",
    "sharders",
    "dealings",
    "groupPolynomial",
    "groupPublicKey",
    "removed",
    "exposed",
    "certificate",
    "hash",
  ]);
  const most = Number.MAX_SAFE_INTEGER;
  const scheme = fields.scheme.oneOf(["min-sig", "min-pk"] as const);
  const { publicKeyLength, signatureLength } = schemeByName(scheme);
  const listSize = fields.listSize.integer(1, MAX_MINERS);
  const certificate = fields.certificate.object(["handOver", "confirmation"]);
  const block: MagicBlock = {
    number: fields.number.integer(1, most),
    attempt: fields.attempt.integer(1, 0xffffffff),
    previousHash: fields.previousHash.hex(32),
    startingRound: fields.startingRound.integer(0, most),
    t: fields.t.integer(1, MAX_MINERS),
    k: fields.k.integer(1, MAX_MINERS),
    n: fields.n.integer(1, MAX_MINERS),
    scheme,
    partyIds: fields.partyIds.oneOf(["index", "zus"] as const),
    qualification: fields.qualification.oneOf(["seed", "zus"] as const),
    session: fields.session.hex(32),
    listSize,
    miners: fields.miners.array(MAX_MINERS, (item) => {
      const miner = item.object(["id", "index", "publicKey", "encryptionKey", "url", "stake", "publicShare"]);
      return {
        id: toHex(miner.id.hex(32)),
        index: miner.index.integer(1, listSize),
        publicKey: miner.publicKey.hex(publicKeyLength),
        encryptionKey: miner.encryptionKey.hex(32),
        url: miner.url.text(MAX_URL),
        stake: miner.stake.u64(),
        publicShare: miner.publicShare.hex(publicKeyLength),
      };
    }),
    sharders: fields.sharders.array(MAX_SHARDERS, (item) => {
      const sharder = item.object(["id", "publicKey", "url", "stake"]);
      return {
        id: toHex(sharder.id.hex(32)),
        publicKey: sharder.publicKey.hex(undefined, 96),
        url: sharder.url.text(MAX_URL),
        stake: sharder.stake.u64(),
      };
    }),
    dealings: fields.dealings.array(MAX_MINERS, (item) => {
      const dealing = item.object(["index", "mpkHash", "qualified", "acknowledged", "aggregate", "reveals"]);
      const acknowledged = dealing.acknowledged.hex(bitmapLength(listSize));
      const none = acknowledged.every((byte) => byte === 0);
      return {
        index: dealing.index.integer(1, listSize),
        mpkHash: dealing.mpkHash.hex(32),
        qualified: dealing.qualified.boolean(),
        acknowledged,
        aggregate: dealing.aggregate.hex(none ? 0 : signatureLength),
        reveals: dealing.reveals.array(MAX_MINERS, (entry) => {
          const reveal = entry.object(["index", "share"]);
          return { index: reveal.index.integer(1, listSize), share: reveal.share.hex(32) };
        }),
      };
    }),
    groupPolynomial: fields.groupPolynomial.array(MAX_MINERS, (item) => item.hex(publicKeyLength)),
    groupPublicKey: fields.groupPublicKey.hex(publicKeyLength),
    removed: fields.removed.array(MAX_MINERS, (item) => {
      const removal = item.object(["index", "id", "phase", "code", "reason"]);
      return {
        index: removal.index.integer(1, listSize),
        id: toHex(removal.id.hex(32)),
        phase: removal.phase.oneOf(PHASES),
        code: removal.code.text(64),
        reason: removal.reason.text(MAX_REASON),
      };
    }),
    exposed: fields.exposed.array(MAX_MINERS, (item) => item.integer(1, listSize)),
    certificate: {
      handOver: certificate.handOver.nullable((reader) => reader.hex(undefined, 96)),
      confirmation: certificate.confirmation.nullable((reader) => reader.hex(signatureLength)),
    },
  };
  check(block);
  if (!equalBytes(fields.hash.hex(32), hash(block))) malformed("the stated hash is not the hash of the content");
  return block;
}

/** Functions on magic blocks; the type of the same name is plain data. */
export const MagicBlock = { encode, hash, check, verify, memberIds, toJson, fromJson } as const;
