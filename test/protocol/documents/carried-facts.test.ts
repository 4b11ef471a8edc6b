// Finding A16, facts not carried along: version 0.1.0 took 11 hashes and 4 checks to verify two magic blocks and the
// beacon of the second. A block's hash and whether it is consistent are found out once, and go where it goes; and each
// view costs two verifications of signatures.
import { beforeEach, describe, expect, it, vi } from "vitest";
import { makeChain } from "../view-change/block-support.js";
import {
  headersToJson,
  MagicBlock,
  publicFiles,
  verifyFiles,
  verifyHeaderChain,
  verifyMagicBlockChain,
} from "./carried-facts-adapter.js";
import { roundsOf } from "./documents-support.js";

const counted = vi.hoisted(() => ({ hashes: 0, checks: 0, verified: 0 }));

vi.mock("../../../src/magic-block/encode.js", async (original) => {
  const module = await original<typeof import("../../../src/magic-block/encode.js")>();
  const hash: typeof module.hash = (header) => {
    counted.hashes++;
    return module.hash(header);
  };
  return { ...module, hash };
});

vi.mock("../../../src/magic-block/check.js", async (original) => {
  const module = await original<typeof import("../../../src/magic-block/check.js")>();
  const counting = <Block>(check: (block: Block) => void) => {
    return (block: Block) => {
      counted.checks++;
      check(block);
    };
  };
  return { ...module, check: counting(module.check), checkHeader: counting(module.checkHeader) };
});

vi.mock("../../../src/bls/index.js", async (original) => {
  const module = await original<typeof import("../../../src/bls/index.js")>();
  const schemeByName: typeof module.schemeByName = (name) => {
    const scheme = module.schemeByName(name);
    const count = <Args extends unknown[], Result>(verify: (...args: Args) => Result) => {
      return (...args: Args): Result => {
        counted.verified++;
        return verify(...args);
      };
    };
    return {
      ...scheme,
      verify: count(scheme.verify),
      fastAggregateVerify: count(scheme.fastAggregateVerify),
      popVerify: count(scheme.popVerify),
    };
  };
  return { ...module, schemeByName };
});

const chain = makeChain({ views: 2 });
const [first, second] = chain.blocks as [MagicBlock, MagicBlock];
const { genesis, hash: genesisHash } = chain;
const trustedHash = MagicBlock.hash(first);
const rounds = roundsOf(chain, 2, { first: 200, last: 201, previous: trustedHash });
const beacon = rounds.map((record) => ({ record }));
const record = { genesis, magicBlock: second, magicBlocks: chain.blocks, beacon };
const written = publicFiles(record);
const files = Object.entries(written)
  // which is in "magic-blocks.json" too
  .filter(([name]) => name !== "magic-block.json")
  .map(([name, text]) => ({ name, text }));
const withoutGenesis = files.filter(({ name }) => name !== "genesis.json");
/** Proofs of possession of the genesis' sharders, where the genesis is read or given. */
const proofs = 3;

beforeEach(() => {
  Object.assign(counted, { hashes: 0, checks: 0, verified: 0 });
});

describe("a block's hash and check, once each, and two verifications for each view (A16)", () => {
  it("stands on a genesis, two blocks and a beacon of two rounds", () => {
    expect(files.map(({ name }) => name)).toEqual(["genesis.json", "magic-blocks.json", "beacon.json"]);
  });

  it("verifying the files, in any order", () => {
    for (const order of [files, [...files].reverse()]) {
      Object.assign(counted, { hashes: 0, checks: 0, verified: 0 });
      expect(verifyFiles(order, { genesisHash }).valid).toBe(true);
      expect(counted).toEqual({ hashes: 2, checks: 2, verified: proofs + 2 * 2 + rounds.length });
    }
  });

  it("verifying them from a trusted hash, which stands for a signature", () => {
    expect(verifyFiles(withoutGenesis, { trustedHash }).valid).toBe(true);
    expect(counted).toEqual({ hashes: 2, checks: 2, verified: 1 + 2 + rounds.length });
  });

  it("refusing them for another trusted hash, no signature looked at", () => {
    expect(verifyFiles(withoutGenesis, { trustedHash: new Uint8Array(32) }).valid).toBe(false);
    expect(counted).toEqual({ hashes: 2, checks: 2, verified: 0 });
  });

  it("verifying headers in a file", () => {
    const text = headersToJson(chain.blocks);
    Object.assign(counted, { hashes: 0, checks: 0, verified: 0 });
    expect(verifyFiles([{ name: "headers.json", text }], { trustedHash }).valid).toBe(true);
    expect(counted).toEqual({ hashes: 2, checks: 2, verified: 3 });
  });

  it.each([
    ["on trust", {}, 1],
    ["from a trusted hash", { trustedHash }, 1],
    ["from the genesis", { genesis }, proofs + 2],
  ])("verifying a chain of plain blocks %s", (_, options, verified) => {
    for (const verify of [verifyMagicBlockChain, verifyHeaderChain]) {
      Object.assign(counted, { hashes: 0, checks: 0, verified: 0 });
      expect(verify([first, second], options).valid).toBe(true);
      expect(counted).toEqual({ hashes: 2, checks: 2, verified: verified + 2 });
    }
  });

  it("verifying one plain block after another: a check of the one, a hash of each", () => {
    expect(MagicBlock.verify(second, first).valid).toBe(true);
    expect(counted).toEqual({ hashes: 2, checks: 1, verified: 2 });
  });

  it("writing two blocks and a beacon file", () => {
    expect(publicFiles(record)).toEqual(written);
    expect(counted).toEqual({ hashes: 2, checks: 0, verified: 0 });
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
