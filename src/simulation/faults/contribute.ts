// Faults of the contribute phase: commitments that are missing, malformed, stolen, forged or two.
import { deal } from "../../dkg/index.js";
import type { SessionState } from "../../view-change/contract/state.js";
import type { MinerEffect } from "../../view-change/miner/events.js";
import { type Contribution, decodeContribution, encodeContribution } from "../../view-change/payloads.js";
import type { Behaviour, Submit } from "./behaviour.js";

/** The commitment of zero, in an encoding of this length. */
function identityOf(length: number, compressed: boolean): Uint8Array {
  const identity = new Uint8Array(length);
  identity[0] = compressed ? 0xc0 : 0x40;
  return identity;
}

export function contributeBadly(behaviour: Behaviour, effect: Submit, session: SessionState): MinerEffect[] {
  const { transaction } = effect;
  const { t } = session.thresholds;
  const { commitmentEncoding } = behaviour.world.chain().genesis;
  const length = (commitmentEncoding === "uncompressed" ? 2 : 1) * behaviour.bls.publicKeyLength;
  const own = decodeContribution(transaction.payload, t, length);
  const change = (part: Partial<Contribution>) => behaviour.sign(transaction, encodeContribution({ ...own, ...part }));
  if (behaviour.has("no-mpk")) return present(behaviour, session, own.encryptionKey);
  if (behaviour.has("bad-mpk")) {
    const commitments = own.commitments.map((commitment) => commitment.slice());
    commitments[t - 1]![7]! ^= 0x55;
    return [change({ commitments })];
  }
  if (behaviour.has("wrong-length-mpk")) return [change({ commitments: own.commitments.slice(1) })];
  if (behaviour.has("identity-mpk")) {
    const identity = identityOf(length, commitmentEncoding === "compressed");
    return [change({ commitments: [identity, ...own.commitments.slice(1)] })];
  }
  if (behaviour.has("bad-proof")) {
    const proof = own.proof.slice();
    proof[proof.length - 1]! ^= 1;
    return [change({ proof })];
  }
  const [stolen] = behaviour.targets("stolen-mpk", session.dealers);
  if (stolen !== undefined) {
    const theirs = session.contributions[stolen.index - 1];
    if (!theirs) return []; // tried again when it is there to be copied
    return [change({ commitments: theirs.commitments, proof: theirs.proof })];
  }
  const [victim] = behaviour.targets("forged-mpk", session.dealers);
  if (victim !== undefined) {
    const forged = { ...transaction, sender: victim.id };
    return [{ type: "submit", transaction: forged }, effect];
  }
  const others = (purpose: string) => {
    const { commitments, proof } = otherDealing(behaviour, session, purpose);
    return change({ commitments, proof });
  };
  // in a reshare a fresh polynomial's constant term is not the dealer's share
  if (session.mode === "reshare" && behaviour.has("wrong-constant"))
    return [others("other constant term"), ...present(behaviour, session, own.encryptionKey)];
  if (behaviour.has("double-mpk")) return [effect, others("second polynomial")];
  return [effect];
}

/** In a reshare whoever has no MPK on the chain can still receive shares, if it says that it is there. */
function present(behaviour: Behaviour, session: SessionState, encryptionKey: Uint8Array): Submit[] {
  const receiver = session.receivers.find(({ id }) => id === behaviour.identity.id);
  const says = session.mode === "reshare" && receiver !== undefined && !behaviour.has("no-present");
  if (!says || session.encryptionKeys[receiver.index - 1]) return [];
  return [behaviour.sign({ session: session.id, kind: "present" }, encryptionKey)];
}

/** A dealing of another polynomial, as a miner makes one in a fresh view. */
function otherDealing(behaviour: Behaviour, session: SessionState, purpose: string): ReturnType<typeof deal> {
  const { id } = behaviour.identity;
  return deal({
    scheme: behaviour.bls,
    threshold: session.thresholds.t,
    ids: session.receivers.map((member) => member.partyId),
    session: session.id,
    dealer: session.dealers.find((member) => member.id === id)!.partyId,
    random: behaviour.world.random(`${purpose} of ${id}`),
    encoding: behaviour.world.chain().genesis.commitmentEncoding,
  });
}
