// The beacon as it ticks: the latest rounds, each verified here.
import { copyable } from "../page/copyable.js";
import { byId, focusable, make, redrawn, setText } from "../page/dom.js";
import { plural } from "../page/numbers.js";
import { verdictMark } from "../page/verdict-mark.js";
import { halted } from "./halted.js";
import type { GenesisFacts, RoundFacts } from "./messages.js";
import { latestRounds, latestVerified, type State } from "./state.js";

const ROWS = 10;
type ChainTimes = NonNullable<GenesisFacts["drandTimes"]>;

/** A round by the clock: when it was due, and nothing of ranks and time-outs, which it has not. */
function drandRow({ round, randomness, valid, reason }: RoundFacts, { genesisTime, period }: ChainTimes): HTMLElement {
  const due = new Date(1000 * (genesisTime + (round - 1) * period));
  // who lies names rounds of a time that no calendar has
  const datetime = valid ? due.toISOString() : null;
  const when = make("time", { datetime }, due.toLocaleTimeString());
  return make(
    "tr",
    { "data-valid": String(valid), title: valid ? "signed by the key of all views" : reason },
    make("th", { scope: "row" }, verdictMark(valid), String(round)),
    make("td", {}, copyable(randomness, `randomness of round ${round}`)),
    make("td", {}, valid ? when : make("span", { class: "error" }, reason)),
  );
}

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

  private isByTheClock = false;

  constructor() {
    focusable(byId("beacon-scroller"), "group", "beacon-caption");
  }

  show(state: State): void {
    const shown = latestRounds(state).slice(0, ROWS);
    const latest = latestVerified(state) ?? shown[0];
    if (latest === undefined) return;
    // from now on there is room for all rows
    byId("beacon-scroller").toggleAttribute("data-ticking", true);
    const times = state.genesis?.drandTimes ?? null;
    if (times !== null && !this.isByTheClock) this.showClock();
    const timedOut = shown.filter(({ timeoutCount }) => timeoutCount > 0).length;
    const late = timedOut === 0 ? "none of the last timed out" : `${plural(timedOut, "round")} of the last timed out`;
    const about =
      times === null
        ? `Round ${latest.round} of view ${latest.view}; ${late}.`
        : `Round ${latest.round}, one every ${plural(times.period, "second")} by the clock, in drand’s form: one key for all views.`;
    setText(byId("beacon-about"), halted(state) ?? about);
    const numbers = new Set(shown.map(({ round }) => round));
    for (const round of this.rows.keys()) if (!numbers.has(round)) this.rows.delete(round);
    for (const one of shown) {
      const key = JSON.stringify(one);
      if (this.rows.get(one.round)?.key !== key)
        this.rows.set(one.round, { key, element: times === null ? row(one) : drandRow(one, times) });
    }
    redrawn(byId("beacon-rounds"), shown, () => shown.map(({ round }) => this.rows.get(round)!.element));
  }

  private showClock(): void {
    this.isByTheClock = true;
    const [, , third, fourth] = byId("beacon-scroller").querySelectorAll("thead th");
    if (third !== undefined) setText(third, "Due at");
    fourth?.remove();
  }
}
