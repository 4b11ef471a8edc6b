// Runs the worked example of docs/protocol.md, prints what became of it, and keeps the run's result in
// docs/examples/qualification.json, from which the picture and the text of the document are made (npm run generate).
// Needs a build.
import { mkdirSync, writeFileSync } from "node:fs";
import { runViewChange } from "../dist/src/entry/view-change.js";

const options = {
  candidates: Array.from({ length: 7 }, (_, index) => ({ name: `miner ${index + 1}`, stake: 100 - index })),
  miners: 7,
  threshold: 4,
  quorum: 5,
  seed: "qualification example",
  faults: "no-ack:7>1+2+3+4,bad-share:6>1+2+3",
};

const { activated, attempts, magicBlocks } = await runViewChange(options);
const { thresholds, matrix, removed, qualified, disqualified, members, exposed } = attempts[0];
const example = {
  options,
  result: {
    activated,
    attempts: attempts.length,
    thresholds,
    matrix,
    removed: removed.map(({ index, phase, code, reason }) => ({ index, phase, code, reason })),
    qualified,
    disqualified,
    members,
    exposed,
    groupPublicKey: Buffer.from(magicBlocks[0].groupPublicKey).toString("hex"),
  },
};
mkdirSync("docs/examples", { recursive: true });
writeFileSync("docs/examples/qualification.json", `${JSON.stringify(example, null, 2)}\n`);
console.log(JSON.stringify(example.result, null, 2));
