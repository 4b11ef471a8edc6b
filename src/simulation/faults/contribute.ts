// Faults of the contribute phase: commitments that are missing, malformed, stolen, forged or two.
import { deal } from "../../dkg/index.js";
import type { SessionState } from "../../view-change/contract/state.js";
import type { MinerEffect } from "../../view-change/miner/events.js";
import { decodeContribution, encodeContribution } from "../../view-change/payloads.js";
import type { Behaviour, Submit } from "./behaviour.js";

export function contributeBadly(behaviour: Behaviour, effect: Submit, session: SessionState): MinerEffect[] {
  const { transaction } = effect;
  const { t } = session.thresholds;
  const own = decodeContribution(transaction.payload, t, behaviour.bls.publicKeyLength);
  const change = (commitments: readonly Uint8Array[], proof = own.proof) =>
    behaviour.sign(transaction, encodeContribution({ commitments, proof }));
  if (behaviour.has("no-mpk")) return [];
  if (behaviour.has("bad-mpk")) {
    const commitments = own.commitments.map((commitment) => commitment.slice());
    commitments[t - 1]![7]! ^= 0x55;
    return [change(commitments)];
  }
  if (behaviour.has("wrong-length-mpk")) return [change(own.commitments.slice(1))];
  if (behaviour.has("identity-mpk")) {
    const identity = new Uint8Array(behaviour.bls.publicKeyLength);
    identity[0] = 0xc0;
    return [change([identity, ...own.commitments.slice(1)])];
  }
  if (behaviour.has("bad-proof")) {
    const proof = own.proof.slice();
    proof[proof.length - 1]! ^= 1;
    return [change(own.commitments, proof)];
  }
  const everybody = session.list.map((member) => member.index);
  const stolen = behaviour.targets("stolen-mpk", everybody)[0];
  if (stolen !== undefined) {
    const theirs = session.contributions[stolen - 1];
    return theirs ? [change(theirs.commitments, theirs.proof)] : []; // tried again when it is there to be copied
  }
  const victim = behaviour.targets("forged-mpk", everybody)[0];
  if (victim !== undefined) {
    const forged = { ...transaction, sender: session.list[victim - 1]!.id };
    return [{ type: "submit", transaction: forged }, effect];
  }
  if (behaviour.has("double-mpk")) {
    const ids = session.list.map((member) => member.partyId);
    const dealer = ids[behaviour.ownIndex() - 1]!;
    const random = behaviour.world.random(`second polynomial of ${behaviour.identity.id}`);
    const other = deal({ scheme: behaviour.bls, threshold: t, ids, session: session.id, dealer, random });
    return [effect, change(other.commitments, other.proof)];
  }
  return [effect];
}
