// Verdicts from files alone, as a light client reaches them.
import { type BeaconFile, drand, verifyBeaconChain } from "../beacon/index.js";
import { equalBytes, FeldsparError, toHex } from "../encoding/index.js";
import { type MagicBlock, type SoundBlock, verifyExaminedChain } from "../magic-block/index.js";
import {
  type Contents,
  type FileProblem,
  type Found,
  type InputFile,
  type Malformed,
  readContents,
} from "./contents.js";

export interface FileVerdict {
  readonly file: string;
  /** What was looked at, for example "drand round 1000". */
  readonly subject: string;
  readonly valid: boolean;
  /** Why not, or what the verdict rests on. */
  readonly reason: string;
}

export interface VerifyFilesOptions {
  /** Hash of the first magic block, known from configuration: 32 bytes. */
  readonly trustedHash?: Uint8Array;
  /** Chains that beacons of drand may belong to, besides those of which the files have the information. */
  readonly networks?: readonly drand.ChainInfo[];
}

export interface FileVerdicts {
  /** Is every verdict good, and has every file one? */
  readonly valid: boolean;
  readonly verdicts: readonly FileVerdict[];
  /** On what no verdict was possible. */
  readonly problems: readonly FileProblem[];
}

/** A number as a file states it, which may be anything: as it would be written if it were one. */
const shown = (value: unknown) => (/^\d{1,20}$/.test(String(value)) ? ` ${value}` : "");

/** Splits what was found: good until the first malformed item of a chain, which nothing can follow. */
function soundUntilMalformed(blocks: Contents["blocks"]): ({ readonly file: string } & SoundBlock)[] {
  const sound: ({ readonly file: string } & SoundBlock)[] = [];
  for (const block of blocks) {
    if ("malformed" in block) break;
    sound.push(block);
  }
  return sound;
}

function magicBlockVerdicts({ blocks }: Contents, trustedHash: Uint8Array | undefined): FileVerdict[] {
  const sound = soundUntilMalformed(blocks);
  const { blocks: verdicts, trusted } =
    sound.length === 0
      ? { blocks: [], trusted: false }
      : verifyExaminedChain(sound, trustedHash ? { trustedHash } : {});
  return blocks.map((entry, index) => {
    const { file } = entry;
    if ("malformed" in entry) {
      return { file, subject: `magic block${shown(entry.stated.number)}`, valid: false, reason: entry.malformed };
    }
    const verdict = verdicts[index];
    const subject = `magic block ${entry.block.number} ${toHex(entry.hash).slice(0, 16)}…`;
    if (!verdict) return { file, subject, valid: false, reason: "not looked at: it follows an invalid block" };
    const grounds =
      index > 0
        ? "handed over by the view before, confirmed by its own"
        : trusted
          ? "the trusted hash, confirmed by its own group key"
          : "confirmed by its own group key; first of its chain, taken on trust as no trusted hash was given";
    return { file, subject, valid: verdict.valid, reason: verdict.valid ? grounds : verdict.reason };
  });
}

/** Bytes that are no signature, or no key, are a reason like any other. */
function chainVerdict({ view, rounds }: BeaconFile): { valid: boolean; reason: string } {
  try {
    return verifyBeaconChain(view, rounds);
  } catch (error) {
    if (!(error instanceof FeldsparError)) throw error;
    return { valid: false, reason: error.message };
  }
}

function beaconVerdict(
  file: string,
  beacon: BeaconFile,
  { blocks }: Contents,
  badBlocks: ReadonlySet<MagicBlock>,
): FileVerdict {
  const { view, rounds } = beacon;
  const span = rounds.length === 0 ? "no rounds" : `rounds ${rounds[0]?.round}–${rounds.at(-1)?.round}`;
  const subject = `beacon of view ${view.magicBlockNumber}, ${span}`;
  const invalid = (reason: string): FileVerdict => ({ file, subject, valid: false, reason });
  const named = blocks.find((entry) =>
    "malformed" in entry
      ? entry.stated.hash === toHex(beacon.magicBlockHash)
      : equalBytes(entry.hash, beacon.magicBlockHash),
  );
  if (named && "malformed" in named) return invalid("its magic block is not valid");
  if (named) {
    const { block } = named;
    if (badBlocks.has(block)) return invalid("its magic block is not valid");
    if (block.scheme !== view.scheme || block.number !== view.magicBlockNumber) {
      return invalid("its scheme or number is not its magic block's");
    }
    if (!equalBytes(block.groupPublicKey, view.groupPublicKey))
      return invalid("its group key is not its magic block's");
  } else if (blocks.length > 0) {
    return invalid("it names none of the magic blocks given");
  }
  const { valid, reason } = chainVerdict(beacon);
  if (!valid) return invalid(reason);
  return {
    file,
    subject,
    valid,
    reason: named
      ? "signed by the magic block's group key"
      : "signed by the key in the file (give its magic block too)",
  };
}

function drandVerdict(
  { file, beacon, info }: Exclude<Contents["drandBeacons"][number], Malformed>,
  infos: readonly drand.ChainInfo[],
): FileVerdict {
  const subject = `drand round ${beacon.round}`;
  const known = info ? [info] : infos;
  if (known.length === 0) {
    throw new FeldsparError(
      "UNKNOWN_CHAIN",
      `${file}: expected chain info for drand round ${beacon.round}: in a file, or as the name of a public network (${Object.keys(drand.networks).join(", ")})`,
    );
  }
  const invalid = (reason: string): FileVerdict => ({ file, subject, valid: false, reason });
  if (beacon.randomness && !equalBytes(beacon.randomness, drand.drandRandomness(beacon))) {
    return invalid("the randomness is not the signature's hash");
  }
  // a key of 96 bytes goes with signatures of 48, and the other way round: other chains have nothing to say about this
  // beacon
  const fitting = known.filter(({ publicKey }) => publicKey.length + beacon.signature.length === 144);
  const chains = fitting.length > 0 ? fitting : known;
  const malformed: string[] = [];
  for (const chain of chains) {
    try {
      if (drand.verify(chain, beacon))
        return { file, subject, valid: true, reason: `signed by ${drand.describeChain(chain)}` };
    } catch (error) {
      // a signature that is no point of this chain's group at all; it may be one of another's
      if (!(error instanceof FeldsparError)) throw error;
      malformed.push(error.message);
    }
  }
  const [first] = malformed;
  return invalid(
    malformed.length === chains.length && first !== undefined
      ? first
      : `not signed by ${chains.map(drand.describeChain).join(" or ")}`,
  );
}

/** Verdicts on items of one kind; what is malformed has one already. */
function verdictsOn<Item>(
  items: readonly Found<Item>[],
  what: string,
  verdict: (item: Exclude<Found<Item>, Malformed>) => FileVerdict,
  problems: FileProblem[],
): FileVerdict[] {
  return items.flatMap((item) => {
    const { file } = item;
    if ("malformed" in item) {
      return [{ file, subject: `${what}${shown(item.stated.number)}`, valid: false, reason: item.malformed }];
    }
    try {
      return [verdict(item as Exclude<Found<Item>, Malformed>)];
    } catch (error) {
      if (!(error instanceof FeldsparError)) throw error;
      const { code, message } = error;
      problems.push({ file, code, message });
      return [];
    }
  });
}

/**
 * One verdict for every magic block (they form one chain, in the order given), every beacon of ours and every beacon of
 * drand. What is malformed is not valid. Problems: BAD_DOCUMENT for a file that is none of these, UNKNOWN_CHAIN for a
 * drand beacon of which no chain is known, EMPTY when there is nothing to verify; no problem keeps another file from
 * its verdict.
 */
export function verifyFiles(files: readonly InputFile[], options: VerifyFilesOptions = {}): FileVerdicts {
  const contents = readContents(files);
  const problems = [...contents.problems];
  const verdicts = magicBlockVerdicts(contents, options.trustedHash);
  const badBlocks = new Set<MagicBlock>();
  for (const [index, entry] of contents.blocks.entries()) {
    if (!("malformed" in entry) && !verdicts[index]?.valid) badBlocks.add(entry.block);
  }
  const onBeacon = ({ file, beacon }: { file: string; beacon: BeaconFile }) =>
    beaconVerdict(file, beacon, contents, badBlocks);
  verdicts.push(...verdictsOn(contents.beacons, "beacon of view", onBeacon, problems));
  const infos = [...contents.drandInfos, ...(options.networks ?? [])];
  const onDrand = (entry: Exclude<Contents["drandBeacons"][number], Malformed>) => drandVerdict(entry, infos);
  verdicts.push(...verdictsOn(contents.drandBeacons, "drand round", onDrand, problems));
  if (verdicts.length === 0 && problems.length === 0) {
    const got = contents.drandInfos.length > 0 ? "only chain info" : "nothing";
    const file = files[0]?.name ?? "";
    problems.push({ file, code: "EMPTY", message: `expected something to verify, got ${got}` });
  }
  return { valid: problems.length === 0 && verdicts.every((verdict) => verdict.valid), verdicts, problems };
}
