// The view change as it runs: phases, rounds left, who is missing.
import { copyable } from "../page/copyable.js";
import { byId, focusable, make, redrawn, setText } from "../page/dom.js";
import { plural } from "../page/numbers.js";
import { type Part, type PhaseProgress, Phases } from "../page/phases.js";
import type { PhaseAnswer } from "./answers.js";
import type { State } from "./state.js";

const PHASES: readonly string[] = ["start", "contribute", "share", "publish", "wait"];

/** Of how many members something is expected in a phase. */
function expected({ phase, shares, views }: State): number {
  if (phase === null || shares === null || shares.lists.attempt !== phase.attempt) return phase?.missing.length ?? 0;
  const { dealers, receivers } = shares.lists;
  // who hands over: the members in office
  if (phase.phase === "wait" && phase.decided !== null) return views[phase.inOffice.number - 1]?.members ?? 0;
  if (phase.phase === "wait") return receivers.length;
  if (phase.phase !== "contribute") return dealers.length;
  return new Set([...dealers, ...receivers].map(({ id }) => id)).size;
}

function stagesOf(state: State): Map<string, PhaseProgress> {
  const { phase, ended } = state;
  const at = PHASES.indexOf(phase?.phase ?? "");
  return new Map(
    PHASES.map((name, place): [string, PhaseProgress] => {
      const rounds = ended.get(name) ?? null;
      if (place < at) return [name, { state: "done", done: 0, total: 0, rounds }];
      if (place > at || phase === null) return [name, { state: "waiting", done: 0, total: 0, rounds: null }];
      if (phase.phaseStart > phase.round) return [name, { state: "waiting", done: 0, total: 0, rounds: null }];
      const total = expected(state);
      return [name, { state: "running", done: Math.max(0, total - phase.missing.length), total, rounds: null }];
    }),
  );
}

function partsOf({ phase, decided, startingRound, missing }: PhaseAnswer): Part[] {
  if (phase !== "wait") return [];
  return [
    { text: "confirm", done: decided !== null },
    { text: "hand over", done: decided !== null && missing.length === 0 },
    { text: startingRound === null ? "take office" : `from round ${startingRound}`, done: false },
  ];
}

function line({ phase, round, number, attempt, roundsLeft, phaseStart, waitsForLot, inOffice }: PhaseAnswer): string {
  const office = inOffice.number === 0 ? "no view is in office" : `view ${inOffice.number} is in office`;
  if (phase === "stopped") return `The view changes have stopped; ${office}.`;
  if (phaseStart > round) return `The way to view ${number} begins in round ${phaseStart}; ${office}.`;
  const left = roundsLeft === null ? "" : `, ${plural(roundsLeft, "round")} left`;
  const lot = waitsForLot ? "; waits for the lot" : "";
  return `View ${number}${attempt > 0 ? `, attempt ${attempt}` : ""}: ${phase} since round ${phaseStart}${left}${lot}; ${office}.`;
}

export class Now {
  private readonly phases = new Phases(PHASES);

  constructor() {
    focusable(byId("missing-scroller"), "group", "missing-title");
  }

  show(state: State): void {
    const { phase } = state;
    if (phase === null) return;
    setText(byId("now"), line(phase));
    this.phases.show({ stages: stagesOf(state), parts: partsOf(phase) });
    const { missing } = phase;
    setText(byId("missing-title"), missing.length === 0 ? "Who is missing" : `${missing.length} missing`);
    byId("missing-none").hidden = missing.length > 0;
    redrawn(byId("missing"), missing, () =>
      missing.map(({ index, id, url }) =>
        make(
          "li",
          { class: "person", title: url },
          make("b", {}, String(index)),
          copyable(id || url, `id of ${index}`),
        ),
      ),
    );
  }
}
