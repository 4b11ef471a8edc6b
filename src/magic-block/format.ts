// What a magic block consists of, field by field in the order of its bytes: said here once for bytes and JSON. How the
// parts fit together is check.ts's.
import { schemeByName } from "../bls/index.js";
import {
  bitmapLength,
  bytes,
  bytesOf,
  choice,
  type Fields,
  type Format,
  fixed,
  flag,
  hexName,
  list,
  merklePathFormat,
  nullable,
  record,
  text,
  unsigned,
  unsigned128,
} from "../encoding/index.js";
import { MODES, QUALIFICATIONS } from "./genesis.js";
import { MAX_MINERS, MAX_SHARDERS, MAX_URL } from "./limits.js";
import { SCHEMES, type SchemeName } from "./long-term-keys.js";
import type {
  CertifiedHeader,
  FirstSignatures,
  MagicBlock,
  MagicBlockBody,
  MagicBlockCertificate,
  MagicBlockDealing,
  MagicBlockHeader,
  MagicBlockMember,
  MagicBlockRemoval,
  MagicBlockSharder,
} from "./magic-block.js";
import { PHASES } from "./parameters.js";
import { partyIdFormat } from "./party-ids.js";
import type { MemberProof, SharderProof } from "./proofs.js";
import { REMOVAL_CODES, ROLES } from "./removals.js";

export interface MagicBlockFormats {
  readonly header: Format<MagicBlockHeader>;
  readonly member: Format<MagicBlockMember>;
  readonly sharder: Format<MagicBlockSharder>;
  readonly body: Format<MagicBlockBody>;
  readonly certificate: Format<MagicBlockCertificate>;
  /** A header and its certificate, flat: what a light client stores. */
  readonly certifiedHeader: Format<CertifiedHeader>;
  /** The whole block: header, members, sharders, body, certificate. */
  readonly block: Format<MagicBlock>;
  readonly memberProof: Format<MemberProof>;
  readonly sharderProof: Format<SharderProof>;
}

function formatsOf(scheme: SchemeName): MagicBlockFormats {
  const { publicKeyLength, signatureLength } = schemeByName(scheme);
  const count = unsigned(32, 1, MAX_MINERS);
  const key = fixed(publicKeyLength);
  const hash = fixed(32);
  const id = hexName("bytes");
  const headerFields: Fields<MagicBlockHeader> = {
    scheme: choice(SCHEMES, 1),
    mode: choice(MODES, 1),
    chainIdHash: hash,
    number: unsigned(64, 1),
    previousHash: hash,
    startingRound: unsigned(64),
    t: count,
    k: count,
    n: count,
    memberCount: count,
    sharderCount: unsigned(32, 1, MAX_SHARDERS),
    session: hash,
    groupPublicKey: key,
    membersRoot: hash,
    shardersRoot: hash,
    bodyHash: hash,
  };
  const member = record<MagicBlockMember>({
    index: count,
    id,
    partyId: partyIdFormat,
    publicKey: key,
    encryptionKey: fixed(32),
    publicShare: key,
    stake: unsigned128,
    url: text(MAX_URL),
  });
  const sharder = record<MagicBlockSharder>({
    index: unsigned(32, 1, MAX_SHARDERS),
    id,
    publicKey: key,
    stake: unsigned128,
    url: text(MAX_URL),
  });
  const reveal = record<MagicBlockDealing["reveals"][number]>({ index: count, share: fixed(32) });
  const body = record<MagicBlockBody>({
    attempt: unsigned(32, 1),
    qualification: choice(QUALIFICATIONS, 1),
    dealerCount: count,
    dealings: list(
      record<MagicBlockDealing>({
        index: count,
        mpkHash: hash,
        qualified: flag,
        acknowledged: bytes(bitmapLength(MAX_MINERS)),
        aggregate: bytesOf(0, signatureLength),
        reveals: list(reveal, MAX_MINERS),
      }),
      MAX_MINERS,
    ),
    groupPolynomial: list(key, MAX_MINERS),
    removed: list(
      record<MagicBlockRemoval>({
        role: choice(ROLES, 1),
        index: count,
        id,
        phase: choice(PHASES, 1),
        code: choice(REMOVAL_CODES, 1),
        count: unsigned(32, 0, MAX_MINERS),
      }),
      2 * MAX_MINERS,
    ),
    off: list(count, MAX_MINERS),
    exposed: unsigned(32, 0, MAX_MINERS),
  });
  const certificate = record<MagicBlockCertificate>({
    handOver: nullable(fixed(signatureLength)),
    first: nullable(
      record<FirstSignatures>({ signers: bytes(bitmapLength(MAX_SHARDERS)), aggregate: fixed(signatureLength) }),
    ),
    confirmation: nullable(fixed(signatureLength)),
  });
  return {
    header: record(headerFields),
    member,
    sharder,
    body,
    certificate,
    certifiedHeader: record<CertifiedHeader>({ ...headerFields, certificate }),
    block: record<MagicBlock>({
      ...headerFields,
      members: list(member, MAX_MINERS),
      sharders: list(sharder, MAX_SHARDERS),
      body,
      certificate,
    }),
    memberProof: record<MemberProof>({ member, path: merklePathFormat }),
    sharderProof: record<SharderProof>({ sharder, path: merklePathFormat }),
  };
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
