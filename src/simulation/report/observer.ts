// Turns the contract's events into the report of each attempt, and tells whoever listens what happens meanwhile.

import type { MagicBlock, Phase } from "../../magic-block/index.js";
import type { EvidenceCode } from "../../node/evidence.js";
import { REMOVAL_REASONS } from "../../view-change/contract/events.js";
import {
  type ContractEvent,
  type ContractState,
  entryOf,
  type SessionState,
} from "../../view-change/contract/state.js";
import type { SessionMember } from "../../view-change/session.js";
import type { Accounts } from "./accounts.js";
import { attemptOf, type Naming } from "./attempt.js";
import type {
  AttemptReport,
  EvidenceReport,
  PhaseReport,
  Refusal,
  RemovedMiner,
  SelectedMiner,
  SimulationEvent,
} from "./report.js";

export interface ObserverOptions extends Naming {
  readonly accounts: Accounts;
  /** Those of these miners whose costs are the costs of one miner alone. */
  readonly typical: (ids: readonly string[]) => readonly string[];
  readonly roundTime: number;
  readonly onEvent?: (event: SimulationEvent) => void;
}

/** Something a miner noticed, by ids. */
export interface Noticed {
  readonly by: string;
  readonly against: string;
  readonly code: EvidenceCode;
  readonly proven: boolean;
}

const indexIn = (list: readonly SessionMember[], id: string) => list.find((member) => member.id === id)?.index;

export class Observer {
  readonly attempts: AttemptReport[] = [];
  private phases: PhaseReport[] = [];
  private refusals: Refusal[] = [];
  private evidence: EvidenceReport[] = [];
  private phaseStart = 0;

  constructor(private readonly options: ObserverOptions) {}

  /** Something a miner noticed off chain. The same thing is told once. */
  notice({ by, against, code, proven }: Noticed, { session }: ContractState): void {
    const { dealers = [], receivers = [] } = session ?? {};
    // only dealers are given acknowledgements
    const [own, others] = code === "BAD_ACKNOWLEDGEMENT" ? [dealers, receivers] : [receivers, dealers];
    const report = { by: indexIn(own, by) ?? 0, against: indexIn(others, against) ?? 0, code, proven };
    const known = this.evidence.some(
      (item) => item.by === report.by && item.against === report.against && item.code === code,
    );
    if (known) return;
    this.evidence.push(report);
    this.options.onEvent?.({ type: "noticed", evidence: report });
  }

  /** `before` is the state before the block, `after` the state after it. */
  observe(before: ContractState, after: ContractState, events: readonly ContractEvent[]): void {
    const { round } = after;
    const { onEvent } = this.options;
    const session = after.session ?? endedSession(events);
    for (const event of events) {
      switch (event.type) {
        case "frozen":
          this.began(session);
          break;
        case "accepted":
          this.accepted(event, session);
          break;
        case "kept": {
          const { stake } = after.stakes.find(({ id }) => id === event.id) ?? { stake: 0n };
          onEvent?.({ type: "kept", sharder: { id: event.id, name: this.options.nameOf(event.id), stake } });
          break;
        }
        case "removed":
          onEvent?.({ type: "removed", miner: this.named(event.removal) });
          break;
        case "made":
        case "decided":
          this.made(event.type, event.magicBlock, event.hash);
          break;
        case "phase-ended":
          this.endPhase(event.phase, event.why, round, event.phase === "start" ? before.phaseStart : this.phaseStart);
          break;
        case "phase-began":
          this.phaseStart = round;
          onEvent?.({ type: "phase-began", phase: event.phase, round });
          break;
        case "refused":
          this.refuse(event, round, session);
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

  /** The run is over: an attempt whose block is decided, and not handed over, is still running. */
  end(state: ContractState): void {
    if (state.session?.decided != null) this.close(state, state.session, "decided", null);
  }

  private named(removal: SessionState["removed"][number]): RemovedMiner {
    return { ...removal, name: this.options.nameOf(removal.id), reason: REMOVAL_REASONS[removal.code] };
  }

  private made(what: "made" | "decided", magicBlock: MagicBlock, hash: Uint8Array): void {
    this.options.onEvent?.({ type: `magic-block-${what}`, magicBlock, hash });
  }

  private list(members: readonly SessionMember[]): SelectedMiner[] {
    const { nameOf, faultsOf } = this.options;
    return members.map(({ index, id, stake, url }) => {
      return { index, id, name: nameOf(id), stake, url, faults: faultsOf(id) };
    });
  }

  private began(session: SessionState | null): void {
    const { onEvent } = this.options;
    if (session === null || onEvent === undefined) return;
    const { number, attempt, mode, thresholds, dealers, receivers } = session;
    const lists = { selected: this.list(receivers), dealers: this.list(dealers) };
    onEvent({ type: "attempt-began", number, attempt, mode, thresholds, ...lists });
  }

  private accepted(event: Extract<ContractEvent, { type: "accepted" }>, session: SessionState | null): void {
    const { onEvent } = this.options;
    const { phase, kind, index } = event;
    if (onEvent === undefined || index === null) return;
    onEvent({ type: "accepted", phase, kind, index });
    if (kind !== "publication" || session === null) return;
    const entries = session.receivers.map((member) => entryOf(session, index, member.index));
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

  private refuse(
    event: Extract<ContractEvent, { type: "refused" }>,
    round: number,
    session: SessionState | null,
  ): void {
    const { sender, code, message } = event;
    const phase = event.phase === "stopped" ? "start" : event.phase;
    const known = this.refusals.some((item) => item.sender === sender && item.phase === phase && item.code === code);
    if (known) return;
    const { dealers = [], receivers = [] } = session ?? {};
    const [first, second] = phase === "wait" ? [receivers, dealers] : [dealers, receivers];
    const indexOf = (id: string) => indexIn(first, id) ?? indexIn(second, id);
    const refusal: Refusal = {
      ...{ round, phase, sender, code, message },
      index: indexOf(sender) ?? null,
      name: sender === "" ? "" : this.options.nameOf(sender),
      culprits: event.culprits.map((id) => indexOf(id) ?? id),
    };
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
    const measured = typical((session?.receivers ?? []).map((member) => member.id));
    const report: AttemptReport = {
      ...attemptOf(state, session, this.options),
      outcome,
      reason,
      selected: this.list(session?.receivers ?? []),
      dealers: this.list(session?.dealers ?? []),
      removed: (session?.removed ?? []).map((removal) => this.named(removal)),
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
