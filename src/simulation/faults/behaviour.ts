// What a faulty miner does: its state machine stays honest, and its effects are changed, dropped or doubled on the
// way out. Every change is signed again with the miner's own keys, as a real wrongdoer would.
import { minPk, minSig } from "../../bls/index.js";
import { deal } from "../../dkg/index.js";
import type { Phase, SchemeName } from "../../magic-block/parameters.js";
import type { RunnerEffect } from "../../node/miner-runner.js";
import type { ContractState, SessionState } from "../../view-change/contract/state.js";
import { identityDst, type MinerIdentity } from "../../view-change/identity.js";
import type { MinerEffect } from "../../view-change/miner/events.js";
import type { MinerState } from "../../view-change/miner/state.js";
import {
  decodeContribution,
  decodePublication,
  decodeWait,
  encodeContribution,
  encodePublication,
  encodeWait,
  type Publication,
} from "../../view-change/payloads.js";
import { acknowledgementMessage } from "../../view-change/session.js";
import { signTransaction, type Transaction } from "../../view-change/transaction.js";
import type { RandomFactory } from "../random.js";
import type { Fault, FaultName } from "./plan.js";

/** What faulty miners may know of the simulation. */
export interface World {
  readonly scheme: SchemeName;
  readonly random: RandomFactory;
  readonly chain: () => ContractState;
  /** Everybody's keys: replaying a receiver's old signature needs one to replay. */
  readonly identityOf: (id: string) => MinerIdentity;
  /** Position in the running frozen list of a miner named in a plan, or null. */
  readonly indexOf: (name: string) => number | null;
}

type Submit = Extract<MinerEffect, { type: "submit" }>;

export class Behaviour {
  private readonly spammed = new Set<string>();

  constructor(
    private readonly world: World,
    private readonly identity: MinerIdentity,
    /** The faults of this miner, by its place in the running list. */
    readonly faults: () => readonly Fault[],
  ) {}

  /** Is a fault of this kind active now? */
  has(kind: FaultName, phase: Phase | null = null): boolean {
    return this.active(kind).some((fault) => phase === null || fault.phase === phase);
  }

  private active(kind: FaultName): Fault[] {
    const { attempt } = this.world.chain();
    return this.faults().filter(
      (fault) => fault.kind === kind && (fault.attempt === null || fault.attempt === attempt),
    );
  }

  /** Does a fault of this kind concern this other miner? */
  private towards(kind: FaultName, index: number): boolean {
    return this.active(kind).some(
      (fault) => fault.whom.length === 0 || fault.whom.some((name) => this.world.indexOf(name) === index),
    );
  }

  private targets(kind: FaultName, list: readonly number[]): number[] {
    const own = this.ownIndex();
    return list.filter((index) => index !== own && this.towards(kind, index));
  }

  private ownIndex(): number {
    return this.world.chain().session?.list.find((member) => member.id === this.identity.id)?.index ?? 0;
  }

  /** What really leaves the miner. */
  intercept(effects: readonly MinerEffect[], state: MinerState): readonly RunnerEffect[] {
    if (this.faults().length === 0) return effects;
    const { phase, session } = this.world.chain();
    if (session === null || phase === "stopped") return effects;
    const quiet = this.has("silent", phase);
    const changed = effects.flatMap((effect): RunnerEffect[] => {
      const speaks = effect.type === "submit" || effect.type === "send-share" || effect.type === "send-acknowledgement";
      if (speaks && quiet) return [];
      switch (effect.type) {
        case "submit":
          return this.submit(effect, session, state);
        case "send-share":
          return this.share(effect);
        case "send-acknowledgement":
          return this.acknowledgement(effect, session);
        default:
          return [effect];
      }
    });
    return this.has("spam", phase) ? [...this.spam(session, phase), ...changed] : changed;
  }

  // --- private messages --------------------------------------------------------------------------------------------

  private share(effect: Extract<MinerEffect, { type: "send-share" }>): RunnerEffect[] {
    const { index: to } = effect.to;
    if (this.towards("no-share", to) || this.towards("false-ack", to)) return [];
    const wrong = effect.share.slice();
    wrong[31]! ^= 1;
    if (this.towards("bad-share", to)) return [{ ...effect, share: wrong }];
    if (this.towards("double-share", to)) return [effect, { ...effect, share: wrong }];
    if (this.towards("replay-share", to)) return [{ ...effect, sealedFor: otherSession(effect.session) }];
    return [effect];
  }

  private acknowledgement(
    effect: Extract<MinerEffect, { type: "send-acknowledgement" }>,
    session: SessionState,
  ): RunnerEffect[] {
    const { index: to } = effect.to;
    if (this.towards("no-ack", to)) return [];
    if (this.towards("bad-ack", to))
      return [{ ...effect, signature: this.signOld(this.identity, session, to === 1 ? 2 : 1) }];
    if (this.towards("replayed-ack", to)) return [{ ...effect, signature: this.signOld(this.identity, session, to) }];
    return [effect];
  }

  /** An acknowledgement as it might have been given in an earlier session. */
  private signOld(signer: MinerIdentity, session: SessionState, dealer: number): Uint8Array {
    const mpkHash = session.contributions[dealer - 1]?.hash ?? session.listHash;
    return this.bls.sign(acknowledgementMessage(otherSession(session.id), dealer, mpkHash), signer.secretKey, {
      DST: this.dst,
    });
  }

  private get bls() {
    return this.world.scheme === "min-sig" ? minSig : minPk;
  }

  private get dst(): string {
    return identityDst(this.world.scheme);
  }

  // --- transactions ------------------------------------------------------------------------------------------------

  private sign(transaction: Pick<Transaction, "session" | "phase">, payload: Uint8Array): Submit {
    const { session, phase } = transaction;
    return {
      type: "submit",
      transaction: signTransaction(this.world.scheme, this.identity, { session, phase, payload }),
    };
  }

  private submit(effect: Submit, session: SessionState, state: MinerState): RunnerEffect[] {
    switch (effect.transaction.phase) {
      case "contribute":
        return this.contribute(effect, session);
      case "publish":
        return this.publish(effect, session, state);
      case "wait":
        return this.wait(effect);
      default:
        return [effect];
    }
  }

  private contribute(effect: Submit, session: SessionState): RunnerEffect[] {
    const { transaction } = effect;
    const { t } = session.thresholds;
    const own = decodeContribution(transaction.payload, t, this.bls.publicKeyLength);
    const change = (commitments: readonly Uint8Array[], proof = own.proof) =>
      this.sign(transaction, encodeContribution({ commitments, proof }));
    if (this.has("no-mpk")) return [];
    if (this.has("bad-mpk")) {
      const commitments = own.commitments.map((commitment) => commitment.slice());
      commitments[t - 1]![7]! ^= 0x55;
      return [change(commitments)];
    }
    if (this.has("wrong-length-mpk")) return [change(own.commitments.slice(1))];
    if (this.has("identity-mpk")) {
      const identity = new Uint8Array(this.bls.publicKeyLength);
      identity[0] = 0xc0;
      return [change([identity, ...own.commitments.slice(1)])];
    }
    if (this.has("bad-proof")) {
      const proof = own.proof.slice();
      proof[proof.length - 1]! ^= 1;
      return [change(own.commitments, proof)];
    }
    const everybody = session.list.map((member) => member.index);
    const stolen = this.targets("stolen-mpk", everybody)[0];
    if (stolen !== undefined) {
      const theirs = session.contributions[stolen - 1];
      return theirs ? [change(theirs.commitments, theirs.proof)] : []; // tried again when it is there to be copied
    }
    const victim = this.targets("forged-mpk", everybody)[0];
    if (victim !== undefined) {
      const forged = { ...transaction, sender: session.list[victim - 1]!.id };
      return [{ type: "submit", transaction: forged }, effect];
    }
    if (this.has("double-mpk")) {
      const ids = session.list.map((member) => member.partyId);
      const dealer = ids[this.ownIndex() - 1]!;
      const random = this.world.random(`second polynomial of ${this.identity.id}`);
      const other = deal({ scheme: this.bls, threshold: t, ids, session: session.id, dealer, random });
      return [effect, change(other.commitments, other.proof)];
    }
    return [effect];
  }

  private publish(effect: Submit, session: SessionState, state: MinerState): RunnerEffect[] {
    if (this.has("no-publish")) return [];
    const { transaction } = effect;
    const size = session.list.length;
    const own = decodePublication(transaction.payload, size, this.bls.signatureLength);
    const mine = state.session!;
    const everybody = session.list.map((member) => member.index);
    const reveal = (index: number, wrong = false) => {
      const share = mine.shares[index - 1]!.slice();
      if (wrong) share[31]! ^= 1;
      return { index, share };
    };
    const publish = (publication: Publication) => {
      const reveals = [...publication.reveals].sort((a, b) => a.index - b.index);
      return this.sign(transaction, encodePublication({ ...publication, reveals }, size));
    };
    /** The aggregate over these receivers, from what they sent. */
    const aggregate = (indices: readonly number[]): Uint8Array => {
      const dealer = mine.index;
      const message = acknowledgementMessage(session.id, dealer, session.contributions[dealer - 1]!.hash);
      const ownSignature = this.bls.sign(message, this.identity.secretKey, { DST: this.dst });
      const signatures = indices.map((index) =>
        index === dealer ? ownSignature : mine.outgoing[index - 1]!.acknowledgement!,
      );
      return signatures.length === 0 ? new Uint8Array(0) : this.bls.aggregateSignatures(signatures);
    };
    const without = (indices: readonly number[]) => own.acknowledged.filter((index) => !indices.includes(index));

    if (this.has("truncated-publish")) return [this.sign(transaction, transaction.payload.slice(0, -4))];
    if (this.has("duplicated-publish")) {
      if (own.reveals.length > 0)
        return [
          this.sign(transaction, encodePublication({ ...own, reveals: [...own.reveals, own.reveals.at(-1)!] }, size)),
        ];
      return [publish({ ...own, aggregate: this.bls.aggregateSignatures([own.aggregate, aggregate([mine.index])]) })];
    }
    const listed = everybody.filter(
      (index) => own.acknowledged.includes(index) || own.reveals.some((entry) => entry.index === index),
    );
    const falsely = this.targets("false-ack", listed);
    if (falsely.length > 0) {
      const acknowledged = [...new Set([...own.acknowledged, ...falsely])];
      return [
        publish({ ...own, acknowledged, reveals: own.reveals.filter((entry) => !falsely.includes(entry.index)) }),
      ];
    }
    const replayed = this.targets("replayed-publish-ack", listed);
    if (replayed.length > 0) {
      const old = replayed.map((index) =>
        this.signOld(this.world.identityOf(session.list[index - 1]!.id), session, mine.index),
      );
      const rest = without(replayed);
      return [
        publish({
          acknowledged: [...rest, ...replayed],
          aggregate: this.bls.aggregateSignatures([aggregate(rest), ...old]),
          reveals: own.reveals.filter((entry) => !replayed.includes(entry.index)),
        }),
      ];
    }
    const badly = this.targets("bad-reveal", listed);
    if (badly.length > 0) {
      const rest = without(badly);
      const others = own.reveals.filter((entry) => !badly.includes(entry.index));
      return [
        publish({
          acknowledged: rest,
          aggregate: aggregate(rest),
          reveals: [...others, ...badly.map((index) => reveal(index, true))],
        }),
      ];
    }
    const both = this.targets("both-entries", own.acknowledged);
    if (both.length > 0) return [publish({ ...own, reveals: [...own.reveals, ...both.map((index) => reveal(index))] })];
    const left = this.targets("no-entry", listed);
    if (left.length > 0) {
      const rest = without(left);
      return [
        publish({
          acknowledged: rest,
          aggregate: aggregate(rest),
          reveals: own.reveals.filter((entry) => !left.includes(entry.index)),
        }),
      ];
    }
    return [effect];
  }

  private wait(effect: Submit): RunnerEffect[] {
    const { transaction } = effect;
    const old = this.world.chain().current.magicBlock;
    const oldLength =
      old === null ? this.bls.signatureLength : (old.scheme === "min-sig" ? minSig : minPk).signatureLength;
    let { confirmation, handOver } = decodeWait(transaction.payload, this.bls.signatureLength, oldLength);
    if (this.has("no-wait")) confirmation = null;
    if (this.has("no-hand-over")) handOver = null;
    if (this.has("bad-wait") && confirmation !== null)
      confirmation = this.bls.sign(transaction.payload, this.identity.secretKey);
    return confirmation === null && handOver === null
      ? []
      : [this.sign(transaction, encodeWait({ confirmation, handOver }))];
  }

  /** Once per phase: transactions of every wrong kind. */
  private spam(session: SessionState, phase: Phase): RunnerEffect[] {
    const name = `${phase}/${this.world.chain().attempt}`;
    if (this.spammed.has(name) || phase === "start") return [];
    this.spammed.add(name);
    const garbage = this.world.random(`spam of ${this.identity.id} in ${name}`);
    const base = { session: session.id, phase };
    const signed = (content: Partial<Transaction>) => ({
      type: "submit" as const,
      transaction: { ...this.sign(base, garbage(64)).transaction, ...content },
    });
    return [
      this.sign(base, garbage(5000)),
      this.sign({ session: otherSession(session.id), phase }, garbage(10)),
      this.sign({ ...base, phase: phase === "wait" ? "contribute" : "wait" }, garbage(10)),
      signed({ signature: garbage(this.bls.signatureLength) }),
      signed({ signature: new Uint8Array(0) }),
      signed({ payload: new Uint8Array(1_000_000) }),
      signed({ sender: "nobody" }),
      signed({ sender: "0".repeat(64) }),
      { type: "submit", transaction: null as unknown as Transaction },
    ];
  }
}

function otherSession(session: Uint8Array): Uint8Array {
  const other = session.slice();
  other[0]! ^= 0xff;
  return other;
}
