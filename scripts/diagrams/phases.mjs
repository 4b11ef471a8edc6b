// Who sends what to whom in the five phases, and what the contract checks.
import { Drawing, INK, LINE, plain, QUIET, TONES } from "./drawing.mjs";

const [RECEIVER, DEALER, CONTRACT, CHECKS] = [170, 355, 545, 565];
const WIDTH = 1000;

/** Messages of a phase: [from, to, label, dashed?], a note on a lifeline: { at, note }. */
const PHASES = [
  {
    name: "1 start",
    tone: "grey",
    steps: [
      [DEALER, CONTRACT, ["registration: keys, stake,", "address, proof of possession"]],
      { note: ["freeze the list:", "the best n by stake"] },
    ],
    checks: [
      "id is the hash of the key, proof of possession valid",
      "fewer candidates than max(k, minMiners): restart",
    ],
  },
  {
    name: "2 contribute",
    tone: "blue",
    steps: [[DEALER, CONTRACT, ["commitments C_{i} (the MPK),", "proof of knowledge of a_{i0}"]]],
    checks: [
      "on the list, this session and phase, signed, first one",
      "exactly t points: canonical, on the curve, in the subgroup",
      "C_{i0} not the identity; the proof right for i and session",
      "at the end: without an MPK, off the list",
    ],
  },
  {
    name: "3 share",
    tone: "green",
    steps: [
      [DEALER, RECEIVER, ["share s_{ij}, sealed to j"], true],
      [RECEIVER, DEALER, ["acknowledgement: signature", "of (session, i, hash of C_{i})"], true],
      [DEALER, CONTRACT, ["“all have acknowledged”"]],
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
        ["for every member: a bit in the", "bitmap, or the share itself;", "one aggregate of all bits"],
      ],
      { note: ["two rules, one sum,", "the magic block"] },
    ],
    checks: [
      "exactly one entry for every member of the list",
      "all dealers' aggregates of a block in one batch",
      "all revealed shares of a block in one batch",
      "a batch that fails names the culprits",
      "at the end: without a publication, off the list; then the",
      "qualified set; fewer than k members or t dealers: restart",
    ],
  },
  {
    name: "5 wait",
    tone: "violet",
    steps: [
      [DEALER, CONTRACT, ["partial signatures of its hash:", "confirmation (new key) and", "hand-over (current key)"]],
      { note: ["recover both", "signatures, activate"] },
    ],
    checks: [
      "each valid under the sender's public share",
      "max(k, minMiners) confirmations and t hand-overs:",
      "certified, in office from the starting round on",
      "fewer: the block is dropped, the current set stays",
    ],
  },
];

export function draw() {
  const top = 74;
  const heights = PHASES.map(({ steps, checks }) =>
    Math.max(
      steps.reduce((sum, step) => sum + stepHeight(step), 24),
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
    [RECEIVER, ["miner j", "as a receiver"]],
    [DEALER, ["miner i", "as a dealer"]],
    [CONTRACT, ["contract", "on the chain"]],
  ]) {
    drawing.box(x - 56, 14, 112, 44, lines, "grey", { weight: 600 });
  }
  drawing.text(CHECKS + 60, 41, "what is checked", { weight: 600, fill: QUIET });
  let y = top;
  PHASES.forEach((phase, index) => {
    drawPhase(drawing, phase, y, heights[index]);
    y += heights[index] + 8;
  });
  return drawing.toString();
}

const nameOf = (x) => ({ [RECEIVER]: "receiver", [DEALER]: "dealer", [CONTRACT]: "contract" })[x];
const stepHeight = (step) => (Array.isArray(step) ? 20 + 17 * step[2].length : 54);

function drawPhase(drawing, { name, tone, steps, checks }, top, height) {
  const [dark, light] = TONES[tone];
  drawing.rect(12, top, WIDTH - 24, height, { fill: light });
  drawing.text(22, top + 24, name, { size: 14, weight: 700, fill: dark });
  for (const x of [RECEIVER, DEALER, CONTRACT]) {
    drawing.path(
      [
        [x, top],
        [x, top + height],
      ],
      { stroke: LINE },
    );
  }
  drawing.text(CHECKS + 24, top + 26, checks, { step: 19, fill: INK });
  let y = top + 14;
  for (const step of steps) {
    if (Array.isArray(step)) {
      const [from, to, label, dashed] = step;
      const lineAt = y + 17 * label.length + 6;
      drawing.text((from + to) / 2, y + 13, label, { size: 12, anchor: "middle", step: 16 });
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
