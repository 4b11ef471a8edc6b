// Magic blocks in themselves: what a header has and commits to, their forms in bytes and JSON, the check that makers
// and verifiers run. What binds one block to the next is in magic-block-chain.test.ts, single members in
// proofs.test.ts.
import { describe, expect, it } from "vitest";
import {
  checkFirst,
  checkGenesis,
  checkSuccessor,
  genesisFromJson,
  genesisToJson,
  headersFromJson,
  headersToJson,
  MagicBlock,
} from "../../../src/magic-block/index.js";
import { createSigningIdentity } from "../../../src/view-change/identity.js";
import { hex } from "../../support/bytes.js";
import { changed, makeChain } from "./block-support.js";
import { codeOf, messageOf } from "./codes.js";

const chain = makeChain();
const pk = makeChain({ scheme: "min-pk", views: 1 });
const reshare = makeChain({ mode: "reshare", views: 2 });
const [one, two] = chain.blocks as [MagicBlock, MagicBlock];
const all = [...chain.blocks, ...pk.blocks, ...reshare.blocks];

describe("a header", () => {
  it("has 327 bytes in min-sig and 279 in min-pk, whatever the block has", () => {
    for (const block of all) expect(MagicBlock.encodeHeader(block).length).toBe(block.scheme === "min-sig" ? 327 : 279);
  });

  it("and so the hash commits to every field but the certificate", () => {
    const hash = hex(MagicBlock.hash(two));
    const other = new Uint8Array(32).fill(9);
    const [member, ...members] = two.members;
    const [sharder, ...sharders] = two.sharders;
    const [dealing, ...dealings] = two.body.dealings;
    const changes: Parameters<typeof changed>[2][] = [
      ...([{ number: 9 }, { previousHash: other }, { startingRound: 999 }, { session: other }] as const),
      ...([{ t: 2 }, { k: 4 }, { n: 5 }, { mode: "reshare" }, { chainIdHash: other }] as const),
      { groupPublicKey: two.body.groupPolynomial[1]! },
      { members },
      { members: [{ ...member!, url: "https://elsewhere.example" }, ...members] },
      { members: [{ ...member!, stake: 1n }, ...members] },
      { members: [{ ...member!, encryptionKey: other }, ...members] },
      { members: [{ ...member!, partyId: 9 }, ...members] },
      { members: [{ ...member!, publicShare: member!.publicKey }, ...members] },
      { sharders },
      { sharders: [{ ...sharder!, url: "x" }, ...sharders] },
      { body: { attempt: 9 } },
      { body: { qualification: "zus" } },
      { body: { dealerCount: 9 } },
      { body: { dealings } },
      { body: { dealings: [{ ...dealing!, mpkHash: other }, ...dealings] } },
      { body: { dealings: [{ ...dealing!, qualified: false }, ...dealings] } },
      { body: { groupPolynomial: two.body.groupPolynomial.slice(1) } },
      { body: { removed: [] } },
      { body: { off: [] } },
      { body: { exposed: 0 } },
    ];
    const hashes = new Set([hash, ...changes.map((change) => hex(MagicBlock.hash(changed(chain, 2, change))))]);
    expect(hashes.size).toBe(changes.length + 1);
    const certificate = { handOver: null, first: null, confirmation: null };
    expect(hex(MagicBlock.hash(Object.assign({ ...two }, { certificate })))).toBe(hash);
  });
});

describe("bytes and JSON", () => {
  it("give back every block", () => {
    for (const block of all) {
      expect(MagicBlock.decode(MagicBlock.encode(block))).toEqual(block);
      expect(MagicBlock.fromJson(MagicBlock.toJson(block))).toEqual(block);
      expect(MagicBlock.fromJson(JSON.parse(MagicBlock.toJson(block, 2)))).toEqual(block);
    }
  });

  it("refuse bytes that are cut short, too long, of another version or another scheme", () => {
    const bytes = MagicBlock.encode(one);
    const at = (position: number, value: number) =>
      Uint8Array.from(bytes, (byte, i) => (i === position ? value : byte));
    const tooLong = Uint8Array.from([...bytes, 0]);
    for (const bad of [bytes.slice(0, -1), bytes.slice(0, 1), new Uint8Array(0), tooLong, at(0, 1), at(1, 2), at(1, 3)])
      expect(codeOf(() => MagicBlock.decode(bad))).toBe("MALFORMED");
  });

  it("refuse unknown, missing and oversized fields, and a hash that is not the content's", () => {
    const document = JSON.parse(MagicBlock.toJson(one)) as Record<string, unknown>;
    const { k: _, ...missing } = document;
    for (const bad of [
      ...[null, [], "{", missing, { ...document, extra: 1 }, { ...document, kind: "feldspar-headers" }],
      ...[
        { t: "4" },
        { t: 1.5 },
        { number: 0 },
        { session: "AB".repeat(32) },
        { members: Array(5000).fill(0) },
        { hash: 1 },
      ].map((change) => ({ ...document, ...change })),
    ]) {
      expect(codeOf(() => MagicBlock.fromJson(bad))).toBe("BAD_JSON");
    }
    for (const change of [
      { hash: "00".repeat(32) },
      { members: [...(document.members as unknown[])].reverse() },
      { t: 4 },
    ])
      expect(codeOf(() => MagicBlock.fromJson({ ...document, ...change }))).toBe("MALFORMED");
  });
});

describe("reading", () => {
  it("checks what it reads, whatever the hash", () => {
    const bad = changed(chain, 2, { n: 6 });
    for (const read of [
      () => MagicBlock.fromJson(MagicBlock.toJson(bad)),
      () => MagicBlock.decode(MagicBlock.encode(bad)),
      () => headersFromJson(headersToJson([bad])),
    ])
      expect(messageOf(read)).toMatch(/expected 0 < t <= k <= members <= n < 2t/);
  });

  it("of headers refuses a hash that is not theirs, and what they do not have", () => {
    const document = JSON.parse(headersToJson([two]));
    const [header] = document.headers;
    const withHeader = (change: object) => ({ ...document, headers: [{ ...header, ...change }] });
    expect(headersFromJson(document).map((read) => hex(MagicBlock.hash(read)))).toEqual([header.hash]);
    expect(codeOf(() => headersFromJson(withHeader({ startingRound: 201 })))).toBe("MALFORMED");
    for (const bad of [withHeader({ members: [] }), withHeader({ hash: 1 }), { ...document, kind: "x" }, [], null])
      expect(codeOf(() => headersFromJson(bad))).toBe("BAD_JSON");
  });
});

describe("the check of a block refuses", () => {
  const [member, second, ...members] = two.members;
  const [sharder, ...sharders] = two.sharders;
  const [dealing, ...dealings] = two.body.dealings;
  const other = new Uint8Array(32).fill(9);
  const [removed] = two.body.removed;
  const dealingWith = (change: object) => ({ body: { dealings: [{ ...dealing!, ...change }, ...dealings] } });
  const memberWith = (change: object) => ({ members: [{ ...member!, ...change }, second!, ...members] });
  const longUrl = "x".repeat(2049);
  const manySharders = Array.from({ length: 1001 }, (_, at) => ({ ...sharder!, index: at + 1 }));
  const bitmap = (byte: number) => Uint8Array.of(byte);

  it.each<[string, Parameters<typeof changed>[2], RegExp]>([
    ["another number of members in the header", { memberCount: 4 }, /4 members, the list 3/],
    ["another number of sharders in the header", { sharderCount: 2 }, /2 sharders, the list 3/],
    ["another root of the members", { membersRoot: other }, /membersRoot is not/],
    ["another root of the sharders", { shardersRoot: other }, /shardersRoot is not/],
    ["another hash of the body", { bodyHash: other }, /bodyHash is not/],
    ["members in another order", { members: [second!, member!, ...members] }, /members' indices must be in ascending/],
    [
      "members whose ids are in another order than their indices",
      { members: [{ ...second!, index: 1 }, { ...member!, index: 2 }, ...members] },
      /members' ids must be in ascending/,
    ],
    ["a member's id that is not its key's hash", memberWith({ id: second!.id }), /id is not its key's hash/],
    ["the same party id twice", memberWith({ partyId: 2 }), /party id of member 2 is there twice/],
    ["a party id of zero", memberWith({ partyId: 0 }), /party id of member 1/],
    [
      "a party id of the group order",
      memberWith({ partyId: 0x73eda753299d7d483339d80809a1d80553bda402fffe5bfeffffffff00000001n }),
      /party id of member 1/,
    ],
    ["a member's URL of 2049 characters (A10)", memberWith({ url: longUrl }), /at most 2048 characters, got 2049/],
    ["a sharder's URL of 2049 characters (A10)", { sharders: [{ ...sharder!, url: longUrl }, ...sharders] }, /2048/],
    [
      "a sharder twice (A10)",
      { sharders: [sharder!, { ...sharder!, index: 2 }] },
      /sharders' ids must be in ascending/,
    ],
    ["1001 sharders (A10)", { sharders: manySharders }, /1000, got 1001/],
    [
      "a sharder's id that is not its key's hash",
      { sharders: [{ ...sharder!, id: "00".repeat(32) }, ...sharders] },
      /sharder 1: its id is not its key's hash/,
    ],
    ["a sharder of another index", { sharders: [{ ...sharder!, index: 2 }, ...sharders] }, /its index is 2/],
    ["a receiver that is nowhere", { body: { off: [], removed: [], exposed: 0 } }, /every receiver from 1 to 4 once/],
    ["a receiver that is a member and off the list", { body: { off: [2] } }, /every receiver from 1 to 4 once/],
    ["receivers off the list out of order", { body: { off: [3, 3] } }, /off the list must be in ascending/],
    ["more exposed receivers than are off the list", { body: { exposed: 2 } }, /2 receivers off the list are exposed/],
    ["a bitmap of another size", dealingWith({ acknowledged: new Uint8Array(2) }), /expected 1 bytes for 4 positions/],
    ["a bitmap with a spare bit", dealingWith({ acknowledged: bitmap(0b11011000) }), /bit 4 is set/],
    ["an aggregate of nobody", dealingWith({ acknowledged: bitmap(0) }), /aggregate of nobody/],
    [
      "acknowledgements without aggregate",
      dealingWith({ aggregate: new Uint8Array(0) }),
      /aggregate of nobody, or none/,
    ],
    ["an aggregate of another length", dealingWith({ aggregate: new Uint8Array(47) }), /0 or 48 bytes, got 47/],
    [
      "reveals out of order",
      dealingWith({ reveals: [3, 1].map((index) => ({ index, share: other })) }),
      /reveals of dealer 1 must be in ascending/,
    ],
    ["a reveal outside the list", dealingWith({ reveals: [{ index: 5, share: other }] }), /outside a list of 4/],
    ["dealings out of order", { body: { dealings: [...two.body.dealings].reverse() } }, /dealers' indices must be/],
    [
      "a dealer outside the list",
      { body: { dealings: [...two.body.dealings, { ...dealing!, index: 5 }] } },
      /dealer 5 is outside a list of 4/,
    ],
    ["another number of dealers in mode fresh", { body: { dealerCount: 5 } }, /expected 4 dealers, got 5/],
    [
      "nobody qualified",
      { body: { dealings: two.body.dealings.map((one) => ({ ...one, qualified: false })) } },
      /at least one qualified dealer/,
    ],
    ["a removed receiver that is a member", { body: { removed: [{ ...removed!, index: 2 }] } }, /not off the list/],
    ["a removed receiver outside the list", { body: { removed: [{ ...removed!, index: 5 }] } }, /outside a list of 4/],
    [
      "a removed dealer that is qualified",
      { body: { removed: [{ ...removed!, role: "dealer", index: 2 }] } },
      /removed and qualified/,
    ],
    ["removals twice", { body: { removed: [removed!, removed!] } }, /must be in ascending order/],
    [
      "a polynomial of another length",
      { body: { groupPolynomial: two.body.groupPolynomial.slice(1) } },
      /coefficients/,
    ],
    [
      "another constant term than the group key",
      { body: { groupPolynomial: [...two.body.groupPolynomial].reverse() } },
      /the polynomial's constant term/,
    ],
    ["a t that is not more than half of n", { n: 6 }, /expected 0 < t <= k <= members <= n < 2t/],
  ])("%s", (_, change, reason) => {
    const block = changed(chain, 2, change);
    expect(messageOf(() => MagicBlock.check(block))).toMatch(reason);
    // and so does a verifier, although everything is signed
    expect(MagicBlock.verify(block, one)).toMatchObject({ valid: false, reason: expect.stringMatching(reason) });
    expect(codeOf(() => MagicBlock.decode(MagicBlock.encode(block)))).not.toBe("nothing was thrown");
  });

  it("what has no bytes or no tree at all", () => {
    const noText = { ...two, ...memberWith({ url: "\ud800" }) };
    const nobody = { ...two, sharders: [], sharderCount: 0 };
    for (const [block, reason] of [
      [noText, /well-formed Unicode/],
      [nobody, /from 1 to 1000, got 0/],
    ] as const)
      expect(MagicBlock.verify(block, one)).toMatchObject({ valid: false, reason: expect.stringMatching(reason) });
  });

  it("nothing of a block that holds", () => {
    for (const block of all) expect(MagicBlock.check(block)).toBe(undefined);
    expect(MagicBlock.verify(changed(chain, 2, { session: other }), one)).toEqual({ valid: true, reason: "" });
    expect(changed(chain, 2, {})).toEqual(two);
  });
});

describe("the check of a genesis", () => {
  const { genesis } = chain;
  const [sharder, ...sharders] = genesis.sharders;
  const many = Array.from({ length: 1001 }, () => sharder!);
  const { proofOfPossession } = createSigningIdentity("min-sig");

  it.each<[string, Partial<typeof genesis>]>([
    ["a URL of 2049 characters (A10)", { sharders: [{ ...sharder!, url: "x".repeat(2049) }, ...sharders] }],
    ["a sharder twice (A10)", { sharders: [sharder!, sharder!, ...sharders] }],
    ["1001 sharders (A10)", { sharders: many }],
    ["no sharders", { sharders: [] }],
    ["another's proof of possession", { sharders: [{ ...sharder!, proofOfPossession }, ...sharders] }],
    ["a chain id with half a character", { chainId: "\udc00" }],
    ["a beacon of drand in mode fresh", { beacon: { ...genesis.beacon, mode: "drand" } }],
    ["a chained beacon of drand in G1", { mode: "reshare", beacon: { ...genesis.beacon, mode: "drand-chained" } }],
    ["parameters that do not go together", { parameters: { ...genesis.parameters, threshold: 2 } }],
  ])("refuses %s", (_, change) => {
    expect(codeOf(() => checkGenesis({ ...genesis, ...change }))).toBe("BAD_PARAMETER");
  });

  it("reads what was written, and refuses another hash", () => {
    const text = genesisToJson(genesis);
    expect(genesisFromJson(text)).toEqual(genesis);
    expect(codeOf(() => genesisFromJson({ ...JSON.parse(text), hash: "00".repeat(32) }))).toBe("MALFORMED");
  });
});

describe("whoever makes a block runs the verifier's rules (A10)", () => {
  const known = { genesis: chain.genesis, hash: chain.hash };
  const zeros = new Uint8Array(32);
  const before = { block: one, hash: MagicBlock.hash(one) };

  it("and hears of a wrong current block, or a wrong genesis", () => {
    expect(checkFirst(one, known)).toBe(undefined);
    expect(checkSuccessor(two, before)).toBe(undefined);
    for (const current of [
      { block: two, hash: MagicBlock.hash(two) },
      { block: one, hash: zeros },
    ])
      expect(codeOf(() => checkSuccessor(two, current))).toBe("MALFORMED");
    expect(codeOf(() => checkFirst(one, { genesis: pk.genesis, hash: pk.hash }))).toBe("MALFORMED");
    expect(codeOf(() => checkFirst(two, known))).toBe("MALFORMED");
  });
});
