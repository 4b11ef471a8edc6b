// The files a light client reads, as text: the genesis, the chain of magic blocks and the beacon of its last view.
import { type BeaconRecord, beaconToJson } from "../beacon/index.js";
import { type Genesis, genesisToJson, MagicBlock, type SoundBlock, writeMagicBlock } from "../magic-block/index.js";

/** What a run of view changes leaves to the public; a `ViewChangeResult` has it. */
export interface PublicRecord {
  readonly genesis: Genesis;
  /** Of the last view, or null when none was activated. */
  readonly magicBlock: MagicBlock | null;
  /** Of all views, in ascending order. */
  readonly magicBlocks: readonly MagicBlock[];
  /** Rounds of the last view's beacon. */
  readonly beacon: readonly { readonly record: BeaconRecord }[];
}

const arrayOf = (blocks: readonly Pick<SoundBlock, "block" | "hash">[]): string =>
  `[\n${blocks.map((block) => writeMagicBlock(block, 1)).join(",\n")}\n]\n`;

/**
 * Text by file name: "genesis.json"; "magic-block.json", the last one; "magic-blocks.json" with all of them where there
 * are several; "beacon.json" where rounds were run. Nothing when no view was activated.
 */
export function publicFiles({ genesis, magicBlock, magicBlocks, beacon }: PublicRecord): Record<string, string> {
  if (magicBlock === null) return {};
  const hashed = magicBlocks.map((block) => ({ block, hash: MagicBlock.hash(block) }));
  const last = hashed.at(-1) ?? { block: magicBlock, hash: MagicBlock.hash(magicBlock) };
  const files: Record<string, string> = {
    "genesis.json": `${genesisToJson(genesis, 1)}\n`,
    "magic-block.json": `${writeMagicBlock(last, 1)}\n`,
  };
  if (hashed.length > 1) files["magic-blocks.json"] = arrayOf(hashed);
  if (beacon.length > 0) {
    const { scheme, number: magicBlockNumber, groupPublicKey } = magicBlock;
    files["beacon.json"] = `${beaconToJson({
      view: { scheme, chainId: genesis.chainId, magicBlockNumber, groupPublicKey },
      magicBlockHash: last.hash,
      rounds: beacon.map((round) => round.record),
    })}\n`;
  }
  return files;
}
