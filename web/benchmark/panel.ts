// "Benchmark": starts the contest and draws a table with bars for every case that is finished.
import { byId, make } from "../page/dom.js";
import { duration, times } from "../page/numbers.js";
import { type CaseFigures, Contest, type Figure } from "./contest.js";
import { engineName, machineName } from "./environment.js";
import { type Summary, warningOf } from "./statistics.js";

const titleOf = ({ name, ours }: Figure) => (ours ? `Feldspar, ${name}` : name);

/** The bar shows the ratio, as the figure at its end does. */
function rowOf(figure: Figure, longest: number): HTMLElement {
  const { summary, ours, failure } = figure;
  const ratio = summary?.ratio ?? null;
  const bar = make("span", { class: "bar" });
  bar.style.setProperty("width", `${Math.max(0.6, (100 * (ratio ?? 0)) / longest)}%`);
  return make(
    "tr",
    { "data-ours": ours },
    make("th", { scope: "row" }, titleOf(figure)),
    make("td", { class: "bar-cell", "aria-hidden": "true" }, ratio === null ? null : bar),
    make("td", { class: "number" }, summary === null ? "fails" : duration(summary.milliseconds)),
    make("td", { class: "number spread" }, summary === null ? "" : `± ${Math.round(50 * summary.spread)} %`),
    make("td", { class: "number ratio" }, ratio === null ? (failure ?? "") : times(ratio)),
  );
}

function caseView({ id, title, figures }: CaseFigures): HTMLElement {
  const longest = Math.max(...figures.map(({ summary }) => summary?.ratio ?? 0));
  const head = ["Library", "", "Time a call", "Spread", "×"].map((text) =>
    text === "" ? make("td", { "aria-hidden": "true" }) : make("th", { scope: "col" }, text),
  );
  const caption = title.charAt(0).toUpperCase() + title.slice(1);
  return make(
    "table",
    { class: "bench-case", "data-case": id },
    make("caption", {}, caption),
    make("thead", { class: "visually-hidden" }, make("tr", {}, ...head)),
    make("tbody", {}, ...figures.map((figure) => rowOf(figure, longest))),
  );
}

function fact(term: string, description: string): HTMLElement {
  return make("div", {}, make("dt", {}, term), make("dd", {}, description));
}

export function setUpBenchmark(): void {
  let contest: Contest | null = null;
  const [run, stop] = [byId("bench-run", HTMLButtonElement), byId("bench-stop", HTMLButtonElement)];
  const bar = byId("bench-progress", HTMLProgressElement);
  const status = byId("bench-status");
  const facts = byId("environment");
  const machine = [fact("Engine", engineName()), fact("Machine", machineName())];
  facts.append(...machine);

  function setRunning(now: boolean): void {
    const focused = document.activeElement === run || document.activeElement === stop;
    run.disabled = now;
    stop.disabled = !now;
    bar.hidden = !now;
    if (focused) (now ? stop : run).focus();
  }

  async function start(): Promise<void> {
    let title = "";
    const summaries: Summary[] = [];
    byId("bench-results").replaceChildren();
    facts.replaceChildren(...machine);
    setRunning(true);
    contest = new Contest({
      onPrepared: ({ kernels, version }) => {
        facts.append(fact("Builds", `${kernels.join(" and ")} of Feldspar ${version}`));
      },
      onStep: (what, share) => {
        bar.value = share;
        if (what !== title) status.textContent = `${what} …`;
        title = what;
      },
      onCase: (figures) => {
        byId("bench-results").append(caseView(figures));
        summaries.push(...figures.figures.flatMap(({ summary }) => (summary === null ? [] : [summary])));
      },
    });
    const own = contest;
    const begun = performance.now();
    try {
      await own.run();
      if (contest === own)
        status.textContent =
          `Done in ${duration(performance.now() - begun)}. Shorter bars are faster; times are medians of the rounds, ± says where half of the rounds lie, × how many times as long as the first line. ${warningOf(summaries)}`.trim();
    } catch (error) {
      status.textContent = `The benchmark broke off: ${(error as Error).message}`;
    }
    if (contest === own) setRunning(false);
  }

  run.addEventListener("click", () => void start());
  stop.addEventListener("click", () => {
    contest?.stop();
    contest = null;
    status.textContent = "Stopped.";
    setRunning(false);
  });
}
