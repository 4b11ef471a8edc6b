// One round of the beacon, and what a timeout changes.
import { Drawing, QUIET, TONES } from "./drawing.mjs";

export function draw() {
  const [width, height] = [960, 330];
  const drawing = new Drawing({
    by: "beacon.mjs",
    title: "One round of the beacon",
    description:
      "Members sign the round's message with their shares. From any t partial signatures the group signature is recovered and verified once. Only if that fails single partial signatures are checked and bad ones ignored. The hash of the group signature is the round's randomness: it gives the ranks and goes into the next round's message. t signed votes are a timeout certificate: it raises the timeout count and with it the message.",
    width,
    height,
  });
  drawing.box(
    24,
    60,
    250,
    108,
    ["message of round R", "chain, magic block, round R,", "timeout count,", "randomness of round R − 1"],
    "blue",
  );
  const green = TONES.green[0];
  ["1", "2", "⋮", "m"].forEach((name, row) => {
    const y = 60 + row * 28;
    drawing.box(330, y, 142, 24, name === "⋮" ? "⋮" : `member ${name} signs`, "green", { size: 12 });
    drawing.arrow(
      [
        [274, 114],
        [328, y + 12],
      ],
      { stroke: TONES.blue[0] },
    );
    drawing.arrow(
      [
        [472, y + 12],
        [526, 114],
      ],
      { stroke: green },
    );
  });
  drawing.text(401, 46, "partial signatures", { anchor: "middle", fill: QUIET, size: 12 });
  drawing.box(
    530,
    72,
    170,
    84,
    ["recover from any t", "(Lagrange at 0),", "verify once under", "the group key"],
    "violet",
  );
  drawing.arrow([
    [700, 114],
    [756, 114],
  ]);
  drawing.text(727, 106, "valid", { size: 11, anchor: "middle", fill: QUIET });
  drawing.box(
    760,
    72,
    176,
    84,
    ["group signature,", "the same for any t", "randomness = SHA-256", "ranks of round R"],
    "amber",
  );
  const red = TONES.red[0];
  drawing.arrow(
    [
      [615, 156],
      [615, 196],
    ],
    { stroke: red },
  );
  drawing.text(623, 180, "not valid", { size: 11, fill: red });
  drawing.box(530, 198, 170, 62, ["check one by one,", "name the bad ones,", "go on when t are good"], "red", {
    size: 12,
  });
  drawing.arrow(
    [
      [700, 229],
      [848, 229],
      [848, 158],
    ],
    { stroke: red },
  );
  drawing.arrow(
    [
      [848, 72],
      [848, 24],
      [149, 24],
      [149, 58],
    ],
    { dash: "6 4" },
  );
  drawing.text(520, 18, "round R + 1: the randomness goes into the next message", {
    size: 12,
    anchor: "middle",
    fill: QUIET,
  });
  drawing.box(
    24,
    198,
    250,
    62,
    ["timeout certificate, of t votes:", "timeout count + 1", "partial signatures start over"],
    "grey",
    { size: 12 },
  );
  drawing.arrow([
    [149, 198],
    [149, 170],
  ]);
  drawing.text(
    24,
    296,
    "Nobody knows the randomness before t members have signed, nobody can choose it, and nobody re-rolls a round alone: another timeout count needs",
    { fill: QUIET, size: 12 },
  );
  drawing.text(24, 313, "t votes. What came out goes to the sharders; whoever has the group public key verifies it.", {
    fill: QUIET,
    size: 12,
  });
  return drawing.toString();
}
