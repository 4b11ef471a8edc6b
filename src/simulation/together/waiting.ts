// Shares that wait at a machine to be checked: whoever checks one of a dealer's may check all of them.
import { equalBytes } from "../../encoding/index.js";
import { type ContractState, memberAt } from "../../view-change/contract/state.js";
import { isScalar } from "../../view-change/miner/key.js";
import type { Machine } from "../machine.js";
import type { WaitingShares } from "./work.js";

/** The shares that came in the running session and that the machine has not checked yet. */
export function waitingShares(machine: Machine, { session: onChain }: ContractState): WaitingShares | null {
  if (!machine.up || onChain === null) return null;
  const { session } = machine.state;
  if (session === null || !equalBytes(session.id, onChain.id)) return null;
  const member = memberAt(onChain.receivers, session.receiver);
  if (member === undefined) return null;
  const items = session.incoming.flatMap(({ share, valid, conflict }, position) => {
    const commitments = onChain.contributions[position] ?? null;
    const ready = share !== null && valid === null && !conflict && isScalar(share) && commitments !== null;
    return ready ? [{ commitments, share }] : [];
  });
  return { id: member.partyId, items };
}
