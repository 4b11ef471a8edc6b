// Finding A16, facts not carried along: version 0.1.0 took 11 hashes and 4 checks to verify two magic blocks and the
// beacon of the second. A block's hash and whether it is consistent are found out once, and go where it goes.
import { beforeEach, describe, expect, it, vi } from "vitest";
import { MagicBlock, publicFiles, runViewChange, verifyFiles, verifyMagicBlockChain } from "./carried-facts-adapter.js";

const counted = vi.hoisted(() => ({ hashes: 0, bitmaps: 0 }));

/** Nothing but a magic block is as long as this and hashed while documents are read and verified. */
const BLOCK_SIZED = 1000;

vi.mock("@noble/hashes/sha2.js", async (original) => {
  const module = await original<typeof import("@noble/hashes/sha2.js")>();
  const sha256 = new Proxy(module.sha256, {
    apply(target, _, [input]: [Uint8Array]) {
      if (input.length > BLOCK_SIZED) counted.hashes++;
      return target(input);
    },
  });
  return { ...module, sha256 };
});

// the check of a block looks at the bitmap of every dealing
vi.mock("../../../src/encoding/bitmap.js", async (original) => {
  const module = await original<typeof import("../../../src/encoding/bitmap.js")>();
  const bitmapPositions: typeof module.bitmapPositions = (...args) => {
    counted.bitmaps++;
    return module.bitmapPositions(...args);
  };
  return { ...module, bitmapPositions };
});

const result = await runViewChange({
  candidates: Array.from({ length: 7 }, (_, index) => ({ name: `m${index}`, stake: 100 })),
  miners: 7,
  threshold: 4,
  quorum: 5,
  seed: "carried facts",
  views: 2,
  rounds: 2,
});
const [first, second] = result.magicBlocks as [MagicBlock, MagicBlock];
const written = publicFiles(result);
const files = Object.entries(written).map(([name, text]) => ({ name, text }));
const trustedHash = MagicBlock.hash(first);

/** Dealings of a block: as many bitmaps are looked at in one check. */
const dealings = 7;

const effort = () => ({ hashes: counted.hashes, checks: counted.bitmaps / dealings });

beforeEach(() => {
  counted.hashes = 0;
  counted.bitmaps = 0;
});

describe("a block's hash and check, once each (A16)", () => {
  it("stands on two blocks of seven dealings and a beacon", () => {
    expect(result.magicBlocks.map((block) => block.dealings.length)).toEqual([dealings, dealings]);
    expect(files.map(({ name }) => name)).toEqual(["magic-block.json", "beacon.json"]);
    expect(MagicBlock.encode(first).length).toBeGreaterThan(BLOCK_SIZED);
  });

  it("verifying two blocks and a beacon file", () => {
    for (const order of [files, [...files].reverse()]) {
      counted.hashes = 0;
      counted.bitmaps = 0;
      expect(verifyFiles(order).valid).toBe(true);
      expect(effort()).toEqual({ hashes: 2, checks: 2 });
    }
  });

  it("verifying them from a trusted hash", () => {
    expect(verifyFiles(files, { trustedHash }).valid).toBe(true);
    expect(effort()).toEqual({ hashes: 2, checks: 2 });
  });

  it("refusing them for another trusted hash, the second block not looked at", () => {
    expect(verifyFiles(files, { trustedHash: new Uint8Array(32) }).valid).toBe(false);
    expect(effort()).toEqual({ hashes: 2, checks: 2 });
  });

  it.each([
    ["on trust", {}],
    ["from a trusted hash", { trustedHash }],
  ])("verifying a chain of plain blocks %s", (_, options) => {
    expect(verifyMagicBlockChain([first, second], options).valid).toBe(true);
    expect(effort()).toEqual({ hashes: 2, checks: 2 });
  });

  it("verifying one plain block after another: a check of the one, a hash of each", () => {
    expect(MagicBlock.verify(second, first).valid).toBe(true);
    expect(effort()).toEqual({ hashes: 2, checks: 1 });
  });

  it("writing two blocks and a beacon file", () => {
    expect(publicFiles(result)).toEqual(written);
    expect(effort().hashes).toBe(2);
  });
});

describe("what is carried is never taken for another block's", () => {
  it("a block that was changed after it was read is verified as it is now", () => {
    const read = MagicBlock.fromJson(MagicBlock.toJson(first)) as {
      -readonly [Key in keyof MagicBlock]: MagicBlock[Key];
    };
    expect(verifyMagicBlockChain([read], { trustedHash }).valid).toBe(true);
    read.startingRound++;
    expect(verifyMagicBlockChain([read], { trustedHash }).reason).toContain("not the trusted");
    expect(verifyMagicBlockChain([read]).reason).toContain("confirmation signature is not valid");
  });
});
