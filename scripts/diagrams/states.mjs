// The contract as a state machine: what moves it on, and what starts an attempt over. test/repository/docs compares the
// reasons with the contract's own.
import { Drawing, QUIET, TONES } from "./drawing.mjs";

/** Name, tone, second line, reasons of a restart, what leads on. */
const STATES = [
  ["start", "grey", "closing, lot", ["TOO_FEW_", "  CANDIDATES"], "frozen"],
  ["contribute", "blue", null, ["TOO_FEW_MPKS", "TOO_FEW_PRESENT"], "enough"],
  ["share", "green", null, null, "ended"],
  ["publish", "amber", null, ["TOO_FEW_MEMBERS", "TOO_FEW_DEALERS", "TOO_FEW_SHARDERS", "BAD_GROUP_KEY"], "made"],
  ["wait", "violet", "confirm", ["TOO_FEW_", "  CONFIRMATIONS"], "decided"],
  ["decided", "violet", "hand over", null, "activated"],
  ["in office", "grey", null, null, null],
];

export function draw() {
  const [width, height] = [1076, 354];
  const [left, pitch, boxWidth, top, boxHeight] = [28, 154, 98, 70, 50];
  const backOffY = 244;
  const drawing = new Drawing({
    by: "states.mjs",
    title: "The contract's states",
    description: `${STATES.map(([name]) => name).join(", ")} follow each other. ${STATES.filter(
      ([, , , reasons]) => reasons,
    )
      .map(([name, , , reasons]) => `${name} can end in back-off with ${reasonsOf(reasons).join(", ")}`)
      .join(
        "; ",
      )}; after the pause the next attempt starts. A decided block is never dropped: it waits until it is certified. After maxAttempts failures in a row the contract is stopped until the authority says resume. viewRounds after an activation the next view change starts.`,
    width,
    height,
  });
  const red = TONES.red[0];
  STATES.forEach(([name, tone, second, reasons, onwards], index) => {
    const x = left + index * pitch;
    const middle = x + boxWidth / 2;
    drawing.box(x, top, boxWidth, boxHeight, "", tone);
    const dark = TONES[tone][0];
    const style = { anchor: "middle", fill: dark };
    drawing.text(middle, top + (second === null ? 30 : 22), name, { ...style, size: 14, weight: 600 });
    if (second !== null) drawing.text(middle, top + 40, second, { ...style, size: 12 });
    if (onwards !== null) {
      drawing.arrow([
        [x + boxWidth, top + boxHeight / 2],
        [x + pitch, top + boxHeight / 2],
      ]);
      drawing.text(x + boxWidth + (pitch - boxWidth) / 2, top + boxHeight / 2 - 7, onwards, {
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
      drawing.text(
        middle + 8,
        top + boxHeight + 28,
        reasons.map((line) => line.trim()),
        {
          size: 11,
          fill: red,
          step: 16,
        },
      );
    }
  });
  const at = (index) => left + index * pitch + boxWidth / 2;
  drawing.text(
    at(5) - 8,
    top + boxHeight + 28,
    ["never dropped:", "waits until certified,", "and for its starting round"],
    {
      size: 11,
      fill: QUIET,
      step: 16,
    },
  );
  const last = at(6);
  drawing.arrow(
    [
      [last, top],
      [last, 30],
      [at(0), 30],
      [at(0), top],
    ],
    { dash: "6 4" },
  );
  drawing.text((at(0) + last) / 2, 22, "the next view change, viewRounds later", {
    size: 11,
    anchor: "middle",
    fill: QUIET,
  });
  const backOffRight = left + 4 * pitch + boxWidth;
  drawing.box(
    left,
    backOffY,
    backOffRight - left,
    44,
    "back-off: base · 2^{failures − 1} rounds, at most cap; then attempt + 1 with a new session",
    "red",
  );
  drawing.arrow([
    [left + 22, backOffY],
    [left + 22, top + boxHeight],
  ]);
  const stopped = left + 5 * pitch - 16;
  drawing.box(stopped, backOffY, 130, 44, "stopped", "red", { size: 15, weight: 600 });
  drawing.arrow(
    [
      [backOffRight, backOffY + 22],
      [stopped, backOffY + 22],
    ],
    { stroke: red },
  );
  drawing.text(stopped + 140, backOffY + 18, ["after maxAttempts", "failures in a row"], {
    size: 11,
    fill: QUIET,
    step: 16,
  });
  drawing.arrow(
    [
      [stopped + 65, backOffY + 44],
      [stopped + 65, 328],
      [left - 14, 328],
      [left - 14, top + boxHeight / 2],
      [left, top + boxHeight / 2],
    ],
    { dash: "6 4" },
  );
  drawing.text((left + stopped) / 2, 320, "an entry of the authority says resume", {
    size: 11,
    anchor: "middle",
    fill: QUIET,
  });
  return drawing.toString();
}

/** The codes of lines: one that is broken begins its second line with spaces. */
function reasonsOf(lines) {
  return lines.join("\n").replaceAll("\n  ", "").split("\n");
}
