// Whole views of a chain in mode "reshare": the group key stays for ever, whoever comes and goes.
import { describe, expect, it } from "vitest";
import { schemeByName } from "../../../../src/bls/index.js";
import { MagicBlock, verifyHeaderChain, verifyMagicBlockChain } from "../../../../src/magic-block/index.js";
import { personOf } from "./people.js";
import { signTogether } from "./shares.js";
import { type Table, table } from "./table.js";

const MESSAGE = new TextEncoder().encode("a message that is longer than thirty-two bytes");
const OPTIONS = { genesis: { mode: "reshare" } } as const;

function checkKey({ genesis, shares, state, activated }: Table): void {
  const block = state.current.magicBlock!;
  const scheme = schemeByName(genesis.scheme);
  expect(block.groupPublicKey).toEqual(activated[0]!.groupPublicKey);
  for (const { id, publicShare } of block.members) expect(scheme.getPublicKey(shares.get(id)!)).toEqual(publicShare);
  const signature = signTogether(block, shares, MESSAGE, block.members.slice(-block.t));
  expect(scheme.verify(signature, MESSAGE, block.groupPublicKey)).toBe(true);
  for (const one of activated) MagicBlock.check(one);
  expect(verifyMagicBlockChain(activated, { genesis })).toMatchObject({ valid: true, trusted: true });
  expect(verifyHeaderChain(activated, { genesis })).toMatchObject({ valid: true });
}

/** The stakes of these miners change; new ones register. */
function setStakes(played: Table, stakes: Record<number, bigint>): void {
  const entries = Object.entries(stakes).map(([number, stake]) =>
    played.says.stake(played.miner(Number(number)), stake),
  );
  const known = new Set(played.state.candidates.map(({ id }) => id));
  const fresh = Object.keys(stakes).map((number) => played.miner(Number(number)));
  played.block([...entries, ...fresh.filter(({ id }) => !known.has(id)).map((one) => played.says.register(one))]);
}

const ids = (block: MagicBlock) => block.members.map(({ id }) => id);

describe("views in mode reshare", () => {
  it("keep the key when a member leaves and another joins, and again", () => {
    const played = table(OPTIONS);
    const first = played.view();
    setStakes(played, { 6: 500n, 1: 0n });
    const second = played.view();
    expect(ids(second)).toContain(played.miner(6).id);
    expect(ids(second)).not.toContain(played.miner(1).id);
    checkKey(played);
    setStakes(played, { 7: 500n, 2: 0n });
    const third = played.view();
    expect(third.number).toBe(3);
    expect(third.mode).toBe(first.mode);
    checkKey(played);
  });

  it("keep it when all members are replaced", () => {
    const played = table({ ...OPTIONS, parameters: { incumbency: 0 } });
    const first = played.view();
    setStakes(played, { 6: 900n, 7: 900n, 8: 900n, 9: 900n, 10: 900n });
    const second = played.view();
    expect(ids(second).filter((id) => ids(first).includes(id))).toEqual([]);
    checkKey(played);
  });

  it("keep it when t and the size of the set change, up and down", () => {
    const played = table({ ...OPTIONS, parameters: { minMiners: 1, miners: 7, threshold: "2/3", quorum: "75%" } });
    expect(played.view()).toMatchObject({ t: 4, n: 5 });
    setStakes(played, { 6: 100n, 7: 100n });
    expect(played.view()).toMatchObject({ t: 5, n: 7 });
    checkKey(played);
    setStakes(played, { 1: 0n, 2: 0n, 3: 0n, 4: 0n });
    expect(played.view()).toMatchObject({ t: 2, n: 3 });
    checkKey(played);
  });

  it("keep it with every dealer missing that may miss", () => {
    const played = table({ ...OPTIONS, miners: 6, parameters: { miners: 6, threshold: 4, quorum: 4 } });
    played.view();
    const before = played.fork();
    for (let one = 1; one <= 6; one++) {
      const other = (one % 6) + 1;
      const again = before.fork();
      const block = again.view({ noMpk: [one], noPublication: [other] });
      expect(block.members).toHaveLength(6);
      expect(block.body.dealings.map(({ index }) => index)).not.toContain(one);
      checkKey(again);
    }
  });

  it("t − 1 old shares with t − 1 new ones make no signature of the key", () => {
    const played = table({ ...OPTIONS, parameters: { threshold: 3, quorum: 4 } });
    const first = played.view();
    const old = played.shares;
    const second = played.view();
    const scheme = schemeByName("min-sig");
    expect(first.t).toBe(3);
    for (const oldOnes of [
      [0, 1],
      [2, 3],
    ]) {
      const mixed = new Map(played.shares);
      for (const at of oldOnes) mixed.set(first.members[at]!.id, old.get(first.members[at]!.id)!);
      const newOnes = [0, 1, 2, 3, 4].filter((at) => !oldOnes.includes(at)).slice(0, 2);
      for (const count of [1, 2]) {
        const together = [...oldOnes, ...newOnes.slice(0, count)].map((at) => second.members[at]!);
        const signature = signTogether(second, mixed, MESSAGE, together);
        expect(scheme.verify(signature, MESSAGE, second.groupPublicKey)).toBe(false);
      }
    }
  });

  it("have dealers by the indices of the block in office, gaps left out, and other party ids for receivers", () => {
    const played = table({ ...OPTIONS, miners: 6, parameters: { miners: 6, threshold: 4, quorum: 4 } });
    const first = played.view({ noMpk: [2] });
    expect(first.members.map(({ index }) => index)).toEqual([1, 3, 4, 5, 6]);
    played.freeze();
    const { dealers, receivers, contributions, mode, dealerThreshold } = played.session;
    expect([mode, dealerThreshold]).toEqual(["reshare", 4]);
    expect(dealers.map(({ index }) => index)).toEqual([1, 3, 4, 5, 6]);
    expect(receivers.map(({ index }) => index)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(contributions).toHaveLength(6);
    played.view();
    checkKey(played);
  });

  it("a member in office that is not selected deals all the same, and a newcomer sends present", () => {
    const played = table({ ...OPTIONS, parameters: { incumbency: 0 } });
    played.view();
    setStakes(played, { 6: 900n, 7: 900n });
    played.freeze();
    const newcomer = played.session.receivers.find(({ id }) => id === played.miner(6).id)!;
    expect(played.session.dealers.map(({ id }) => id)).not.toContain(newcomer.id);
    const leaver = played.session.dealers.find(({ id }) => !played.session.receivers.some((one) => one.id === id))!;
    expect(personOf(leaver.id)).toBeDefined();
    const block = played.view({ absent: [] });
    expect(block.body.dealings.map(({ index }) => index)).toContain(leaver.index);
    checkKey(played);
  });
});
