// The dealer × receiver matrix on a canvas, in the colours of its legend, with a cell to point at and everything in
// words beside it.
import { byId, focusable, make, oncePerFrame } from "../page/dom.js";
import { count, plural } from "../page/numbers.js";
import { CELL, type Cell, type RunModel } from "./run-model.js";

const KINDS: readonly { readonly cell: Cell; readonly name: string; readonly text: string }[] = [
  { cell: CELL.empty, name: "empty", text: "nothing yet" },
  { cell: CELL.sent, name: "sent", text: "share on its way" },
  { cell: CELL.signed, name: "signed", text: "receiver signed for it" },
  { cell: CELL.acknowledged, name: "acknowledged", text: "acknowledgement published" },
  { cell: CELL.revealed, name: "revealed", text: "share revealed instead" },
  { cell: CELL.missing, name: "missing", text: "nothing published" },
];
const textOf = (cell: Cell) => KINDS.find((kind) => kind.cell === cell)?.text ?? "";

/** Room for the numbers; half as much on the far sides, where the last number sticks out. */
const MARGIN = 26;
const FAR = 8;

export class Matrix {
  private readonly frame = byId("matrix-frame");
  private readonly canvas = byId("matrix", HTMLCanvasElement);
  private readonly readout = byId("matrix-cell");
  private readonly swatches: HTMLElement[] = [];
  private pointed: { dealer: number; receiver: number } | null = null;
  private model: RunModel;
  /** Redraws with the next frame. */
  readonly redraw = oncePerFrame(() => this.draw());

  constructor(model: RunModel) {
    this.model = model;
    for (const { name, text } of KINDS) {
      const swatch = make("span", { class: `swatch swatch-${name}`, "aria-hidden": "true" });
      this.swatches.push(swatch);
      byId("legend").append(make("li", {}, swatch, text));
    }
    new ResizeObserver(() => this.redraw()).observe(this.frame);
    this.canvas.addEventListener("pointermove", (event) => this.pointAt(event));
    this.canvas.addEventListener("pointerleave", () => this.point(null));
    focusable(this.frame, "group", "matrix-help");
    this.frame.addEventListener("keydown", (event) => this.walk(event));
    byId("matrix-text")
      .closest("details")
      ?.addEventListener("toggle", () => this.write());
  }

  show(model: RunModel): void {
    if (this.model !== model) this.point(null);
    this.model = model;
    this.redraw();
  }

  private geometry() {
    const { size } = this.model;
    const side = this.frame.clientWidth;
    return { side, pitch: size > 0 ? (side - MARGIN - FAR) / size : 0 };
  }

  private draw(): void {
    const { size } = this.model;
    const { side, pitch } = this.geometry();
    if (side === 0) return;
    const scale = devicePixelRatio || 1;
    this.canvas.width = Math.round(side * scale);
    this.canvas.height = Math.round(side * scale);
    const context = this.canvas.getContext("2d");
    if (context === null) return;
    context.scale(scale, scale);
    const colours = this.swatches.map((swatch) => getComputedStyle(swatch).backgroundColor);
    const gap = pitch > 12 ? 1.5 : pitch > 5 ? 1 : 0.5;
    for (const { cell } of KINDS) {
      context.fillStyle = colours[cell] ?? "";
      for (let dealer = 1; dealer <= size; dealer++) {
        for (let receiver = 1; receiver <= size; receiver++) {
          if (this.model.cell(dealer, receiver) !== cell) continue;
          const [x, y] = [MARGIN + (receiver - 1) * pitch, MARGIN + (dealer - 1) * pitch];
          context.fillRect(x, y, pitch - gap, pitch - gap);
        }
      }
    }
    this.drawAxes(context, pitch);
    this.drawPointed(context, pitch);
    this.describe();
  }

  private drawAxes(context: CanvasRenderingContext2D, pitch: number): void {
    const { size, removed } = this.model;
    const style = getComputedStyle(this.readout);
    const bad = getComputedStyle(byId("plan-error")).color;
    context.font = `11px ${style.fontFamily}`;
    const step = pitch >= 18 ? 1 : pitch >= 8 ? 5 : 10;
    for (let index = 1; index <= size; index++) {
      const gone = removed.has(index);
      if (index !== 1 && index % step !== 0 && !(gone && pitch >= 12)) continue;
      context.fillStyle = gone ? bad : style.color;
      const centre = MARGIN + (index - 0.5) * pitch;
      context.textAlign = "center";
      context.textBaseline = "alphabetic";
      context.fillText(String(index), centre, MARGIN - 8);
      context.textAlign = "right";
      context.textBaseline = "middle";
      context.fillText(String(index), MARGIN - 7, centre);
    }
    // a mark beside the row and the column of everybody who is out, whether or not there is room for the number
    context.fillStyle = bad;
    for (const index of removed) {
      const start = MARGIN + (index - 1) * pitch;
      context.fillRect(MARGIN - 5, start, 3, Math.max(1, pitch - 1));
      context.fillRect(start, MARGIN - 5, Math.max(1, pitch - 1), 3);
    }
  }

  private drawPointed(context: CanvasRenderingContext2D, pitch: number): void {
    if (this.pointed === null) return;
    const { dealer, receiver } = this.pointed;
    context.strokeStyle = getComputedStyle(this.frame).color;
    context.lineWidth = 2;
    context.strokeRect(MARGIN + (receiver - 1) * pitch - 1, MARGIN + (dealer - 1) * pitch - 1, pitch + 1, pitch + 1);
  }

  // --- pointing ----------------------------------------------------------------------------------------------------

  private pointAt({ offsetX, offsetY }: PointerEvent): void {
    const { pitch } = this.geometry();
    const [receiver, dealer] = [offsetX, offsetY].map((at) => Math.floor((at - MARGIN) / pitch) + 1);
    const inside = (index: number | undefined): index is number =>
      index !== undefined && index >= 1 && index <= this.model.size;
    this.point(inside(dealer) && inside(receiver) ? { dealer, receiver } : null);
  }

  private walk(event: KeyboardEvent): void {
    const steps: Record<string, readonly [number, number]> = {
      ArrowUp: [-1, 0],
      ArrowDown: [1, 0],
      ArrowLeft: [0, -1],
      ArrowRight: [0, 1],
    };
    const step = steps[event.key];
    if (step === undefined || this.model.size === 0) return;
    event.preventDefault();
    const clamp = (index: number) => Math.min(this.model.size, Math.max(1, index));
    const from = this.pointed ?? { dealer: 1 - step[0], receiver: 1 - step[1] };
    this.point({ dealer: clamp(from.dealer + step[0]), receiver: clamp(from.receiver + step[1]) });
  }

  private point(at: Matrix["pointed"]): void {
    if (at?.dealer === this.pointed?.dealer && at?.receiver === this.pointed?.receiver) return;
    this.pointed = at;
    const { model } = this;
    this.readout.textContent =
      at === null
        ? ""
        : `${at.dealer} ${model.nameOf(at.dealer)} → ${at.receiver} ${model.nameOf(at.receiver)}: ${
            at.dealer === at.receiver ? "its own share, " : ""
          }${textOf(model.cell(at.dealer, at.receiver))}`;
    this.redraw();
  }

  // --- words -------------------------------------------------------------------------------------------------------

  private describe(): void {
    const counts = this.model.counts();
    const parts = KINDS.filter(({ cell }) => (counts[cell] ?? 0) > 0).map(
      ({ cell, text }) => `${count(counts[cell] ?? 0)} ${text}`,
    );
    const removed = [...this.model.removed].sort((a, b) => a - b);
    const gone = removed.length > 0 ? `; removed: ${removed.join(", ")}` : "";
    this.canvas.setAttribute(
      "aria-label",
      `Matrix of ${plural(this.model.size, "dealer")} and as many receivers: ${parts.join(", ")}${gone}`,
    );
    this.write();
  }

  /** Dealer by dealer, only what is not the rule: most rows say "all acknowledged". */
  private write(): void {
    const target = byId("matrix-text");
    if (target.closest("details")?.open !== true) return;
    const { model } = this;
    const indices = Array.from({ length: model.size }, (_, position) => position + 1);
    const rows = indices.map((dealer) => {
      const of = (cell: Cell) => indices.filter((receiver) => model.cell(dealer, receiver) === cell);
      const parts = KINDS.flatMap(({ cell, text }) => {
        const receivers = of(cell);
        if (receivers.length === 0) return [];
        if (receivers.length === model.size) return [`${text} (all)`];
        const few = receivers.length <= 12;
        return [`${text} ${few ? `(${receivers.join(", ")})` : `(${receivers.length} receivers)`}`];
      });
      const name = `${dealer} ${model.nameOf(dealer)}`;
      return make("tr", {}, make("th", { scope: "row" }, name), make("td", {}, parts.join("; ")));
    });
    const head = make("tr", {}, make("th", { scope: "col" }, "Dealer"), make("th", { scope: "col" }, "Receivers"));
    target.replaceChildren(make("table", {}, make("thead", {}, head), make("tbody", {}, ...rows)));
  }
}
