// "Step through": a run that is over, played again: whole phases back and forward, or slowly, with a sentence for each
// and the same thing drawn for four miners.
import { byId, setText } from "../page/dom.js";
import { RunModel } from "../view-change/run-model.js";
import { drawToy, toyTable } from "./picture.js";
import type { Recording } from "./recording.js";
import { type Step, sentenceOf, toySentence } from "./sentences.js";
import type { Toy } from "./toy.js";

export interface PlayerOptions {
  /** Shows a model in the place of the run's own. */
  readonly show: (model: RunModel) => void;
  /** Asks for the numbers of the drawing. */
  readonly askForToy: () => void;
}

export class Player {
  private recording: Recording | null = null;
  private size = 0;
  private model = new RunModel(0);
  /** How many events of the recording have been taken. */
  private position = 0;
  private playing = false;
  /** How far the step is that is being played, from 0 to 1, and when that was so. */
  private done = 0;
  private last = 0;
  private toy: Toy | null = null;

  constructor(private readonly options: PlayerOptions) {
    byId("steps-back").addEventListener("click", () => this.jump(-1));
    byId("steps-forward").addEventListener("click", () => this.jump(1));
    byId("steps-play").addEventListener("click", () => (this.playing ? this.pause() : this.play()));
    const fold = byId("toy-fold", HTMLDetailsElement);
    fold.addEventListener("toggle", () => {
      if (fold.open && this.toy === null) options.askForToy();
    });
    byId("toy-again").addEventListener("click", options.askForToy);
  }

  /** Another run begins. */
  hide(): void {
    this.pause();
    this.recording = null;
    byId("steps").hidden = true;
  }

  /** A run has ended; `size`: how large its matrix was at first. */
  offer(recording: Recording, size: number): void {
    if (recording.moments.length === 0) return;
    Object.assign(this, { recording, size });
    this.model = new RunModel(size);
    this.position = 0;
    byId("steps").hidden = false;
    this.advance(recording.events.length);
    this.describe();
  }

  takeToy(toy: Toy): void {
    this.toy = toy;
    this.drawToy();
  }

  /** Which step was told of last. */
  private get moment(): number {
    return this.recording?.momentAt(this.position - 1) ?? -1;
  }

  private get step(): Step {
    return this.recording?.moments[this.moment]?.step ?? "start";
  }

  /** Takes events up to this place. */
  private advance(position: number): void {
    const { recording } = this;
    if (recording === null) return;
    if (position < this.position) {
      this.model = new RunModel(this.size);
      this.position = 0;
    }
    for (; this.position < position; this.position++) this.model.take(recording.events[this.position]!);
  }

  private goTo(position: number): void {
    this.advance(position);
    this.options.show(this.model);
    this.describe();
  }

  private jump(direction: -1 | 1): void {
    const { recording, moment } = this;
    this.pause();
    if (recording === null) return;
    const isWhole = this.position === recording.endOf(moment);
    // forward from the middle of a step is to its end, and back is to its beginning
    const place = direction < 0 ? moment - 1 : isWhole || moment < 0 ? moment + 1 : moment;
    this.goTo(place < 0 ? 0 : recording.endOf(place));
  }

  // --- playing -------------------------------------------------------------------------------------------------------

  private play(): void {
    const { recording } = this;
    if (recording === null) return;
    if (this.position >= recording.events.length) this.advance(0);
    // what was told before the first step is no step
    this.goTo(Math.max(this.position, recording.moments[0]!.at));
    const moment = recording.momentAt(this.position);
    const { at } = recording.moments[moment]!;
    this.playing = true;
    this.done = (this.position - at) / Math.max(1, recording.endOf(moment) - at);
    this.last = performance.now();
    this.describe();
    requestAnimationFrame((now) => this.frame(now));
  }

  private pause(): void {
    this.playing = false;
    this.describe();
  }

  private frame(now: number): void {
    const { recording } = this;
    if (!this.playing || recording === null) return;
    const seconds = Number(byId("steps-speed", HTMLSelectElement).value);
    this.done += Math.max(0, now - this.last) / (1000 * seconds);
    this.last = now;
    const moment = recording.momentAt(this.position);
    const { at, step } = recording.moments[moment]!;
    const end = recording.endOf(moment);
    const position = Math.max(this.position, at + Math.floor(Math.min(1, this.done) * (end - at)));
    this.advance(position);
    if (step !== "beacon" && position < end) {
      const { number: view, attempt } = this.model;
      this.model.progress({ view, attempt, stage: step, done: position - at, total: end - at, round: 0 });
    }
    if (this.done >= 1) this.done = 0;
    this.options.show(this.model);
    if (this.position >= recording.events.length) this.pause();
    else {
      this.describe();
      requestAnimationFrame((next) => this.frame(next));
    }
  }

  // --- words ---------------------------------------------------------------------------------------------------------

  private describe(): void {
    const { recording, moment, playing } = this;
    if (recording === null) return;
    const { moments, events } = recording;
    const now = moments[moment];
    const where = now === undefined ? "Before the run" : `View ${now.number}, attempt ${now.attempt}: ${now.step}`;
    setText(byId("steps-place"), `${where} (${moment + 1} of ${moments.length})`);
    const sentence = now === undefined ? "Nobody has said anything." : sentenceOf(now.step, this.model.mode);
    setText(byId("steps-sentence"), sentence);
    setText(byId("steps-play"), playing ? "Pause" : "Play");
    byId("steps-back", HTMLButtonElement).disabled = this.position === 0;
    byId("steps-forward", HTMLButtonElement).disabled = this.position >= events.length;
    this.drawToy();
  }

  private drawn: { readonly toy: Toy; readonly step: Step } | null = null;

  private drawToy(): void {
    const { toy, step } = this;
    if (toy === null || (this.drawn?.toy === toy && this.drawn.step === step)) return;
    this.drawn = { toy, step };
    setText(byId("toy-sentence"), toySentence(step, toy));
    const table = toyTable(step, toy);
    byId("toy-picture").replaceChildren(drawToy(step, toy), ...(table === null ? [] : [table]));
  }
}
