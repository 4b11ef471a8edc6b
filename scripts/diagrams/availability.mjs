// How often a view change fails and a beacon round halts, by how available a single miner is.
import { fewerThan, log10 } from "../operating/probability.mjs";
import { recommend, SIZES } from "../operating/settings.mjs";
import { Drawing, QUIET } from "./drawing.mjs";
import { panel } from "./panel.mjs";

export function draw() {
  const drawing = new Drawing({
    by: "availability.mjs",
    title: "Probability that a view change fails, and that a beacon round halts, by the availability of a miner",
    description:
      "Two panels with logarithmic vertical axes from 1 down to 10 to the minus 12, horizontal axis availability of one miner from 60 to 99.5 percent, one line for each number of miners with the recommended t and k. The more miners, the steeper the line falls once the availability is above k/n or t/n.",
    width: 960,
    height: 430,
  });
  const availabilities = Array.from({ length: 80 }, (_, index) => 600 + 5 * index);
  const curves = (least) =>
    SIZES.map((n) => {
      const setting = recommend(n);
      const points = availabilities.map((p) => [p / 10, log10(fewerThan(least(setting), n, [p, 1000]))]);
      return { n, points };
    });
  const axes = { low: -12, high: 0, from: 60, to: 100, ticks: [60, 70, 80, 90, 100], unit: " %" };
  panel(drawing, {
    ...axes,
    left: 70,
    width: 390,
    title: "view change fails: fewer than k take part",
    curves: curves(({ k }) => k),
  });
  panel(drawing, {
    ...axes,
    left: 535,
    width: 390,
    title: "round halts: fewer than t of n sign",
    curves: curves(({ t }) => t),
  });
  drawing.text(480, 416, "availability of one miner, independent of the others", {
    anchor: "middle",
    size: 12,
    fill: QUIET,
  });
  return drawing.toString();
}
