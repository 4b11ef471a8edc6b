// The lot (protocol §5.1): candidates are closed, the set in office signs them, and nobody wins a seat by choosing
// keys.

import { sha256 } from "@noble/hashes/sha2.js";
import { describe, expect, it } from "vitest";
import { Encoder, TAG } from "../../../../src/encoding/index.js";
import { candidatesHash } from "../../../../src/view-change/contract/freeze.js";
import { selectMiners } from "../../../../src/view-change/contract/selection.js";
import { decodeLot, type LedgerEntry, lotEntry } from "../../../../src/view-change/entries.js";
import { person } from "./people.js";
import { type Table, type TableOptions, table } from "./table.js";

/** Seven candidates of equal stake for five seats: view 1 is made by registration, view 2 needs a lot. */
const TIED: TableOptions = { miners: 7 };

function closed(options: TableOptions = TIED): Table {
  const played = table(options);
  played.view();
  return played.until(({ state }) => state.closing !== null);
}

const ids = (list: readonly { id: string }[]) => list.map(({ id }) => id);

describe("a tie at the cut", () => {
  it("in view 1 is decided by the older registration", () => {
    const played = table(TIED).freeze();
    const oldest = [1, 2, 3, 4, 5].map((miner) => played.miner(miner).id).sort();
    expect(ids(played.session.receivers)).toEqual(oldest);
    expect(played.events("closed")).toEqual([]);
  });

  it("closes the candidates at the end of Start's rounds and waits for the lot", () => {
    const played = table(TIED);
    played.view();
    const { round } = played.state;
    played.until(({ state }) => state.closing !== null);
    expect(played.state.round).toBe(round + 2);
    const { closing, attempt, current, phase } = played.state;
    expect([phase, attempt]).toEqual(["start", 1]);
    expect(closing!.hash).toEqual(candidatesHash(closing!.candidates));
    expect(ids(closing!.candidates)).toEqual(ids(played.state.candidates));
    const { number } = current;
    expect(played.last("closed")).toEqual({ type: "closed", number: number + 1, attempt, hash: closing!.hash });
  });

  it("is drawn by the lot: a shuffle seeded with the hash of the group signature", () => {
    const played = closed();
    const { candidates } = played.state.closing!;
    const entry = played.says.lot();
    const { round } = played.state;
    expect(played.refusals([entry])).toEqual([]);
    expect(played.session.frozenAt).toBe(round + 1);
    const seed = sha256(decodeLot(entry.bytes).signature);
    const drawn = selectMiners(
      candidates.map((one) => ({ ...one, order: 0 })),
      { seats: 5, lot: seed },
    );
    expect(ids(played.session.receivers)).toEqual(ids(drawn));
    expect(played.session.attempt).toBe(1);
    played.view();
  });

  it("does not exist where all equals fit, with tieBreak oldest, or for another purpose than network", () => {
    const fit = table({ miners: 5 });
    fit.view();
    expect(fit.freeze().events("closed")).toEqual([]);
    for (const options of [
      { ...TIED, parameters: { tieBreak: "oldest" as const } },
      { ...TIED, genesis: { purpose: "signing" as const } },
      { ...TIED, genesis: { purpose: "decryption" as const } },
    ]) {
      const played = table(options);
      played.view();
      played.to("contribute");
      expect(played.events("closed")).toEqual([]);
      expect(ids(played.session.receivers)).toEqual([1, 2, 3, 4, 5].map((miner) => played.miner(miner).id).sort());
    }
  });
});

describe("a lot", () => {
  it("must be the set's signature over this number, this attempt and these candidates", () => {
    const played = closed();
    const { says } = played;
    const relabelled = (entry: LedgerEntry) => lotEntry({ ...decodeLot(entry.bytes), number: 2, attempt: 1 });
    expect(played.refusals([says.lot({ number: 3 })])).toEqual(["WRONG_SESSION"]);
    expect(played.refusals([says.lot({ attempt: 2 })])).toEqual(["WRONG_SESSION"]);
    const late = closed();
    const codes = [
      relabelled(says.lot({ number: 3 })),
      relabelled(says.lot({ attempt: 2 })),
      relabelled(says.lot({ candidates: new Uint8Array(32) })),
    ];
    expect(late.refusals(codes)).toEqual(["BAD_LOT", "BAD_LOT", "BAD_LOT"]);
    expect(late.last("refused").culprits).toEqual([]);
    expect(late.state.closing).not.toBeNull();
    expect(late.refusals([late.says.lot()])).toEqual([]);
  });

  it("is refused where nothing is closed, and a second one too", () => {
    const played = closed();
    const entry = played.says.lot();
    const before = table(TIED);
    before.view();
    expect(before.refusals([entry])).toEqual(["WRONG_PHASE"]);
    expect(played.refusals([entry, entry])).toEqual(["WRONG_PHASE"]);
    expect(played.refusals([entry])).toEqual(["WRONG_PHASE"]);
    expect(played.events("frozen")).toHaveLength(2);
  });

  it("of garbage is refused", () => {
    const played = closed();
    const garbage = [0, 48, 96].map((length) => ({ number: 2, attempt: 1, signature: new Uint8Array(length) }));
    expect(played.refusals(garbage.slice(1).map(lotEntry)).length).toBe(2);
    expect(played.refusals([{ kind: "lot", bytes: new Uint8Array(5) }])).toEqual(["MALFORMED"]);
  });

  it("none within lotRounds: the older registration", () => {
    const played = closed();
    const { round } = played.state.closing!;
    played.to("contribute");
    expect(played.session.frozenAt).toBe(round + 3);
    expect(ids(played.session.receivers)).toEqual([1, 2, 3, 4, 5].map((miner) => played.miner(miner).id).sort());
    expect(played.last("phase-ended")).toMatchObject({ phase: "start", why: "rounds-over" });
  });

  it("counts in the last of these rounds", () => {
    const played = closed();
    const { round } = played.state.closing!;
    played.until(({ state }) => state.round === round + 2);
    const oldest = [1, 2, 3, 4, 5].map((miner) => played.miner(miner).id).sort();
    played.block([played.says.lot()]);
    expect(played.session.frozenAt).toBe(round + 3);
    expect(ids(played.session.receivers)).not.toEqual(oldest);
  });

  it("begins nothing else in its block: what belongs to contribute comes after it", () => {
    const played = closed();
    const lot = played.says.lot();
    const ahead = played.fork();
    ahead.block([lot]);
    const mpk = ahead.says.mpk(1);
    expect(played.refusals([lot, mpk])).toEqual(["WRONG_PHASE"]);
  });
});

describe("closed candidates", () => {
  it("stay as they are: later stakes, registrations and leaves change neither the hash nor who is drawn", () => {
    const played = closed();
    const still = played.fork();
    still.block();
    const newcomer = person("miner 9");
    const { hash } = played.state.closing!;
    played.block([
      played.says.stake(newcomer, 10_000n),
      played.says.register(newcomer),
      played.says.stake(played.miner(1), 0n),
      played.says.leave(played.miner(2)),
    ]);
    expect(played.state.closing!.hash).toEqual(hash);
    still.block([still.says.lot()]);
    played.block([played.says.lot()]);
    expect(ids(played.session.receivers)).toEqual(ids(still.session.receivers));
    expect(played.session.receivers.map(({ stake }) => stake)).toEqual(
      still.session.receivers.map(({ stake }) => stake),
    );
  });

  it("have another hash for another id or stake, and the lot is over that", () => {
    const one = { id: "11".repeat(32), stake: 5n };
    const lists = [
      [one],
      [{ ...one, stake: 6n }],
      [{ ...one, id: "12".repeat(32) }],
      [one, { ...one, id: "12".repeat(32) }],
    ];
    expect(new Set(lists.map((list) => candidatesHash(list).join())).size).toBe(4);
    expect(candidatesHash([one])).toEqual(
      new Encoder(TAG.candidates)
        .u32(1)
        .fixed(new Uint8Array(32).fill(0x11), 32)
        .fixed(new Uint8Array(16).fill(5, 15), 16)
        .digest(),
    );
  });
});

describe("grinding (A3)", () => {
  it("wins three colluding candidates no seats: every choice of keys is drawn anew by who does not know it", () => {
    // three of 8 candidates of equal stake want seats among five; they try 12 sets of keys and would take the best if
    // they knew the lot before candidates are closed. Here the lot of each try is independent of that of any other.
    const lots = new Set<string>();
    let won = 0;
    const tries = 12;
    for (let attempt = 0; attempt < tries; attempt++) {
      const played = table({ miners: 5, parameters: { incumbency: 0 } });
      played.view();
      const ours = [0, 1, 2].map((at) => person(`miner ${100 + 3 * attempt + at}`));
      played.block([
        ...ours.map((one) => played.says.stake(one, 100n)),
        ...ours.map((one) => played.says.register(one)),
      ]);
      const { round } = played.state;
      played.until(({ state }) => state.closing !== null);
      // what they could have signed over before the closing says nothing: the hash has their own keys in it
      expect(played.state.closing!.round).toBe(round + 1);
      lots.add(played.state.closing!.hash.join());
      played.block([played.says.lot()]);
      const seats = ids(played.session.receivers).filter((id) => ours.some((one) => one.id === id)).length;
      won += seats;
    }
    expect(lots.size).toBe(tries);
    // 36 draws of probability 5/8: 22.5, standard deviation below 3
    expect(Math.abs(won - 22.5)).toBeLessThan(12);
  });
});
