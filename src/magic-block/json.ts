// Magic blocks as text: canonical JSON with the block's hash and certificate, and a strict reader of it.
import { schemeByName } from "../bls/index.js";
import {
  bitmapLength,
  canonicalJson,
  equalBytes,
  type JsonInput,
  JsonReader,
  parseJson,
  toHex,
} from "../encoding/index.js";
import { check, malformed } from "./check.js";
import { hash } from "./encode.js";
import type { SoundBlock } from "./examine.js";
import { MAX_MINERS } from "./limits.js";
import type { MagicBlock } from "./magic-block.js";
import { PHASES } from "./parameters.js";

const MAX_URL = 2048;
const MAX_REASON = 1024;
const MAX_SHARDERS = 1000;

/** Canonical JSON of a block whose hash is known. */
export function writeMagicBlock({ block, hash }: Pick<SoundBlock, "block" | "hash">, indent = 0): string {
  return canonicalJson({ ...block, hash } as unknown as JsonInput, indent);
}

/** Canonical JSON of the block with its hash and certificate; `indent` spreads it over lines. */
export function toJson(block: MagicBlock, indent = 0): string {
  return writeMagicBlock({ block, hash: hash(block) }, indent);
}

/** Reads what toJson wrote. Throws BAD_JSON or MALFORMED; the hash in the text must be the hash of the content. */
export function fromJson(input: unknown): MagicBlock {
  return readMagicBlock(input).block;
}

/** The same, with what had to be found out about the block. */
export function readMagicBlock(input: unknown): SoundBlock {
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
  const digest = hash(block);
  if (!equalBytes(fields.hash.hex(32), digest)) malformed("the stated hash is not the hash of the content");
  return { block, hash: digest, fault: null };
}
