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

interface Removals {
  /** By index. */
  readonly gone: ReadonlyMap<number, MagicBlockRemoval>;
  /** Indices of those of a list that are left. */
  readonly left: (list: readonly SessionMember[]) => readonly number[];
}

const removalsByRole = once((removed: readonly MagicBlockRemoval[]) => ({
  dealer: removalsFrom(removed, "dealer"),
  receiver: removalsFrom(removed, "receiver"),
}));

function removalsFrom(removed: readonly MagicBlockRemoval[], wanted: Role): Removals {
  const gone = new Map(removed.filter(({ role }) => role === wanted).map((removal) => [removal.index, removal]));
  const left = (list: readonly SessionMember[]) => list.map(({ index }) => index).filter((index) => !gone.has(index));
  return { gone, left: once(left) };
}

/** Who was taken out of a role, by index. */
export function removalsOf(removed: readonly MagicBlockRemoval[], role: Role): ReadonlyMap<number, MagicBlockRemoval> {
  return removalsByRole(removed)[role].gone;
}

/** Indices of those of a role's list that were not taken out of it, in the list's order. */
export function leftOf(
  list: readonly SessionMember[],
  removed: readonly MagicBlockRemoval[],
  role: Role,
): readonly number[] {
  return removalsByRole(removed)[role].left(list);
}

const withoutByIndex = once((_: readonly number[]) => new Map<number, readonly number[]>());

/** A list of indices that was made once, without one of them: a miner asks for the others at every event. */
export function without(indices: readonly number[], index: number): readonly number[] {
  const known = withoutByIndex(indices);
  let others = known.get(index);
  if (others === undefined) {
    others = indices.filter((other) => other !== index);
    known.set(index, others);
  }
  return others;
}
