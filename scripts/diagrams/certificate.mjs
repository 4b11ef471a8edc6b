// The chain of magic blocks as a light client follows it: the genesis, then headers.
import { Drawing, QUIET, TONES } from "./drawing.mjs";

export function draw() {
  const [width, height] = [1040, 346];
  const drawing = new Drawing({
    by: "certificate.mjs",
    title: "A chain of magic blocks and its two signatures per view",
    description:
      "The hash of the genesis is trusted by configuration and is the previous hash of block 1, which more than half of the genesis' sharders sign (first). Each later header carries the hash of the one before, and its hash has a hand-over signature under the group key of the previous view. Each has a confirmation signature under its own group key too. The header holds roots of the members and of the sharders and the hash of the body; one member is proved by a path. A light client verifies these two signatures per view and nothing else.",
    width,
    height,
  });
  const [left, pitch, boxWidth, top, boxHeight] = [24, 260, 212, 84, 132];
  const head = ({ x, tone, title, lines }) => {
    const [dark, light] = TONES[tone];
    drawing.rect(x, top, boxWidth, boxHeight, { fill: light, stroke: dark });
    drawing.text(x + 14, top + 24, title, { size: 15, weight: 600, fill: dark });
    drawing.text(x + 14, top + 47, lines, { fill: dark, step: 20 });
  };
  const green = TONES.green[0];
  const violet = TONES.violet[0];
  for (let index = 0; index < 4; index++) {
    const x = left + index * pitch;
    const middle = x + boxWidth / 2;
    if (index === 0) {
      head({
        x,
        tone: "grey",
        title: "genesis",
        lines: ["chain, scheme, mode", "purpose, admin keys", "first sharders", "first parameters"],
      });
      drawing.text(middle, top + boxHeight + 22, "its hash is known", { anchor: "middle", fill: QUIET });
      drawing.text(middle, top + boxHeight + 40, "by configuration", { anchor: "middle", fill: QUIET });
    } else {
      head({
        x,
        tone: "blue",
        title: `header ${index}`,
        lines: [
          index === 1 ? "previous hash: of the genesis" : `previous hash: of header ${index - 1}`,
          `group public key ${index}`,
          "roots: members, sharders",
          "hash of the body",
        ],
      });
      // its own key confirms it
      drawing.arrow(
        [
          [middle - 40, top + boxHeight],
          [middle - 40, top + boxHeight + 26],
          [middle + 40, top + boxHeight + 26],
          [middle + 40, top + boxHeight + 2],
        ],
        { stroke: green, dash: "6 4" },
      );
      drawing.text(middle, top + boxHeight + 45, `confirm by key ${index}`, { anchor: "middle", fill: green });
      drawing.text(middle, top + boxHeight + 62, "“we hold our shares”", { anchor: "middle", fill: QUIET, size: 12 });
    }
    if (index < 3) {
      drawing.arrow(
        [
          [middle + 40, top],
          [middle + 40, 58],
          [middle + pitch - 40, 58],
          [middle + pitch - 40, top - 2],
        ],
        { stroke: violet },
      );
      const [what, meaning] =
        index === 0
          ? ["first, by its sharders", "“this block is decided”"]
          : [`hand-over by key ${index}`, "“this block follows ours”"];
      drawing.text(middle + pitch / 2, 30, what, { anchor: "middle", fill: violet });
      drawing.text(middle + pitch / 2, 48, meaning, { anchor: "middle", fill: QUIET, size: 12 });
    }
  }
  drawing.text(
    left,
    height - 40,
    [
      "A light client starts from the hash of the genesis, or of a block that it trusts, and verifies two signatures per view.",
      "It needs no lists: one member is proved by a path to the header's root. In a reshare key 1, key 2, key 3 are the same key.",
    ],
    { fill: QUIET, step: 20 },
  );
  return drawing.toString();
}
