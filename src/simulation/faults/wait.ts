// Faults of the wait phase: confirmations and hand-overs that are missing or wrong.
import type { MinerEffect } from "../../view-change/miner/events.js";
import type { Behaviour, Submit } from "./behaviour.js";

export function waitBadly(behaviour: Behaviour, effect: Submit): MinerEffect[] {
  const { transaction } = effect;
  const confirms = transaction.kind === "confirm";
  if (behaviour.has(confirms ? "no-confirm" : "no-hand-over")) return [];
  if (!behaviour.has(confirms ? "bad-confirm" : "bad-hand-over")) return [effect];
  // a signature, but of something else and under another key
  return [behaviour.sign(transaction, behaviour.bls.sign(transaction.payload, behaviour.identity.secretKey))];
}
