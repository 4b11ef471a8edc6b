// Look-ups in lists that never change once they are part of a state: made once for each list, so that a transaction
// costs no walk through it.
import { checkList } from "../../../bindings/arguments.js";
import type { MagicBlockMember, MagicBlockRemoval, Role } from "../../magic-block/index.js";
import type { SessionMember } from "../session.js";

/** What is made of a list is kept as long as the list itself. */
function once<Item, Result>(make: (list: readonly Item[]) => Result): (list: readonly Item[]) => Result {
  const known = new WeakMap<readonly Item[], Result>();
  return (list) => {
    let result = known.get(list);
    if (result === undefined) {
      checkList(list, "list");
      result = make(list);
      known.set(list, result);
    }
    return result;
  };
}

export const membersById = once((list: readonly SessionMember[]) => new Map(list.map((member) => [member.id, member])));

export const membersByIndex = once(
  (list: readonly SessionMember[]) => new Map(list.map((member) => [member.index, member])),
);

/** Position of each member in office. */
export const positionsById = once(
  (members: readonly MagicBlockMember[]) => new Map(members.map(({ id }, position) => [id, position])),
);

const removalsByRole = once((removed: readonly MagicBlockRemoval[]) => ({
  dealer: byIndex(removed, "dealer"),
  receiver: byIndex(removed, "receiver"),
}));

function byIndex(removed: readonly MagicBlockRemoval[], wanted: Role): ReadonlyMap<number, MagicBlockRemoval> {
  return new Map(removed.filter(({ role }) => role === wanted).map((removal) => [removal.index, removal]));
}

/** Who was taken out of a role, by index. */
export function removalsOf(removed: readonly MagicBlockRemoval[], role: Role): ReadonlyMap<number, MagicBlockRemoval> {
  return removalsByRole(removed)[role];
}
