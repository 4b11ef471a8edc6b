// The chain of magic blocks as a light client follows it.
import { Drawing, QUIET, TONES } from "./drawing.mjs";

export function draw() {
  const [width, height] = [960, 300];
  const drawing = new Drawing({
    by: "certificate.mjs",
    title: "A chain of magic blocks and its two signatures per view",
    description:
      "Magic block 1 is trusted by configuration. Each later block carries the hash of the one before, a hand-over signature under the group key of the previous view, and a confirmation signature under its own group key. A light client verifies these two per view and nothing else.",
    width,
    height,
  });
  const [left, pitch, boxWidth, top, boxHeight] = [30, 320, 230, 84, 112];
  for (const [index, number] of ["1", "2", "3"].entries()) {
    const x = left + index * pitch;
    const middle = x + boxWidth / 2;
    const tone = index === 0 ? "grey" : "blue";
    const [dark, light] = TONES[tone];
    drawing.rect(x, top, boxWidth, boxHeight, { fill: light, stroke: dark });
    drawing.text(x + 14, top + 24, `magic block ${number}`, { size: 15, weight: 600, fill: dark });
    drawing.text(
      x + 14,
      top + 46,
      [
        index === 0 ? "previous hash: zeros" : `previous hash: of block ${Number(number) - 1}`,
        "members, public shares",
        `group public key ${number}`,
      ],
      { fill: dark, step: 20 },
    );
    // its own key confirms it
    const green = TONES.green[0];
    drawing.arrow(
      [
        [middle - 40, top + boxHeight],
        [middle - 40, top + boxHeight + 28],
        [middle + 40, top + boxHeight + 28],
        [middle + 40, top + boxHeight + 2],
      ],
      { stroke: green, dash: "6 4" },
    );
    drawing.text(middle, top + boxHeight + 46, `confirmation by key ${number}`, { anchor: "middle", fill: green });
    drawing.text(middle, top + boxHeight + 63, "“we hold our shares”", { anchor: "middle", fill: QUIET, size: 12 });
    if (index < 2) {
      const violet = TONES.violet[0];
      drawing.arrow(
        [
          [middle + 40, top],
          [middle + 40, 56],
          [middle + pitch - 40, 56],
          [middle + pitch - 40, top - 2],
        ],
        { stroke: violet },
      );
      drawing.text(middle + pitch / 2, 30, `hand-over by key ${number}`, { anchor: "middle", fill: violet });
      drawing.text(middle + pitch / 2, 47, "“this block follows ours”", { anchor: "middle", fill: QUIET, size: 12 });
    }
  }
  drawing.text(
    30,
    284,
    "A light client trusts the hash of block 1 by configuration and verifies two signatures per view after it.",
    { fill: QUIET },
  );
  return drawing.toString();
}
