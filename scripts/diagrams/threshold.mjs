// Why t points and not t - 1: three give the curve back, through two there is one for every secret.
import { Plane } from "./curve.mjs";
import { Drawing, QUIET, TONES } from "./drawing.mjs";

/** The curve of docs/guide/pictures.md: the secret is 4. */
export const secretCurve = (x) => 4 + 3 * x - 0.25 * x * x;
const SHOWN = [2, 4];

/** The parabola through (0, secret) and the two points that are known. */
function through(secret) {
  const [[x1, y1], [x2, y2]] = SHOWN.map((x) => [x, secretCurve(x) - secret]);
  const b = (y1 / x1 - y2 / x2) / (x1 - x2);
  const a = y1 / x1 - b * x1;
  return (x) => secret + a * x + b * x * x;
}

export function draw() {
  const drawing = new Drawing({
    by: "threshold.mjs",
    title: "Three shares give the secret, two say nothing",
    description:
      "Left: a parabola with the secret 4 as its height at 0 and five shares as its heights at 1 to 5; any three of the five points determine it. Right: only the shares at 2 and 4 are known; parabolas through both of them reach every height at 0, four of them are drawn, so that two shares say nothing about the secret.",
    width: 960,
    height: 380,
  });
  const [red] = TONES.red;
  const [blue] = TONES.blue;
  drawing.text(40, 34, "three of the five points: one curve, one secret", { size: 14, weight: 600 });
  drawing.text(520, 34, "two points: a curve for every secret", { size: 14, weight: 600 });

  const size = { y: 60, width: 380, height: 250, right: 6, top: 15 };
  const left = new Plane(drawing, { ...size, x: 60, label: "whose share: 1 Ada, 2 Ben, 3 Cleo, 4 Dan, 5 Eve" });
  left.curve(secretCurve, { stroke: blue, width: 2 });
  left.point(0, secretCurve(0), red, "the secret", { dx: 12, dy: 18 });
  for (let x = 1; x <= 5; x++)
    left.point(x, secretCurve(x), blue, `${secretCurve(x)}`, { dx: 0, dy: -12, anchor: "middle" });

  const right = new Plane(drawing, { ...size, x: 540, label: "Ben and Dan are known" });
  for (const secret of [1, 2.5, 6, 8]) {
    right.curve(through(secret), { stroke: QUIET, width: 1.2, dash: "4 4" });
    right.point(0, secret, QUIET, secret === 8 ? "?" : "", { dx: -16, dy: 4 });
  }
  right.curve(secretCurve, { stroke: blue, width: 2 });
  right.point(0, secretCurve(0), red, "?", { dx: -16, dy: 4 });
  for (const x of SHOWN)
    right.point(x, secretCurve(x), blue, `${secretCurve(x)}`, { dx: 0, dy: -12, anchor: "middle" });
  drawing.text(
    40,
    362,
    "Real programs count modulo a prime of 255 bits: then every secret is as likely as any other.",
    { fill: QUIET },
  );
  return drawing.toString();
}
