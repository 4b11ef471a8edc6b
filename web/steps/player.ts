// "Step through": a run, while it goes on and when it is over: whole phases back and forward, or slowly, with a
// sentence for each and the same thing drawn for four miners. The run itself is never held back: what is shown lags
// behind it.
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
  /** Is the run itself shown, as it goes on? */
  private live = false;
  /** Has the run ended? Until then the recording grows. */
  private over = true;
  /** The moment that was stepped to, while it is still being told of. */
  private wanted: number | null = null;
  /** What is told when the end has been seen. */
  private arrival: (() => void) | null = null;
  /** Which moment is being played, how far it is, from 0 to 1, and when that was so. */
  private played = -1;
  private done = 0;
  private last = 0;
  private toy: Toy | null = null;

  constructor(private readonly options: PlayerOptions) {
    byId("steps-back").addEventListener("click", () => this.jump(-1));
    byId("steps-forward").addEventListener("click", () => this.jump(1));
    byId("steps-play").addEventListener("click", () => (this.moves ? this.pause() : this.play()));
    byId("steps-speed").addEventListener("change", () => {
      if (this.live) this.play(); // no run is slow by itself
    });
    const fold = byId("toy-fold", HTMLDetailsElement);
    fold.addEventListener("toggle", () => {
      if (fold.open && this.toy === null) options.askForToy();
    });
    byId("toy-again").addEventListener("click", options.askForToy);
  }

  /** A run begins; `size`: how large its matrix is at first. With `held`, it is shown step by step from the start. */
  begin(recording: Recording, size: number, held: boolean): void {
    Object.assign(this, { recording, size, live: !held, over: false });
    Object.assign(this, { playing: false, wanted: null, arrival: null, position: 0 });
    this.model = new RunModel(size);
    byId("steps").hidden = false;
    if (held) this.options.show(this.model);
    this.describe();
  }

  /** Is what is shown the run itself, and not a part of what was recorded of it? */
  get followsRun(): boolean {
    return this.live;
  }

  /** More of the run was recorded. */
  grew(): void {
    if (this.live) this.catchUp();
    else if (this.wanted !== null) this.goTo(this.reach(this.wanted));
    this.describe();
  }

  /** The run is over; `arrival` is called when all of it has been shown, which may be now. */
  end(arrival: () => void): void {
    const { recording } = this;
    this.over = true;
    this.arrival = arrival;
    if (recording === null || recording.moments.length === 0) this.live = true;
    byId("steps").hidden = recording === null || recording.moments.length === 0;
    if (this.live) this.catchUp();
    this.live = false;
    this.grew();
    this.arrive();
  }

  private catchUp(): void {
    this.advance(this.recording?.events.length ?? 0);
  }

  /** Tells once that the end has been seen. */
  private arrive(): void {
    const { arrival, recording, over } = this;
    if (!over || arrival === null || this.position < (recording?.events.length ?? 0)) return;
    this.arrival = null;
    arrival();
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
    this.arrive();
  }

  /** Where this moment ends as far as it was told; it is wanted as long as there may be more of it. */
  private reach(moment: number): number {
    this.wanted = this.isTold(moment) ? null : moment;
    return this.recording!.endOf(Math.min(moment, this.recording!.moments.length - 1));
  }

  /** Is nothing more to come of this moment? */
  private isTold(moment: number): boolean {
    return this.over || this.recording!.moments.length > moment + 1;
  }

  private jump(direction: -1 | 1): void {
    const { recording, moment } = this;
    this.pause();
    if (recording === null) return;
    const isWhole = this.position === recording.endOf(moment) && this.isTold(moment);
    // forward from the middle of a step is to its end, and back is to its beginning
    const place = direction < 0 ? moment - 1 : isWhole || moment < 0 ? moment + 1 : moment;
    this.goTo(place < 0 ? 0 : this.reach(place));
  }

  // --- playing -------------------------------------------------------------------------------------------------------

  /** Does it go on by itself? */
  private get moves(): boolean {
    return this.playing || this.live;
  }

  private play(): void {
    const { recording } = this;
    if (recording === null) return;
    if (this.over && this.position >= recording.events.length) this.advance(0);
    Object.assign(this, { playing: true, live: false, wanted: null });
    const { at = 0 } = recording.moments[recording.momentAt(this.position)] ?? {};
    this.played = recording.momentAt(this.position);
    this.done = (this.position - at) / Math.max(1, recording.endOf(this.played) - at);
    this.last = performance.now();
    this.goTo(this.position);
    requestAnimationFrame((now) => this.frame(now));
  }

  private pause(): void {
    const wasLive = this.live;
    Object.assign(this, { playing: false, live: false, wanted: null });
    if (wasLive) this.options.show(this.model); // the run's own goes on
    this.describe();
  }

  private frame(now: number): void {
    const { recording } = this;
    if (!this.playing || recording === null) return;
    const moment = recording.momentAt(this.position);
    const seconds = Number(byId("steps-speed", HTMLSelectElement).value);
    this.done = moment === this.played ? this.done + Math.max(0, now - this.last) / (1000 * seconds) : 0;
    this.played = moment;
    this.last = now;
    // what was told before the first step is no step
    if (moment < 0) this.advance(recording.moments[0]?.at ?? this.position);
    else this.playStep(recording, moment);
    this.options.show(this.model);
    if (this.over && this.position >= recording.events.length) this.pause();
    else requestAnimationFrame((next) => this.frame(next));
    this.describe();
    this.arrive();
  }

  private playStep(recording: Recording, moment: number): void {
    const { at, step } = recording.moments[moment]!;
    const end = recording.endOf(moment);
    // as slow as one likes, and no faster than the run itself
    const position = Math.max(this.position, at + Math.floor(Math.min(1, this.done) * (end - at)));
    this.advance(position);
    if (step !== "beacon" && position < end) {
      const { number: view, attempt } = this.model;
      this.model.progress({ view, attempt, stage: step, done: position - at, total: end - at, round: 0 });
    }
  }

  // --- words ---------------------------------------------------------------------------------------------------------

  private describe(): void {
    const { recording, moment, moves, live, over } = this;
    if (recording === null) return;
    const { moments, events } = recording;
    const now = moments[moment];
    const where = now === undefined ? "Before the run" : `View ${now.number}, attempt ${now.attempt}: ${now.step}`;
    setText(byId("steps-place"), `${where} (${moment + 1}${over ? ` of ${moments.length}` : ", more to come"})`);
    const sentence = now === undefined ? "Nobody has said anything." : sentenceOf(now.step, this.model.mode);
    setText(byId("steps-sentence"), sentence);
    byId("steps-sentence").ariaLive = live ? "off" : "polite"; // the status tells of the run
    setText(byId("steps-play"), moves ? "Pause" : "Play");
    byId("steps-back", HTMLButtonElement).disabled = this.position === 0;
    byId("steps-forward", HTMLButtonElement).disabled = over && this.position >= events.length;
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
