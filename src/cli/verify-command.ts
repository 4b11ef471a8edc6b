// `feldspar verify FILE…`: verdicts from files alone, as a light client reaches them. What a file is follows from its content:
// magic blocks (one, or an array), a beacon of ours, or beacons of drand, with their chain's information in the same file, in another one, or by --network.
import { readFileSync } from "node:fs";
import { type BeaconFile, beaconFromJson, drand, verifyBeaconChain } from "../beacon/index.js";
import { equalBytes, toHex } from "../encoding/index.js";
import { MagicBlock, verifyMagicBlockChain } from "../view-change/index.js";
import { UsageError } from "./usage-error.js";

export interface VerifyFlags {
  readonly trust?: string;
  readonly network?: string;
  readonly json?: boolean;
}

interface FileVerdict {
  readonly file: string;
  readonly subject: string;
  readonly valid: boolean;
  /** Why not, or what the verdict rests on. */
  readonly reason: string;
}

interface Contents {
  readonly blocks: { file: string; block: MagicBlock }[];
  readonly beacons: { file: string; beacon: BeaconFile }[];
  readonly drandBeacons: { file: string; beacon: drand.DrandBeacon; info: drand.ChainInfo | null }[];
  readonly drandInfos: drand.ChainInfo[];
}

const MAX_BYTES = 64 * 1024 * 1024;

function readJson(file: string): unknown {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    throw new UsageError(`${file}: expected a readable file: ${(error as Error).message}`);
  }
  if (text.length > MAX_BYTES)
    throw new UsageError(`${file}: expected at most ${MAX_BYTES} characters, got ${text.length}`);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UsageError(`${file}: expected JSON: ${(error as Error).message}`);
  }
}

const has = (value: object, ...names: string[]) => names.every((name) => Object.hasOwn(value, name));

/** Sorts one parsed value into `contents`. Throws `UsageError` naming the file. */
function classify(file: string, value: unknown, contents: Contents, info: drand.ChainInfo | null = null): void {
  if (Array.isArray(value) && value.length > 0) {
    for (const entry of value) classify(file, entry, contents, info);
    return;
  }
  if (typeof value !== "object" || value === null) {
    throw new UsageError(`${file}: expected a magic block, a beacon, or a drand beacon or chain info`);
  }
  try {
    if (has(value, "groupPolynomial", "certificate")) {
      contents.blocks.push({ file, block: MagicBlock.fromJson(value) });
    } else if ((value as { kind?: unknown }).kind === "feldspar-beacon") {
      contents.beacons.push({ file, beacon: beaconFromJson(value) });
    } else if (has(value, "round", "signature")) {
      contents.drandBeacons.push({ file, beacon: drand.beaconFromJson(value), info });
    } else if (has(value, "public_key")) {
      contents.drandInfos.push(drand.chainInfoFromJson(value));
    } else if (has(value, "info", "beacons") || has(value, "info", "beacon")) {
      const both = value as { info: unknown; beacons?: unknown; beacon?: unknown };
      classify(file, both.beacons ?? both.beacon, contents, drand.chainInfoFromJson(both.info));
    } else {
      throw new UsageError("expected a magic block, a beacon, or a drand beacon or chain info");
    }
  } catch (error) {
    throw new UsageError(`${file}: ${(error as Error).message.replace(`${file}: `, "")}`);
  }
}

function magicBlockVerdicts({ blocks }: Contents, trust: string | undefined): FileVerdict[] {
  if (blocks.length === 0) return [];
  const trustedHash = trust === undefined ? undefined : parseHash(trust);
  const { blocks: verdicts, trusted } = verifyMagicBlockChain(
    blocks.map(({ block }) => block),
    trustedHash ? { trustedHash } : {},
  );
  return blocks.map(({ file, block }, index) => {
    const verdict = verdicts[index];
    const subject = `magic block ${block.number} ${toHex(MagicBlock.hash(block)).slice(0, 16)}…`;
    if (!verdict) return { file, subject, valid: false, reason: "not looked at: it follows an invalid block" };
    const grounds =
      index > 0
        ? "handed over by the view before, confirmed by its own"
        : trusted
          ? "the trusted hash, confirmed by its own group key"
          : "confirmed by its own group key; first of its chain, taken on trust (use --trust HASH)";
    return { file, subject, valid: verdict.valid, reason: verdict.valid ? grounds : verdict.reason };
  });
}

function parseHash(text: string): Uint8Array {
  if (!/^[0-9a-f]{64}$/i.test(text))
    throw new UsageError(`--trust: expected 64 hex digits, got ${JSON.stringify(text)}`);
  return Uint8Array.from(text.match(/../g) as string[], (pair) => Number.parseInt(pair, 16));
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
  const named = blocks.find(({ block }) => equalBytes(MagicBlock.hash(block), beacon.magicBlockHash));
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
  contents: Contents,
  network: drand.ChainInfo | null,
): FileVerdict {
  const subject = `drand round ${beacon.round}`;
  const infos = info ? [info] : network ? [network] : contents.drandInfos;
  if (infos.length === 0) {
    throw new UsageError(
      `${file}: expected chain info for drand round ${beacon.round}: in a file, or --network default|quicknet`,
    );
  }
  for (const chain of infos) {
    if (drand.verify(chain, beacon))
      return { file, subject, valid: true, reason: `signed by ${drand.describeChain(chain)}` };
  }
  return { file, subject, valid: false, reason: `not signed by ${infos.map(drand.describeChain).join(" or ")}` };
}

function networkOf(name: string | undefined): drand.ChainInfo | null {
  if (name === undefined) return null;
  if (Object.hasOwn(drand.networks, name)) return drand.networks[name as drand.DrandNetwork];
  throw new UsageError(`--network: expected ${Object.keys(drand.networks).join(" or ")}, got ${JSON.stringify(name)}`);
}

/** Runs the command: exit status 0 when everything is valid, 1 when anything is not. Throws `UsageError` for files it cannot read. */
export function verifyCommand(files: readonly string[], flags: VerifyFlags): { output: string; exitCode: number } {
  const network = networkOf(flags.network);
  const contents: Contents = { blocks: [], beacons: [], drandBeacons: [], drandInfos: [] };
  for (const file of files) classify(file, readJson(file), contents);
  const verdicts = magicBlockVerdicts(contents, flags.trust);
  const badBlocks = new Set(contents.blocks.filter((_, index) => !verdicts[index]?.valid).map(({ block }) => block));
  for (const { file, beacon } of contents.beacons) verdicts.push(beaconVerdict(file, beacon, contents, badBlocks));
  for (const entry of contents.drandBeacons) {
    try {
      verdicts.push(drandVerdict(entry, contents, network));
    } catch (error) {
      if (error instanceof UsageError) throw error;
      // a signature that is no point of the group at all
      const reason = (error as Error).message;
      verdicts.push({ file: entry.file, subject: `drand round ${entry.beacon.round}`, valid: false, reason });
    }
  }
  if (verdicts.length === 0) throw new UsageError("expected something to verify, got only chain info");
  const valid = verdicts.every((verdict) => verdict.valid);
  const lines = verdicts.map(
    ({ file, subject, valid: good, reason }) => `${good ? "✓ valid  " : "✗ INVALID"}  ${subject}: ${reason} (${file})`,
  );
  return {
    output: flags.json ? JSON.stringify({ valid, verdicts }, null, 2) : lines.join("\n"),
    exitCode: valid ? 0 : 1,
  };
}
