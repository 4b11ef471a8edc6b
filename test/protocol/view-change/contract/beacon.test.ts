// Outputs of the beacon on the ledger (protocol §8): who owns a round, what it must follow, what is over.
import { describe, expect, it } from "vitest";
import { type BeaconOutput, randomness } from "../../../../src/beacon/index.js";
import { ownerOf, ownersWith } from "../../../../src/view-change/contract/beacon.js";
import { beaconEntry } from "../../../../src/view-change/entries.js";
import { type Table, type TableOptions, table } from "./table.js";

const ZERO = new Uint8Array(32);

/** View 1 is in office; its first round, and the hash of its block. */
function inOffice(options: TableOptions = {}): { played: Table; first: number; hash: Uint8Array } {
  const played = table(options);
  const { startingRound } = played.view();
  return { played, first: startingRound, hash: played.state.current.hash };
}

const refusal = (played: Table, output: BeaconOutput) =>
  played.refusals([beaconEntry("min-sig", output)])[0] ?? "accepted";

describe("an output", () => {
  it("of view 1's first round follows the hash of block 1", () => {
    const { played, first, hash } = inOffice();
    expect(refusal(played, played.says.output(first, ZERO))).toBe("BAD_BEACON");
    expect(refusal(played, played.says.output(first, hash))).toBe("accepted");
    expect(played.last("beacon").output.round).toBe(first);
  });

  it("follows the output of the round before where the ledger has it, and proves itself where not", () => {
    const { played, first, hash } = inOffice();
    const one = played.says.output(first, hash);
    // in one block, one after the other
    const two = played.says.output(first + 1, randomness(one.signature));
    expect(played.refusals([beaconEntry("min-sig", one), beaconEntry("min-sig", two)])).toEqual([]);
    expect(refusal(played, played.says.output(first + 2, ZERO))).toBe("BAD_BEACON");
    expect(refusal(played, played.says.output(first + 5, ZERO))).toBe("accepted");
    expect(played.state.beacon.map(({ round }) => round)).toEqual([first, first + 1, first + 5]);
  });

  it("needs the group's signature of this round, count and randomness", () => {
    const { played, first, hash } = inOffice();
    const good = played.says.output(first + 3, hash, 1);
    for (const change of [
      { round: first + 4 },
      { timeoutCount: 0 },
      { timeoutCount: 2 },
      { previousRandomness: ZERO },
      { signature: new Uint8Array(48) },
      { signature: played.says.output(first + 3, hash).signature },
    ]) {
      expect(refusal(played, { ...good, ...change })).not.toBe("accepted");
    }
    expect(refusal(played, good)).toBe("accepted");
  });

  it("of a round that the ledger has is refused, of any count: the first valid one stands", () => {
    const { played, first, hash } = inOffice();
    const one = played.says.output(first, hash, 1);
    expect(refusal(played, one)).toBe("accepted");
    expect(refusal(played, one)).toBe("REPEATED");
    expect(refusal(played, played.says.output(first, hash, 0))).toBe("REPEATED");
    expect(played.refusals([beaconEntry("min-sig", one), beaconEntry("min-sig", one)])).toEqual([
      "REPEATED",
      "REPEATED",
    ]);
    expect(played.state.beacon).toHaveLength(1);
  });

  it("before the first view's starting round has no owner", () => {
    const { played, first, hash } = inOffice();
    expect(refusal(played, played.says.output(first - 1, hash))).toBe("BAD_BEACON");
    expect(
      table().refusals([
        beaconEntry("min-sig", { round: 1, timeoutCount: 0, previousRandomness: ZERO, signature: new Uint8Array(48) }),
      ]),
    ).toEqual(["BAD_BEACON"]);
  });

  it("is no business of a chain for another purpose, or with a drand beacon", () => {
    for (const genesis of [
      { purpose: "signing" },
      { purpose: "decryption" },
      { mode: "reshare", beacon: { mode: "drand" } },
    ] as const) {
      const { played, first, hash } = inOffice({ genesis });
      expect(refusal(played, played.says.output(first, hash))).toBe("BAD_BEACON");
    }
  });

  it("with a drand beacon is still known by the block that names it, views later", () => {
    const { played, hash } = inOffice({ genesis: { mode: "reshare", beacon: { mode: "drand" } } });
    for (let number = 2; number <= 5; number++) played.view();
    const { beaconOwners } = played.state;
    expect(beaconOwners.map(({ number }) => number)).toEqual([1, 4, 5]);
    expect(beaconOwners[0]!.blockHash).toEqual(hash);
  });

  it("that is garbage is refused and blames nobody", () => {
    const { played } = inOffice();
    expect(played.refusals([{ kind: "beacon", bytes: new Uint8Array(20) }])).toEqual(["MALFORMED"]);
    expect(played.last("refused").culprits).toEqual([]);
  });
});

describe("rounds of a view", () => {
  it("are those from its starting round to the one before its successor's", () => {
    const { played, first } = inOffice();
    const before = played.fork();
    const two = played.view();
    const { says: old } = before;
    const last = two.startingRound - 1;
    const owner = (round: number) => ownerOf(played.state, round)?.number ?? null;
    expect([first - 1, first, last, two.startingRound, two.startingRound + 1000].map(owner)).toEqual([
      null,
      1,
      1,
      2,
      2,
    ]);
    // by the other view's shares they are not valid
    expect(refusal(played, played.says.output(last, ZERO))).toBe("BAD_BEACON");
    expect(refusal(played, old.output(last, ZERO))).toBe("accepted");
    const seed = randomness(played.state.beacon[0]!.signature);
    expect(refusal(played, old.output(last + 1, seed))).toBe("BAD_BEACON");
    expect(refusal(played, played.says.output(last + 1, seed))).toBe("accepted");
  });

  it("the first is taken only over the ledger's entry for the last of the view before", () => {
    const { played } = inOffice();
    const before = played.fork();
    const { startingRound } = played.view();
    expect(refusal(played, played.says.output(startingRound, ZERO))).toBe("BAD_BEACON");
    const last = before.says.output(startingRound - 1, ZERO);
    expect(refusal(played, last)).toBe("accepted");
    expect(refusal(played, played.says.output(startingRound, ZERO))).toBe("BAD_BEACON");
    expect(refusal(played, played.says.output(startingRound, randomness(last.signature)))).toBe("accepted");
  });

  it("from a decided block's starting round on wait for its activation", () => {
    const { played } = inOffice();
    played.freeze().contribute().share().publish();
    const { startingRound } = played.session.magicBlock!;
    const undecided = played.fork();
    played.confirm();
    expect(refusal(played, played.says.output(startingRound, ZERO))).toBe("BAD_BEACON");
    expect(refusal(played, played.says.output(startingRound - 1, ZERO))).toBe("accepted");
    expect(refusal(undecided, undecided.says.output(startingRound, ZERO))).toBe("accepted");
  });

  it("of a view before can be made as long as its last one is not on the ledger, however many views later", () => {
    const { played } = inOffice();
    const before = played.fork();
    const second = played.view();
    played.view();
    played.view();
    expect(played.state.beaconOwners.map(({ number }) => number)).toEqual([1, 2, 3, 4]);
    const last = before.says.output(second.startingRound - 1, ZERO);
    expect(refusal(played, last)).toBe("accepted");
    played.view();
    // the owner of that round stays one view longer than it must, the next waits for its own last one
    expect(played.state.beaconOwners.map(({ number }) => number)).toEqual([2, 3, 4, 5]);
  });

  it("of views that are over are over", () => {
    const { played } = inOffice();
    const owner = played.state.beaconOwners[0]!;
    const owners = [1, 2].map((number) => ({ ...owner, number, startingRound: 100 * number }));
    const output = { timeoutCount: 0, previousRandomness: ZERO, signature: new Uint8Array(48) };
    const third = { ...owner, number: 3, startingRound: 300 };
    const state = { ...played.state, beaconOwners: owners, beacon: [] };
    expect(ownersWith(state, third).map(({ number }) => number)).toEqual([1, 2, 3]);
    const made = { ...state, beacon: [{ ...output, round: 199 }] };
    expect(ownersWith(made, third).map(({ number }) => number)).toEqual([2, 3]);
    // a chain without a beacon on its ledger waits for none
    const signing = { ...state, genesis: { ...state.genesis, purpose: "signing" as const } };
    expect(ownersWith(signing, third).map(({ number }) => number)).toEqual([2, 3]);
  });
});

describe("outputs that are remembered", () => {
  it("are the latest 1024: what is older than all of them is over", () => {
    const { played, first } = inOffice();
    const output = { timeoutCount: 0, previousRandomness: ZERO, signature: new Uint8Array(48) };
    const beacon = Array.from({ length: 1024 }, (_, at) => ({ ...output, round: first + 10 + 2 * at }));
    played.state = { ...played.state, beacon };
    expect(refusal(played, played.says.output(first + 5, ZERO))).toBe("BAD_BEACON");
    const missing = played.says.output(first + 13, randomness(output.signature));
    expect(refusal(played, missing)).toBe("accepted");
    expect(played.state.beacon).toHaveLength(1024);
    expect(played.state.beacon[0]!.round).toBe(first + 12);
  });
});
