// Turns the contract's events into the report of each attempt, and tells whoever listens what happens meanwhile.

import type { Phase } from "../../magic-block/index.js";
import { qualify } from "../../view-change/contract/qualification.js";
import {
  type ContractEvent,
  type ContractState,
  entryOf,
  type SessionState,
} from "../../view-change/contract/state.js";
import type { Accounts } from "./accounts.js";
import type {
  AttemptReport,
  EvidenceReport,
  PhaseReport,
  Refusal,
  RemovedMiner,
  SelectedMiner,
  SimulationEvent,
} from "./report.js";

export interface ObserverOptions {
  readonly accounts: Accounts;
  readonly nameOf: (id: string) => string;
  /** Texts of the faults that a miner has. */
  readonly faultsOf: (id: string) => readonly string[];
  /** Those of these miners whose costs are the costs of one miner alone. */
  readonly typical: (ids: readonly string[]) => readonly string[];
  readonly roundTime: number;
  readonly onEvent?: (event: SimulationEvent) => void;
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
    if (known) return;
    this.evidence.push({ by, against, code });
    this.options.onEvent?.({ type: "noticed", evidence: { by, against, code } });
  }

  /** `before` is the state before the block, `after` the state after it. */
  observe(before: ContractState, after: ContractState, events: readonly ContractEvent[]): void {
    const { round } = after;
    for (const event of events) {
      switch (event.type) {
        case "frozen":
          this.began(after.session ?? endedSession(events));
          break;
        case "accepted":
          this.accepted(event, after.session ?? endedSession(events));
          break;
        case "removed":
          this.options.onEvent?.({ type: "removed", miner: this.named(event.removal) });
          break;
        case "made":
          this.options.onEvent?.({ type: "magic-block-made", magicBlock: event.magicBlock, hash: event.hash });
          break;
        case "phase-ended":
          this.endPhase(event.phase, event.why, round, event.phase === "start" ? before.phaseStart : this.phaseStart);
          break;
        case "phase-began":
          this.phaseStart = round;
          this.options.onEvent?.({ type: "phase-began", phase: event.phase, round });
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

  private named(removal: SessionState["removed"][number]): RemovedMiner {
    return { ...removal, name: this.options.nameOf(removal.id) };
  }

  private selected(session: SessionState | null): SelectedMiner[] {
    const { nameOf, faultsOf } = this.options;
    const list = session?.list ?? [];
    return list.map(({ index, id, stake, url }) => ({ index, id, name: nameOf(id), stake, url, faults: faultsOf(id) }));
  }

  private began(session: SessionState | null): void {
    const { onEvent } = this.options;
    if (session === null) return;
    const { number, attempt, thresholds } = session;
    onEvent?.({ type: "attempt-began", number, attempt, thresholds, selected: this.selected(session) });
  }

  private accepted(event: Extract<ContractEvent, { type: "accepted" }>, session: SessionState | null): void {
    const { onEvent } = this.options;
    const { phase, index } = event;
    if (onEvent === undefined || index === null) return;
    onEvent({ type: "accepted", phase, index });
    if (phase !== "publish" || session === null) return;
    const entries = session.list.map((member) => entryOf(session, index, member.index));
    onEvent({ type: "published", dealer: index, entries });
  }

  private endPhase(phase: Phase, why: PhaseReport["endedBy"], endRound: number, startRound: number): void {
    const { roundTime, onEvent } = this.options;
    onEvent?.({ type: "phase-ended", phase, endedBy: why, startRound, endRound });
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
    if (known) return;
    const refusal: Refusal = { round, phase, sender, index, code, message, culprits };
    this.refusals.push(refusal);
    this.options.onEvent?.({ type: "refused", refusal });
  }

  private close(
    state: ContractState,
    session: SessionState | null,
    outcome: AttemptReport["outcome"],
    reason: AttemptReport["reason"],
  ): void {
    const { accounts, typical, onEvent } = this.options;
    const list = session?.list ?? [];
    const measured = typical(list.map((member) => member.id));
    const indices = list.map((member) => member.index);
    const removed = (session?.removed ?? []).map((removal) => this.named(removal));
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
    const report: AttemptReport = {
      number: session?.number ?? state.current.number + 1,
      attempt: session?.attempt ?? state.attempt + 1,
      session: session?.id ?? null,
      outcome,
      reason,
      thresholds: session?.thresholds ?? null,
      selected: this.selected(session),
      removed,
      qualified: result?.qualified ?? [],
      disqualified: result?.disqualified ?? [],
      members: block?.miners.map((miner) => miner.index) ?? [],
      exposed: [...(block?.exposed ?? [])],
      confirmed: indices.filter((index) => session?.confirmations[index - 1] !== null),
      matrix: indices.map((dealer) => indices.map((receiver) => entryOf(session!, dealer, receiver))),
      refusals: this.refusals,
      evidence: this.evidence,
      phases: this.phases.map((phase) => ({ ...phase, cost: accounts.cost(phase.phase, measured) })),
    };
    this.attempts.push(report);
    onEvent?.({ type: "attempt-ended", report });
    this.phases = [];
    this.refusals = [];
    this.evidence = [];
    accounts.reset();
  }
}

/** The session of an attempt that ended in the block with these events: the state after the block has none any more. */
function endedSession(events: readonly ContractEvent[]): SessionState | null {
  for (const event of events) {
    if (event.type === "restarted" || event.type === "dropped" || event.type === "activated") return event.session;
  }
  return null;
}
