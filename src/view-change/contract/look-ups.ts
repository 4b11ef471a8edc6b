// Look-ups in lists that never change once they are part of a state: made once for each list, so that a transaction
// costs no walk through it.
import type { MagicBlockMiner, MagicBlockRemoval } from "../../magic-block/index.js";
import type { FrozenMember } from "../session.js";

/** What is made of a list is kept as long as the list itself. */
function once<Item, Result>(make: (list: readonly Item[]) => Result): (list: readonly Item[]) => Result {
  const known = new WeakMap<readonly Item[], Result>();
  return (list) => {
    let result = known.get(list);
    if (result === undefined) {
      result = make(list);
      known.set(list, result);
    }
    return result;
  };
}

export const membersById = once((list: readonly FrozenMember[]) => new Map(list.map((member) => [member.id, member])));

export const minersById = once((miners: readonly MagicBlockMiner[]) => new Map(miners.map((one) => [one.id, one])));

export const removalsByIndex = once(
  (removed: readonly MagicBlockRemoval[]) => new Map(removed.map((removal) => [removal.index, removal])),
);
