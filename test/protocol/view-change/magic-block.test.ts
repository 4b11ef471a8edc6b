// The magic block and the light client: the hash commits to everything, the certificate to the hash, and any altered
// byte is refused.
import { beforeAll, describe, expect, it } from "vitest";
import { MagicBlock, type ViewChangeResult, verifyMagicBlockChain } from "../../../src/entry/view-change.js";
import { fromHex, hex } from "../../support/bytes.js";
import { codeOf, sevenMiners } from "./support.js";

let result: ViewChangeResult;
let blocks: readonly MagicBlock[];
let trustedHash: Uint8Array;

beforeAll(async () => {
  result = await sevenMiners({
    views: 3,
    seed: "magic blocks",
    faults: "no-share:3>2#1,no-mpk:6#1",
    sharders: [
      { stake: 5, url: "https://s.example" },
      { stake: 7n, url: "https://t.example" },
    ],
  });
  blocks = result.magicBlocks;
  trustedHash = MagicBlock.hash(blocks[0]!);
});

describe("a chain of magic blocks", () => {
  it("is made of hand-overs, and verifies from a trusted hash", () => {
    expect(result.failure).toBe(null);
    expect(blocks.map((block) => block.number)).toEqual([1, 2, 3]);
    expect(blocks.map((block) => block.certificate.handOver !== null)).toEqual([false, true, true]);
    const verdict = verifyMagicBlockChain(blocks, { trustedHash });
    expect(verdict).toMatchObject({ valid: true, reason: "", trusted: true });
    expect(verdict.head).toBe(blocks[2]);
    expect(verdict.blocks.length).toBe(3);
  });

  it("verifies from the JSON files alone", () => {
    const read = blocks.map((block) => MagicBlock.fromJson(MagicBlock.toJson(block, 2)));
    expect(read).toEqual(blocks);
    expect(verifyMagicBlockChain(read, { trustedHash }).valid).toBe(true);
  });

  it("may be followed from any block whose hash is trusted", () => {
    expect(verifyMagicBlockChain(blocks.slice(1), { trustedHash: MagicBlock.hash(blocks[1]!) }).valid).toBe(true);
    expect(verifyMagicBlockChain(blocks.slice(1), { trustedHash }).reason).toMatch(/not the trusted/);
    expect(verifyMagicBlockChain(blocks.slice(1)).reason).toMatch(/hand-over signature is present/);
  });

  it("says when the first block was taken on trust", () => {
    expect(verifyMagicBlockChain(blocks)).toMatchObject({ valid: true, trusted: false });
  });

  it("is refused out of order, with gaps, with a block repeated or of another chain; empty throws", async () => {
    const [one, two, three] = blocks as [MagicBlock, MagicBlock, MagicBlock];
    const other = (await sevenMiners({ seed: "another chain" })).magicBlocks[0]!;
    for (const list of [
      [two, one],
      [one, three],
      [one, one],
      [one, other],
      [one, two, two],
      [other, two],
    ]) {
      const verdict = verifyMagicBlockChain(list);
      expect(verdict.valid).toBe(false);
      expect(verdict.reason).not.toBe("");
    }
    expect(verifyMagicBlockChain([other], { trustedHash }).valid).toBe(false);
    expect(codeOf(() => verifyMagicBlockChain([]))).toBe("EMPTY");
  });

  it("needs both signatures", () => {
    const [one, two] = blocks as [MagicBlock, MagicBlock, MagicBlock];
    const change = (certificate: Partial<MagicBlock["certificate"]>) => ({
      ...two,
      certificate: { ...two.certificate, ...certificate },
    });
    expect(verifyMagicBlockChain([one, change({ handOver: null })]).reason).toMatch(
      /hand-over signature of the previous view is missing/,
    );
    expect(verifyMagicBlockChain([one, change({ confirmation: null })]).reason).toMatch(
      /confirmation signature of the new view is missing/,
    );
    expect(verifyMagicBlockChain([one, change({ handOver: two.certificate.confirmation })]).reason).toMatch(
      /not valid under the previous/,
    );
    expect(verifyMagicBlockChain([one, change({ confirmation: two.certificate.handOver })]).reason).toMatch(
      /not valid under the block's own/,
    );
    expect(verifyMagicBlockChain([one, change({ confirmation: new Uint8Array(48) })]).valid).toBe(false);
    expect(verifyMagicBlockChain([one, change({ confirmation: new Uint8Array(3) })]).valid).toBe(false);
  });
});

describe("the light client", () => {
  /** Every place in a JSON document. */
  function* places(value: unknown, path: (string | number)[] = []): Generator<(string | number)[]> {
    if (Array.isArray(value)) for (const [index, item] of value.entries()) yield* places(item, [...path, index]);
    else if (typeof value === "object" && value !== null)
      for (const [key, item] of Object.entries(value)) yield* places(item, [...path, key]);
    else yield path;
  }
  const at = (document: unknown, path: (string | number)[]) =>
    path.reduce<unknown>((value, key) => (value as Record<string | number, unknown>)[key], document);
  const changed = (document: unknown, path: (string | number)[], value: unknown): unknown => {
    const copy = structuredClone(document);
    (at(copy, path.slice(0, -1)) as Record<string | number, unknown>)[path.at(-1)!] = value;
    return copy;
  };
  /** Other values of the same kind. */
  function alterations(value: unknown): unknown[] {
    if (typeof value === "number") return [value + 1, value - 1];
    if (typeof value === "boolean") return [!value];
    if (value === null) return ["00".repeat(48)];
    const text = value as string;
    if (/^[0-9]+$/.test(text) && text.length < 10) return [String(Number(text) + 1)];
    if (!/^[0-9a-f]+$/.test(text)) return [`${text}x`, text.slice(1)];
    const flip = (position: number) =>
      text.slice(0, position) + (Number.parseInt(text[position]!, 16) ^ 1).toString(16) + text.slice(position + 1);
    return [flip(0), flip(text.length >> 1), flip(text.length - 1), text.slice(2)];
  }

  it("rejects a change in any field of a block, at its beginning, middle and end", () => {
    const document = JSON.parse(MagicBlock.toJson(blocks[1]!)) as Record<string, unknown>;
    let tried = 0;
    for (const path of places(document)) {
      for (const value of alterations(at(document, path))) {
        if (path[0] === "hash") continue;
        const altered = changed(document, path, value) as Record<string, unknown>;
        tried++;
        expect(
          codeOf(() => MagicBlock.fromJson(altered)) !== "nothing was thrown" || path[0] === "certificate",
          path.join("."),
        ).toBe(true);
        // an attacker would state the new hash too: then the signatures fail
        let block: MagicBlock;
        try {
          block = withRightHash(altered);
        } catch {
          continue;
        }
        const verdict = verifyMagicBlockChain([blocks[0]!, block]);
        expect(verdict.valid, `${path.join(".")} = ${value}`).toBe(false);
      }
    }
    expect(tried).toBeGreaterThan(300);
  });

  /** The altered block with its stated hash made to match. */
  function withRightHash(altered: Record<string, unknown>): MagicBlock {
    return MagicBlock.fromJson({ ...altered, hash: hashOf(altered) });
  }

  function hashOf(document: Record<string, unknown>): string {
    const bytes = (value: unknown): unknown => {
      if (typeof value === "string" && value.length % 2 === 0 && /^[0-9a-f]*$/.test(value)) return fromHex(value);
      return value;
    };
    const revive = (value: unknown, key = ""): unknown => {
      if (key === "id" || key === "url" || key === "scheme" || key === "phase" || key === "code" || key === "reason")
        return value;
      if (key === "partyIds" || key === "qualification") return value;
      if (key === "stake") return BigInt(value as string);
      if (Array.isArray(value)) return value.map((item) => revive(item, typeof item === "string" ? "bytes" : ""));
      if (typeof value === "object" && value !== null)
        return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, revive(v, k)]));
      return bytes(value);
    };
    return hex(MagicBlock.hash(revive(document) as MagicBlock));
  }

  it("computes the same hash in this test's own reader", () => {
    const document = JSON.parse(MagicBlock.toJson(blocks[1]!)) as Record<string, unknown>;
    expect(hashOf(document)).toBe(document.hash);
  });
});

describe("the magic block's hash", () => {
  it("commits to every field but the certificate", () => {
    const block = blocks[0]!;
    const hashes = new Set([hex(MagicBlock.hash(block))]);
    const other = { ...block.miners[0]!, url: "https://elsewhere.example" };
    const changes: Partial<MagicBlock>[] = [
      { number: 9 },
      { attempt: 9 },
      { previousHash: new Uint8Array(32).fill(1) },
      { startingRound: 999 },
      { t: 3 },
      { k: 4 },
      { n: 9 },
      { scheme: "min-sig", partyIds: "zus" },
      { qualification: "zus" },
      { session: new Uint8Array(32).fill(1) },
      { listSize: 8 },
      { miners: block.miners.slice(1) },
      { miners: [other, ...block.miners.slice(1)] },
      { miners: [{ ...block.miners[0]!, stake: 1n }, ...block.miners.slice(1)] },
      { miners: [{ ...block.miners[0]!, encryptionKey: new Uint8Array(32) }, ...block.miners.slice(1)] },
      { sharders: block.sharders.slice(1) },
      { dealings: block.dealings.slice(1) },
      { dealings: [{ ...block.dealings[0]!, mpkHash: new Uint8Array(32) }, ...block.dealings.slice(1)] },
      { dealings: [{ ...block.dealings[0]!, qualified: false }, ...block.dealings.slice(1)] },
      { groupPolynomial: block.groupPolynomial.slice(1) },
      { groupPublicKey: block.groupPolynomial[1]! },
      { removed: [] },
      { exposed: [1] },
    ];
    for (const change of changes) hashes.add(hex(MagicBlock.hash({ ...block, ...change })));
    expect(hashes.size).toBe(changes.length + 1);
    const certificate = { handOver: null, confirmation: null };
    expect(MagicBlock.hash({ ...block, certificate })).toEqual(MagicBlock.hash(block));
  });

  it("has what the protocol says: sorted members with gaps, removals with reasons, reveals, sharders", () => {
    const block = blocks[0]!;
    expect(block.miners.map((miner) => miner.index)).toEqual([1, 2, 3, 4, 5, 7]);
    expect(block.removed).toMatchObject([{ index: 6, phase: "contribute", code: "no-mpk" }]);
    expect(block.dealings.find((dealing) => dealing.index === 3)!.reveals.map((reveal) => reveal.index)).toEqual([2]);
    expect(block.sharders.map((sharder) => sharder.stake).sort()).toEqual([5n, 7n]);
    expect(block.groupPolynomial.length).toBe(4);
    expect(block.groupPublicKey).toEqual(block.groupPolynomial[0]);
  });
});

describe("magic block JSON", () => {
  it("refuses unknown, missing and oversized fields, and a hash that is not the content's", () => {
    const document = JSON.parse(MagicBlock.toJson(blocks[0]!)) as Record<string, unknown>;
    const { k: _, ...missing } = document;
    for (const bad of [
      null,
      [],
      "{",
      missing,
      { ...document, extra: 1 },
      { ...document, t: "4" },
      { ...document, t: 1.5 },
      { ...document, number: 0 },
      { ...document, session: "AB".repeat(32) },
      { ...document, miners: Array(2000).fill((document.miners as unknown[])[0]) },
    ]) {
      expect(codeOf(() => MagicBlock.fromJson(bad))).toBe("BAD_JSON");
    }
    for (const bad of [
      { ...document, hash: "00".repeat(32) },
      { ...document, miners: [...(document.miners as unknown[])].reverse() },
      { ...document, exposed: [1] },
    ]) {
      expect(codeOf(() => MagicBlock.fromJson(bad))).toBe("MALFORMED");
    }
    expect(codeOf(() => MagicBlock.fromJson({ ...document, t: 7 }))).toBe("BAD_PARAMETER");
  });
});
