// Verdicts from files alone, as a light client reaches them.
import { type BeaconFile, drand, verifyBeaconChain } from "../beacon/index.js";
import { equalBytes, FeldsparError, toHex } from "../encoding/index.js";
import { type MagicBlock, verifyExaminedChain } from "../magic-block/index.js";
import { type Contents, readContents, type TextFile } from "./contents.js";

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

function magicBlockVerdicts({ blocks }: Contents, trustedHash: Uint8Array | undefined): FileVerdict[] {
  if (blocks.length === 0) return [];
  const { blocks: verdicts, trusted } = verifyExaminedChain(blocks, trustedHash ? { trustedHash } : {});
  return blocks.map(({ file, block, hash }, index) => {
    const verdict = verdicts[index];
    const subject = `magic block ${block.number} ${toHex(hash).slice(0, 16)}…`;
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
  const named = blocks.find(({ hash }) => equalBytes(hash, beacon.magicBlockHash));
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
  const { valid, reason } = verifyBeaconChain(view, rounds);
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
  { file, beacon, info }: Contents["drandBeacons"][number],
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
  const reason =
    malformed.length === chains.length && first !== undefined
      ? first
      : `not signed by ${chains.map(drand.describeChain).join(" or ")}`;
  return { file, subject, valid: false, reason };
}

/**
 * One verdict for every magic block (they form one chain, in the order given), every beacon of ours and every beacon of
 * drand. Throws BAD_DOCUMENT for a file that cannot be read as any of these, UNKNOWN_CHAIN for a drand beacon of which
 * no chain is known, and EMPTY when there is nothing to verify.
 */
export function verifyFiles(
  files: readonly TextFile[],
  options: VerifyFilesOptions = {},
): { valid: boolean; verdicts: readonly FileVerdict[] } {
  const contents = readContents(files);
  const verdicts = magicBlockVerdicts(contents, options.trustedHash);
  const badBlocks = new Set(contents.blocks.filter((_, index) => !verdicts[index]?.valid).map(({ block }) => block));
  for (const { file, beacon } of contents.beacons) verdicts.push(beaconVerdict(file, beacon, contents, badBlocks));
  const infos = [...contents.drandInfos, ...(options.networks ?? [])];
  for (const entry of contents.drandBeacons) verdicts.push(drandVerdict(entry, infos));
  if (verdicts.length === 0) {
    const got = contents.drandInfos.length > 0 ? "only chain info" : "nothing";
    throw new FeldsparError("EMPTY", `expected something to verify, got ${got}`);
  }
  return { valid: verdicts.every((verdict) => verdict.valid), verdicts };
}
