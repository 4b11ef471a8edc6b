// Verdicts on files: what a file is follows from its content, whatever it is called and whatever it is put together
// with.
import { describe, expect, it } from "vitest";
import { drand } from "../../../src/beacon/index.js";
import { publicFiles, type VerifyFilesOptions, verifyFiles } from "../../../src/documents/index.js";
import { toHex, utf8 } from "../../../src/encoding/index.js";
import { sevenMiners } from "../view-change/support.js";

const result = await sevenMiners({ views: 2, rounds: 2 });
const files = publicFiles(result);
const block = files["magic-block.json"]!;
const beacon = files["beacon.json"]!;

// quicknet, round 1000: public
const round1000 = {
  round: 1000,
  signature: "b44679b9a59af2ec876b1a6b1ad52ea9b1615fc3982b19576350f93447cb1125e342b73a8dd2bacbe47e4b6b63ed5e39",
};
const { quicknet } = drand.networks;
const info = { public_key: toHex(quicknet.publicKey), schemeID: quicknet.scheme };

function verify(values: readonly unknown[], options: VerifyFilesOptions = {}) {
  const named = values.map((value, index) => ({
    name: `file ${index + 1}`,
    text: typeof value === "string" ? value : JSON.stringify(value),
  }));
  return verifyFiles(named, options);
}

const reasons = (...args: Parameters<typeof verify>) => verify(...args).verdicts.map(({ reason }) => reason);

describe("magic blocks and beacons of ours", () => {
  it("accepts a chain with the beacon of its last view, in any order of files", () => {
    for (const order of [
      [block, beacon],
      [beacon, block],
    ]) {
      const { valid, verdicts } = verify(order);
      expect(verdicts.map(({ valid: good }) => good)).toEqual([true, true, true]);
      expect(valid).toBe(true);
    }
  });

  it("says on what a verdict rests", () => {
    expect(reasons([block])[0]).toContain("taken on trust");
    expect(reasons([block])[1]).toContain("handed over by the view before");
    expect(reasons([beacon])[0]).toContain("the key in the file");
    const [first] = result.magicBlocks;
    const { hash } = JSON.parse(block)[0];
    expect(first?.number).toBe(1);
    const trustedHash = Uint8Array.from(hash.match(/../g), (pair: string) => Number.parseInt(pair, 16));
    expect(reasons([block], { trustedHash })[0]).toContain("the trusted hash");
    expect(verify([block], { trustedHash: new Uint8Array(32) }).valid).toBe(false);
  });

  it("does not look at blocks after an invalid one, and refuses the beacon of a bad block", () => {
    const blocks = JSON.parse(block);
    blocks[0].certificate.confirmation = blocks[1].certificate.confirmation;
    const { verdicts } = verify([blocks, beacon]);
    expect(verdicts[0]?.reason).toContain("confirmation signature is not valid");
    expect(verdicts[1]?.reason).toContain("not looked at");
    expect(verdicts[2]?.reason).toContain("its magic block is not valid");
  });

  it("refuses a beacon that names another magic block", () => {
    expect(reasons([JSON.parse(block)[0], beacon])[1]).toContain("names none of the magic blocks");
  });
});

describe("beacons of drand", () => {
  it("finds the chain in the same file, in another one, or among the networks named", () => {
    expect(verify([{ info, beacon: round1000 }]).valid).toBe(true);
    expect(verify([{ info, beacons: [round1000] }]).valid).toBe(true);
    expect(verify([round1000, info]).valid).toBe(true);
    expect(verify([round1000], { networks: Object.values(drand.networks) }).valid).toBe(true);
    expect(verify([round1000]).problems.map(({ code }) => code)).toEqual(["UNKNOWN_CHAIN"]);
  });

  it("refuses another round, another chain, and a signature that is no point", () => {
    const networks = [quicknet];
    expect(reasons([{ ...round1000, round: 1001 }], { networks })[0]).toContain("not signed by");
    expect(reasons([round1000], { networks: [drand.networks.default] })[0]).toContain("previous_signature");
    const all = Object.values(drand.networks);
    expect(reasons([{ ...round1000, signature: "00".repeat(48) }], { networks: all })[0]).toContain("signature");
    expect(reasons([{ ...round1000, signature: "00" }], { networks: all })[0]).toContain("signature");
  });
});

describe("files that cannot be read", () => {
  it.each([
    ["not JSON", "{", "BAD_DOCUMENT"],
    ["of no known kind", '{"hello":1}', "BAD_DOCUMENT"],
    ["a number", "7", "BAD_DOCUMENT"],
    ["an empty list", "[]", "BAD_DOCUMENT"],
    ["lists without end", "[".repeat(100_000) + "]".repeat(100_000), "BAD_DOCUMENT"],
    ["a magic block without fields", '{"groupPolynomial":[],"certificate":{}}', "BAD_DOCUMENT"],
    ["chain info alone", JSON.stringify(info), "EMPTY"],
  ])("%s", (_, text, code) => {
    const { valid, verdicts, problems } = verify([text]);
    expect([valid, verdicts, problems.map((problem) => problem.code)]).toEqual([false, [], [code]]);
  });

  it("names the file, and gives the others their verdicts", () => {
    const { valid, verdicts, problems } = verify([block, "{", beacon]);
    expect(problems).toMatchObject([{ file: "file 2", message: expect.stringContaining("file 2: expected JSON") }]);
    expect(verdicts.map((verdict) => verdict.valid)).toEqual([true, true, true]);
    expect(valid).toBe(false);
  });

  it("takes bytes, with a byte order mark or not, and refuses what is not UTF-8", () => {
    const latin1 = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0));
    expect(verifyFiles([{ name: "f", bytes: utf8(`\uFEFF${block}`) }]).valid).toBe(true);
    expect(verifyFiles([{ name: "f", text: `\uFEFF${block}` }]).valid).toBe(true);
    expect(verifyFiles([{ name: "f", bytes: latin1('{"a":"\xfc"}') }]).problems[0]?.message).toContain("UTF-8");
    expect(verifyFiles([{ name: "f", problem: "gone" }]).problems[0]?.message).toBe("f: gone");
  });
});

describe("C4: what is malformed is not valid, and silences nothing", () => {
  const first = JSON.parse(block)[0];
  const rounds = JSON.parse(beacon);
  it.each([
    [
      "a block with another stake",
      { ...first, miners: [{ ...first.miners[0], stake: "1" }, ...first.miners.slice(1)] },
    ],
    ["a block with a field too many", { ...first, extra: 1 }],
    ["a block with a field too few", { ...first, miners: undefined }],
    ["a block with a key that is none", { ...first, groupPublicKey: "zz" }],
    ["a beacon with a field of another type", { ...rounds, rounds: "none" }],
    ["a beacon with a signature that is no point", { ...rounds, rounds: [{ ...rounds.rounds[0], signature: "00" }] }],
    ["a round that is no number", { ...round1000, round: -1 }],
    ["a signature that is no hex", { ...round1000, signature: "??" }],
  ])("%s", (_, value) => {
    const { valid, verdicts, problems } = verify([value, { info, beacon: round1000 }]);
    expect(problems).toEqual([]);
    expect(verdicts.filter((verdict) => verdict.file === "file 1").map((verdict) => verdict.valid)).toEqual([false]);
    expect(verdicts.find(({ file }) => file === "file 2")?.valid).toBe(true);
    expect(valid).toBe(false);
  });

  it("refuses the beacon of a malformed block, and blocks that follow it", () => {
    const blocks = JSON.parse(block);
    blocks[1] = { ...blocks[1], startingRound: "1" };
    expect(reasons([blocks, beacon])[2]).toContain("its magic block is not valid");
    const [one, two] = JSON.parse(block);
    expect(reasons([[{ ...one, extra: 1 }, two]])[1]).toContain("not looked at");
  });
});

describe("C5: nothing is not valid", () => {
  it("a beacon without rounds", () => {
    const { valid, verdicts } = verify([block, { ...JSON.parse(beacon), rounds: [] }]);
    expect(valid).toBe(false);
    expect(verdicts[2]).toMatchObject({ valid: false, reason: "there are no rounds in it" });
  });
  it("no files", () => expect(verify([]).valid).toBe(false));
});

describe("C10: absent, empty and null are one; a reason is the reason", () => {
  it.each([{ previous_signature: null }, { previous_signature: "" }, { randomness: null, previous_signature: null }])(
    "%j",
    (more) =>
      expect(
        verify([
          { ...round1000, ...more },
          { ...info, scheme: "x" },
        ]).valid,
      ).toBe(true),
  );
  it("a scheme of another name", () => {
    const { public_key, schemeID } = info;
    expect(verify([round1000, { public_key, schemeID: null, scheme: schemeID }]).valid).toBe(true);
    expect(verify([{ info, beacon: round1000, beacons: null }]).valid).toBe(true);
  });
  it("wrong randomness", () => {
    const randomness = "00".repeat(32);
    expect(reasons([{ info, beacon: { ...round1000, randomness } }])).toEqual([
      "the randomness is not the signature's hash",
    ]);
    const own = JSON.parse(beacon);
    own.rounds[1].randomness = randomness;
    expect(reasons([block, own])[2]).toContain("the randomness is not the signature's hash");
  });
});
