// Turns the contract's events into the report of each attempt.
import { type ContractEvent, type ContractState, entryOf, type SessionState } from "../contract-state.js";
import type { Phase } from "../parameters.js";
import { qualify } from "../qualification.js";
import type { Accounts } from "./accounts.js";
import type { AttemptReport, EvidenceReport, PhaseReport, Refusal, RemovedMiner } from "./report.js";

export interface ObserverOptions {
  readonly accounts: Accounts;
  readonly nameOf: (id: string) => string;
  /** Texts of the faults that a miner has. */
  readonly faultsOf: (id: string) => readonly string[];
  readonly roundTime: number;
}

export class Observer {
  readonly attempts: AttemptReport[] = [];
  private phases: PhaseReport[] = [];
  private refusals: Refusal[] = [];
  private evidence: EvidenceReport[] = [];
  private phaseStart = 0;

  constructor(private readonly options: ObserverOptions) {}

  /** Something a miner noticed off chain. The same thing is told once. */
  noteEvidence(by: number, against: number, code: string): void {
    const known = this.evidence.some((item) => item.by === by && item.against === against && item.code === code);
    if (!known) this.evidence.push({ by, against, code });
  }

  /** `before` is the state before the block, `after` the state after it. */
  observe(before: ContractState, after: ContractState, events: readonly ContractEvent[]): void {
    const { round } = after;
    for (const event of events) {
      switch (event.type) {
        case "phase-ended":
          this.endPhase(event.phase, event.why, round, event.phase === "start" ? before.phaseStart : this.phaseStart);
          break;
        case "phase-began":
          this.phaseStart = round;
          break;
        case "refused":
          this.refuse(event, round);
          break;
        case "restarted":
        case "dropped":
          this.close(before, event.session, event.type, { code: event.code, message: event.message });
          break;
        case "activated":
          this.close(before, event.session, "activated", null);
          break;
        default:
          break;
      }
    }
  }

  private endPhase(phase: Phase, why: PhaseReport["endedBy"], endRound: number, startRound: number): void {
    const { roundTime } = this.options;
    const empty = { milliseconds: 0, bytesSent: 0, bytesReceived: 0 };
    this.phases.push({
      phase,
      startRound,
      endRound,
      startTime: startRound * roundTime,
      endTime: endRound * roundTime,
      endedBy: why,
      // filled in when the attempt is over: a phase's last work is done after its end is on the chain
      cost: { miner: empty, contract: { milliseconds: 0, bytes: 0 }, oneMiner: empty, total: empty },
    });
  }

  private refuse(event: Extract<ContractEvent, { type: "refused" }>, round: number): void {
    const { sender, index, code, message, culprits } = event;
    const phase = event.phase === "stopped" ? "start" : event.phase;
    const known = this.refusals.some((item) => item.sender === sender && item.phase === phase && item.code === code);
    if (!known) this.refusals.push({ round, phase, sender, index, code, message, culprits });
  }

  private close(
    state: ContractState,
    session: SessionState | null,
    outcome: AttemptReport["outcome"],
    reason: AttemptReport["reason"],
  ): void {
    const { accounts, nameOf, faultsOf } = this.options;
    const list = session?.list ?? [];
    const honest = list.map((member) => member.id).filter((id) => faultsOf(id).length === 0);
    const indices = list.map((member) => member.index);
    const removed: RemovedMiner[] = (session?.removed ?? []).map((removal) => ({
      ...removal,
      name: nameOf(removal.id),
    }));
    const block = session?.magicBlock ?? null;
    const result =
      session === null || session.publications.every((publication) => publication === null)
        ? null
        : qualify({
            rules: state.parameters.qualification,
            threshold: session.thresholds.t,
            publishers: indices.filter((index) => session.publications[index - 1] !== null),
            entry: (dealer, receiver) => entryOf(session, dealer, receiver),
          });
    this.attempts.push({
      number: session?.number ?? state.current.number + 1,
      attempt: session?.attempt ?? state.attempt + 1,
      session: session?.id ?? null,
      outcome,
      reason,
      thresholds: session?.thresholds ?? null,
      selected: list.map(({ index, id, stake, url }) => ({
        index,
        id,
        name: nameOf(id),
        stake,
        url,
        faults: faultsOf(id),
      })),
      removed,
      qualified: result?.qualified ?? [],
      disqualified: result?.disqualified ?? [],
      members: block?.miners.map((miner) => miner.index) ?? [],
      exposed: [...(block?.exposed ?? [])],
      confirmed: indices.filter((index) => session?.confirmations[index - 1] !== null),
      matrix: indices.map((dealer) => indices.map((receiver) => entryOf(session!, dealer, receiver))),
      refusals: this.refusals,
      evidence: this.evidence,
      phases: this.phases.map((phase) => ({ ...phase, cost: accounts.cost(phase.phase, honest) })),
    });
    this.phases = [];
    this.refusals = [];
    this.evidence = [];
    accounts.reset();
  }
}
