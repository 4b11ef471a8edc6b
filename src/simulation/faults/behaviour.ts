// Which faults of a plan are active for one miner now, towards whom, and the keys with which it does wrong: every
// change is signed again with its own, as a real wrongdoer would.
import { type BlsScheme, schemeByName } from "../../bls/index.js";
import type { Phase, SchemeName } from "../../magic-block/index.js";
import type { ContractState, SessionState } from "../../view-change/contract/state.js";
import type { LedgerEntry } from "../../view-change/entries.js";
import { identityDst, type MinerIdentity } from "../../view-change/identity.js";
import type { MinerEffect } from "../../view-change/miner/events.js";
import { acknowledgementMessage, type SessionMember } from "../../view-change/session.js";
import { signTransaction, type Transaction } from "../../view-change/transaction.js";
import type { RandomFactory } from "../random.js";
import type { Fault, FaultName } from "./plan.js";

/** What faulty miners may know of the simulation, and do beside what their state machine says. */
export interface World {
  readonly scheme: SchemeName;
  readonly random: RandomFactory;
  readonly chain: () => ContractState;
  /** Everybody's keys: replaying a receiver's old signature needs one to replay. */
  readonly identityOf: (id: string) => MinerIdentity;
  /** Id of a miner named in a plan, or null. */
  readonly idOf: (name: string) => string | null;
  /** Puts any bytes on the chain. */
  readonly append: (entry: LedgerEntry) => void;
  /** Sends any bytes to somebody. */
  readonly send: (to: string, bytes: Uint8Array) => void;
}

export type Submit = Extract<MinerEffect, { type: "submit" }>;

export class Behaviour {
  readonly bls: BlsScheme;
  readonly dst: string;

  constructor(
    readonly world: World,
    readonly identity: MinerIdentity,
    /** The faults of this miner, by its place in the running list. */
    readonly faults: () => readonly Fault[],
  ) {
    this.bls = schemeByName(world.scheme);
    this.dst = identityDst(world.scheme);
  }

  /** Is a fault of this kind active now? */
  has(kind: FaultName, phase: Phase | null = null): boolean {
    return this.active(kind).some((fault) => phase === null || fault.phase === phase);
  }

  private active(kind: FaultName): Fault[] {
    const { attempt, current } = this.world.chain();
    const view = current.number + 1;
    return this.faults().filter(
      (fault) =>
        fault.kind === kind &&
        (fault.view === null || fault.view === view) &&
        (fault.attempt === null || fault.attempt === attempt),
    );
  }

  /** Does a fault of this kind concern this other miner? */
  towards(kind: FaultName, id: string): boolean {
    return this.active(kind).some(
      (fault) => fault.whom.length === 0 || fault.whom.some((name) => this.world.idOf(name) === id),
    );
  }

  /** Those of a list that a fault of this kind concerns, never this miner itself. */
  targets(kind: FaultName, list: readonly SessionMember[]): SessionMember[] {
    return list.filter(({ id }) => id !== this.identity.id && this.towards(kind, id));
  }

  /** A transaction in the place of another one. */
  sign(transaction: Pick<Transaction, "session" | "kind">, payload: Uint8Array): Submit {
    const { session, kind } = transaction;
    return {
      type: "submit",
      transaction: signTransaction(this.world.scheme, this.identity, { session, kind, payload }),
    };
  }

  /** An acknowledgement as it might have been given in an earlier session. */
  signOld(signer: MinerIdentity, session: SessionState, dealer: number): Uint8Array {
    const mpkHash = session.contributions[dealer - 1]?.hash ?? session.stateHash;
    return this.bls.sign(acknowledgementMessage(otherSession(session.id), dealer, mpkHash), signer.secretKey, {
      DST: this.dst,
    });
  }
}

/** The name of a session that never was. */
export function otherSession(session: Uint8Array): Uint8Array {
  const other = session.slice();
  other[0]! ^= 0xff;
  return other;
}
