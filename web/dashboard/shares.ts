// The dealer × receiver matrix of the running attempt, or of the last one that was seen.
import { short } from "../page/copyable.js";
import { byId, setText } from "../page/dom.js";
import { type CellKind, Matrix, type MatrixModel } from "../page/matrix.js";
import type { Listed } from "./answers.js";
import type { Shares, State } from "./state.js";

const KINDS: readonly CellKind[] = [
  { name: "empty", text: "nothing published" },
  { name: "acknowledged", text: "acknowledged" },
  { name: "revealed", text: "share revealed instead" },
];
const LETTERS = "-ar";

function listOf(list: readonly Listed[]) {
  const ids = new Map(list.map(({ index, id }) => [index, id]));
  return { list, size: list.length, name: (index: number) => `${index} ${short(ids.get(index) ?? "?")}` };
}

function modelOf(shares: Shares | null): MatrixModel {
  const [dealers, receivers] = [listOf(shares?.lists.dealers ?? []), listOf(shares?.lists.receivers ?? [])];
  const rows = dealers.list.map(({ index }) => shares?.rows.get(index) ?? "");
  const cell = (row: number, column: number) => Math.max(0, LETTERS.indexOf(rows[row]?.[column] || "-"));
  return { dealers, receivers, out: new Set(), off: new Set(), cell };
}

export class SharesMatrix {
  private shown: Shares | null = null;
  private readonly matrix = new Matrix(modelOf(null), KINDS, byId("matrix-warning"));
  readonly redraw = this.matrix.redraw;

  show({ shares, phase }: State): void {
    if (shares === null) return;
    const { number, attempt } = shares.lists;
    const isOver = phase !== null && (phase.number !== number || phase.attempt !== attempt || phase.phase === "start");
    const when = isOver ? `, as it was in round ${shares.round}` : "";
    setText(byId("matrix-about"), `Row: who deals. Column: who receives. View ${number}, attempt ${attempt}${when}.`);
    if (shares === this.shown) return;
    this.shown = shares;
    this.matrix.show(modelOf(shares));
  }
}
