// Verdicts on files: what a file is follows from its content, whatever it is called and whatever it is put together
// with.
import { describe, expect, it } from "vitest";
import { drand } from "../../../src/beacon/index.js";
import { publicFiles, type VerifyFilesOptions, verifyFiles } from "../../../src/documents/index.js";
import { toHex, utf8 } from "../../../src/encoding/index.js";
import {
  genesisToJson,
  headersToJson,
  MagicBlock,
  memberProofToJson,
  proveMember,
  proveSharder,
  sharderProofToJson,
} from "../../../src/magic-block/index.js";
import { changed, makeChain } from "../view-change/block-support.js";
import { beaconFile, blocksFile, genesisFile, roundsOf } from "./documents-support.js";

const chain = makeChain({ views: 3 });
const [one, two, three] = chain.blocks as [MagicBlock, MagicBlock, MagicBlock];
const hashes = chain.views.map(({ hash }) => hash) as [Uint8Array, Uint8Array, Uint8Array];
const genesis = genesisFile(chain);
const genesisHash = chain.hash;
const all = blocksFile(chain.blocks);
const headers = headersToJson(chain.blocks);
const firstView = roundsOf(chain, 1, { first: 100, last: 199, previous: hashes[0] });
const secondView = roundsOf(chain, 2, { first: 200, last: 202, previous: firstView.at(-1)!.randomness });
const files = publicFiles({
  genesis: chain.genesis,
  magicBlock: two,
  magicBlocks: [one, two],
  beacon: secondView.map((record) => ({ record })),
});
const block = files["magic-blocks.json"]!;
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
const valid = (...args: Parameters<typeof verify>) => verify(...args).verdicts.map((verdict) => verdict.valid);

describe("magic blocks and beacons of ours", () => {
  it("accepts a chain with its genesis and the beacon of its last view, in any order of files", () => {
    expect(Object.keys(files)).toEqual(["genesis.json", "magic-block.json", "magic-blocks.json", "beacon.json"]);
    for (const order of [
      [genesis, block, beacon],
      [beacon, block, genesis],
    ]) {
      const { valid, verdicts } = verify(order, { genesisHash });
      expect(verdicts.map(({ valid: good }) => good)).toEqual([true, true, true, true]);
      expect(valid).toBe(true);
    }
  });

  it("says on what a verdict rests", () => {
    expect(reasons([block])[0]).toContain("taken on trust");
    expect(reasons([block])[1]).toContain("handed over by the view before");
    expect(reasons([beacon])[0]).toContain("the key in the file");
    expect(reasons([block], { trustedHash: hashes[0] })[0]).toContain("the trusted hash");
    expect(valid([block], { trustedHash: new Uint8Array(32) })).toEqual([false, false]);
    expect(reasons([genesis, block])).toMatchObject([
      expect.stringContaining("taken on trust as no hash of a genesis"),
      expect.stringContaining("signed by the genesis' sharders"),
      expect.stringContaining("handed over"),
    ]);
    expect(reasons([genesis, block], { genesisHash })).toMatchObject([
      "the trusted hash",
      expect.stringContaining("the sharders of the trusted genesis"),
      expect.stringContaining("handed over"),
    ]);
  });

  it("refuses another genesis than the one named, two of them, and its absence", () => {
    const other = makeChain({ views: 1 });
    const wrong = { genesisHash: other.hash };
    expect(reasons([genesis, block], wrong)[0]).toContain(`not the trusted ${toHex(other.hash)}`);
    expect(valid([genesis, block], wrong)).toEqual([false, false, false]);
    expect(valid([block], { genesisHash })).toEqual([false, false]);
    expect(valid([block], { genesisHash, trustedHash: hashes[0] })).toEqual([false, false]);
    expect(reasons([genesis, genesisFile(other)])[1]).toContain("another genesis was given before it");
    expect(valid([genesis, genesisToJson(chain.genesis), block])).toEqual([true, true, true, true]);
    expect(valid([genesisFile(other), block])).toEqual([true, false, false]);
    expect(reasons([genesis, blocksFile([two])])[1]).toContain("expected number 1 after the genesis");
    expect(valid([genesis, blocksFile([two])], { genesisHash, trustedHash: hashes[1] })).toEqual([true, true]);
  });

  it("does not look at blocks after an invalid one, and refuses the beacon of a bad block", () => {
    const blocks = JSON.parse(block);
    blocks[0].certificate.confirmation = blocks[1].certificate.confirmation;
    const { verdicts } = verify([blocks, beacon]);
    expect(verdicts[0]?.reason).toContain("confirmation signature is not valid");
    expect(verdicts[1]?.reason).toContain("not looked at");
    expect(verdicts[2]?.reason).toContain("its magic block is not valid");
  });

  it("refuses a beacon that names another magic block, or another chain", () => {
    expect(reasons([blocksFile([one]), beacon])[1]).toContain("names none of the magic blocks");
    const renamed = { ...JSON.parse(beacon), chainId: "another" };
    const groupPublicKey = toHex(one.groupPublicKey);
    expect(reasons([block, { ...renamed, groupPublicKey }])[2]).toContain("its group key is not its magic block's");
    expect(reasons([block, { ...renamed, magicBlockNumber: 1 }])[2]).toContain("its scheme or number is not");
    expect(reasons([block, renamed])[2]).toContain("its chain id is not its magic block's");
  });
});

describe("headers", () => {
  it("are verified like blocks, without them", () => {
    expect(valid([genesis, headers, beacon], { genesisHash })).toEqual([true, true, true, true, true]);
    expect(valid([headersToJson([two, three])], { trustedHash: hashes[1] })).toEqual([true, true]);
    expect(valid([headersToJson([one, three])])).toEqual([true, false]);
    const bad = JSON.parse(headers);
    bad.headers[1].startingRound++;
    expect(reasons([bad])).toMatchObject([expect.stringContaining("hash")]);
    expect(reasons([{ ...bad, headers: [] }])).toEqual(["there are no headers in it"]);
  });

  it("are what a block alone is known by, or what it follows", () => {
    expect(valid([blocksFile([three]), genesis, headers], { genesisHash })).toEqual([true, true, true, true, true]);
    const upToTwo = headersToJson([one, two]);
    expect(reasons([upToTwo, blocksFile([three])]).at(-1)).toContain("handed over by the view before");
    const unsigned = { ...three, certificate: { ...three.certificate, handOver: null } };
    expect(valid([upToTwo, blocksFile([unsigned])])).toEqual([true, true, false]);
    // whose certificate is its own, whatever the header's is
    const firstAgain = { ...one, certificate: { ...one.certificate, first: null } };
    for (const bad of [firstAgain, unsigned])
      expect(valid([genesis, headers, blocksFile([bad])])).toEqual([true, true, true, true, false]);
    expect(valid([headersToJson([two, three]), blocksFile([two])], { trustedHash: hashes[1] })).toEqual([
      true,
      true,
      true,
    ]);
    expect(valid([genesis, blocksFile([firstAgain])], { genesisHash, trustedHash: hashes[0] })).toEqual([true, false]);
    const stranger = makeChain({ views: 1 }).blocks;
    expect(valid([genesis, headers, blocksFile(stranger)])).toEqual([true, true, true, true, false]);
  });
});

describe("proofs of members and sharders", () => {
  const member = memberProofToJson({ scheme: "min-sig", magicBlockHash: hashes[1], proof: proveMember(two, 2) });
  const sharder = sharderProofToJson({ scheme: "min-sig", magicBlockHash: hashes[1], proof: proveSharder(two, 3) });

  it("hold against a header or a block that is verified", () => {
    expect(valid([member, sharder, genesis, headers], { genesisHash })).toEqual(Array(6).fill(true));
    expect(valid([member, sharder, block])).toEqual(Array(4).fill(true));
    expect(verify([member, block]).verdicts.at(-1)?.subject).toMatch(/^member 2 of magic block [0-9a-f]{16}…$/);
  });

  it("do not without it, of a bad block, of another member or in another form", () => {
    expect(reasons([member])).toMatchObject([expect.stringContaining("not among the files")]);
    const bad = changed(chain, 2, { previousHash: new Uint8Array(32) });
    const ofBad = { scheme: "min-sig", magicBlockHash: MagicBlock.hash(bad), proof: proveMember(bad, 2) } as const;
    expect(reasons([blocksFile([one, bad]), memberProofToJson(ofBad)]).at(-1)).toContain("magic block is not valid");
    const forged = JSON.parse(member);
    forged.member.url = "https://elsewhere.example";
    expect(reasons([headers, forged]).at(-1)).toContain("the path does not lead to the members' root");
    expect(reasons([headers, { ...forged, extra: 1 }]).at(-1)).toContain("unknown field");
    expect(reasons([headers, { ...JSON.parse(sharder), kind: "feldspar-member" }]).at(-1)).toContain("unknown field");
  });
});

describe("A11: a beacon's rounds are those of its view", () => {
  const lastOfOne = firstView.at(-1)!.randomness;
  const ofOne = beaconFile(chain, 1, firstView.slice(-3));

  it("from its starting round to the one before its successor's", () => {
    expect(reasons([all, ofOne]).at(-1)).toContain("signed by the magic block's group key");
    const late = roundsOf(chain, 1, { first: 199, last: 200, previous: hashes[0] });
    expect(reasons([all, beaconFile(chain, 1, late)]).at(-1)).toContain("round 200 is after the view's last, 199");
    // where nothing follows it, nothing is known to end it
    expect(valid([blocksFile([one]), beaconFile(chain, 1, late)])).toEqual([true, true]);
    const early = roundsOf(chain, 2, { first: 199, last: 200, previous: lastOfOne });
    for (const views of [all, headers])
      expect(reasons([views, beaconFile(chain, 2, early)]).at(-1)).toContain("before the view's first, 200");
  });

  it("and the first of them goes on where the view before ended", () => {
    expect(valid([all, ofOne, beacon])).toEqual([true, true, true, true, true]);
    const elsewhere = beaconFile(chain, 2, roundsOf(chain, 2, { first: 200, last: 201, previous: hashes[1] }));
    for (const order of [
      [all, ofOne, elsewhere],
      [elsewhere, ofOne, all],
    ])
      expect(reasons(order)).toContainEqual(expect.stringContaining("round 200 is not chained to what was before"));
    // without the file of the view before there is nothing to compare
    expect(valid([all, elsewhere]).at(-1)).toBe(true);
    const first = beaconFile(chain, 1, roundsOf(chain, 1, { first: 100, last: 101, previous: hashes[1] }));
    expect(reasons([all, first]).at(-1)).toContain("round 100 is not chained to what was before");
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
    ["a magic block that does not say so", '{"members":[],"certificate":{}}', "BAD_DOCUMENT"],
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
      { ...first, members: [{ ...first.members[0], stake: "1" }, ...first.members.slice(1)] },
    ],
    ["a block with a field too many", { ...first, extra: 1 }],
    ["a block with a field too few", { ...first, members: undefined }],
    ["a block with a key that is none", { ...first, groupPublicKey: "zz" }],
    ["a magic block without fields", { kind: "feldspar-magic-block" }],
    ["a genesis with a field too many", { ...JSON.parse(genesis), extra: 1 }],
    ["headers that are no list", { kind: "feldspar-headers", headers: 1 }],
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
