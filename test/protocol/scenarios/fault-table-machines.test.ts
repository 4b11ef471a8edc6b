// The fault table of the protocol (§10), with miners driven by hand: two histories, machines that repeat themselves,
// messages of any kind; and what is promised beside it of purposes and backups.
import { describe, expect, it } from "vitest";
import { randomness } from "../../../src/beacon/index.js";
import { concatBytes, equalBytes, toHex } from "../../../src/encoding/index.js";
import { FRAME_KINDS, MAX_FRAME } from "../../../src/sealing/frame.js";
import { encodeContractState } from "../../../src/view-change/contract/state-bytes.js";
import { beaconEntry, lotEntry } from "../../../src/view-change/entries.js";
import { Miner } from "../../../src/view-change/miner/miner.js";
import { EMPTY_MINER_STATE } from "../../../src/view-change/miner/state.js";
import {
  decodeSharderMemory,
  EMPTY_SHARDER_MEMORY,
  encodeSharderMemory,
  Sharder,
} from "../../../src/view-change/sharder.js";
import { World } from "../findings/world.js";
import { table } from "../view-change/contract/table.js";
import { Driven, people } from "../view-change/driven.js";

const everybody = await people(7);
const five = everybody.slice(0, 5);
const ids = five.map(({ id }) => id);

describe("two histories: at most one block of a number can be certified while f members are corrupt", () => {
  /** n = 5, t = 4: f = 1. Block 2 is decided, and nobody has handed over yet. */
  async function decided(): Promise<Driven> {
    const driven = await Driven.of(five, { threshold: 4, quorum: 4 });
    await driven.untilView(1);
    await driven.untilPhase("wait");
    for (const { id } of five) driven.off.add(id);
    await driven.block();
    expect(driven.session.decided).not.toBe(null);
    expect(driven.transactions("hand-over")).toEqual([]);
    return driven;
  }

  /** The same chain, as an engine that forks shows it to others: another block is decided. */
  const other = (driven: Driven) => {
    const magicBlockHash = new Uint8Array(32).fill(9);
    return { ...driven.state, session: { ...driven.session, magicBlockHash } };
  };

  async function handedOver(driven: Driven, order: (id: string) => readonly [Driven["state"], Driven["state"]]) {
    const blocks = order(ids[0]!).map(({ session }) => toHex(session!.magicBlockHash!));
    for (const id of ids.slice(0, 4)) {
      for (const history of order(id)) {
        driven.state = history;
        await driven.give(id, "block");
        await driven.restart(id);
      }
    }
    const names = driven.transactions("hand-over").map(({ sender, session }) => `${toHex(session)} ${sender}`);
    const hashes = [...new Set(names)].map((name) => name.split(" ")[0]!);
    // 5 is corrupt, and signs both
    return blocks.map((hash) => 1 + hashes.filter((one) => one === hash).length);
  }

  for (let first = 0; first <= 4; first++) {
    it(`with an engine that forks: ${first} of four honest members see the one first`, async () => {
      const driven = await decided();
      const [one, two] = [driven.state, other(driven)];
      const counts = await handedOver(driven, (id) => (ids.indexOf(id) < first ? [one, two] : [two, one]));
      expect(counts.reduce((sum, count) => sum + count)).toBe(6);
      expect(counts.filter((count) => count >= 4).length).toBeLessThanOrEqual(1);
    });
  }

  it("with a twin, or an old backup, of a member: it signs nothing", async () => {
    const driven = await decided();
    const [id] = ids as [string];
    driven.states.set(id, EMPTY_MINER_STATE);
    for (const history of [driven.state, other(driven)]) {
      driven.state = history;
      await driven.restart(id);
    }
    expect(driven.transactions("hand-over", id)).toEqual([]);
  });

  it("a sharder of the genesis signs one block 1 ever, stored first", async () => {
    const driven = await Driven.of(five);
    driven.sharderSays = () => [];
    const sharder = new Sharder("min-sig", { ...driven.sharder, url: "https://sharder.example" });
    let memory = EMPTY_SHARDER_MEMORY;
    while (driven.session?.decided == null && driven.state.phase !== "stopped") {
      const step = sharder.step(memory, driven.state);
      memory = step.memory;
      driven.pool.push(...step.entries);
      await driven.block();
      if (driven.state.session?.decided) break;
    }
    const said = sharder.step(memory, driven.state);
    expect(said.entries.map(({ kind }) => kind)).toEqual(["transaction"]);
    // what has to be stored before it is said names the hash, and is all that a restart needs
    const stored = decodeSharderMemory(encodeSharderMemory(said.memory));
    expect(equalBytes(stored.first!.hash, driven.session.magicBlockHash!)).toBe(true);
    for (const later of [1, 100, 10_000]) {
      const history = other(driven);
      expect(sharder.step(stored, { ...history, round: history.round + later }).entries).toEqual([]);
    }
  });
});

describe("hand-over slow", () => {
  it("the decided block waits; the old set stays in office and makes no round of the new view, which makes it late", () => {
    const played = table({ miners: 5 });
    played.view();
    played.freeze().contribute().share().publish().confirm();
    const old = played.state.current;
    const { startingRound } = played.session.magicBlock!;
    const { says } = played;
    const last = says.output(startingRound - 1, new Uint8Array(32).fill(1));
    played.until(({ state }) => state.round >= startingRound + 3);
    expect(played.refusals([says.beacon(last)])).toEqual([]);
    expect(played.state.current).toBe(old);
    const early = says.output(startingRound, randomness(last.signature));
    expect(played.refusals([says.beacon(early)])).toEqual(["BAD_BEACON"]);
    played.activate();
    expect(played.state.current.number).toBe(2);
    // with the old set's signature it is as bad as before
    expect(played.refusals([says.beacon(early)])).toEqual(["BAD_BEACON"]);
  });
});

describe("random source that repeats itself", () => {
  for (const mode of ["fresh", "reshare"] as const) {
    it(`${mode}: machines restored from one snapshot of it, in one session and in two: nothing is said twice`, async () => {
      const seen: string[] = [];
      for (const chainId of ["one", "two"]) {
        const driven = await Driven.of(five, { tieBreak: "oldest" }, { chainId, mode });
        const random = (length: number) => new Uint8Array(length).fill(7);
        for (const identity of five) {
          driven.miners.set(identity.id, new Miner({ scheme: "min-sig", identity, cache: driven.cache, random }));
        }
        if (mode === "reshare") await driven.untilView(1);
        await driven.untilPhase("share");
        for (const contribution of driven.session.contributions) {
          const { commitments, proof } = contribution!;
          // in a reshare the constant term is what is in office
          seen.push(...[...commitments].map(toHex), toHex(proof.slice(0, 32)));
        }
        for (const id of ids) seen.push(...driven.mine(id).shares.map(toHex));
      }
      expect(new Set(seen).size).toBe(seen.length);
    });
  }
});

describe("a message of any kind, of any size, from anybody", () => {
  it("to a miner: nothing is stored, nothing is said, nobody is blamed", async () => {
    const world = await World.of(5, { t: 3, k: 4 });
    await world.until("share");
    const { id } = world.chain.session;
    const [from, to] = [ids[3]!, ids[0]!].map((name) =>
      Uint8Array.from(name.match(/../g)!, (pair) => parseInt(pair, 16)),
    );
    const before = [world.puts, world.seen.length, world.submitted.length];
    for (let kind = 0; kind <= FRAME_KINDS.length + 1; kind++) {
      const scope = kind <= 2 ? id : new Uint8Array(16).fill(0, 0, 15).fill(1, 15);
      for (const size of [0, 1, 48, 80, 1500, MAX_FRAME, 1 << 20]) {
        const head = concatBytes(Uint8Array.of(kind), scope, from!, to!);
        const length = Uint8Array.of(size >>> 24, size >>> 16, size >>> 8, size);
        for (const bytes of [
          concatBytes(head, length, new Uint8Array(size), new Uint8Array(32)),
          concatBytes(head, length, new Uint8Array(Math.min(size, 10))),
          new Uint8Array(size).fill(kind),
        ])
          await world.give(1, bytes);
      }
    }
    expect([world.puts, world.seen.length, world.submitted.length]).toEqual(before);
    expect(world.blamed).toEqual([]);
  });
});

describe("a key with purpose decryption", () => {
  it("signs confirm and hand-over, and nothing else: no lot, no beacon", async () => {
    const driven = await Driven.of(everybody, {}, { purpose: "decryption" });
    await driven.untilView(2);
    expect(driven.effects("send-lot")).toEqual([]);
    expect(driven.lots()).toEqual([]);
    expect(driven.effects("append")).toEqual([]);
    // with candidates that tie at the cut nobody waits for a lot, and one is refused; so is a round of the beacon
    expect(driven.events.filter(({ type }) => type === "closed")).toEqual([]);
    const signature = new Uint8Array(48).fill(1);
    const { startingRound } = driven.state.current.magicBlock!;
    const output = { round: startingRound, timeoutCount: 0, previousRandomness: new Uint8Array(32), signature };
    driven.events = [];
    driven.pool.push(lotEntry("min-sig", { number: 3, attempt: 1, signature }), beaconEntry("min-sig", output));
    await driven.block();
    expect(driven.refusals().map((text) => text.split(" ")[0])).toEqual(["WRONG_PHASE", "BAD_BEACON"]);
  });
});

describe("backups hold no shares", () => {
  it("what sharders store, and the contract's snapshots, in every phase", async () => {
    const driven = await Driven.of(five);
    const sharder = new Sharder("min-sig", { ...driven.sharder, url: "https://sharder.example" });
    let memory = EMPTY_SHARDER_MEMORY;
    const secrets = new Set<string>();
    const stored: string[] = [];
    const phases = new Set<string>();
    while (driven.state.current.number < 2) {
      await driven.block();
      ({ memory } = sharder.step(memory, driven.state));
      phases.add(driven.state.phase);
      for (const { session, keys } of driven.states.values()) {
        for (const share of session?.shares ?? []) secrets.add(toHex(share));
        for (const { share } of session?.incoming ?? []) if (share) secrets.add(toHex(share));
        for (const { secretShare } of keys) secrets.add(toHex(secretShare));
      }
      stored.push(toHex(encodeContractState(driven.state)), toHex(encodeSharderMemory(memory)));
    }
    expect(phases.size).toBe(5);
    expect(secrets.size).toBeGreaterThan(50);
    const found = [...secrets].filter((secret) => stored.some((text) => text.includes(secret)));
    expect(found).toEqual([]);
  });
});
