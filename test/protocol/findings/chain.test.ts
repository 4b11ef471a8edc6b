// What broke in version 0.1.0 along a chain: who is on the list, and whose rounds are whose. Each fails there.
import { sha256 } from "@noble/hashes/sha2.js";
import { expect, it } from "vitest";
import { toHex, utf8 } from "../../../src/encoding/index.js";
import {
  draw,
  fate,
  longestUrl,
  predict,
  publicFiles,
  runViewChange,
  sharderLists,
  verifyFiles,
} from "./chain-adapter.js";

/** An id as a key's hash is one. */
const name = (text: string, number: number) => toHex(sha256(utf8(`${text} ${number}`)));

it("A3: three of 23 candidates of equal stake, who grind their keys against all that is known, do not win the lot", () => {
  const honest = Array.from({ length: 20 }, (_, at) => name("honest", at));
  let won = 0;
  for (let trial = 0; trial < 3; trial++) {
    const ours = (attempt: number) => [0, 1, 2].map((at) => name(`${trial} ${attempt} ours`, at));
    const seats = (drawn: readonly string[], mine: readonly string[]) => mine.filter((id) => drawn.includes(id)).length;
    let attempt = 0;
    while (attempt < 2000 && seats(predict([...honest, ...ours(attempt)], 5), ours(attempt)) < 3) attempt++;
    expect(attempt).toBeLessThan(2000);
    won += seats(draw([...honest, ...ours(attempt)], 5), ours(attempt));
  }
  // by chance nine of nine once in five billion
  expect(won).toBeLessThan(7);
});

it("A4: three of eight candidates are dead and have no stake: the others make a view", async () => {
  const candidates = Array.from({ length: 8 }, (_, at) => ({ name: `m${at}`, stake: at < 3 ? 0 : 100 }));
  const result = await runViewChange({
    ...{ candidates, miners: 8, threshold: "2/3", quorum: "75%", maxAttempts: 16, phaseRounds: 6, seed: "A4" },
    faults: "crash:m0+m1+m2@start",
  });
  expect(result.attempts.flatMap(({ reason }) => reason?.code ?? [])).toEqual([]);
  expect(result.activated).toBe(true);
});

for (const [what, sharders] of sharderLists) {
  it(`A10: a genesis with ${what} is refused at once, and not by its verifier after its first block`, async () => {
    expect(await fate(sharders)).toBe("refused");
  });
}

it("A10: a genesis with a URL of 2048 characters is taken by both", async () => {
  expect(await fate(longestUrl)).toBe("verified");
});

it("A11: a round of view 1 from after view 2 has begun is not valid beside view 2", async () => {
  const options = { candidates: Array(4).fill({ stake: 5 }), miners: 4, threshold: 3, quorum: 3, phaseRounds: 6 };
  const [one, two] = await Promise.all([
    runViewChange({ ...options, seed: "A11", views: 1, rounds: 120 }),
    runViewChange({ ...options, seed: "A11", views: 2 }),
  ]);
  const { startingRound } = two.magicBlocks[1]!;
  const rounds = (beacon: typeof one.beacon) => ({ ...one, magicBlocks: two.magicBlocks.slice(0, 1), beacon });
  const valid = (beacon: typeof one.beacon) => {
    const views = publicFiles(two);
    const file = publicFiles(rounds(beacon))["beacon.json"]!;
    const names = Object.keys(views).filter((file) => file !== "beacon.json" && file !== "magic-block.json");
    return verifyFiles([...names.map((file) => ({ name: file, text: views[file]! })), { name: "b", text: file }]).valid;
  };
  const late = one.beacon.filter(({ record }) => record.round >= startingRound);
  expect(late.length).toBeGreaterThan(0);
  expect(valid(one.beacon.filter(({ record }) => record.round < startingRound))).toBe(true);
  expect(valid(late.slice(-1))).toBe(false);
});
