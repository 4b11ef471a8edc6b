// Logarithmic charts as SVG that reads in light and dark pages and says in text what it shows.
import { escapeText } from "./format.mjs";

const STYLE = `<style>
  text { fill: #22262e; font: 12px system-ui, sans-serif } .soft { fill: #5b6472 } .head { font-size: 14px; font-weight: 600 }
  .grid { stroke: #d4d8df } .one { stroke: #6b7280; stroke-width: 1.5 } .paper { fill: #fbfbfc } .band { fill: #f1f3f6 }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6e9ef } .soft { fill: #a3acba } .grid { stroke: #39404c } .one { stroke: #9aa4b2 } .paper { fill: #14171c } .band { fill: #1b1f26 }
  }
</style>`;

/** Every peer looks the same in every chart. */
const PEERS = [
  "mcl-wasm",
  "@noble/curves",
  "ffjavascript",
  "montgomery",
  "native blst",
  "bls-eth-wasm",
  "bls-signatures",
];
const COLOURS = ["#2f7ed8", "#c77c11", "#d1495b", "#7a5cc9", "#1f9e89", "#8a8f98", "#4d9221"];

function svg(width, height, title, body) {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${escapeText(title)}">
<title>${escapeText(title)}</title>
${STYLE}
<rect class="paper" width="100%" height="100%"/>
${body.join("\n")}
</svg>
`;
}

const at = (value) => value.toFixed(1);

/** Shapes, so that colour is not the only difference. */
function mark(shape, x, y, colour, filled) {
  const paint = filled ? `fill="${colour}"` : `fill="none" stroke="${colour}" stroke-width="1.6"`;
  if (shape === 0) return `<circle cx="${at(x)}" cy="${at(y)}" r="4.8" ${paint}/>`;
  if (shape === 1) return `<rect x="${at(x - 4.3)}" y="${at(y - 4.3)}" width="8.6" height="8.6" ${paint}/>`;
  if (shape === 2) return `<path d="M${at(x)} ${at(y - 5.6)}l5.4 9.6h-10.8z" ${paint}/>`;
  return `<path d="M${at(x)} ${at(y - 6)}l6 6l-6 6l-6 -6z" ${paint}/>`;
}

/** One row per case, one mark per peer: how many times as long it takes. Hollow marks are the portable kernel. */
export function comparisonChart({ relaxed, portable }, groups) {
  const cases = relaxed.cases.filter((one) => Object.keys(one.ratios).length > 0 && groups.includes(one.group));
  const other = new Map(portable.cases.map((one) => [one.id, one]));
  const peers = PEERS.filter((peer) => cases.some((one) => one.ratios[peer] !== undefined));
  const look = (peer) => [PEERS.indexOf(peer) % 4, COLOURS[PEERS.indexOf(peer)]];
  const values = cases
    .flatMap((one) => peers.flatMap((peer) => [one.ratios[peer], other.get(one.id)?.ratios[peer]]))
    .filter(Boolean);
  const [left, width, rowHeight, top] = [470, 480, 22, 92];
  const [low, high] = [Math.min(0.4, ...values) * 0.9, Math.max(50, ...values) * 1.15];
  const x = (value) => left + (width * Math.log(value / low)) / Math.log(high / low);
  const height = top + cases.length * rowHeight + 16;
  const body = [
    `<text class="head" x="16" y="22">How many times as long other libraries take (logarithmic; right of 1× is slower than Feldspar)</text>`,
    `<text class="soft" x="16" y="40">Node ${relaxed.environment.node}, ${escapeText(relaxed.environment.cpu)}; filled: relaxed kernel, hollow: portable kernel</text>`,
  ];
  peers.forEach((peer, index) => {
    const legend = 22 + index * 124;
    const [shape, colour] = look(peer);
    body.push(mark(shape, legend, 58, colour, true), `<text x="${legend + 10}" y="62">${escapeText(peer)}</text>`);
  });
  for (let row = 0; row < cases.length; row += 2) {
    const y = top + row * rowHeight - 3;
    body.push(`<rect class="band" x="0" y="${y}" width="${left + width + 30}" height="${rowHeight}"/>`);
  }
  for (const tick of [0.1, 0.3, 1, 3, 10, 30, 100, 300, 1000].filter((value) => value > low && value < high)) {
    body.push(
      `<line class="${tick === 1 ? "one" : "grid"}" x1="${at(x(tick))}" x2="${at(x(tick))}" y1="${top - 8}" y2="${height - 10}"/>`,
      `<text class="soft" x="${at(x(tick))}" y="${top - 13}" text-anchor="middle">${tick}×</text>`,
    );
  }
  cases.forEach((one, row) => {
    const y = top + row * rowHeight + 8;
    body.push(`<text x="${left - 12}" y="${y + 4}" text-anchor="end">${escapeText(one.title)}</text>`);
    for (const filled of [false, true]) {
      const { ratios } = (filled ? one : other.get(one.id)) ?? { ratios: {} };
      for (const peer of peers) {
        const [shape, colour] = look(peer);
        if (ratios[peer] !== undefined) body.push(mark(shape, x(ratios[peer]), y, colour, filled));
      }
    }
  });
  return svg(left + width + 30, height, "How many times as long other libraries take, per operation", body);
}

/** Lines over n on two logarithmic axes; `series` is [{ name, points: [[n, value]], exponent }]. */
export function growthChart(title, subtitle, series, format, ticks) {
  const [left, top, width, height] = [70, 64, 460, 330];
  const all = series.flatMap(({ points }) => points);
  const [xs, ys] = [all.map(([n]) => n), all.map(([, value]) => value)];
  const [x0, x1] = [Math.min(...xs) * 0.8, Math.max(...xs) * 1.25];
  const [y0, y1] = [Math.min(...ys) * 0.6, Math.max(...ys) * 1.8];
  const x = (value) => left + (width * Math.log(value / x0)) / Math.log(x1 / x0);
  const y = (value) => top + height - (height * Math.log(value / y0)) / Math.log(y1 / y0);
  const body = [
    `<text class="head" x="16" y="22">${escapeText(title)}</text>`,
    `<text class="soft" x="16" y="40">${escapeText(subtitle)}</text>`,
  ];
  for (const tick of ticks.filter((value) => value >= y0 && value <= y1)) {
    body.push(
      `<line class="grid" x1="${left}" x2="${left + width}" y1="${at(y(tick))}" y2="${at(y(tick))}"/>`,
      `<text class="soft" x="${left - 8}" y="${at(y(tick) + 4)}" text-anchor="end">${format(tick)}</text>`,
    );
  }
  for (const n of [...new Set(xs)].sort((a, b) => a - b)) {
    body.push(
      `<line class="grid" x1="${at(x(n))}" x2="${at(x(n))}" y1="${top}" y2="${top + height}"/>`,
      `<text class="soft" x="${at(x(n))}" y="${top + height + 18}" text-anchor="middle">${n}</text>`,
    );
  }
  body.push(`<text class="soft" x="${left + width / 2}" y="${top + height + 36}" text-anchor="middle">miners</text>`);
  series.forEach(({ name, points, exponent }, index) => {
    const colour = COLOURS[index % COLOURS.length];
    const path = points.map(([n, value], i) => `${i === 0 ? "M" : "L"}${at(x(n))} ${at(y(value))}`).join("");
    body.push(`<path d="${path}" fill="none" stroke="${colour}" stroke-width="1.6"/>`);
    for (const [n, value] of points) body.push(mark(index % 4, x(n), y(value), colour, true));
    const legend = top + 8 + index * 21;
    body.push(
      mark(index % 4, left + width + 26, legend, colour, true),
      `<text x="${left + width + 38}" y="${legend + 4}">${escapeText(name)}, ∝ n<tspan dy="-4" font-size="9">${exponent.toFixed(2)}</tspan></text>`,
    );
  });
  return svg(left + width + 350, top + height + 52, title, body);
}
