// "View change": the form, the worker that runs it, and the drawings that follow.
import type { TextFile } from "../../src/documents/index.js";
import type { SchemeName } from "../../src/entry/view-change.js";
import { MinerPanel } from "../miner/panel.js";
import { linkTo, readAddress, setAddress } from "../page/address.js";
import { atMostEvery, byId } from "../page/dom.js";
import { keep, kept } from "../page/kept.js";
import { Matrix } from "../page/matrix.js";
import { duration } from "../page/numbers.js";
import { Phases } from "../page/phases.js";
import { Player } from "../steps/player.js";
import { Recording } from "../steps/recording.js";
import { wholeChain } from "../verify/selections.js";
import { BeaconTable } from "./beacon.js";
import { FaultComposer } from "./fault-composer.js";
import { Happenings } from "./happenings.js";
import type { FromWorker, Outcome, RunRequest, ToWorker } from "./messages.js";
import { showOutcome } from "./outcome.js";
import { KINDS, RunModel, STAGES } from "./run-model.js";
import { queryOf, type Settings, settingsOf } from "./run-settings.js";
import { SetControls } from "./set-controls.js";
import { UseKey } from "./use-key.js";

export interface ViewChangeOptions {
  /** Told the files of a run that succeeded. */
  readonly onFiles: (files: readonly TextFile[]) => void;
  /** Opens files in the panel that verifies. */
  readonly verifyFiles: (files: readonly TextFile[]) => void;
}

const PANEL = "view-change";
const KEPT = "feldspar-run";
/** A hundred miners' matrix is ten thousand cells: drawn with each frame, they cost a third of what the run does. */
const DRAWING_MILLISECONDS = 150;

/** A seed for a run that was given none: so that there can be a link to it. */
function anySeed(): string {
  return [...crypto.getRandomValues(new Uint32Array(4))].map((word) => word.toString(36)).join("");
}

export function setUpViewChange({ onFiles, verifyFiles }: ViewChangeOptions): { redraw: () => void } {
  let worker: Worker | null = null;
  let running = false;
  /** To the last run. */
  let link = "";
  let recording = new Recording();
  let size = 0;
  let scheme: SchemeName = "min-sig";
  const controls = new SetControls(resized);
  let model = new RunModel(controls.size);
  const composer = new FaultComposer(controls.size, (needs) => controls.provide(needs), keepSettings);
  const [phases, matrix, happenings, beacon] = [
    new Phases(STAGES),
    new Matrix(model, KINDS, byId("plan-error"), (id) => miner.choose(id)),
    new Happenings(),
    new BeaconTable(),
  ];
  const tell = (message: ToWorker) => worker?.postMessage(message);
  const useKey = new UseKey((text, signers) => tell({ type: "sign", text, signers }));
  const miner = new MinerPanel(() => scheme);
  /** What is drawn: the run itself, or as far as it is played again. */
  let shown = model;
  const draw = () => {
    for (const drawing of [phases, matrix, happenings, beacon, miner]) drawing.show(shown);
  };
  const drawSoon = atMostEvery(DRAWING_MILLISECONDS, draw);
  /** While a run goes on there is more to show than frames to show it in. */
  const showSoon = () => {
    shown = model;
    drawSoon();
  };
  /** What is said beside it is true of what is drawn. */
  const show = (what = model) => {
    shown = what;
    draw();
  };
  const player = new Player({
    show,
    askForToy: () => {
      connect();
      tell({ type: "toy" });
    },
  });

  const request = (): RunRequest => ({ ...controls.read(), faults: composer.plan });

  function keepSettings(): void {
    keep(KEPT, queryOf(request()).toString());
  }

  /** The settings of a link, or of the visit before. */
  function take(settings: Settings): void {
    controls.write(settings);
    resized(controls.size);
    if (settings.faults !== undefined) composer.setPlan(settings.faults);
  }

  /** A link names a run; without one, everything is as it was left. */
  function takeFromAddress(): boolean {
    const { panel, values } = readAddress();
    if (panel !== PANEL || values.toString() === "" || running) return false;
    take(settingsOf(values));
    say("A run by link: with this plan and seed it comes out here as it did there. Run it.");
    return true;
  }

  function resized(size: number): void {
    composer.resize(size);
    if (running || model.number > 0) return;
    model = new RunModel(size);
    show();
  }

  function say(text: string): void {
    byId("run-status").textContent = text;
  }

  function setRunning(now: boolean): void {
    const [run, stop] = [byId("run", HTMLButtonElement), byId("stop", HTMLButtonElement)];
    const starts = [run, byId("run-held", HTMLButtonElement)];
    const focused = [...starts, stop].some((button) => button === document.activeElement);
    running = now;
    for (const button of starts) button.disabled = now;
    stop.disabled = !now;
    if (focused) (now ? stop : run).focus(); // a disabled button would lose it
    byId("view-change").setAttribute("aria-busy", String(now));
  }

  /** The run has ended without an outcome. */
  function breakOff(text: string): void {
    setRunning(false);
    player.end(show);
    say(text);
  }

  /** Who steps through the run is not told before how it ends. */
  function ended(outcome: Outcome): void {
    setRunning(false);
    say("The run is over. Step or play on to see how it ends.");
    player.end(() => tellOf(outcome));
  }

  function tellOf(outcome: Outcome): void {
    const { activated, failure, milliseconds, files } = outcome;
    const verifyAll = () => verifyFiles(wholeChain(files));
    showOutcome(outcome, { link, verify: verifyFiles, verifyAll });
    useKey.show(outcome);
    if (files.length > 0) onFiles(files);
    const time = duration(milliseconds);
    show();
    say(
      activated
        ? `Done in ${time}: the new set holds its key.`
        : `No magic block after ${time}: ${failure?.message ?? ""}`,
    );
  }

  function heard({ data }: MessageEvent<FromWorker>): void {
    switch (data.type) {
      case "events":
        for (const event of data.events) {
          model.take(event);
          recording.add(event);
          const where = `View ${model.number}, attempt ${model.attempt}`;
          if (event.type === "phase-began") say(`${where}: the ${event.phase} phase.`);
          else if (event.type === "magic-block-decided") say(`${where}: decided, waiting for the hand-over.`);
        }
        if (data.progress !== null) model.progress(data.progress);
        player.grew();
        if (player.followsRun) showSoon();
        break;
      case "done":
        ended(data.outcome);
        break;
      case "toy":
        player.takeToy(data.toy);
        break;
      case "signed":
        useKey.take(data.use);
        break;
      case "failed":
        if (data.message.startsWith("fault")) composer.complain(data.message);
        breakOff(`This cannot run: ${data.message}`);
        break;
    }
  }

  function connect(): void {
    if (worker !== null) return;
    worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });
    worker.addEventListener("message", heard);
    worker.addEventListener("error", (event) => breakOff(`The run broke off: ${event.message}`));
  }

  /** With `held`, what happens is shown step by step. */
  function start(held: boolean): void {
    const problem = composer.check();
    if (problem !== null) {
      say(`This cannot run: ${problem}`);
      byId("plan").focus();
      return;
    }
    connect();
    size = controls.size;
    model = new RunModel(size);
    recording = new Recording();
    byId("outcome").hidden = true;
    useKey.hide();
    show();
    player.begin(recording, size, held);
    setRunning(true);
    if (held) byId("steps-forward").focus();
    say("Making the candidates' keys.");
    const asked = request();
    const seeded = asked.seed === "" ? { ...asked, seed: anySeed() } : asked;
    scheme = seeded.scheme;
    link = linkTo(PANEL, queryOf(seeded));
    setAddress(PANEL, queryOf(seeded));
    tell({ type: "run", ...seeded });
    // on a phone the phases are below the form
    if (byId("phases").getBoundingClientRect().top > innerHeight - 200)
      byId("phases").scrollIntoView({ block: "start" });
  }

  byId("run-form").addEventListener("submit", (event) => {
    event.preventDefault();
    if (!running) start(event.submitter?.id === "run-held");
  });
  byId("run-form").addEventListener("input", keepSettings);
  byId("stop").addEventListener("click", () => {
    worker?.terminate();
    worker = null;
    useKey.hide();
    breakOff("Stopped.");
  });
  addEventListener("hashchange", takeFromAddress);
  if (!takeFromAddress()) take(settingsOf(new URLSearchParams(kept(KEPT) ?? "")));
  show();
  return { redraw: matrix.redraw };
}
