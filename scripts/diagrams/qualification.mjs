// The worked example of the qualified set: the published matrix of a real run (scripts/qualification-example.mjs), and
// the two rules applied to it step by step. The steps are computed here once more; they must end where the run ended.
import { readFileSync } from "node:fs";
import { Drawing, QUIET, TONES } from "./drawing.mjs";

const { options, result } = JSON.parse(readFileSync("docs/examples/qualification.json", "utf8"));
const { t, k, n } = result.thresholds;
const published = (dealer, receiver) => result.matrix[dealer - 1][receiver - 1];
const count = (dealers, receivers, what) =>
  dealers.reduce((sum, dealer) => sum + receivers.filter((receiver) => published(dealer, receiver) === what).length, 0);

/** One step: a rule, the counts it looked at, who fell, and the sets after it. */
const STEPS = steps();

function steps() {
  const list = [];
  let members = result.matrix.map((_, index) => index + 1);
  let dealers = members;
  for (let pass = 1; ; pass++) {
    const before = members.length + dealers.length;
    const confirmations = new Map(dealers.map((dealer) => [dealer, count([dealer], members, "acknowledged")]));
    const out = dealers.filter((dealer) => confirmations.get(dealer) < t);
    const membersNow = members;
    dealers = dealers.filter((dealer) => !out.includes(dealer));
    list.push({ pass, rule: "dealer", counts: confirmations, out, members: membersNow, dealers });
    const dealersNow = dealers;
    const reveals = new Map(members.map((receiver) => [receiver, count(dealersNow, [receiver], "revealed")]));
    const off = members.filter((receiver) => reveals.get(receiver) >= t);
    members = members.filter((member) => !off.includes(member));
    dealers = dealers.filter((dealer) => !off.includes(dealer));
    list.push({ pass, rule: "receiver", counts: reveals, out: off, members, dealers });
    if (members.length + dealers.length === before) break;
  }
  const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);
  if (!same(members, result.members) || !same(dealers, result.qualified)) {
    throw new Error("the steps do not end where the run ended");
  }
  return list;
}

const names = (list) => (list.length === 0 ? "nobody" : list.join(", "));

/** The example in words, for the document. */
export function text() {
  const rows = STEPS.map(({ pass, rule, counts, out, members, dealers }) => {
    const seen = [...counts].map(([index, value]) =>
      out.includes(index) ? `**${index}: ${value}**` : `${index}: ${value}`,
    );
    const what = rule === "dealer" ? `dealer, confirmations < ${t}` : `receiver, reveals ≥ ${t}`;
    return `| ${pass} | ${what} | ${seen.join(", ")} | ${names(out)} | ${names(dealers)} | ${names(members)} |`;
  });
  return [
    `n = ${n}, t = ${t}, k = ${k}, faults \`${options.faults}\`, seed \`${options.seed}\`:`,
    "",
    "| pass | rule | counts | falls | dealers left | members left |",
    "|---:|---|---|---|---|---|",
    ...rows,
    "",
    `The run ended the same: qualified dealers ${names(result.qualified)}; members ${names(result.members)}; exposed ${result.exposed}. The group key is \`${result.groupPublicKey.slice(0, 16)}…\`.`,
  ].join("\n");
}

export function draw() {
  const shown = STEPS.filter(({ out }) => out.length > 0);
  const [cell, pitch, left, top] = [28, 312, 56, 96];
  const size = result.matrix.length;
  const [width, height] = [Math.max(700, left + shown.length * pitch), top + size * cell + 92];
  const drawing = new Drawing({
    by: "qualification.mjs",
    title: `The qualified set of an example: ${size} miners, t = ${t}`,
    description: `Matrices of dealers and receivers, one for each step that changed something. ${shown
      .map(
        ({ pass, rule, out }) =>
          `Pass ${pass}, ${rule} rule: ${out.join(", ")} ${out.length === 1 ? "falls" : "fall"}.`,
      )
      .join(
        " ",
      )} At the end the dealers ${names(result.qualified)} are qualified and ${names(result.members)} are members.`,
    width,
    height,
  });
  let members = result.matrix.map((_, index) => index + 1);
  let dealers = members;
  shown.forEach((step, panel) => {
    const x = left + panel * pitch;
    const byDealer = step.rule === "dealer";
    drawing.text(x - 28, 32, `pass ${step.pass}, ${step.rule} rule`, { size: 15, weight: 600 });
    drawing.text(
      x - 28,
      52,
      byDealer ? `confirmations by members: fewer than ${t}?` : `reveals by qualified dealers: ${t} or more?`,
      {
        size: 12,
        fill: QUIET,
      },
    );
    for (let index = 1; index <= size; index++) {
      const at = top + (index - 1) * cell;
      const across = x + (index - 1) * cell;
      const falls = step.out.includes(index);
      const red = { fill: TONES.red[0], weight: 700 };
      drawing.text(x - 10, at + 19, String(index), {
        anchor: "end",
        ...(byDealer && falls ? red : { fill: dealers.includes(index) ? undefined : "#9ca3af" }),
      });
      drawing.text(across + cell / 2, top - 8, String(index), {
        anchor: "middle",
        ...(!byDealer && falls ? red : { fill: members.includes(index) ? undefined : "#9ca3af" }),
      });
      for (let receiver = 1; receiver <= size; receiver++) {
        const counts = dealers.includes(index) && members.includes(receiver);
        const revealed = published(index, receiver) === "revealed";
        const [dark, light] = TONES[!counts ? "grey" : revealed ? "amber" : "green"];
        const place = x + (receiver - 1) * cell;
        drawing.rect(place + 1, at + 1, cell - 2, cell - 2, {
          fill: light,
          stroke: counts ? dark : "#d1d5db",
          radius: 3,
        });
        drawing.text(place + cell / 2, at + 18.5, revealed ? "R" : "✓", {
          anchor: "middle",
          fill: counts ? dark : "#9ca3af",
          size: 12,
        });
      }
      const value = step.counts.get(index);
      if (value !== undefined) {
        const style = { anchor: "middle", ...(falls ? red : { fill: QUIET }) };
        if (byDealer) drawing.text(x + size * cell + 18, at + 19, String(value), style);
        else drawing.text(across + cell / 2, top + size * cell + 20, String(value), style);
      }
    }
    const fallen = names(step.out);
    drawing.text(
      x - 28,
      top + size * cell + 46,
      byDealer
        ? `${fallen}: out of the key, still ${step.out.length === 1 ? "a member" : "members"}`
        : `${fallen}: off the list`,
      {
        fill: TONES.red[0],
        weight: 600,
      },
    );
    members = step.members;
    dealers = step.dealers;
  });
  drawing.text(
    28,
    height - 16,
    "rows: dealers; columns: receivers; ✓ acknowledged; R share revealed; grey: does not count any more",
    { size: 12, fill: QUIET },
  );
  return drawing.toString();
}
