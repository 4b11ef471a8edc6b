// How likely an adversary with a share of the candidates gets too many seats when they are drawn by lot.
import { atLeastDrawn, log10 } from "../operating/probability.mjs";
import { recommend, SIZES } from "../operating/settings.mjs";
import { Drawing, QUIET } from "./drawing.mjs";
import { panel } from "./panel.mjs";

/** Lots among four say little. */
const DRAWN = SIZES.filter((n) => n >= 10);

export function draw() {
  const drawing = new Drawing({
    by: "seats.mjs",
    title:
      "Probability that an adversary gets more seats than the secrecy margin, and that it gets t, by its share of the candidates",
    description:
      "Two panels with logarithmic vertical axes from 1 down to 10 to the minus 12, horizontal axis the adversary's share of the candidates from 0 to 60 percent, one line for each number of miners with the recommended t. n seats are drawn by lot from 10 n candidates of equal stake. The more miners, the steeper the line rises, below a third for the margin and below two thirds for t.",
    width: 960,
    height: 430,
  });
  const shares = Array.from({ length: 60 }, (_, index) => index + 1);
  const curves = (least) =>
    DRAWN.map((n) => {
      const seats = least(recommend(n));
      const points = shares.map((share) => [share, log10(atLeastDrawn(seats, n, (10 * n * share) / 100, 10 * n))]);
      return { n, points };
    });
  const axes = { low: -12, high: 0, from: 0, to: 60, ticks: [0, 10, 20, 30, 40, 50, 60], unit: " %" };
  panel(drawing, { ...axes, left: 70, width: 390, title: "more than f seats", curves: curves(({ f }) => f + 1) });
  panel(drawing, { ...axes, left: 535, width: 390, title: "t seats: it signs alone", curves: curves(({ t }) => t) });
  drawing.text(480, 416, "the adversary's share of 10 n candidates of equal stake, n of them drawn by lot", {
    anchor: "middle",
    size: 12,
    fill: QUIET,
  });
  return drawing.toString();
}
