// Faults of the wait phase: confirmations and hand-overs that are missing or wrong.
import { minPk, minSig } from "../../bls/index.js";
import type { MinerEffect } from "../../view-change/miner/events.js";
import { decodeWait, encodeWait } from "../../view-change/payloads.js";
import type { Behaviour, Submit } from "./behaviour.js";

export function waitBadly(behaviour: Behaviour, effect: Submit): MinerEffect[] {
  const { transaction } = effect;
  const old = behaviour.world.chain().current.magicBlock;
  const oldLength =
    old === null ? behaviour.bls.signatureLength : (old.scheme === "min-sig" ? minSig : minPk).signatureLength;
  let { confirmation, handOver } = decodeWait(transaction.payload, behaviour.bls.signatureLength, oldLength);
  if (behaviour.has("no-wait")) confirmation = null;
  if (behaviour.has("no-hand-over")) handOver = null;
  if (behaviour.has("bad-wait") && confirmation !== null)
    confirmation = behaviour.bls.sign(transaction.payload, behaviour.identity.secretKey);
  return confirmation === null && handOver === null
    ? []
    : [behaviour.sign(transaction, encodeWait({ confirmation, handOver }))];
}
