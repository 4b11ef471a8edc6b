// A key that nobody knows: everybody draws a curve, the shares are added, and so are the secrets that nobody tells.
import { Plane } from "./curve.mjs";
import { Drawing, QUIET, TONES } from "./drawing.mjs";

/** The lines of docs/guide/pictures.md: t = 2, and everybody's secret is the height at 0. */
export const LINES = [
  ["Ada", 2, 1],
  ["Ben", 1, 0.5],
  ["Cleo", 3, -0.5],
];
const sum = (x) => LINES.reduce((total, [, secret, slope]) => total + secret + slope * x, 0);

export function draw() {
  const drawing = new Drawing({
    by: "together.mjs",
    title: "Three people make a key that none of them knows",
    description:
      "Three small planes with a straight line each: Ada's starts at 2 and rises, Ben's starts at 1 and rises, Cleo's starts at 3 and falls. Each gives everybody the height of the line at that person's place. On the right the sum of the three lines: it starts at 6, which is the key; Ada, Ben and Cleo hold its heights 7, 8 and 9 at 1, 2 and 3, each the sum of the three heights that they were given.",
    width: 960,
    height: 420,
  });
  const colours = [TONES.blue[0], TONES.green[0], TONES.amber[0]];
  drawing.text(40, 34, "everybody draws a line, and tells each a height of it", { size: 14, weight: 600 });
  LINES.forEach(([name, secret, slope], index) => {
    const plane = new Plane(drawing, { x: 120, y: 56 + index * 112, width: 260, height: 76, right: 4, top: 6 });
    const value = (x) => secret + slope * x;
    plane.curve(value, { stroke: colours[index], width: 2 });
    drawing.text(40, 100 + index * 112, name, { weight: 600, fill: colours[index] });
    plane.point(0, secret, TONES.red[0]);
    for (let x = 1; x <= 3; x++) {
      plane.point(x, value(x), colours[index], `${value(x)}`, { dx: 0, dy: -10, anchor: "middle" });
    }
  });
  drawing.arrow(
    [
      [420, 214],
      [500, 214],
    ],
    { stroke: QUIET },
  );
  drawing.text(460, 204, "add", { anchor: "middle", fill: QUIET });
  drawing.text(540, 34, "everybody adds what they were given", { size: 14, weight: 600 });
  const plane = new Plane(drawing, { x: 580, y: 56, width: 330, height: 300, right: 4, top: 12 });
  const [violet] = TONES.violet;
  plane.curve(sum, { stroke: violet, width: 2 });
  plane.point(0, sum(0), TONES.red[0], `the key, ${sum(0)}: on no machine`, { dx: 10, dy: 22 });
  LINES.forEach(([name], index) => {
    const x = index + 1;
    plane.point(x, sum(x), violet, `${name}: ${sum(x)}`, { dx: 0, dy: -12, anchor: "middle" });
  });
  drawing.text(
    40,
    408,
    "7 = 3 + 1.5 + 2.5: what Ada drew for herself, and what Ben and Cleo gave her. Any two of the three could find the 6; nobody has to.",
    {
      fill: QUIET,
    },
  );
  return drawing.toString();
}
