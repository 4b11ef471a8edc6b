// What a run came to, in plain data: its blocks and whose signatures made each of them follow.
import { toHex } from "../../src/encoding/index.js";
import { type AttemptReport, decodeLot, MagicBlock, type ViewChangeResult } from "../../src/entry/view-change.js";
import { plural } from "../page/numbers.js";
import type { BlockSummary } from "./messages.js";

/** "number.attempt" of every list that a lot has decided. */
function lotsOf({ blocks }: ViewChangeResult): Set<string> {
  const lots = new Set<string>();
  for (const { entries } of blocks) {
    for (const { kind, bytes } of entries) {
      if (kind !== "lot") continue;
      const { number, attempt } = decodeLot(bytes);
      lots.add(`${number}.${attempt}`);
    }
  }
  return lots;
}

const signedBy = ({ firsts, handedOver }: AttemptReport) =>
  firsts.length > 0
    ? `${plural(firsts.length, "sharder")} of the genesis`
    : `${plural(handedOver.length, "member")} of the set before`;

export function summariesOf(result: ViewChangeResult): BlockSummary[] {
  const { magicBlocks, attempts } = result;
  const lots = lotsOf(result);
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
      lot: lots.has(`${attempt.number}.${attempt.attempt}`),
      members: block.members.map(({ index, id, stake }) => {
        return { index, name: names.get(id) ?? id.slice(0, 12), stake: String(stake) };
      }),
      sharders: attempt.sharders
        .map(({ name, stake }) => ({ name, stake: String(stake) }))
        .sort((a, b) => Number(b.stake) - Number(a.stake)),
    };
  });
}
