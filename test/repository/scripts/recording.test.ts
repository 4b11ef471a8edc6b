// The recorded view changes of the scale benchmark: the contract accepts every transaction, and the members' key shares
// are those of the magic block.
import { describe, expect, it } from "vitest";
import type { InOffice } from "../../../bench/view/members.js";
import { Recording } from "../../../bench/view/recording.js";
import { minSig } from "../../../src/bls/index.js";
import {
  type ContractState,
  type LedgerEntry,
  transactionEntry,
  ViewChangeContract,
} from "../../../src/entry/view-change.js";

const OPTIONS = { n: 7, t: 5, k: 5, seed: "recording test", watched: 4 };

/** Plays a recorded view change to the contract, and says what the next one goes on from. */
async function play(office: InOffice | null): Promise<InOffice> {
  const recording = await Recording.create(OPTIONS, { office });
  const { members } = recording;
  const contract = new ViewChangeContract();
  const before = members.before(contract, office);
  let state: ContractState = contract.apply(before, { round: before.round + 1, entries: [] }).state;
  expect(state.session!.id).toEqual(recording.session.id);
  const apply = (entries: LedgerEntry[], round = state.round + 1) => {
    const { state: next, events } = contract.apply(state, { round, entries });
    expect(events.filter(({ type }) => type === "refused")).toEqual([]);
    state = next;
    return events.map(({ type }) => type);
  };
  const dealings = [];
  for (let index = 1; index <= OPTIONS.n; index++) dealings.push(await recording.dealing(index));
  apply([members.keep(state), ...dealings.map(({ contribution }) => transactionEntry(contribution))]);
  apply([], state.round + 1000);
  apply(dealings.map(({ index }) => transactionEntry(recording.shared(index))));
  apply([], state.round + 1000);
  apply(dealings.map(({ publication }) => transactionEntry(publication)));
  apply([], state.round + 1000);
  const { magicBlock } = state.session!;
  expect(magicBlock!.body.dealings.reduce((sum, { reveals }) => sum + reveals.length, 0)).toBe(OPTIONS.n - 2);
  const { keyShares } = recording;
  expect(keyShares.map((share) => minSig.getPublicKey(share))).toEqual(
    magicBlock!.members.map(({ publicShare }) => publicShare),
  );
  const confirmed = keyShares.map((share, i) => transactionEntry(members.confirmation(state, i + 1, share)));
  expect(apply(confirmed)).toContain("decided");
  expect(apply(members.handOvers(state, office).map(transactionEntry))).toContain("certified");
  expect(apply([], magicBlock!.startingRound)).toContain("activated");
  return { state, keyShares };
}

describe("a recorded view change", () => {
  it("is accepted by the contract until it is in office, the first one and the reshare after it", async () => {
    const first = await play(null);
    const second = await play(first);
    expect(second.state.current.number).toBe(2);
    const keyOf = ({ state }: InOffice) => state.current.magicBlock!.groupPublicKey;
    expect(keyOf(second)).toEqual(keyOf(first));
    expect(second.keyShares).not.toEqual(first.keyShares);
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
