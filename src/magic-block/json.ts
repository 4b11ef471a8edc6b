// Magic blocks as text: canonical JSON with the block's hash and certificate, chains of headers, proofs of single
// members; and strict readers of all of it. What kind of document it is stands in the text.
import {
  canonicalJson,
  equalBytes,
  type Format,
  type JsonInput,
  JsonReader,
  listOf,
  parseJson,
  reading,
} from "../encoding/index.js";
import { check, checkHeader, malformed } from "./check.js";
import { hash } from "./encode.js";
import type { Sound, SoundBlock, SoundGenesis } from "./examine.js";
import { magicBlockFormats } from "./format.js";
import { genesisFromJson, genesisHash } from "./genesis.js";
import type { SchemeName } from "./long-term-keys.js";
import type { CertifiedHeader, MagicBlock } from "./magic-block.js";
import type { MemberProof, ProofOf, SharderProof } from "./proofs.js";

/** What documents say that they are. */
export const BLOCK_KIND = "feldspar-magic-block";
export const HEADERS_KIND = "feldspar-headers";
export const MEMBER_KIND = "feldspar-member";
export const SHARDER_KIND = "feldspar-sharder";

/** Most headers of one document. */
const MAX_HEADERS = 100_000;

const open = (input: unknown, subject: string) =>
  new JsonReader(typeof input === "string" ? parseJson(input, subject) : input, subject);

/** A scheme that is none is found out by the format, with everything else. */
const schemeIn = (reader: JsonReader): SchemeName => (reader.peek("scheme") === "min-pk" ? "min-pk" : "min-sig");

/** A record's fields without some of the names that stand beside them, which are returned as they are. */
function beside(reader: JsonReader, ...names: string[]): { readonly rest: JsonReader; readonly own: JsonReader[] } {
  const { value } = reader;
  if (typeof value !== "object" || value === null || Array.isArray(value)) return reader.fail("an object");
  const own = names.map((name) => new JsonReader(reader.peek(name), `${reader.path}.${name}`));
  const fields = Object.entries(value).filter(([name]) => !names.includes(name));
  return { rest: new JsonReader(Object.fromEntries(fields), reader.path), own };
}

const flat = <Value>(format: Format<Value>, value: Value) => format.toJson(value) as Record<string, JsonInput>;

/** Reads a block or a header with its hash beside its fields; the hash must be that of the content. */
function readHashed<Header extends CertifiedHeader>(
  rest: JsonReader,
  stated: JsonReader,
  format: Format<Header>,
  verify: (header: Header) => void,
): Sound<Header> {
  const block = format.fromJson(rest);
  const statedHash = stated.hex(32);
  verify(block);
  const digest = hash(block);
  if (!equalBytes(statedHash, digest)) malformed("the stated hash is not the hash of the content");
  return { block, hash: digest, fault: null };
}

/** Canonical JSON of a block whose hash is known. */
export function writeMagicBlock({ block, hash }: Pick<SoundBlock, "block" | "hash">, indent = 0): string {
  return canonicalJson({ kind: BLOCK_KIND, hash, ...flat(magicBlockFormats(block.scheme).block, block) }, indent);
}

/** Canonical JSON of the block with its hash and certificate; `indent` spreads it over lines. */
export function toJson(block: MagicBlock, indent = 0): string {
  return reading("toJson", (): string => {
    return writeMagicBlock({ block, hash: hash(block) }, indent);
  });
}

/** Reads what toJson wrote. Throws BAD_JSON or MALFORMED; the hash in the text must be the hash of the content. */
export function fromJson(input: unknown): MagicBlock {
  return reading("fromJson", (): MagicBlock => {
    return readMagicBlock(input).block;
  });
}

/** The same, with what had to be found out about the block. */
export function readMagicBlock(input: unknown): SoundBlock {
  const reader = open(input, "magic block");
  const { rest, own } = beside(reader, "kind", "hash");
  own[0]!.oneOf([BLOCK_KIND]);
  return readHashed(rest, own[1]!, magicBlockFormats(schemeIn(reader)).block, check);
}

/**
 * Headers with their certificates, whole blocks cut down to theirs, as canonical JSON; `indent` for people. Throws
 * BAD_TYPE, BAD_SCHEME, BAD_INTEGER, BAD_LENGTH for what has no bytes.
 *
 * @example
 * const text = headersToJson(run.magicBlocks); // all that a light client needs
 * headersFromJson(JSON.parse(text)).length; //=> 2
 */
export function headersToJson(headers: readonly CertifiedHeader[], indent = 0): string {
  return reading("headersToJson", (): string => {
    const items = listOf<CertifiedHeader>(headers, "headers", true).map((header) => ({
      hash: hash(header),
      ...flat(magicBlockFormats(header.scheme).certifiedHeader, header),
    }));
    return canonicalJson({ kind: HEADERS_KIND, headers: items }, indent);
  });
}

/**
 * Reads what headersToJson wrote. Throws BAD_JSON or MALFORMED; signatures are not looked at.
 *
 * @example
 * const headers = headersFromJson(JSON.parse(headersToJson(run.magicBlocks)));
 * verifyHeaderChain(headers, { genesis: run.genesis }).valid; //=> true
 */
export function headersFromJson(input: unknown): CertifiedHeader[] {
  return reading("headersFromJson", (): CertifiedHeader[] => {
    return readHeaders(input).map(({ block }) => block);
  });
}

/** The same, with what had to be found out about the headers. */
export function readHeaders(input: unknown): Sound<CertifiedHeader>[] {
  const { kind, headers } = open(input, "headers").object(["kind", "headers"]);
  kind.oneOf([HEADERS_KIND]);
  return headers.array(MAX_HEADERS, (reader) => {
    const { rest, own } = beside(reader, "hash");
    return readHashed(rest, own[0]!, magicBlockFormats(schemeIn(reader)).certifiedHeader, checkHeader);
  });
}

/** A genesis that was read and checked, with its hash. Throws what `genesisFromJson` throws. */
export function readGenesis(input: unknown): SoundGenesis {
  const genesis = genesisFromJson(input);
  return { genesis, hash: genesisHash(genesis) };
}

function writeProof(
  kind: string,
  { scheme, magicBlockHash }: ProofOf<MemberProof | SharderProof>,
  fields: object,
): string {
  return canonicalJson({ kind, scheme, magicBlockHash, ...fields });
}

function readProof<Proof extends MemberProof | SharderProof>(
  input: unknown,
  kind: string,
  formatOf: (scheme: SchemeName) => Format<Proof>,
): ProofOf<Proof> {
  const reader = open(input, "proof");
  const { rest, own } = beside(reader, "kind", "scheme", "magicBlockHash");
  own[0]!.oneOf([kind]);
  const scheme = own[1]!.oneOf(["min-sig", "min-pk"] as const);
  const magicBlockHash = own[2]!.hex(32);
  return { scheme, magicBlockHash, proof: formatOf(scheme).fromJson(rest) };
}

/**
 * A member's proof and the hash of its block, as canonical JSON. Throws BAD_TYPE, BAD_SCHEME, BAD_SCALAR.
 *
 * @example
 * const proof = proveMember(block, 1);
 * const text = memberProofToJson({ scheme: "min-sig", magicBlockHash: MagicBlock.hash(block), proof });
 * memberProofFromJson(JSON.parse(text)).proof; //=> proof
 */
export function memberProofToJson(proof: ProofOf<MemberProof>): string {
  return reading("memberProofToJson", (): string => {
    return writeProof(MEMBER_KIND, proof, flat(magicBlockFormats(proof.scheme).memberProof, proof.proof));
  });
}

/**
 * Reads what memberProofToJson wrote; what the proof proves is for `verifyMember` to say. Throws BAD_JSON.
 *
 * @example
 * const proof = proveMember(block, 1);
 * const text = memberProofToJson({ scheme: "min-sig", magicBlockHash: MagicBlock.hash(block), proof });
 * const read = memberProofFromJson(JSON.parse(text)); // whose header, its hash says
 * [read.magicBlockHash, verifyMember(block, read.proof)]; //=> [MagicBlock.hash(block), true]
 */
export function memberProofFromJson(input: unknown): ProofOf<MemberProof> {
  return reading("memberProofFromJson", (): ProofOf<MemberProof> => {
    return readProof(input, MEMBER_KIND, (scheme) => magicBlockFormats(scheme).memberProof);
  });
}

/**
 * A sharder's proof and the hash of its block, as canonical JSON. Throws BAD_TYPE, BAD_SCHEME.
 *
 * @example
 * const proof = proveSharder(block, 1);
 * const text = sharderProofToJson({ scheme: "min-sig", magicBlockHash: MagicBlock.hash(block), proof });
 * sharderProofFromJson(JSON.parse(text)).proof; //=> proof
 */
export function sharderProofToJson(proof: ProofOf<SharderProof>): string {
  return reading("sharderProofToJson", (): string => {
    return writeProof(SHARDER_KIND, proof, flat(magicBlockFormats(proof.scheme).sharderProof, proof.proof));
  });
}

/**
 * Reads what sharderProofToJson wrote; what the proof proves is for `verifySharder` to say. Throws BAD_JSON.
 *
 * @example
 * const proof = proveSharder(block, 1);
 * const text = sharderProofToJson({ scheme: "min-sig", magicBlockHash: MagicBlock.hash(block), proof });
 * verifySharder(block, sharderProofFromJson(JSON.parse(text)).proof); //=> true
 */
export function sharderProofFromJson(input: unknown): ProofOf<SharderProof> {
  return reading("sharderProofFromJson", (): ProofOf<SharderProof> => {
    return readProof(input, SHARDER_KIND, (scheme) => magicBlockFormats(scheme).sharderProof);
  });
}
