// What a file is follows from its content: magic blocks (one, or an array), a beacon of ours, or beacons of drand, with
// their chain's information in the same file or in another one.
import { type BeaconFile, beaconFromJson, drand } from "../beacon/index.js";
import { FeldsparError } from "../encoding/index.js";
import { readMagicBlock, type SoundBlock } from "../magic-block/index.js";

/** A file's name, for messages, and its text. */
export interface TextFile {
  readonly name: string;
  readonly text: string;
}

/** Everything found in the files, in their order. */
export interface Contents {
  /** With what reading them has found out: their hashes, and that they are consistent. */
  readonly blocks: readonly ({ readonly file: string } & SoundBlock)[];
  readonly beacons: readonly { readonly file: string; readonly beacon: BeaconFile }[];
  readonly drandBeacons: readonly {
    readonly file: string;
    readonly beacon: drand.DrandBeacon;
    /** The chain's information where it came in the same file. */
    readonly info: drand.ChainInfo | null;
  }[];
  readonly drandInfos: readonly drand.ChainInfo[];
}

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] extends readonly (infer Item)[] ? Item[] : T[Key] };

const MAX_CHARACTERS = 64 * 1024 * 1024;
/** A list of drand's documents, each with a list of beacons, is as deep as it gets. */
const MAX_DEPTH = 4;
const KINDS = "a magic block, a beacon, or a drand beacon or chain info";

const has = (value: object, ...names: string[]) => names.every((name) => Object.hasOwn(value, name));

function bad(file: string, message: string): never {
  throw new FeldsparError("BAD_DOCUMENT", `${file}: ${message}`);
}

function parse({ name, text }: TextFile): unknown {
  if (text.length > MAX_CHARACTERS) bad(name, `expected at most ${MAX_CHARACTERS} characters, got ${text.length}`);
  try {
    return JSON.parse(text);
  } catch (error) {
    return bad(name, `expected JSON: ${(error as Error).message}`);
  }
}

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
  if (Array.isArray(value) || typeof value !== "object" || value === null) bad(file, `expected ${KINDS}`);
  try {
    if (has(value, "groupPolynomial", "certificate")) {
      contents.blocks.push({ file, ...readMagicBlock(value) });
    } else if ((value as { kind?: unknown }).kind === "feldspar-beacon") {
      contents.beacons.push({ file, beacon: beaconFromJson(value) });
    } else if (has(value, "round", "signature")) {
      contents.drandBeacons.push({ file, beacon: drand.beaconFromJson(value), info });
    } else if (has(value, "public_key")) {
      contents.drandInfos.push(drand.chainInfoFromJson(value));
    } else if (has(value, "info", "beacons") || has(value, "info", "beacon")) {
      const both = value as { info: unknown; beacons?: unknown; beacon?: unknown };
      sort(file, both.beacons ?? both.beacon, contents, drand.chainInfoFromJson(both.info), depth + 1);
    } else {
      bad(file, `expected ${KINDS}`);
    }
  } catch (error) {
    if (!(error instanceof FeldsparError) || error.code === "BAD_DOCUMENT") throw error;
    bad(file, error.message);
  }
}

/** Reads the files. Throws BAD_DOCUMENT naming the file that is not JSON, not of a known kind, or malformed. */
export function readContents(files: readonly TextFile[]): Contents {
  const contents: Mutable<Contents> = { blocks: [], beacons: [], drandBeacons: [], drandInfos: [] };
  for (const file of files) sort(file.name, parse(file), contents);
  return contents;
}
