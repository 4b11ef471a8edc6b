// The recorded view changes of the scale benchmark: the contract accepts every transaction, and the members' key shares
// are those of the magic block.
import { describe, expect, it } from "vitest";
import { Members, waitTransaction } from "../../../bench/view/members.js";
import { Recording } from "../../../bench/view/recording.js";
import { minSig } from "../../../src/bls/index.js";
import { type ContractState, type Transaction, ViewChangeContract } from "../../../src/entry/view-change.js";

const OPTIONS = { n: 7, t: 5, k: 5, seed: "recording test", watched: 4 };

describe("a recorded view change", () => {
  it("is accepted by the contract down to the certificate", async () => {
    const recording = await Recording.create(OPTIONS);
    const members = await Members.create(OPTIONS);
    const contract = new ViewChangeContract();
    let state: ContractState = contract.apply(members.genesis(contract), { round: 1, transactions: [] }).state;
    expect(state.session!.id).toEqual(recording.frozen.session!.id);
    const apply = (transactions: Transaction[], rounds = 1) => {
      const { state: next, events } = contract.apply(state, { round: state.round + rounds, transactions });
      expect(events.filter(({ type }) => type === "refused")).toEqual([]);
      state = next;
      return events;
    };
    const dealings = [];
    for (let index = 1; index <= OPTIONS.n; index++) dealings.push(await recording.dealing(index));
    apply(dealings.map(({ contribution }) => contribution));
    apply([], 1000);
    apply(dealings.map(({ index }) => recording.shared(index)));
    apply([], 1000);
    apply(dealings.map(({ publication }) => publication));
    apply([], 1000);
    const { magicBlock, magicBlockHash, id } = state.session!;
    expect(magicBlock!.dealings.reduce((sum, { reveals }) => sum + reveals.length, 0)).toBe(OPTIONS.n - 2);
    expect(recording.keyShares.map((share) => minSig.getPublicKey(share))).toEqual(
      magicBlock!.miners.map(({ publicShare }) => publicShare),
    );
    apply(recording.keyShares.map((share, i) => waitTransaction(members, id, i + 1, magicBlockHash!, share)));
    expect(apply([], 1000).map(({ type }) => type)).toContain("activated");
  });

  it("seals a share from everybody else for the watched miner, and acknowledges its dealing", async () => {
    const recording = await Recording.create(OPTIONS);
    const own = await recording.dealing(OPTIONS.watched);
    expect(own.envelope).toBeNull();
    expect(own.acknowledgements).toHaveLength(OPTIONS.n - 1);
    const other = await recording.dealing(1);
    expect(other.envelope).not.toBeNull();
    expect(other.acknowledgements).toEqual([]);
  });
});
