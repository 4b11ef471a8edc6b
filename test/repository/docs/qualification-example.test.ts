// The worked example of docs/protocol.md: played again, the run gives what the document shows.
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { toHex } from "../../../src/encoding/index.js";
import { type RunViewChangeOptions, runViewChange } from "../../../src/entry/view-change.js";

const { options, result } = JSON.parse(readFileSync("docs/examples/qualification.json", "utf8")) as {
  options: RunViewChangeOptions;
  result: Record<string, unknown>;
};

it("the worked example of the qualified set is a real run", async () => {
  const { activated, attempts, magicBlock } = await runViewChange(options);
  const { thresholds, matrix, removed, qualified, disqualified, members, exposed } = attempts[0]!;
  expect({
    activated,
    attempts: attempts.length,
    thresholds,
    matrix,
    removed: removed.map(({ index, phase, code, reason }) => ({ index, phase, code, reason })),
    qualified,
    disqualified,
    members,
    exposed,
    groupPublicKey: toHex(magicBlock!.groupPublicKey),
  }).toEqual(result);
});
