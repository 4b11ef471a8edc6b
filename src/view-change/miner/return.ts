// A suspended miner that runs says that it is there again (protocol §3): by itself, until the chain has it.
import { findById } from "../contract/sorted.js";
import { memberEntry } from "../entries.js";
import { signMember } from "../identity.js";
import type { Return } from "../members.js";
import { isDue, submittedNow } from "./submit.js";
import type { Turn } from "./turn.js";

export function returnIfSuspended(turn: Turn): void {
  const { chain, identity, options, state } = turn;
  const me = findById(chain.candidates, identity.id);
  if (me === undefined || me.left || me.suspension === null || me.suspension.returned) {
    if (state.returning !== null) turn.replace({ returning: null }, false);
    return;
  }
  const serial = me.serial + 1;
  // somebody who has its key too has used up all serials: nothing more is taken from this identity
  if (!Number.isSafeInteger(serial)) return;
  const before = state.returning?.serial === serial ? state.returning : null;
  if (before !== null && !isDue(turn, before)) return;
  turn.replace({ returning: { serial, ...submittedNow(turn, before) } }, false);
  const entry = signMember<Return>(options.scheme, identity, {
    type: "return",
    role: "miner",
    genesisHash: chain.genesisHash,
    id: identity.id,
    serial,
  });
  turn.effects.push({ type: "append", entry: memberEntry(options.scheme, entry) });
}
