// Is a magic block consistent in itself? What can be said without looking at signatures.
import { bitmapPositions, equalBytes, FeldsparError } from "../encoding/index.js";
import type { MagicBlock } from "./magic-block.js";
import { checkThresholds } from "./thresholds.js";

/** Refuses a block. */
export function malformed(why: string): never {
  throw new FeldsparError("MALFORMED", `magic block: ${why}`);
}

function ascending(values: readonly (number | string)[], what: string): void {
  for (let i = 1; i < values.length; i++) {
    if (values[i - 1]! >= values[i]!) malformed(`${what} must be in ascending order without repetition`);
  }
}

/** Throws MALFORMED unless the block is consistent in itself (signatures are not looked at). */
export function check(block: MagicBlock): void {
  const { t, k, n, listSize, miners, dealings } = block;
  checkThresholds({ t, k, n });
  if (listSize < miners.length || listSize > n)
    malformed(`a list of ${listSize} does not fit ${miners.length} members and n = ${n}`);
  if (miners.length < k) malformed(`expected at least k = ${k} members, got ${miners.length}`);
  ascending(
    miners.map((miner) => miner.id),
    "miners' ids",
  );
  ascending(
    miners.map((miner) => miner.index),
    "miners' indices",
  );
  ascending(
    block.sharders.map((sharder) => sharder.id),
    "sharders' ids",
  );
  ascending(
    dealings.map((dealing) => dealing.index),
    "dealers' indices",
  );
  const within = (index: number): void => {
    if (index < 1 || index > listSize) malformed(`index ${index} is outside a list of ${listSize}`);
  };
  for (const { index } of [...miners, ...dealings, ...block.removed]) within(index);
  for (const index of block.exposed) within(index);
  for (const dealing of dealings) {
    const none = bitmapPositions(dealing.acknowledged, listSize).length === 0;
    if (none !== (dealing.aggregate.length === 0))
      malformed(`dealer ${dealing.index}: an aggregate of nobody, or none`);
    for (const { index } of dealing.reveals) within(index);
    ascending(
      dealing.reveals.map((reveal) => reveal.index),
      `reveals of dealer ${dealing.index}`,
    );
  }
  const members = new Set(miners.map((miner) => miner.index));
  if (dealings.filter((dealing) => dealing.qualified).some((dealing) => !members.has(dealing.index))) {
    malformed("a qualified dealer is not a member");
  }
  if (block.groupPolynomial.length !== t)
    malformed(`expected t = ${t} coefficients, got ${block.groupPolynomial.length}`);
  if (!equalBytes(block.groupPolynomial[0]!, block.groupPublicKey))
    malformed("the group key is not the polynomial's constant term");
}
