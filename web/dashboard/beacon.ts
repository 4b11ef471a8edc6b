// The beacon as it ticks: the latest rounds, each verified here.
import { copyable } from "../page/copyable.js";
import { byId, focusable, make, redrawn, setText } from "../page/dom.js";
import { plural } from "../page/numbers.js";
import { verdictMark } from "../page/verdict-mark.js";
import { halted } from "./halted.js";
import type { RoundFacts } from "./messages.js";
import { latestRounds, type State } from "./state.js";

const ROWS = 10;

function row({ round, view, randomness, ranks, timeoutCount, valid, reason }: RoundFacts): HTMLElement {
  const title = valid ? `view ${view}` : reason;
  const order = ranks?.map((index) => make("li", { title: `member ${index}` }, String(index))) ?? [];
  return make(
    "tr",
    { "data-valid": String(valid), title },
    make("th", { scope: "row" }, verdictMark(valid), String(round)),
    make("td", {}, copyable(randomness, `randomness of round ${round}`)),
    make("td", {}, valid ? make("ol", { class: "ranks" }, ...order) : make("span", { class: "error" }, reason)),
    make("td", {}, timeoutCount === 0 ? "–" : String(timeoutCount)),
  );
}

export class BeaconRows {
  private readonly rows = new Map<number, { readonly key: string; readonly element: HTMLElement }>();

  constructor() {
    focusable(byId("beacon-scroller"), "group", "beacon-caption");
  }

  show(state: State): void {
    const shown = latestRounds(state).slice(0, ROWS);
    const latest = shown[0];
    if (latest === undefined) return;
    // from now on there is room for all rows
    byId("beacon-scroller").toggleAttribute("data-ticking", true);
    const timedOut = shown.filter(({ timeoutCount }) => timeoutCount > 0).length;
    const late = timedOut === 0 ? "none of the last timed out" : `${plural(timedOut, "round")} of the last timed out`;
    setText(byId("beacon-about"), halted(state) ?? `Round ${latest.round} of view ${latest.view}; ${late}.`);
    const numbers = new Set(shown.map(({ round }) => round));
    for (const round of this.rows.keys()) if (!numbers.has(round)) this.rows.delete(round);
    for (const one of shown) {
      const key = JSON.stringify(one);
      if (this.rows.get(one.round)?.key !== key) this.rows.set(one.round, { key, element: row(one) });
    }
    redrawn(byId("beacon-rounds"), shown, () => shown.map(({ round }) => this.rows.get(round)!.element));
  }
}
