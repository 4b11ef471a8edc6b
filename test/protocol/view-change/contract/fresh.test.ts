// Whole views of a chain in mode "fresh": every view has a new key, and a light client follows from the genesis.
import { describe, expect, it } from "vitest";
import { schemeByName } from "../../../../src/bls/index.js";
import { equalBytes } from "../../../../src/encoding/index.js";
import { MagicBlock, verifyHeaderChain, verifyMagicBlockChain } from "../../../../src/magic-block/index.js";
import { signTogether } from "./shares.js";
import { type Table, table } from "./table.js";

const MESSAGE = new TextEncoder().encode("a message that is longer than thirty-two bytes");

/** Every share fits its public share, and any t of them sign for the group. */
function checkKey({ genesis, shares, state }: Table): void {
  const block = state.current.magicBlock!;
  const scheme = schemeByName(genesis.scheme);
  for (const { id, publicShare } of block.members) expect(scheme.getPublicKey(shares.get(id)!)).toEqual(publicShare);
  const last = signTogether(block, shares, MESSAGE, block.members.slice(-block.t));
  expect(scheme.verify(last, MESSAGE, block.groupPublicKey)).toBe(true);
}

for (const scheme of ["min-sig", "min-pk"] as const) {
  describe(`two views in mode fresh, ${scheme}`, () => {
    const played = table({ genesis: { scheme } });
    const first = played.view();
    checkKey(played);
    const second = played.view();

    it("make keys of which every share fits and t sign", () => {
      checkKey(played);
      expect(equalBytes(first.groupPublicKey, second.groupPublicKey)).toBe(false);
      expect([first.number, second.number]).toEqual([1, 2]);
    });

    it("make blocks that a light client accepts from the genesis, whole or as headers", () => {
      const { activated, genesis } = played;
      for (const block of activated) MagicBlock.check(block);
      expect(verifyMagicBlockChain(activated, { genesis })).toMatchObject({ valid: true, trusted: true });
      expect(verifyHeaderChain(activated, { genesis })).toMatchObject({ valid: true });
      const [one, two] = activated.map(({ certificate }) => certificate);
      expect([one!.handOver, two!.first]).toEqual([null, null]);
      expect(verifyMagicBlockChain([activated[0]!, { ...second, certificate: one! }], { genesis }).valid).toBe(false);
    });

    it("take four phases each, by the fast path after start", () => {
      const phases = played.events("phase-ended").map(({ phase, why }) => `${phase} ${why}`);
      const view = [
        "start rounds-over",
        ...["contribute", "share", "publish", "wait"].map((p) => `${p} everybody-done`),
      ];
      expect(phases).toEqual([...view, ...view]);
    });
  });
}

describe("a view in mode fresh with faults", () => {
  it("goes on with who is left, and the key fits", () => {
    // 7 of t = 5, k = 6 with m = 1: one without MPK
    const played = table({ miners: 7, parameters: { miners: 7, threshold: 4, quorum: 4 } });
    const block = played.view({ noMpk: [3], noPublication: [5], revealed: { 2: [1, 4] }, noConfirmation: [6] });
    expect(block.members.map(({ index }) => index)).toEqual([1, 2, 4, 6, 7]);
    checkKey(played);
    expect(verifyMagicBlockChain(played.activated, { genesis: played.genesis }).valid).toBe(true);
  });

  it("works with party ids as in Züs", () => {
    const played = table({ genesis: { partyIds: "zus" } });
    played.view();
    const block = played.view({ revealed: { 2: [1] } });
    expect(block.members.every(({ partyId }) => typeof partyId === "bigint")).toBe(true);
    checkKey(played);
  });

  it("works with one miner, t = k = 1", () => {
    const played = table({ miners: 1, sharders: 1, parameters: { miners: 1 } });
    expect(played.view()).toMatchObject({ t: 1, k: 1, n: 1 });
    checkKey(played);
    played.view();
    checkKey(played);
  });

  it("is dealt with compressed commitments where the genesis says so", () => {
    const played = table({ genesis: { commitmentEncoding: "compressed" } });
    played.freeze();
    expect(played.says.dealing(1).commitments[0]).toHaveLength(96);
    played.view();
    checkKey(played);
  });
});
