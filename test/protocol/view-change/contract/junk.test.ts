// Anything from anybody (protocol §10): entries of every kind with any bytes are refused one by one, with bounded work,
// change nothing and blame nobody.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { equalBytes } from "../../../../src/encoding/index.js";
import { stateHash } from "../../../../src/view-change/contract/state-bytes.js";
import { ENTRY_KINDS, type LedgerEntry, transactionEntry } from "../../../../src/view-change/entries.js";
import type { Transaction } from "../../../../src/view-change/transaction.js";
import { type Table, type TableOptions, table } from "./table.js";

const LOT: TableOptions = { miners: 7 };
const RESHARE: TableOptions = { genesis: { mode: "reshare" } };

/** A table in each phase, with a good entry of each kind that is taken then. */
function moments(): [string, Table, LedgerEntry[]][] {
  const start = table();
  const members = [
    start.says.register(start.miner(1)),
    start.says.leave(start.miner(2)),
    start.says.stake(start.miner(3), 5n),
  ];
  const closing = table(LOT);
  closing.view();
  closing.until(({ state }) => state.closing !== null);
  const contribute = table(RESHARE);
  contribute.view();
  const beacon = contribute.says.output(
    contribute.state.current.magicBlock!.startingRound,
    contribute.state.current.hash,
  );
  contribute.freeze();
  const share = contribute.fork().contribute();
  const publish = share.fork().share();
  const wait = publish.fork().publish();
  const decided = wait.fork().confirm({ noConfirmation: [5] });
  const carried = (...list: Transaction[]) => list.map(transactionEntry);
  return [
    ["start", start, members],
    ["start, closed", closing, [closing.says.lot()]],
    [
      "contribute",
      contribute,
      [
        ...carried(contribute.says.mpk(1), contribute.says.present(2)),
        contribute.says.keep(contribute.sharder(1)),
        contribute.says.beacon(beacon),
      ],
    ],
    ["share", share, carried(share.says.shared(1))],
    ["publish", publish, carried(publish.says.publication(1, [2]))],
    ["wait", wait, carried(wait.says.confirm(1))],
    [
      "wait, decided",
      decided,
      carried(decided.says.confirm(5), decided.says.handOver(decided.state.current.magicBlock!.members[0]!.id)),
    ],
  ];
}

/** Applied as a block, these entries are all refused and leave what an empty block leaves. */
function changesNothing(played: Table, entries: readonly LedgerEntry[]): void {
  const { state, contract } = played;
  const round = state.round + 1;
  const { state: after, events } = contract.apply(state, { round, entries });
  const refused = events.flatMap((event) => (event.type === "refused" ? [event] : []));
  for (const { culprits } of refused) expect(culprits).toEqual([]);
  const ignored = entries.filter(({ kind }) => kind === "tick" || kind === "checkpoint").length;
  expect(refused).toHaveLength(entries.length - ignored);
  const empty = contract.apply(state, { round, entries: [] }).state;
  expect(equalBytes(stateHash(after), stateHash(empty))).toBe(true);
}

describe("junk", () => {
  const all = moments();
  const kind = fc.constantFrom(...ENTRY_KINDS);

  it("of random bytes and lengths changes nothing, in any phase", () => {
    const entries = fc.array(fc.record({ kind, bytes: fc.uint8Array({ maxLength: 400 }) }), { maxLength: 6 });
    for (const [, played] of all) {
      fc.assert(
        fc.property(entries, (some) => changesNothing(played, some)),
        { numRuns: 40 },
      );
    }
  });

  it("that is a good entry with some bytes changed, cut or added changes nothing, in any phase", () => {
    for (const [where, played, good] of all) {
      const change = fc.record({
        which: fc.integer({ min: 0, max: good.length - 1 }),
        at: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        bit: fc.integer({ min: 0, max: 7 }),
        how: fc.constantFrom("flip", "cut", "add", "zero"),
      });
      fc.assert(
        fc.property(change, ({ which, at, bit, how }) => {
          const { kind: one, bytes } = good[which]!;
          const place = Math.floor(at * bytes.length);
          let changed = Uint8Array.from(bytes);
          if (how === "flip") changed[place]! ^= 1 << bit;
          else if (how === "cut") changed = changed.slice(0, place);
          else if (how === "add") changed = Uint8Array.from([...bytes, bit]);
          else changed.fill(0, place);
          if (equalBytes(changed, bytes)) return;
          changesNothing(played, [{ kind: one, bytes: changed }]);
        }),
        { numRuns: 60 },
      );
      // and all of these are good as they are
      expect(played.fork().refusals(good), where).toEqual([]);
    }
  });

  it("of one kind said to be of another changes nothing", () => {
    for (const [, played, good] of all) {
      for (const { kind: own, bytes } of good) {
        const others = ENTRY_KINDS.filter((other) => other !== own).map((other) => ({ kind: other, bytes }));
        changesNothing(played, others);
      }
    }
  });

  it("of a megabyte changes nothing", () => {
    const [, played] = all[2]!;
    for (const fill of [0, 1, 0xff]) {
      const bytes = new Uint8Array(1 << 20).fill(fill);
      changesNothing(
        played,
        ENTRY_KINDS.map((one) => ({ kind: one, bytes })),
      );
    }
  });

  it("signed payloads of any bytes change nothing, and their sender alone is blamed", () => {
    const [contribute, publish, decided] = [all[2]![1], all[4]![1], all[6]![1]];
    const sends: [Table, "mpk" | "present" | "publication" | "confirm" | "hand-over", Uint8Array][] = [
      [contribute, "mpk", contribute.session.id],
      [contribute, "present", contribute.session.id],
      [publish, "publication", publish.session.id],
      [all[5]![1], "confirm", decided.session.id],
      [decided, "hand-over", decided.session.magicBlockHash!],
    ];
    for (const [played, what, session] of sends) {
      const sender = played.says.dealer(1);
      const lengths = fc.uint8Array({ maxLength: 300 }).filter(({ length }) => what !== "present" || length !== 32);
      fc.assert(
        fc.property(lengths, (payload) => {
          const again = played.fork();
          const codes = again.refusals([again.says.transaction(sender, what, payload, session)]);
          expect(codes).toHaveLength(1);
          expect(again.last("refused").culprits).toEqual([sender.id]);
        }),
        { numRuns: 15 },
      );
    }
  });

  it("in front of good entries takes nothing from them", () => {
    for (const [, played, good] of all) {
      const junk = good.map(({ kind: one, bytes }) => ({ kind: one, bytes: bytes.slice(0, -1) }));
      const clean = played.fork();
      const dirty = played.fork();
      clean.block(good);
      dirty.block([...junk, ...good, ...junk]);
      expect(equalBytes(stateHash(dirty.state), stateHash(clean.state))).toBe(true);
    }
  });
});
