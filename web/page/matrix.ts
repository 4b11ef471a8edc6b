// The dealer × receiver matrix on a canvas, in the colours of its legend, with a cell to point at and everything in
// words beside it.
import { byId, focusable, make, oncePerFrame, setText } from "./dom.js";
import { count, plural } from "./numbers.js";
import { term } from "./term.js";

/** A state that a cell can be in: its number is its place among them. */
export interface CellKind {
  /** Of its colour. */
  readonly name: string;
  readonly text: string;
  /** The word of the glossary that explains it. */
  readonly word?: string;
}

/** The dealers or the receivers, by place. */
export interface Listed {
  readonly size: number;
  readonly list: readonly { readonly index: number; readonly id: string }[];
  name(index: number): string;
}

/** What is drawn. */
export interface MatrixModel {
  readonly dealers: Listed;
  readonly receivers: Listed;
  /** Indices of dealers that are out, and of receivers that are off the list. */
  readonly out: ReadonlySet<number>;
  readonly off: ReadonlySet<number>;
  /** The kind of a cell, at these places in the two lists. */
  cell(row: number, column: number): number;
}

/** Room for the numbers; half as much on the far sides, where the last number sticks out. */
const MARGIN = 26;
const FAR = 8;

export class Matrix {
  private readonly frame = byId("matrix-frame");
  private readonly canvas = byId("matrix", HTMLCanvasElement);
  private readonly readout = byId("matrix-cell");
  private readonly swatches: HTMLElement[] = [];
  /** Positions in the two lists. */
  private pointed: { row: number; column: number } | null = null;
  private model: MatrixModel;
  /** Redraws with the next frame. */
  readonly redraw = oncePerFrame(() => this.draw());

  /** `warning` has the colour of whoever is gone; `onChoose` is told the id of a miner that was pressed. */
  constructor(
    model: MatrixModel,
    private readonly kinds: readonly CellKind[],
    private readonly warning: Element,
    private readonly onChoose: (id: string) => void = () => {},
  ) {
    this.model = model;
    for (const { name, text, word } of kinds) {
      const swatch = make("span", { class: `swatch swatch-${name}`, "aria-hidden": "true" });
      this.swatches.push(swatch);
      byId("legend").append(make("li", {}, swatch, word === undefined ? text : term(text, word)));
    }
    new ResizeObserver(() => this.redraw()).observe(this.frame);
    this.canvas.addEventListener("pointermove", (event) => this.pointAt(event));
    this.canvas.addEventListener("pointerleave", () => this.point(null));
    this.canvas.addEventListener("click", (event) => this.choose(event));
    focusable(this.frame, "group", "matrix-help");
    this.frame.addEventListener("keydown", (event) => this.walk(event));
    // a long text scrolls, which a keyboard must be able to do too
    focusable(byId("matrix-text"), "group", "matrix-text-title");
    byId("matrix-text")
      .closest("details")
      ?.addEventListener("toggle", () => this.write());
  }

  show(model: MatrixModel): void {
    this.model = model;
    const at = this.pointed;
    // what is pointed at stays so while the same place is there, and is said as it is now
    if (at !== null && (at.row >= model.dealers.size || at.column >= model.receivers.size)) this.pointed = null;
    this.read();
    // at once: what is said beside it, now, is true of this
    this.describe();
    this.redraw();
  }

  private geometry() {
    const { dealers, receivers } = this.model;
    const size = Math.max(dealers.size, receivers.size);
    const side = this.frame.clientWidth;
    return { side, pitch: size > 0 ? (side - MARGIN - FAR) / size : 0 };
  }

  private draw(): void {
    const { dealers, receivers } = this.model;
    const { side, pitch } = this.geometry();
    if (side === 0) return;
    const scale = devicePixelRatio || 1;
    const height = MARGIN + FAR + dealers.size * pitch;
    this.frame.style.setProperty("aspect-ratio", `${side} / ${height}`);
    this.canvas.width = Math.round(side * scale);
    this.canvas.height = Math.round(height * scale);
    const context = this.canvas.getContext("2d");
    if (context === null) return;
    context.scale(scale, scale);
    const colours = this.swatches.map((swatch) => getComputedStyle(swatch).backgroundColor);
    const gap = pitch > 12 ? 1.5 : pitch > 5 ? 1 : 0.5;
    for (const cell of this.kinds.keys()) {
      context.fillStyle = colours[cell] ?? "";
      for (let row = 0; row < dealers.size; row++) {
        for (let column = 0; column < receivers.size; column++) {
          if (this.model.cell(row, column) !== cell) continue;
          context.fillRect(MARGIN + column * pitch, MARGIN + row * pitch, pitch - gap, pitch - gap);
        }
      }
    }
    this.drawAxes(context, pitch);
    this.drawPointed(context, pitch);
  }

  private drawAxes(context: CanvasRenderingContext2D, pitch: number): void {
    const { dealers, receivers, out, off } = this.model;
    const style = getComputedStyle(this.readout);
    const bad = getComputedStyle(this.warning).color;
    context.font = `11px ${style.fontFamily}`;
    const step = pitch >= 18 ? 1 : pitch >= 8 ? 5 : 10;
    const isNumbered = (index: number, place: number, gone: boolean) =>
      place === 0 || index % step === 0 || (gone && pitch >= 12);
    // a mark beside the row or the column of everybody who is gone, whether or not there is room for the number
    for (const [row, { index }] of dealers.list.entries()) {
      const gone = out.has(index);
      const start = MARGIN + row * pitch;
      context.fillStyle = gone ? bad : style.color;
      if (gone) context.fillRect(MARGIN - 5, start, 3, Math.max(1, pitch - 1));
      if (!isNumbered(index, row, gone)) continue;
      context.textAlign = "right";
      context.textBaseline = "middle";
      context.fillText(String(index), MARGIN - 7, start + pitch / 2);
    }
    for (const [column, { index }] of receivers.list.entries()) {
      const gone = off.has(index);
      const start = MARGIN + column * pitch;
      context.fillStyle = gone ? bad : style.color;
      if (gone) context.fillRect(start, MARGIN - 5, Math.max(1, pitch - 1), 3);
      if (!isNumbered(index, column, gone)) continue;
      context.textAlign = "center";
      context.textBaseline = "alphabetic";
      context.fillText(String(index), start + pitch / 2, MARGIN - 8);
    }
  }

  private drawPointed(context: CanvasRenderingContext2D, pitch: number): void {
    if (this.pointed === null) return;
    const { row, column } = this.pointed;
    context.strokeStyle = getComputedStyle(this.frame).color;
    context.lineWidth = 2;
    context.strokeRect(MARGIN + column * pitch - 1, MARGIN + row * pitch - 1, pitch + 1, pitch + 1);
  }

  // --- pointing ----------------------------------------------------------------------------------------------------

  private pointAt({ offsetX, offsetY }: PointerEvent): void {
    const { pitch } = this.geometry();
    const { dealers, receivers } = this.model;
    const [column, row] = [Math.floor((offsetX - MARGIN) / pitch), Math.floor((offsetY - MARGIN) / pitch)];
    const inside = row >= 0 && row < dealers.size && column >= 0 && column < receivers.size;
    this.point(inside ? { row, column } : null);
  }

  /** A column's number is its receiver; everything else in a row is its dealer. */
  private choose({ offsetX, offsetY }: MouseEvent): void {
    const { pitch } = this.geometry();
    const { dealers, receivers } = this.model;
    const isColumn = offsetY < MARGIN;
    const place = Math.floor(((isColumn ? offsetX : offsetY) - MARGIN) / pitch);
    const chosen = (isColumn ? receivers : dealers).list[place];
    if (chosen !== undefined) this.onChoose(chosen.id);
  }

  private walk(event: KeyboardEvent): void {
    const at = this.pointed;
    if (event.key === "Enter" && at !== null) this.onChoose(this.model.dealers.list[at.row]?.id ?? "");
    const steps: Record<string, readonly [number, number]> = {
      ArrowUp: [-1, 0],
      ArrowDown: [1, 0],
      ArrowLeft: [0, -1],
      ArrowRight: [0, 1],
    };
    const step = steps[event.key];
    const { dealers, receivers } = this.model;
    if (step === undefined || dealers.size * receivers.size === 0) return;
    event.preventDefault();
    const clamp = (place: number, size: number) => Math.min(size - 1, Math.max(0, place));
    const from = this.pointed ?? { row: -step[0], column: -step[1] };
    this.point({ row: clamp(from.row + step[0], dealers.size), column: clamp(from.column + step[1], receivers.size) });
  }

  private point(at: Matrix["pointed"]): void {
    if (at?.row === this.pointed?.row && at?.column === this.pointed?.column) return;
    this.pointed = at;
    this.read();
    this.redraw();
  }

  private read(): void {
    const { pointed: at } = this;
    setText(this.readout, at === null ? "" : this.inWords(at.row, at.column));
  }

  private inWords(row: number, column: number): string {
    const { dealers, receivers } = this.model;
    const [dealer, receiver] = [dealers.list[row], receivers.list[column]];
    if (dealer === undefined || receiver === undefined) return "";
    const own = dealer.id === receiver.id ? "its own share, " : "";
    const state = this.kinds[this.model.cell(row, column)]?.text ?? "";
    return `${dealers.name(dealer.index)} → ${receivers.name(receiver.index)}: ${own}${state}`;
  }

  // --- words -------------------------------------------------------------------------------------------------------

  private describe(): void {
    const { dealers, receivers, out, off } = this.model;
    const counts = this.kinds.map(() => 0);
    for (const row of dealers.list.keys()) {
      for (const column of receivers.list.keys()) counts[this.model.cell(row, column)]! += 1;
    }
    const parts = this.kinds.flatMap(({ text }, cell) =>
      counts[cell]! > 0 ? [`${count(counts[cell]!)} ${text}`] : [],
    );
    const gone = [
      ["out", out],
      ["off the list", off],
    ] as const;
    const notes = gone
      .filter(([, indices]) => indices.size > 0)
      .map(([what, indices]) => `; ${what}: ${[...indices].sort((a, b) => a - b).join(", ")}`);
    const sizes = `${plural(dealers.size, "dealer")} and ${plural(receivers.size, "receiver")}`;
    this.canvas.setAttribute("aria-label", `Matrix of ${sizes}: ${parts.join(", ")}${notes.join("")}`);
    this.write();
  }

  /** Dealer by dealer, only what is not the rule: most rows say "all acknowledged". */
  private write(): void {
    const target = byId("matrix-text");
    if (target.closest("details")?.open !== true) return;
    const { model } = this;
    const { dealers, receivers } = model;
    const columns = receivers.list.map(({ index }, column) => ({ index, column }));
    const rows = dealers.list.map(({ index }, row) => {
      const of = (cell: number) => columns.filter(({ column }) => model.cell(row, column) === cell);
      const parts = this.kinds.flatMap(({ text }, cell) => {
        const found = of(cell).map((receiver) => receiver.index);
        if (found.length === 0) return [];
        if (found.length === receivers.size) return [`${text} (all)`];
        return [`${text} ${found.length <= 12 ? `(${found.join(", ")})` : `(${found.length} receivers)`}`];
      });
      const gone = model.out.has(index) ? " (out)" : "";
      return make("tr", {}, make("th", { scope: "row" }, dealers.name(index) + gone), make("td", {}, parts.join("; ")));
    });
    const head = make("tr", {}, make("th", { scope: "col" }, "Dealer"), make("th", { scope: "col" }, "Receivers"));
    target.replaceChildren(make("table", {}, make("thead", {}, head), make("tbody", {}, ...rows)));
  }
}
