// What a file is follows from its content: a genesis, magic blocks (one, or an array), a chain of their headers, a
// proof of a single member, a beacon of ours, or beacons of drand, with their chain's information in the same file or
// in another one. What says what it is and is not that is a claim to be refused, like any other that does not hold;
// only what claims nothing cannot be read.
import { type BeaconFile, beaconFromJson, drand } from "../beacon/index.js";
import { decodeText, type ErrorCode, FeldsparError, withoutByteOrderMark } from "../encoding/index.js";
import {
  BLOCK_KIND,
  type CertifiedHeader,
  GENESIS_KIND,
  HEADERS_KIND,
  MEMBER_KIND,
  type MemberProof,
  memberProofFromJson,
  type ProofOf,
  readGenesis,
  readHeaders,
  readMagicBlock,
  SHARDER_KIND,
  type SharderProof,
  type Sound,
  type SoundBlock,
  type SoundGenesis,
  sharderProofFromJson,
} from "../magic-block/index.js";

/** A file's name, for messages, and its text. */
export interface TextFile {
  readonly name: string;
  readonly text: string;
}

/** A file as it was found: its text, its bytes, or why there is neither. */
export type InputFile =
  | TextFile
  | { readonly name: string; readonly bytes: Uint8Array }
  | { readonly name: string; readonly problem: string };

/** Why there is no verdict on a file, or on a part of it. */
export interface FileProblem {
  readonly file: string;
  readonly code: ErrorCode;
  /** Names the file. */
  readonly message: string;
}

/** Something that says what it is, and is malformed. */
export interface Malformed {
  readonly file: string;
  readonly malformed: string;
  /** The hash that a block states, as it stands there; the number or round, likewise. */
  readonly stated: { readonly hash?: unknown; readonly number?: unknown };
}

export type Found<Item> = ({ readonly file: string } & Item) | Malformed;

/** A proof that somebody is in a magic block. */
export type FoundProof =
  | { readonly role: "member"; readonly claim: ProofOf<MemberProof> }
  | { readonly role: "sharder"; readonly claim: ProofOf<SharderProof> };

/** Everything found in the files, in their order. */
export interface Contents {
  readonly geneses: readonly Found<SoundGenesis>[];
  /** Chains of headers, each as it came. */
  readonly headers: readonly Found<{ readonly chain: readonly Sound<CertifiedHeader>[] }>[];
  readonly proofs: readonly Found<FoundProof>[];
  /** With what reading them has found out: their hashes, and that they are consistent. */
  readonly blocks: readonly Found<SoundBlock>[];
  readonly beacons: readonly Found<{ readonly beacon: BeaconFile }>[];
  readonly drandBeacons: readonly Found<{
    readonly beacon: drand.DrandBeacon;
    /** The chain's information where it came in the same file. */
    readonly info: drand.ChainInfo | null;
  }>[];
  readonly drandInfos: readonly drand.ChainInfo[];
  readonly problems: readonly FileProblem[];
}

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] extends readonly (infer Item)[] ? Item[] : T[Key] };

const MAX_CHARACTERS = 64 * 1024 * 1024;
/** A list of drand's documents, each with a list of beacons, is as deep as it gets. */
const MAX_DEPTH = 4;
const KINDS = "a genesis, a magic block, headers, a proof of a member, a beacon, or a drand beacon or chain info";

/** Of the fields that may be left out, null and "" are as good as none. */
const given = (value: unknown) => value !== undefined && value !== null && value !== "";
const has = (value: object, ...names: string[]) => names.every((name) => Object.hasOwn(value, name));

function bad(file: string, message: string): never {
  throw new FeldsparError("BAD_DOCUMENT", `${file}: ${message}`);
}

/** What a read throws, if it is about the input. */
function messageOf(error: unknown): string {
  if (error instanceof FeldsparError) return error.message;
  throw error;
}

function textOf(file: InputFile): string {
  if ("problem" in file) return bad(file.name, file.problem);
  const text = "bytes" in file ? decodeText(file.bytes, file.name) : withoutByteOrderMark(file.text);
  if (text.length > MAX_CHARACTERS) bad(file.name, `expected at most ${MAX_CHARACTERS} characters, got ${text.length}`);
  return text;
}

function parse(file: InputFile): unknown {
  const text = textOf(file);
  try {
    return JSON.parse(text);
  } catch (error) {
    return bad(file.name, `expected JSON: ${(error as Error).message}`);
  }
}

function found<Item extends object>(
  file: string,
  stated: Malformed["stated"],
  read: () => Item,
): Malformed | ({ readonly file: string } & Item) {
  try {
    return { file, ...read() };
  } catch (error) {
    return { file, malformed: messageOf(error), stated };
  }
}

function chainInfo(file: string, value: unknown): drand.ChainInfo {
  try {
    return drand.chainInfoFromJson(value);
  } catch (error) {
    return bad(file, messageOf(error));
  }
}

function asObject(file: string, value: unknown): Readonly<Record<string, unknown>> {
  if (Array.isArray(value) || typeof value !== "object" || value === null) return bad(file, `expected ${KINDS}`);
  return value as Readonly<Record<string, unknown>>;
}

/** Puts one document of ours with its kind, which it names. */
function sortOwn(file: string, fields: Readonly<Record<string, unknown>>, contents: Mutable<Contents>): boolean {
  switch (fields.kind) {
    case GENESIS_KIND:
      contents.geneses.push(found(file, fields, () => readGenesis(fields)));
      return true;
    case BLOCK_KIND:
      contents.blocks.push(found(file, fields, () => readMagicBlock(fields)));
      return true;
    case HEADERS_KIND:
      contents.headers.push(found(file, {}, () => ({ chain: readHeaders(fields) })));
      return true;
    case MEMBER_KIND:
      contents.proofs.push(found(file, {}, () => ({ role: "member" as const, claim: memberProofFromJson(fields) })));
      return true;
    case SHARDER_KIND:
      contents.proofs.push(found(file, {}, () => ({ role: "sharder" as const, claim: sharderProofFromJson(fields) })));
      return true;
    case "feldspar-beacon":
      contents.beacons.push(
        found(file, { number: fields.magicBlockNumber }, () => ({ beacon: beaconFromJson(fields) })),
      );
      return true;
    default:
      return false;
  }
}

/** Puts one value with its kind. Throws BAD_DOCUMENT when it has none. */
function sortOne(
  file: string,
  value: unknown,
  contents: Mutable<Contents>,
  info: drand.ChainInfo | null,
  depth: number,
): void {
  const fields = asObject(file, value);
  if (sortOwn(file, fields, contents)) return;
  if (has(fields, "round", "signature")) {
    const read = () => ({ beacon: drand.beaconFromJson(fields), info });
    contents.drandBeacons.push(found(file, { number: fields.round }, read));
  } else if (has(fields, "public_key")) {
    contents.drandInfos.push(chainInfo(file, fields));
  } else if (has(fields, "info") && (given(fields.beacons) || given(fields.beacon))) {
    const own = given(fields.info) ? chainInfo(file, fields.info) : null;
    sort(file, given(fields.beacons) ? fields.beacons : fields.beacon, contents, own, depth + 1);
  } else {
    bad(file, `expected ${KINDS}`);
  }
}

/** The same for lists; what cannot be read becomes a problem, and the rest is read. */
function sort(
  file: string,
  value: unknown,
  contents: Mutable<Contents>,
  info: drand.ChainInfo | null = null,
  depth = 0,
): void {
  if (Array.isArray(value) && value.length > 0 && depth < MAX_DEPTH) {
    for (const entry of value) sort(file, entry, contents, info, depth + 1);
    return;
  }
  notingProblems(file, contents, () => sortOne(file, value, contents, info, depth));
}

function notingProblems(file: string, { problems }: Mutable<Contents>, read: () => void): void {
  try {
    read();
  } catch (error) {
    if (!(error instanceof FeldsparError)) throw error;
    const { code, message } = error;
    // a long list of one thing that is nothing is one problem
    if (problems.at(-1)?.file !== file || problems.at(-1)?.message !== message) problems.push({ file, code, message });
  }
}

/** Reads the files. Never throws for what is in them: BAD_DOCUMENT is among the problems. */
export function readContents(files: readonly InputFile[]): Contents {
  const contents: Mutable<Contents> = {
    ...{ geneses: [], headers: [], proofs: [], blocks: [] },
    ...{ beacons: [], drandBeacons: [], drandInfos: [], problems: [] },
  };
  for (const file of files) notingProblems(file.name, contents, () => sort(file.name, parse(file), contents));
  return contents;
}
