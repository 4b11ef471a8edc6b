// The contract with the help of a pool: the same states and events as alone, with right and wrong transactions, and
// with a pool that fails.
import { describe, expect, it } from "vitest";
import { type RecordedDealing, Recording } from "../../../../bench/view/recording.js";
import { decodeCommitmentLists } from "../../../../src/dkg/index.js";
import { computeValues, keepValues } from "../../../../src/dkg/values.js";
import { FeldsparError } from "../../../../src/encoding/index.js";
import { type AheadPool, ContractAhead } from "../../../../src/entry/node.js";
import {
  encodeContractState,
  type LedgerEntry,
  ProtocolCache,
  type Transaction,
  transactionEntry,
  ViewChangeContract,
} from "../../../../src/entry/view-change.js";
import { idToScalar } from "../../../../src/threshold/ids.js";

const OPTIONS = { n: 5, t: 4, k: 4, seed: "ahead test", watched: 2 };

/** What a pool does, on this thread, and how often it was asked. */
class HelpingPool implements AheadPool {
  lists = 0;
  values = 0;

  async decodeCommitmentLists(...[scheme, lists, options]: Parameters<AheadPool["decodeCommitmentLists"]>) {
    this.lists += lists.length;
    return decodeCommitmentLists(scheme, lists, options);
  }

  async evaluateAhead(...[scheme, items]: Parameters<AheadPool["evaluateAhead"]>) {
    const wanted = items.map(({ commitments, id }) => ({ commitments, id: idToScalar(id) }));
    this.values += wanted.length;
    if (wanted.length > 0) keepValues(scheme, wanted, computeValues(scheme, wanted));
  }
}

class FullPool implements AheadPool {
  decodeCommitmentLists(): never {
    throw new FeldsparError("POOL_FULL", "full");
  }

  async evaluateAhead(): Promise<void> {
    throw new FeldsparError("POOL_CLOSED", "closed");
  }
}

/** The blocks of a view change up to its magic block, some transactions of which are wrong. */
async function blocks() {
  const recording = await Recording.create(OPTIONS);
  const { members } = recording;
  const dealings: RecordedDealing[] = [];
  for (let index = 1; index <= OPTIONS.n; index++) dealings.push(await recording.dealing(index));
  const spoilt = (transaction: Transaction, at: number): LedgerEntry => {
    const payload = transaction.payload.slice();
    payload[at < 0 ? payload.length + at : at]! ^= 1;
    return transactionEntry({ ...transaction, payload });
  };
  const contract = new ViewChangeContract();
  const before = members.before(contract, null);
  const shared = dealings.map(({ index }) => transactionEntry(recording.shared(index)));
  const rounds = (round: number): [number, LedgerEntry[]][] => [
    [round + 1, []],
    [
      round + 2,
      [
        members.keep(contract.apply(before, { round: round + 1, entries: [] }).state),
        spoilt(dealings[0]!.contribution, 50),
        { kind: "transaction", bytes: new Uint8Array(9) },
        ...dealings.slice(0, 3).map(({ contribution }) => transactionEntry(contribution)),
      ],
    ],
    [round + 3, dealings.slice(2).map(({ contribution }) => transactionEntry(contribution))],
    [round + 1100, []],
    [round + 1101, shared],
    [round + 2200, []],
    [
      round + 2201,
      [
        spoilt(dealings[4]!.publication, -1),
        transactionEntry(recording.shared(1)),
        ...dealings.map(({ publication }) => transactionEntry(publication)),
      ],
    ],
    [round + 3300, []],
  ];
  return { before, rounds: rounds(before.round) };
}

describe("the contract with a pool's help", () => {
  it("comes to the same states and events", async () => {
    const { before, rounds } = await blocks();
    const pool = new HelpingPool();
    const cache = new ProtocolCache();
    const appliers = [new ContractAhead({ pool, cache }), new ContractAhead({ pool: new FullPool() })];
    const alone = new ViewChangeContract();
    let expected = before;
    let states = appliers.map(() => before);
    for (const [round, entries] of rounds) {
      const { state, events } = alone.apply(expected, { round, entries });
      expected = state;
      const applied = await Promise.all(
        appliers.map((applier, index) => applier.apply(states[index]!, { round, entries })),
      );
      states = applied.map((one) => one.state);
      for (const one of applied) {
        expect(one.events).toEqual(events);
        expect(encodeContractState(one.state)).toEqual(encodeContractState(state));
      }
    }
    expect(expected.phase).toBe("wait");
    // what is forged is decoded in vain, under another name; every reveal was evaluated
    expect(pool.lists).toBe(OPTIONS.n + 1);
    expect(pool.values).toBeGreaterThanOrEqual(OPTIONS.n - 2);
  });

  it("throws what the contract throws", async () => {
    const { before } = await blocks();
    const contract = new ContractAhead({ pool: new HelpingPool() });
    await expect(contract.apply(before, { round: before.round, entries: [] })).rejects.toMatchObject({
      code: "BAD_BLOCK",
    });
    expect(() => new ContractAhead({ pool: {} as never })).toThrow(/decodeCommitmentLists/);
  });
});
