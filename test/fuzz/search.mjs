// Looks for a plan that shows that a rule is switched off.

import { makePlayer } from "./players.mjs";
import { playMany } from "./threads.mjs";

/** The first of at most `most` plans that finds something wrong, the rule's hint before all others; or null. */
export async function findRule(rule, position, { most = 1000, threads = 2 } = {}) {
  const player = await makePlayer({ rule, name: `rule-${position}` });
  let found = null;
  let played = 0;
  const onResult = (result) => {
    played++;
    if (result.found.length > 0 && (found === null || result.number < found.number)) found = result;
  };
  const play = (first, last) =>
    playMany({ player, transparent: true, threads, first, last, onResult, stop: () => found !== null });
  if (rule.hint !== undefined) await play(rule.hint, rule.hint);
  if (found === null) await play(0, most - 1);
  return { found, played };
}
