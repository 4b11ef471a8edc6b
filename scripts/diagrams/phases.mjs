// Who sends what to whom in the five phases, and what the contract checks.
import { Drawing, INK, LINE, plain, QUIET, TONES } from "./drawing.mjs";

const [OFFICE, RECEIVER, DEALER, CONTRACT, CHECKS] = [136, 306, 480, 680, 704];
const WIDTH = 1140;

/** Messages of a phase: [from, to, label, dashed?], a note on the contract's line: { note }. */
const PHASES = [
  {
    name: "1 start",
    tone: "grey",
    steps: [
      [RECEIVER, CONTRACT, ["registration: keys, address, proof of possession"]],
      { note: ["close the list,", "if stakes tie"] },
      [OFFICE, CONTRACT, ["lot: the members' group signature, for a tie at the cut"]],
      { note: ["freeze the list:", "the best n"] },
    ],
    checks: [
      "id is the hash of the key, proof valid, serial new",
      "not left, not suspended, stake at least minStake",
      "the lot verifies under the group key in office; without one",
      "in lotRounds the older registration goes first",
      "fewer candidates than max(k, minMiners): restart",
    ],
  },
  {
    name: "2 contribute",
    tone: "blue",
    steps: [
      [DEALER, CONTRACT, ["mpk: commitments C_{i}, proof of", "knowledge, key for this session"]],
      [RECEIVER, CONTRACT, ["present (reshare only): key for this session"]],
      [OFFICE, CONTRACT, ["keep, by sharders that go on, until the end of publish"]],
    ],
    checks: [
      "a dealer, this session and phase, signed, first one",
      "exactly t points: canonical, on the curve, in the subgroup",
      "C_{i0} not the identity; in a reshare i's public share",
      "the proof right for i and session",
      "at the end: without an MPK out, with neither off the list",
    ],
  },
  {
    name: "3 share",
    tone: "green",
    steps: [
      [DEALER, RECEIVER, ["share s_{ij}, sealed to j,", "root signed by i"], true],
      [RECEIVER, DEALER, ["acknowledgement: signature", "of (session, i, hash of C_{i})"], true],
      [DEALER, CONTRACT, ["shared: “all acknowledged”"]],
    ],
    checks: [
      "off the chain: j checks all shares it got in one batch,",
      "s_{ij}·G = Σ C_{ik}·x_{j}^{k}, and acknowledges the good ones;",
      "i sends again, with doubling pauses, until j answers",
      "the contract only learns that the phase may end early",
    ],
  },
  {
    name: "4 publish",
    tone: "amber",
    steps: [
      [
        DEALER,
        CONTRACT,
        ["publication: for every receiver", "a bit in the bitmap, or the share;", "one aggregate of all bits"],
      ],
      { note: ["two rules, one sum,", "block made"] },
    ],
    checks: [
      "exactly one entry for every receiver left",
      "all dealers' aggregates of a block in one batch",
      "all revealed shares of a block in one batch",
      "a batch that fails names the culprits",
      "at the end the qualified set; too few receivers, dealers",
      "or sharders that sent keep: restart",
    ],
  },
  {
    name: "5 wait",
    tone: "violet",
    steps: [
      [RECEIVER, CONTRACT, ["confirm: partial signature of the block's hash, new key"]],
      { note: ["enough: block", "decided"] },
      [
        OFFICE,
        CONTRACT,
        [
          "hand-over: members' partial signature, key in office",
          "(block 1: first, signature of the genesis' sharders)",
        ],
      ],
      { note: ["t: block certified;", "then activated"] },
    ],
    checks: [
      "each valid under the sender's public share",
      "max(k, minMiners) confirmations by the end of the phase:",
      "decided, and never dropped any more",
      "fewer: the block is dropped, the current set stays",
      "only for a decided block: t hand-overs of the set in office",
      "(block 1: more than half of the genesis' sharders)",
      "in office at its starting round or at its certification,",
      "whichever is later",
    ],
  },
];

export function draw() {
  const top = 74;
  const heights = PHASES.map(({ steps, checks }) =>
    Math.max(
      steps.reduce((sum, step) => sum + stepHeight(step), 34),
      36 + checks.length * 19,
    ),
  );
  const height = top + heights.reduce((sum, value) => sum + value, 0) + 8 * PHASES.length + 8;
  const drawing = new Drawing({
    by: "phases.mjs",
    title: "The five phases: who sends what to whom, and what the contract checks",
    description: plain(
      PHASES.map(
        ({ name, steps, checks }) =>
          `${name}: ${steps.map((step) => (Array.isArray(step) ? `${nameOf(step[0])} to ${nameOf(step[1])}: ${step[2].join(" ")}` : step.note.join(" "))).join("; ")}. Checks: ${checks.join("; ")}.`,
      ).join(" "),
    ),
    width: WIDTH,
    height,
  });
  for (const [x, lines] of [
    [OFFICE, ["the set", "in office"]],
    [RECEIVER, ["miner j", "as a receiver"]],
    [DEALER, ["miner i", "as a dealer"]],
    [CONTRACT, ["contract", "on the chain"]],
  ]) {
    drawing.box(x - 64, 14, 128, 44, lines, "grey", { weight: 600 });
  }
  drawing.text(CHECKS + 64, 41, "what is checked", { weight: 600, fill: QUIET });
  let y = top;
  PHASES.forEach((phase, index) => {
    drawPhase(drawing, phase, y, heights[index]);
    y += heights[index] + 8;
  });
  return drawing.toString();
}

const nameOf = (x) =>
  ({ [OFFICE]: "set in office", [RECEIVER]: "receiver", [DEALER]: "dealer", [CONTRACT]: "contract" })[x];
const stepHeight = (step) => (Array.isArray(step) ? 20 + 17 * step[2].length : 54);

function drawPhase(drawing, { name, tone, steps, checks }, top, height) {
  const [dark, light] = TONES[tone];
  drawing.rect(12, top, WIDTH - 24, height, { fill: light });
  drawing.text(20, top + 20, name, { size: 14, weight: 700, fill: dark });
  for (const x of [OFFICE, RECEIVER, DEALER, CONTRACT]) {
    drawing.path(
      [
        [x, top],
        [x, top + height],
      ],
      { stroke: LINE },
    );
  }
  drawing.text(CHECKS + 24, top + 26, checks, { step: 19, fill: INK });
  let y = top + 22;
  for (const step of steps) {
    if (Array.isArray(step)) {
      const [from, to, label, dashed] = step;
      const lineAt = y + 17 * label.length + 6;
      const middle = (from + to) / 2;
      // a label that would stand on a line of life gets a ground of its own
      const wide = Math.max(...label.map((line) => plain(line).length)) * 6.1 + 8;
      if (Math.abs(to - from) > 200) {
        drawing.rect(middle - wide / 2, y + 1, wide, 17 * label.length, { fill: light, radius: 0 });
      }
      drawing.text(middle, y + 13, label, { size: 12, anchor: "middle", step: 16 });
      const shift = to > from ? 2 : -2;
      drawing.arrow(
        [
          [from + shift, lineAt],
          [to - shift, lineAt],
        ],
        { stroke: dark, dash: dashed ? "6 4" : undefined },
      );
    } else {
      drawing.rect(CONTRACT - 84, y + 6, 122, 42, { fill: "#ffffff", stroke: dark });
      drawing.text(CONTRACT - 23, y + 23, step.note, { size: 11, anchor: "middle", step: 15, fill: dark });
    }
    y += stepHeight(step);
  }
}
