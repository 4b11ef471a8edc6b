// The contract as a state machine: what moves it on, and what starts an attempt over.
import { Drawing, QUIET, TONES } from "./drawing.mjs";

const STATES = [
  ["start", "grey", ["TOO_FEW_", "CANDIDATES"], "list frozen"],
  ["contribute", "blue", ["TOO_FEW_MPKS"], "enough MPKs"],
  ["share", "green", null, "rounds over or all done"],
  ["publish", "amber", ["TOO_FEW_MEMBERS", "TOO_FEW_DEALERS", "BAD_GROUP_KEY"], "block made"],
  ["wait", "violet", ["TOO_FEW_", "CONFIRMATIONS", "NO_HAND_OVER"], "certified"],
  ["in office", "grey", null, null],
];

export function draw() {
  const [width, height] = [960, 330];
  const [left, pitch, boxWidth, top, boxHeight] = [24, 158, 112, 70, 46];
  const backOffY = 232;
  const drawing = new Drawing({
    by: "states.mjs",
    title: "The contract's states",
    description:
      "start, contribute, share, publish, wait, in office follow each other. Every phase but share can end in back-off, with its reason code; after the pause the next attempt starts. After maxAttempts failures in a row the contract is stopped until a block says resume. After a magic block is in office the next view change starts.",
    width,
    height,
  });
  const red = TONES.red[0];
  STATES.forEach(([name, tone, reasons, onwards], index) => {
    const x = left + index * pitch;
    const middle = x + boxWidth / 2;
    drawing.box(x, top, boxWidth, boxHeight, name, tone, { size: 15, weight: 600 });
    if (onwards !== null) {
      drawing.arrow([
        [x + boxWidth, top + boxHeight / 2],
        [x + pitch, top + boxHeight / 2],
      ]);
      drawing.text(x + boxWidth + (pitch - boxWidth) / 2, top - 10, onwards, {
        size: 11,
        anchor: "middle",
        fill: QUIET,
      });
    }
    if (reasons !== null) {
      drawing.arrow(
        [
          [middle, top + boxHeight],
          [middle, backOffY],
        ],
        { stroke: red },
      );
      drawing.text(middle + 8, top + boxHeight + 24, reasons, { size: 11, fill: red, step: 15 });
    }
  });
  const last = left + 5 * pitch + boxWidth / 2;
  drawing.arrow(
    [
      [last, top],
      [last, 24],
      [left + boxWidth / 2, 24],
      [left + boxWidth / 2, top],
    ],
    { dash: "6 4" },
  );
  drawing.text((left + last) / 2, 18, "the next view change", { size: 11, anchor: "middle", fill: QUIET });
  drawing.box(
    left,
    backOffY,
    4 * pitch + 90,
    44,
    "back-off: base · 2^{failures − 1} rounds, at most cap; then attempt + 1 with a new session",
    "red",
  );
  drawing.arrow([
    [left + 22, backOffY],
    [left + 22, top + boxHeight],
  ]);
  drawing.box(left + 5 * pitch - 40, backOffY, 152, 44, "stopped", "red", { size: 15, weight: 600 });
  drawing.arrow(
    [
      [left + 4 * pitch + 90, backOffY + 22],
      [left + 5 * pitch - 40, backOffY + 22],
    ],
    { stroke: red },
  );
  drawing.text(last - 10, backOffY + 62, "after maxAttempts failures in a row", {
    size: 11,
    fill: QUIET,
    anchor: "end",
  });
  drawing.arrow(
    [
      [last, backOffY + 44],
      [last, 308],
      [left - 12, 308],
      [left - 12, top + boxHeight / 2],
      [left, top + boxHeight / 2],
    ],
    { dash: "6 4" },
  );
  drawing.text(left + 300, 302, "a block says resume", { size: 11, anchor: "middle", fill: QUIET });
  return drawing.toString();
}
