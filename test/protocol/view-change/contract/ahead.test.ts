// The contract with the help of a pool: the same states and events as alone, with right and wrong transactions, and
// with a pool that fails.
import { describe, expect, it } from "vitest";
import { type RecordedDealing, Recording } from "../../../../bench/view/recording.js";
import { minPk } from "../../../../src/bls/index.js";
import { G1 } from "../../../../src/curve/index.js";
import { decodeCommitmentLists, decodeCommitments } from "../../../../src/dkg/index.js";
import { computeValues, keepValues } from "../../../../src/dkg/values.js";
import { FeldsparError } from "../../../../src/encoding/index.js";
import { type AheadPool, ContractAhead } from "../../../../src/entry/node.js";
import {
  decodeTransaction,
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

  async batchVerify(...[scheme, items, options]: Parameters<AheadPool["batchVerify"]>) {
    return scheme.batchVerify(items, options);
  }

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

/** One that fails, with an error that says so or with any other. */
class FailingPool extends HelpingPool {
  constructor(private readonly error: Error) {
    super();
  }

  override decodeCommitmentLists(): never {
    throw this.error;
  }

  override async evaluateAhead(): Promise<void> {
    throw this.error;
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
    const failing = [new FeldsparError("POOL_FULL", "full"), new TypeError("broken")].map(
      (error) => new ContractAhead({ pool: new FailingPool(error) }),
    );
    const appliers = [new ContractAhead({ pool, cache }), ...failing];
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
    // nothing that is forged, and every reveal
    expect(pool.lists).toBe(OPTIONS.n);
    expect(pool.values).toBeGreaterThanOrEqual(OPTIONS.n - 2);
  });

  it("computes nothing for who has no keys, and one of what a sender signs twice", async () => {
    const { before, rounds } = await blocks();
    const pool = new HelpingPool();
    const ahead = new ContractAhead({ pool });
    let state = before;
    const junk = (entries: readonly LedgerEntry[]) =>
      entries.flatMap((entry): LedgerEntry[] => {
        const transaction = decodeTransaction(entry.bytes);
        const { signature } = transaction;
        return [
          transactionEntry({ ...transaction, signature: new Uint8Array(signature.length) }),
          transactionEntry({ ...transaction, signature: signature.map((byte, at) => byte ^ Number(at === 9)) }),
        ];
      });
    const honest = ({ bytes }: LedgerEntry) => bytes.length > 9;
    for (const [round, entries] of rounds) {
      if (state.phase === "contribute" || state.phase === "publish") {
        const some = entries.filter((entry) => entry.kind === "transaction" && honest(entry)).slice(1);
        const [lists, values] = [pool.lists, pool.values];
        await ahead.prepare(state, { entries: junk(some) });
        expect([pool.lists, pool.values]).toEqual([lists, values]);
      }
      state = (await ahead.apply(state, { round, entries })).state;
    }
    expect(state.phase).toBe("wait");
  });

  it("keeps nothing that cannot be what was asked for", async () => {
    const { before, rounds } = await blocks();
    const [[first, none], [second, entries]] = rounds as [(typeof rounds)[0], (typeof rounds)[0]];
    const session = new ViewChangeContract().apply(before, { round: first, entries: none }).state;
    const expected = new ViewChangeContract().apply(session, { round: second, entries });
    for (const other of ["group", "length"] as const) {
      const cache = new ProtocolCache();
      const pool = new HelpingPool();
      pool.decodeCommitmentLists = async (scheme, lists, options) =>
        other === "length"
          ? decodeCommitmentLists(
              scheme,
              lists.map((list) => (list as Uint8Array[]).slice(1)),
              options,
            )
          : lists.map(() =>
              decodeCommitments(
                minPk,
                Array.from({ length: OPTIONS.t }, () => G1.BASE.toBytes()),
              ),
            );
      const { state, events } = await new ContractAhead({ pool, cache }).apply(session, { round: second, entries });
      expect(events).toEqual(expected.events);
      expect(encodeContractState(state)).toEqual(encodeContractState(expected.state));
    }
  });

  it("throws what the contract throws", async () => {
    const { before } = await blocks();
    const contract = new ContractAhead({ pool: new HelpingPool() });
    await expect(contract.apply(before, { round: before.round, entries: [] })).rejects.toMatchObject({
      code: "BAD_BLOCK",
    });
    expect(() => new ContractAhead({ pool: {} as never })).toThrow(/batchVerify/);
  });
});
