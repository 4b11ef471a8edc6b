// What a run leaves to the public, as files: those that the command line writes, and what a light client keeps of them.
import { publicFiles, type TextFile } from "../../src/documents/index.js";
import {
  headersToJson,
  MagicBlock,
  memberProofToJson,
  proveMember,
  proveSharder,
  sharderProofToJson,
  type ViewChangeResult,
} from "../../src/entry/view-change.js";

/** Of the blocks that were activated, also where the run ended before the last one. Nothing when there is none. */
export function filesOf(result: ViewChangeResult): TextFile[] {
  const { magicBlocks } = result;
  const last = magicBlocks.at(-1);
  if (last === undefined) return [];
  const { scheme, members, sharders } = last;
  const about = { scheme, magicBlockHash: MagicBlock.hash(last) };
  const member = proveMember(last, members[0]!.index);
  const sharder = proveSharder(last, sharders[0]!.index);
  return Object.entries({
    ...publicFiles({ ...result, magicBlock: last }),
    "headers.json": `${headersToJson(magicBlocks, 1)}\n`,
    "member.json": `${memberProofToJson({ ...about, proof: member })}\n`,
    "sharder.json": `${sharderProofToJson({ ...about, proof: sharder })}\n`,
  }).map(([name, text]) => ({ name, text }));
}
