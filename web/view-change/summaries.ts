// What a run came to, in plain data: its blocks and whose signatures made each of them follow.
import { FeldsparError, toHex } from "../../src/encoding/index.js";
import {
  type AttemptReport,
  type Block,
  decodeLot,
  type Lot,
  MagicBlock,
  type SchemeName,
  type ViewChangeResult,
} from "../../src/entry/view-change.js";
import { plural } from "../page/numbers.js";
import type { BlockSummary } from "./messages.js";

/** What an entry says, if it is a lot; anybody may append anything. */
function lotIn(scheme: SchemeName, { kind, bytes }: Block["entries"][number]): Lot | null {
  if (kind !== "lot") return null;
  try {
    return decodeLot(scheme, bytes);
  } catch (error) {
    if (error instanceof FeldsparError) return null;
    throw error;
  }
}

/** Was the list frozen by a lot? Then the start phase ended with the block that has it. */
function hasLot({ number, attempt, phases }: AttemptReport, { blocks, scheme }: ViewChangeResult): boolean {
  const end = phases.find(({ phase }) => phase === "start")?.endRound;
  const entries = blocks.find(({ round }) => round === end)?.entries ?? [];
  return entries.map((entry) => lotIn(scheme, entry)).some((lot) => lot?.number === number && lot.attempt === attempt);
}

const signedBy = ({ firsts, handedOver }: AttemptReport) =>
  firsts.length > 0
    ? `${plural(firsts.length, "sharder")} of the genesis`
    : `${plural(handedOver.length, "member")} of the set before`;

export function summariesOf(result: ViewChangeResult): BlockSummary[] {
  const { magicBlocks, attempts } = result;
  return magicBlocks.map((block) => {
    const attempt = attempts.find(({ number, outcome }) => number === block.number && outcome === "activated")!;
    const names = new Map(attempt.selected.map(({ id, name }) => [id, name] as const));
    return {
      number: block.number,
      hash: toHex(MagicBlock.hash(block)),
      groupPublicKey: toHex(block.groupPublicKey),
      startingRound: block.startingRound,
      t: block.t,
      dealt: attempt.mode,
      dealings: attempt.qualified.length,
      signedBy: signedBy(attempt),
      lot: hasLot(attempt, result),
      members: block.members.map(({ index, id, stake }) => {
        return { index, name: names.get(id) ?? id.slice(0, 12), stake: String(stake) };
      }),
      sharders: attempt.sharders
        .map(({ name, stake }) => ({ name, stake: String(stake) }))
        .sort((a, b) => Number(b.stake) - Number(a.stake)),
    };
  });
}
