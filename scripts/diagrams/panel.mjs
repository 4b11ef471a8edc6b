// A chart with a logarithmic vertical axis: several curves with their names at the legend's dots and along the lines.
import { INK, QUIET, TONES } from "./drawing.mjs";

const [TOP, HEIGHT] = [64, 300];

/** The line of each number of miners, the same in every chart: colour and dashes. */
const STYLES = {
  4: ["grey", undefined],
  10: ["blue", "8 3"],
  30: ["green", "2 3"],
  100: ["amber", "8 3 2 3"],
  300: ["violet", "12 4"],
  1000: ["red", "4 2"],
};

/** `curves`: for numbers of miners `n` the points [x, log10 y]. */
export function panel(drawing, { left, width, title, curves, low, high, from, to, ticks, unit }) {
  const x = (value) => left + (width * (value - from)) / (to - from);
  const y = (value) => TOP + (HEIGHT * (high - value)) / (high - low);
  drawing.text(left, 28, title, { size: 14, weight: 600 });
  for (let power = high; power >= low; power -= 2) {
    drawing.path(
      [
        [left, y(power)],
        [left + width, y(power)],
      ],
      { stroke: "#e5e7eb", width: 1 },
    );
    drawing.text(left - 8, y(power) + 4, power === 0 ? "1" : `10^{${power}}`, { anchor: "end", size: 12, fill: QUIET });
  }
  for (const tick of ticks) {
    drawing.path(
      [
        [x(tick), TOP],
        [x(tick), TOP + HEIGHT],
      ],
      { stroke: "#e5e7eb", width: 1 },
    );
    drawing.text(x(tick), TOP + HEIGHT + 20, `${tick}${unit}`, { anchor: "middle", size: 12, fill: QUIET });
  }
  curves.forEach(({ n, points }, index) => {
    const [tone, dash] = STYLES[n];
    const [colour] = TONES[tone];
    const at = left + (index * width) / curves.length;
    drawing.path(
      [
        [at, 45],
        [at + 18, 45],
      ],
      { stroke: colour, width: 2.5, dash },
    );
    drawing.text(at + 22, 49, index === 0 ? `n = ${n}` : String(n), { size: 12, fill: INK });
    drawing.path(
      clip(points, low).map(([a, b]) => [x(a), y(b)]),
      { stroke: colour, width: 2, dash },
    );
  });
}

/** The part of a curve above `low`, cut exactly at the edge. */
function clip(points, low) {
  const inside = [];
  points.forEach((point, index) => {
    const previous = points[index - 1];
    const cut = (a, b) => [a[0] + ((b[0] - a[0]) * (low - a[1])) / (b[1] - a[1]), low];
    if (point[1] >= low) {
      if (previous && previous[1] < low && Number.isFinite(previous[1])) inside.push(cut(previous, point));
      inside.push(point);
    } else if (previous && previous[1] >= low && Number.isFinite(point[1])) inside.push(cut(previous, point));
  });
  return inside;
}
