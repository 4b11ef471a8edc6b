// The report of a view change as a picture: the dealer × receiver matrix of acknowledgements and reveals, and the
// phases as a timeline. One path element per kind of cell keeps the file small (100 × 100 cells would be 10,000
// rectangles). Plain SVG, no script, readable on light and dark backgrounds, described in <title> and <desc>.
import type { AttemptReport, MatrixCell, ViewChangeResult } from "../entry/view-change.js";
import { printable } from "./printable.js";
import { formatMilliseconds } from "./text.js";

const MARGIN = 56;
const MATRIX_SIZE = 600;
const SIDE_WIDTH = 300;
const TIMELINE_HEIGHT = 26;

const CELLS: readonly { readonly cell: MatrixCell; readonly title: string; readonly colour: string }[] = [
  { cell: "acknowledged", title: "acknowledged", colour: "#2a9d6f" },
  { cell: "revealed", title: "share revealed", colour: "#e0902b" },
  { cell: "none", title: "nothing published", colour: "#b9bcc4" },
];

const PHASE_COLOURS: Record<string, string> = {
  start: "#6c7a93",
  contribute: "#3f7fbf",
  share: "#2a9d6f",
  publish: "#e0902b",
  wait: "#9159b5",
};

/** Controls are not only dangerous: XML has no way to write most of them. */
const escapeXml = (text: string) =>
  printable(text).replace(
    /[&<>"]/g,
    (character) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[character] as string,
  );

const text = (x: number, y: number, content: string, attributes = "") =>
  `<text x="${x}" y="${y}" ${attributes}>${escapeXml(content)}</text>`;

const round = (value: number) => Math.round(value * 100) / 100;

/** Row runs of one kind become one rectangle each. */
function cellPath(matrix: AttemptReport["matrix"], kind: MatrixCell, size: number, gap: number): string {
  const parts: string[] = [];
  for (const [row, cells] of matrix.entries()) {
    for (const [column, cell] of cells.entries()) {
      if (cell !== kind) continue;
      const [x, y, side] = [round(MARGIN + column * size), round(MARGIN + row * size), round(size - gap)];
      parts.push(`M${x} ${y}h${side}v${side}h-${side}z`);
    }
  }
  return parts.join("");
}

/** Indices along the edges: of the receivers (columns), and of the dealers (rows). */
function axis({ selected, dealers }: AttemptReport, size: number): string[] {
  return [
    ...marks(
      selected.map(({ index }) => index),
      (place) => [round(MARGIN + (place + 0.5) * size), MARGIN - 8, 'text-anchor="middle"'],
    ),
    ...marks(
      dealers.map(({ index }) => index),
      (place) => [MARGIN - 8, round(MARGIN + (place + 0.5) * size + 4), 'text-anchor="end"'],
    ),
  ];
}

function marks(indices: readonly number[], at: (place: number) => [number, number, string]): string[] {
  const count = indices.length;
  const step = count <= 20 ? 1 : count <= 50 ? 5 : count <= 200 ? 10 : 100;
  return indices.flatMap((index, place) => {
    if (place !== 0 && (place + 1) % step !== 0) return [];
    const [x, y, anchor] = at(place);
    return [text(x, y, String(index), anchor)];
  });
}

function side(attempt: AttemptReport): string[] {
  const { removed, selected, dealers, exposed, members, sharders, confirmed, thresholds } = attempt;
  const x = MARGIN + MATRIX_SIZE + 28;
  const lines: string[] = [];
  let y = MARGIN + 12;
  for (const { title, colour } of CELLS) {
    lines.push(`<rect x="${x}" y="${y - 11}" width="13" height="13" rx="2" fill="${colour}"/>`, text(x + 20, y, title));
    y += 21;
  }
  y += 14;
  const say = (content: string, attributes = "") => {
    lines.push(text(x, y, content.length > 46 ? `${content.slice(0, 45)}…` : content, attributes));
    y += 18;
  };
  if (thresholds) say(`n = ${thresholds.n}   t = ${thresholds.t}   k = ${thresholds.k}`, 'font-weight="600"');
  say(`${dealers.length} dealt for ${selected.length} selected`);
  say(`${members.length} in the new set, ${confirmed.length} confirmed; ${sharders.length} sharders`);
  y += 8;
  for (const { role, index, name, phase, code } of removed.slice(0, 14)) {
    say(`${role} ${index} ${name} ${role === "dealer" ? "out" : "off the list"}`, 'fill="#c0392b"');
    say(`   in ${phase}: ${code}`, 'opacity="0.75"');
  }
  if (removed.length > 14) say(`… and ${removed.length - 14} more`);
  if (exposed > 0) say(`${exposed} off the list with a public share`, 'fill="#b36b12"');
  return lines;
}

function timeline({ phases }: AttemptReport, top: number, width: number): string[] {
  const from = phases[0]?.startTime ?? 0;
  const until = Math.max(from + 1, ...phases.map((phase) => phase.endTime));
  const lines = [
    text(MARGIN, top - 10, "Phases in simulated time (block rounds), and what one miner spends", 'font-weight="600"'),
  ];
  const scale = (width - 2 * MARGIN) / (until - from);
  for (const [row, phase] of phases.entries()) {
    const y = top + row * TIMELINE_HEIGHT;
    const x = round(MARGIN + (phase.startTime - from) * scale);
    const length = round(Math.max(2, (phase.endTime - phase.startTime) * scale));
    const rounds = phase.endRound - phase.startRound + 1;
    const label = `${phase.phase}: ${rounds} round${rounds === 1 ? "" : "s"}, one miner ${formatMilliseconds(phase.cost.miner.milliseconds)}, contract ${formatMilliseconds(phase.cost.contract.milliseconds)}`;
    lines.push(
      `<rect x="${x}" y="${y}" width="${length}" height="${TIMELINE_HEIGHT - 8}" rx="3" fill="${PHASE_COLOURS[phase.phase] ?? "#888"}"/>`,
    );
    const inside = x + length + 8 + label.length * 6.6 > width;
    lines.push(inside ? text(x - 8, y + 13, label, 'text-anchor="end"') : text(round(x + length + 8), y + 13, label));
  }
  return lines;
}

/** Draws the last attempt. */
export function reportSvg(result: ViewChangeResult): string {
  const attempt = result.attempts.at(-1);
  const count = Math.max(attempt?.dealers.length ?? 0, attempt?.selected.length ?? 0);
  const width = MARGIN + MATRIX_SIZE + SIDE_WIDTH + MARGIN;
  const timelineTop = MARGIN + MATRIX_SIZE + 64;
  const height = timelineTop + (attempt?.phases.length ?? 0) * TIMELINE_HEIGHT + 28;
  const size = count > 0 ? MATRIX_SIZE / count : MATRIX_SIZE;
  const gap = size > 8 ? 1 : size > 3 ? 0.5 : 0;
  const heading = attempt
    ? `View change ${attempt.number}, attempt ${attempt.attempt}: ${attempt.outcome}`
    : "View change: no attempt was made";
  const body: string[] = [text(MARGIN, 24, heading, 'font-size="17" font-weight="600"')];
  if (attempt) {
    body.push(
      `<g font-size="11">${axis(attempt, size).join("")}</g>`,
      ...CELLS.map(({ cell, colour }) => `<path d="${cellPath(attempt.matrix, cell, size, gap)}" fill="${colour}"/>`),
      text(MARGIN + MATRIX_SIZE / 2, MARGIN + MATRIX_SIZE + 20, "receiver →", 'text-anchor="middle"'),
      `<text transform="translate(14 ${MARGIN + MATRIX_SIZE / 2}) rotate(-90)" text-anchor="middle">← dealer</text>`,
      ...side(attempt),
      ...timeline(attempt, timelineTop, width),
    );
  }
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" font-family="system-ui, sans-serif" font-size="13" fill="#22262e">
<title>${escapeXml(heading)}</title>
<desc>Matrix of dealers (rows) and receivers (columns): what each dealer published about each receiver. Below: the phases as a timeline.</desc>
<rect width="100%" height="100%" fill="#fbfbfc"/>
${body.join("\n")}
</svg>
`;
}
