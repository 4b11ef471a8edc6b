// What a magic block consists of, field by field in the order of its bytes: said here once for bytes and JSON. How the
// parts fit together is check.ts's.
import { schemeByName } from "../bls/index.js";
import {
  bitmapLength,
  bytes,
  bytesOf,
  type Fields,
  type Format,
  fixed,
  flag,
  hexName,
  list,
  nullable,
  oneOf,
  record,
  text,
  unsigned,
  unsigned64,
} from "../encoding/index.js";
import { MAX_MINERS } from "./limits.js";
import type {
  MagicBlock,
  MagicBlockCertificate,
  MagicBlockDealing,
  MagicBlockMiner,
  MagicBlockRemoval,
  MagicBlockSharder,
} from "./magic-block.js";
import { PHASES, type SchemeName } from "./parameters.js";

const MAX_URL = 2048;
const MAX_CODE = 64;
const MAX_REASON = 1024;
const MAX_SHARDERS = 1000;

/** A block with the hash by which it is known, as files have it. */
export interface HashedMagicBlock extends MagicBlock {
  readonly hash: Uint8Array;
}

export interface MagicBlockFormats {
  /** What the hash commits to: everything but the certificate. */
  readonly content: Format<Omit<MagicBlock, "certificate">>;
  /** A file: content, certificate and hash. */
  readonly file: Format<HashedMagicBlock>;
}

function formatsOf(scheme: SchemeName): MagicBlockFormats {
  const { publicKeyLength, signatureLength } = schemeByName(scheme);
  const count = unsigned(32, 1, MAX_MINERS);
  const key = fixed(publicKeyLength);
  const hash = fixed(32);
  const id = hexName("digits");
  const content: Fields<Omit<MagicBlock, "certificate">> = {
    number: unsigned(64, 1),
    attempt: unsigned(32, 1),
    previousHash: hash,
    startingRound: unsigned(64),
    t: count,
    k: count,
    n: count,
    scheme: oneOf(["min-sig", "min-pk"]),
    partyIds: oneOf(["index", "zus"]),
    qualification: oneOf(["seed", "zus"]),
    session: hash,
    listSize: count,
    miners: list(
      record<MagicBlockMiner>({
        id,
        index: count,
        publicKey: key,
        encryptionKey: fixed(32),
        url: text(MAX_URL),
        stake: unsigned64,
        publicShare: key,
      }),
      MAX_MINERS,
    ),
    sharders: list(
      record<MagicBlockSharder>({ id, publicKey: bytes(96), url: text(MAX_URL), stake: unsigned64 }),
      MAX_SHARDERS,
    ),
    dealings: list(
      record<MagicBlockDealing>({
        index: count,
        mpkHash: hash,
        qualified: flag,
        acknowledged: bytes(bitmapLength(MAX_MINERS)),
        aggregate: bytesOf(0, signatureLength),
        reveals: list(record<MagicBlockDealing["reveals"][number]>({ index: count, share: fixed(32) }), MAX_MINERS),
      }),
      MAX_MINERS,
    ),
    groupPolynomial: list(key, MAX_MINERS),
    groupPublicKey: key,
    removed: list(
      record<MagicBlockRemoval>({
        index: count,
        id,
        phase: oneOf(PHASES),
        code: text(MAX_CODE),
        reason: text(MAX_REASON),
      }),
      MAX_MINERS,
    ),
    exposed: list(count, MAX_MINERS),
  };
  const certificate = record<MagicBlockCertificate>({
    // of the view before, whose scheme may be the other one
    handOver: nullable(bytesOf(48, 96)),
    confirmation: nullable(fixed(signatureLength)),
  });
  return { content: record(content), file: record<HashedMagicBlock>({ ...content, certificate, hash }) };
}

const known = new Map<SchemeName, MagicBlockFormats>();

/** The formats of the blocks of a scheme: keys and signatures have its lengths. */
export function magicBlockFormats(scheme: SchemeName): MagicBlockFormats {
  let formats = known.get(scheme);
  if (formats === undefined) {
    formats = formatsOf(scheme);
    known.set(scheme, formats);
  }
  return formats;
}
