// The two files a light client reads, as text: the chain of magic blocks and the beacon of its last view.
import { beaconToJson } from "../beacon/index.js";
import { MagicBlock, type ViewChangeResult } from "../entry/view-change.js";

/** One block as an object, several as an array. */
function chainToJson(blocks: readonly MagicBlock[]): string {
  const texts = blocks.map((block) => MagicBlock.toJson(block, 1));
  return texts.length === 1 ? (texts[0] as string) : `[\n${texts.join(",\n")}\n]`;
}

/**
 * Text by file name: "magic-block.json", and "beacon.json" where rounds were run. Nothing when no view was activated.
 */
export function publicFiles(
  result: Pick<ViewChangeResult, "magicBlock" | "magicBlocks" | "beacon" | "chainId">,
): Record<string, string> {
  const { magicBlock, magicBlocks, beacon, chainId } = result;
  if (magicBlock === null) return {};
  const files: Record<string, string> = {
    "magic-block.json": `${chainToJson(magicBlocks)}\n`,
  };
  if (beacon.length > 0) {
    const { scheme, number: magicBlockNumber, groupPublicKey } = magicBlock;
    files["beacon.json"] = `${beaconToJson({
      view: { scheme, chainId, magicBlockNumber, groupPublicKey },
      magicBlockHash: MagicBlock.hash(magicBlock),
      rounds: beacon.map((round) => round.record),
    })}\n`;
  }
  return files;
}
