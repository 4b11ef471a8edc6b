// Verdicts on what says which views there are: genesis, magic blocks, chains of headers. Whole blocks form one chain,
// in the order given (one that is given twice is one of them), and every file of headers another; each begins with the
// genesis, with the hash that is trusted, or where one that was verified before goes on.
import { equalBytes, toHex } from "../encoding/index.js";
import {
  type CertifiedHeader,
  type ChainStart,
  type MagicBlockHeader,
  type Sound,
  type SoundBlock,
  type SoundGenesis,
  verifyExaminedChain,
} from "../magic-block/index.js";
import type { Contents } from "./contents.js";
import { type FileVerdict, shown } from "./verdict.js";

/** What a caller knows from configuration. */
export interface Trust {
  readonly genesisHash?: Uint8Array | undefined;
  readonly trustedHash?: Uint8Array | undefined;
}

/** A header that was verified. */
export interface KnownView {
  readonly block: MagicBlockHeader;
  readonly hash: Uint8Array;
}

/** Everything that the other verdicts rest on. */
export interface Views {
  readonly verdicts: readonly FileVerdict[];
  /** Verified headers by the hex of their hash. */
  readonly known: ReadonlyMap<string, KnownView>;
  /** Were there any blocks or headers at all, good or not? */
  readonly given: boolean;
  /** Hashes of those that are not valid, as they state them. */
  readonly bad: ReadonlySet<string>;
}

interface GenesisFound {
  readonly verdicts: readonly FileVerdict[];
  readonly genesis: SoundGenesis | null;
  /** Why no chain may begin at all; empty otherwise. */
  readonly missing: string;
}

function findGenesis({ geneses }: Contents, { genesisHash }: Trust): GenesisFound {
  const named = (hash: Uint8Array) => genesisHash !== undefined && equalBytes(hash, genesisHash);
  let genesis: SoundGenesis | null = null;
  const verdicts = geneses.map((entry): FileVerdict => {
    const { file } = entry;
    if ("malformed" in entry) return { file, subject: "genesis", valid: false, reason: entry.malformed };
    const subject = `genesis of ${entry.genesis.chainId} ${toHex(entry.hash).slice(0, 16)}…`;
    const invalid = (reason: string): FileVerdict => ({ file, subject, valid: false, reason });
    if (genesisHash !== undefined && !named(entry.hash)) {
      return invalid(`its hash is ${toHex(entry.hash)}, not the trusted ${toHex(genesisHash)}`);
    }
    if (genesis !== null && !equalBytes(genesis.hash, entry.hash))
      return invalid("another genesis was given before it");
    genesis = entry;
    const reason = named(entry.hash) ? "the trusted hash" : "taken on trust as no hash of a genesis was given";
    return { file, subject, valid: true, reason };
  });
  const missing =
    genesis === null && genesisHash !== undefined
      ? `expected the genesis of hash ${toHex(genesisHash)} among the files`
      : "";
  return { verdicts, genesis, missing };
}

/** From where a chain is followed, and how a verdict on its first block says so. */
interface Start extends ChainStart {
  readonly grounds: string;
}

function startOf(
  { block, hash }: Sound<CertifiedHeader>,
  genesis: SoundGenesis | null,
  { genesisHash, trustedHash }: Trust,
  known: ReadonlyMap<string, KnownView>,
): Start {
  if (trustedHash !== undefined && equalBytes(hash, trustedHash)) {
    const grounds = "the trusted hash, confirmed by its own group key";
    return { trustedHash, genesis: (block.number === 1 && genesis) || undefined, grounds };
  }
  const previous = known.get(toHex(block.previousHash));
  if (previous !== undefined) return { previous, grounds: "handed over by the view before, confirmed by its own" };
  const alsoKnown = known.has(toHex(hash));
  const on = genesisHash === undefined ? "the genesis' sharders" : "the sharders of the trusted genesis";
  const fromGenesis = genesis && { genesis, grounds: `signed by ${on}, confirmed by its own group key` };
  if (fromGenesis && alsoKnown && block.number === 1) return fromGenesis;
  if (alsoKnown) return { trustedHash: hash, grounds: "its header is verified, confirmed by its own group key" };
  if (trustedHash !== undefined) return { trustedHash, grounds: "" };
  if (fromGenesis) return fromGenesis;
  return {
    grounds:
      "confirmed by its own group key; first of its chain, taken on trust as no genesis or trusted hash was given",
  };
}

interface Followed {
  readonly verdicts: readonly Omit<FileVerdict, "file">[];
  readonly good: readonly Sound<CertifiedHeader>[];
}

/** Verdicts on one chain. */
function follow(chain: readonly Sound<CertifiedHeader>[], start: Start, missing: string): Followed {
  const { blocks } = verifyExaminedChain(chain, start);
  const good: Sound<CertifiedHeader>[] = [];
  const verdicts = chain.map((examined, index) => {
    const { block, hash } = examined;
    const subject = `magic block ${block.number} ${toHex(hash).slice(0, 16)}…`;
    const verdict = blocks[index];
    if (missing !== "") return { subject, valid: false, reason: missing };
    if (!verdict) return { subject, valid: false, reason: "not looked at: it follows an invalid block" };
    if (!verdict.valid) return { subject, valid: false, reason: verdict.reason };
    good.push(examined);
    const reason = index > 0 ? "handed over by the view before, confirmed by its own" : start.grounds;
    return { subject, valid: true, reason };
  });
  return { verdicts, good };
}

/** Splits what was found: good until the first malformed item of a chain, which nothing can follow. */
function soundUntilMalformed(blocks: Contents["blocks"]): ({ readonly file: string } & SoundBlock)[] {
  const sound: ({ readonly file: string } & SoundBlock)[] = [];
  for (const block of blocks) {
    if ("malformed" in block) break;
    sound.push(block);
  }
  return sound;
}

/** Verdicts on all views: geneses, files of headers, blocks. */
export function verifyViews(contents: Contents, trust: Trust): Views {
  const { verdicts: onGeneses, genesis, missing } = findGenesis(contents, trust);
  const verdicts: FileVerdict[] = [...onGeneses];
  const known = new Map<string, KnownView>();
  const bad = new Set<string>();

  function run(chain: readonly Sound<CertifiedHeader>[], files: readonly string[]): void {
    const [first] = chain;
    if (first === undefined) return;
    const start = startOf(first, genesis, trust, known);
    const { verdicts: found, good } = follow(chain, start, missing);
    found.forEach((verdict, index) => {
      verdicts.push({ file: files[index]!, ...verdict });
      if (!verdict.valid) bad.add(toHex(chain[index]!.hash));
    });
    for (const { block, hash } of good) known.set(toHex(hash), { block, hash });
  }

  for (const entry of contents.headers) {
    const { file } = entry;
    if ("malformed" in entry) verdicts.push({ file, subject: "headers", valid: false, reason: entry.malformed });
    else if (entry.chain.length === 0)
      verdicts.push({ file, subject: "headers", valid: false, reason: "there are no headers in it" });
    else
      run(
        entry.chain,
        entry.chain.map(() => file),
      );
  }
  const sound = soundUntilMalformed(contents.blocks);
  const lasts = new Map(sound.map(({ hash }, position) => [toHex(hash), position]));
  const isLast = ({ hash }: SoundBlock, position: number) => lasts.get(toHex(hash)) === position;
  const chain = sound.filter(isLast);
  run(
    chain,
    chain.map(({ file }) => file),
  );
  // a block that is given again, by itself and in the chain, is looked at when the chain is known
  for (const again of sound.filter((block, position) => !isLast(block, position))) run([again], [again.file]);
  // nothing can follow a malformed block
  for (const entry of contents.blocks.slice(sound.length)) {
    const { file } = entry;
    if ("malformed" in entry) {
      verdicts.push({
        ...{ file, subject: `magic block${shown(entry.stated.number)}` },
        ...{ valid: false, reason: entry.malformed },
      });
      bad.add(String(entry.stated.hash));
    } else {
      const subject = `magic block ${entry.block.number} ${toHex(entry.hash).slice(0, 16)}…`;
      verdicts.push({ file, subject, valid: false, reason: "not looked at: it follows an invalid block" });
      bad.add(toHex(entry.hash));
    }
  }
  const given = contents.blocks.length > 0 || contents.headers.length > 0;
  return { verdicts, known, given, bad };
}
