// The light client: follows the chain of magic blocks from the genesis, or from a block whose hash it trusts by
// configuration, with two signature verifications for each view. Headers are all that it needs; a whole block is a
// header of which the lists were checked too.
import { equalBytes, listOf, reading, toHex } from "../encoding/index.js";
import { type Examined, examine, examineGenesis, examineHeader, reasonOf, type SoundGenesis } from "./examine.js";
import type { Genesis } from "./genesis.js";
import type { CertifiedHeader, MagicBlock, Verdict } from "./magic-block.js";
import { type Predecessor, verifyAlone, verifyFirst, verifySuccessor } from "./verify.js";

/** From what a chain is followed. Without either its first block is taken on trust, and `trusted` says so. */
export interface ChainOptions {
  /** The genesis, of which the hash is known from configuration: the first block must be block 1. */
  readonly genesis?: Genesis | undefined;
  /** Hash of the first block, whatever its number, known from configuration. */
  readonly trustedHash?: Uint8Array | undefined;
}

export interface ChainVerdict<Header extends CertifiedHeader> extends Verdict {
  /** Does it rest on a genesis, a hash or a block that the caller gave? */
  readonly trusted: boolean;
  /** One verdict per block, up to and including the first bad one. */
  readonly blocks: readonly (Verdict & { readonly number: number; readonly hash: string })[];
  /** The last block of the valid part, or null. */
  readonly head: Header | null;
}

/**
 * Verifies magic blocks in ascending order. Throws EMPTY for no blocks; a bad block, or a bad genesis, gives
 * `valid: false` with its reason.
 *
 * @example
 * verifyMagicBlockChain(run.magicBlocks, { genesis: run.genesis }).valid; //=> true
 * verifyMagicBlockChain(run.magicBlocks, { genesis }).valid; //=> false
 * verifyMagicBlockChain([lastBlock]).trusted; //=> false
 */
export function verifyMagicBlockChain(
  blocks: readonly MagicBlock[],
  options: ChainOptions = {},
): ChainVerdict<MagicBlock> {
  return reading("verifyMagicBlockChain", (): ChainVerdict<MagicBlock> => {
    return verifyList(blocks, examine, options);
  });
}

/**
 * Verifies headers with their certificates in ascending order, two signatures for each: as `verifyMagicBlockChain`,
 * without the blocks' lists and bodies. Variable-time: all of it is public. Throws EMPTY for no headers, BAD_TYPE; a
 * bad header gives `valid: false` with its reason.
 *
 * @example
 * const headers = headersFromJson(JSON.parse(headersToJson(run.magicBlocks)));
 * const { valid, trusted, head } = verifyHeaderChain(headers, { genesis: run.genesis });
 * [valid, trusted, head!.number]; //=> [true, true, 2]
 */
export function verifyHeaderChain(
  headers: readonly CertifiedHeader[],
  options: ChainOptions = {},
): ChainVerdict<CertifiedHeader> {
  return reading("verifyHeaderChain", (): ChainVerdict<CertifiedHeader> => {
    return verifyList(headers, examineHeader, options);
  });
}

function verifyList<Header extends CertifiedHeader>(
  blocks: readonly Header[],
  examineOne: (block: Header) => Examined<Header>,
  { genesis, trustedHash }: ChainOptions,
): ChainVerdict<Header> {
  const read = listOf<Header>(blocks, "magic block chain");
  let start: ChainStart;
  try {
    start = { genesis: genesis === undefined ? undefined : examineGenesis(genesis), trustedHash };
  } catch (error) {
    return { valid: false, reason: `genesis: ${reasonOf(error)}`, trusted: false, blocks: [], head: null };
  }
  return verifyExaminedChain(examineEach(read, examineOne), start);
}

/** One after the other, when it is asked for: what follows a bad block is not looked at. */
function* examineEach<Header extends CertifiedHeader>(
  blocks: readonly Header[],
  examineOne: (block: Header) => Examined<Header>,
): Generator<Examined<Header>> {
  for (const block of blocks) yield examineOne(block);
}

/** The same as the options, of what has been examined; or a block that was verified before. */
export interface ChainStart {
  readonly genesis?: SoundGenesis | undefined;
  readonly trustedHash?: Uint8Array | undefined;
  readonly previous?: Predecessor | undefined;
}

/** The same for at least one block that has been examined: nothing is hashed or checked again. */
export function verifyExaminedChain<Header extends CertifiedHeader>(
  blocks: Iterable<Examined<Header>>,
  start: ChainStart,
): ChainVerdict<Header> {
  const trusted = start.genesis !== undefined || start.trustedHash !== undefined || start.previous !== undefined;
  const verdicts: (Verdict & { number: number; hash: string })[] = [];
  let previous: { block: Header; hash: Uint8Array } | null = null;
  for (const examined of blocks) {
    const { block, hash } = examined;
    const verdict: Verdict = previous ? verifySuccessor(examined, previous) : verifyStart(examined, start);
    verdicts.push({ ...verdict, number: block.number, hash: hash === null ? "" : toHex(hash) });
    if (!verdict.valid || hash === null) {
      const reason = `magic block ${block.number}: ${verdict.reason}`;
      return { valid: false, reason, trusted, blocks: verdicts, head: previous?.block ?? null };
    }
    previous = { block, hash };
  }
  return { valid: true, reason: "", trusted, blocks: verdicts, head: previous?.block ?? null };
}

/** The block from which the chain is followed. */
function verifyStart(examined: Examined<CertifiedHeader>, { genesis, trustedHash, previous }: ChainStart): Verdict {
  if (trustedHash !== undefined && examined.hash !== null && !equalBytes(examined.hash, trustedHash))
    return { valid: false, reason: `its hash is not the trusted ${toHex(trustedHash)}` };
  if (genesis !== undefined) return verifyFirst(examined, genesis);
  return previous === undefined ? verifyAlone(examined) : verifySuccessor(examined, previous);
}
