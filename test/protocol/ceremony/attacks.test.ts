// Ceremonies among liars: a room that drops, repeats, reorders, forks and replays; parties that lie; and machines that
// die at every put.
import { describe, expect, it } from "vitest";
import { Course } from "../../../src/ceremony/course.js";
import { cardOf, invite, readInvitation } from "../../../src/ceremony/invitation.js";
import { readTold, type ToRoom } from "../../../src/ceremony/messages.js";
import { Room } from "../../../src/ceremony/room.js";
import { readTranscript, verifyTranscript } from "../../../src/ceremony/transcript.js";
import { equalBytes, toHex } from "../../../src/encoding/index.js";
import { checkpointEntry, tickEntry } from "../../../src/node/log/statements.js";
import type { Store } from "../../../src/node/ports.js";
import { MemoryStore } from "../../../src/store/memory.js";
import type { LedgerEntry } from "../../../src/view-change/entries.js";
import { decodeTransaction } from "../../../src/view-change/transaction.js";
import { STRIDE } from "../../support/stride.js";
import { people, Table } from "./table.js";

/** Repeatable luck. */
function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return state / 2 ** 32;
  };
}

const wordsOf = (table: Table) => new Set(table.persons.map(({ party }) => party.result?.words.join(" ")));

describe("a room that is no good", () => {
  it("loses and repeats messages: there is a result all the same", async () => {
    const roll = dice(7);
    const twice: (() => void)[] = [];
    const table: Table = await Table.laid({
      toRoom: (from, message) => {
        if (roll() < 0.2) twice.push(() => table.person(from).seat.receive(message));
        return roll() < 0.2 ? null : message;
      },
      toParty: (_, message) => (roll() < 0.2 ? null : message),
    });
    for (let second = 0; second < 300 && wordsOf(table).size !== 1; second++) {
      await table.settle();
      for (const again of twice.splice(0)) again();
      table.clock.pass(1000);
    }
    await table.sealed();
    expect(wordsOf(table).size).toBe(1);
  });

  it("shows entries before those that come before them, and old ones again: nobody is confused", async () => {
    const roll = dice(11);
    const late: (() => void)[] = [];
    const table: Table = await Table.laid({
      toParty: (name, message) => {
        const again = () => table.person(name).party.receive(message);
        if (roll() < 0.3) late.push(again);
        if (roll() < 0.8) return message;
        late.push(again);
        return null;
      },
    });
    for (let second = 0; second < 300 && wordsOf(table).has(undefined); second++) {
      await table.settle();
      for (const again of late.splice(0).reverse()) again();
      table.clock.pass(1000);
    }
    await table.sealed();
    expect(wordsOf(table).size).toBe(1);
  });

  it("shows two orders to two halves: no share leaves anybody, and there is no result", async () => {
    const identities = await people(4);
    const members = identities.map((identity) => cardOf("min-sig", identity));
    const invitation = invite({ host: identities[0]!, members, threshold: 3, quorum: 3, purpose: "signing" });
    const told = new Map<string, ToRoom[]>();
    const table = await forked(invitation, told);
    await table.settle();
    for (let second = 0; second < 100; second++) {
      table.clock.pass(1000);
      await table.settle();
    }
    const said = [...told.values()].flat();
    expect(said.some(({ type }) => type === "say")).toBe(true);
    expect(said.filter(({ type }) => type === "private")).toEqual([]);
    expect(table.persons.map(({ party }) => party.result)).toEqual([null, null, null, null]);
    // the edge before they parted is the last that enough have signed
    for (const { party } of table.persons) {
      const { attested, chain } = party.state;
      expect(chain.phase).toBe("share");
      expect(attested).toBeLessThan(chain.session!.contributedAt!);
    }
  });

  it("replays a ceremony of the same people: nothing of it is anything in another one", async () => {
    const table = await Table.laid();
    await table.sealed();
    const { entries } = readTranscript(table.room.transcript);
    const cards = table.persons.map(({ identity }) => table.card(identity));
    const terms = { threshold: 3, quorum: 3, purpose: "signing" } as const;
    const again = readInvitation(invite({ host: table.host.identity, members: cards, ...terms }));
    const course = new Course();
    let state = course.begin(again.genesis);
    for (const entry of entries) {
      const taken = course.take(state, entry);
      expect(taken.refused).not.toBe(null);
      state = taken.state;
    }
    expect(state.chain.candidates).toEqual([]);
    expect(state.chain.round).toBe(0);
  });

  it("shows another history after a crash: who has signed the one before says nothing any more", async () => {
    const table: Table = await Table.laid({
      toRoom: (_, message) => (table.room.state.chain.phase === "share" && message.type === "private" ? null : message),
    });
    await table.until(() => table.person("Ben").party.state.attested > 0);
    await table.dies("Ben");
    const { entries } = readTranscript(table.room.transcript);
    // two registrations in another order
    const order = [entries[1]!, entries[0]!, ...entries.slice(2)];
    const other = new Room({ invitation: table.invitation });
    const seat = other.enter(() => {});
    for (const { kind, bytes } of order) seat.receive({ type: "say", kind, bytes: toHex(bytes) });
    const signed = () => other.transcript.entries.filter(({ kind }) => kind === "checkpoint").length;
    const before = signed();
    const { party, problems } = await table.sit(table.person("Ben").identity, table.invitation, other);
    await table.settle();
    // it has not seen all that it has signed: it signs nothing
    expect(signed()).toBe(before);
    const at = Number(party.state.position);
    const shown = order.slice(at).map(({ kind, bytes }) => ({ kind, bytes: toHex(bytes) }));
    party.receive({ type: "entries", after: at, entries: shown });
    expect(party.stopped).toMatchObject({ code: "LOG_DIVERGED" });
    expect(problems.some(({ code }) => code === "LOG_DIVERGED")).toBe(true);
    await expect(party.sealed()).rejects.toMatchObject({ code: "LOG_DIVERGED" });
  });

  it("forges entries: a close that the host did not sign, or of another edge, closes nothing", async () => {
    const table: Table = await Table.laid({
      toRoom: (from, message) => (from === "Dan" && table.room.state.chain.phase === "contribute" ? null : message),
    });
    await table.until(() => table.room.state.chain.phase === "contribute");
    const { chain, edges } = table.room.state;
    const edge = edges.at(-1)!;
    const course = new Course();
    const tryTo = (entry: LedgerEntry) => course.take(table.room.state, entry).refused?.code;
    const by = (name: string, at = edge) => tickEntry("min-sig", table.person(name).identity, chain.genesisHash, at);
    expect(tryTo(by("Ben"))).toBe("UNKNOWN_SENDER");
    const asHost = { ...table.person("Ben").identity, id: table.host.identity.id };
    expect(tryTo(tickEntry("min-sig", asHost, chain.genesisHash, edge))).toBe("BAD_SIGNATURE");
    expect(tryTo(by("Ada", { ...edge, round: edge.round + 1 }))).toBe("WRONG_SESSION");
    expect(tryTo(by("Ada", { ...edge, logHash: new Uint8Array(32) }))).toBe("WRONG_SESSION");
    expect(tryTo(by("Ada"))).toBe(undefined);
  });
});

/** Two rooms for one ceremony, that order the same commitments differently; private messages go anywhere. */
async function forked(invitation: ReturnType<typeof invite>, told: Map<string, ToRoom[]>): Promise<Table> {
  const rooms = [new Room({ invitation }), new Room({ invitation })];
  const seats = rooms.map((room) => room.enter(() => {}));
  const held: ToRoom[] = [];
  const isCommitments = (message: ToRoom) => {
    const read = readTold(message);
    return (
      read.type === "say" && read.entry.kind === "transaction" && decodeTransaction(read.entry.bytes).kind === "mpk"
    );
  };
  const table = await Table.laid({
    toRoom: (from, message) => {
      told.set(from, [...(told.get(from) ?? []), message]);
      if (!isCommitments(message)) for (const seat of seats) seat.receive(message);
      else {
        seats[0]!.receive(message);
        if (!held.some((one) => JSON.stringify(one) === JSON.stringify(message))) held.push(message);
        // the last ones first
        if (held.length === 4) for (const one of [...held].reverse()) seats[1]!.receive(one);
      }
      return message.type === "hello" ? message : null;
    },
    given: { invitation, roomOf: (name: string) => rooms[name < "C" ? 0 : 1]! },
  });
  return table;
}

describe("parties that are no good", () => {
  it("one that sends no shares: its polynomial is left out, and the others have a key", async () => {
    const table: Table = await Table.laid({
      people: 5,
      quorum: 4,
      toRoom: (from, message) => (from === "Eve" && message.type === "private" ? null : message),
    });
    const chain = () => table.room.state.chain;
    await table.until(() => chain().phase === "share" && chain().session!.shared.filter(Boolean).length === 0);
    await table.until(() => table.host.party.state.attested >= chain().session!.contributedAt!);
    table.host.party.close();
    await table.until(() => chain().phase === "wait" || chain().current.number === 1);
    await table.sealed();
    expect(wordsOf(table).size).toBe(1);
    const { body } = table.host.party.result!.magicBlock;
    // nor did its acknowledgements come: what others dealt to it is revealed
    expect(body.removed.map(({ code }) => code)).toEqual(["dealer-rule", "receiver-rule"]);
    expect(table.host.party.result!.members).toHaveLength(4);
  });

  it("one that signs another history: it is named, and nothing else happens", async () => {
    const table: Table = await Table.laid({
      toRoom: (_, message) => (message.type === "private" ? null : message),
    });
    await table.until(() => table.room.state.chain.phase === "share");
    const { chain, edges } = table.room.state;
    const { identity } = table.person("Dan");
    const edge = { ...edges.at(-1)!, stateHash: new Uint8Array(32).fill(1) };
    const entry = checkpointEntry("min-sig", identity, chain.genesisHash, edge);
    const taken = new Course().take(table.room.state, entry);
    expect(taken.refused).toMatchObject({ code: "LOG_DIVERGED", culprits: [identity.id] });
    expect(taken.events).toEqual([{ type: "conflict", id: identity.id, round: edge.round }]);
    expect(taken.state.edges).toEqual(table.room.state.edges);
    const forged = checkpointEntry("min-sig", { ...table.host.identity, id: identity.id }, chain.genesisHash, edge);
    expect(new Course().take(table.room.state, forged)).toMatchObject({
      events: [],
      refused: { code: "BAD_SIGNATURE" },
    });
  });

  it("a host that invites others without their consent gets no share of anybody", async () => {
    const table = await Table.laid();
    await table.sealed();
    const before = table.person("Ben").party.key!;
    const [mole] = await people(1, "min-sig", 7);
    const members = [table.card(table.host.identity), table.card(mole!)];
    const invitation = await table.host.party.invite({ members, threshold: 2, quorum: 2 });
    await table.sit(mole!, invitation);
    for (let second = 0; second < 60; second++) {
      await table.settle();
      table.clock.pass(1000);
    }
    // two of t = 3 members in office would have to deal
    expect(table.room.state.chain.current.number).toBe(1);
    expect(table.person("Ben").party.key).toEqual(before);
    expect(
      table
        .person("Ben")
        .party.proposal!.members.map(({ name }) => name)
        .sort(),
    ).toEqual(["Ada", "Hal"]);
    // what is agreed to is this one, and no other
    const other = { ...table.person("Ben").party.proposal!, t: 1 };
    await table.person("Ben").party.accept(other);
    await table.settle();
    expect(table.room.state.chain.session!.contributions.filter((one) => one !== null).length).toBeLessThan(2);
  });

  it("anybody who says anything: nothing enters the room, and nothing is thrown", async () => {
    const table = await Table.laid();
    const refused: string[] = [];
    const room = new Room({ invitation: table.invitation, onRefused: ({ code }) => refused.push(code) });
    const seat = room.enter(() => {});
    const zeros = "00".repeat(64);
    const junk: unknown[] = [
      null,
      7,
      "{",
      "[]",
      {},
      new Uint8Array(3),
      { type: "say", kind: "transaction", bytes: zeros },
    ];
    for (const kind of ["member", "authority", "lot", "beacon", "tick", "checkpoint"])
      junk.push({ type: "say", kind, bytes: zeros });
    junk.push({ type: "private", to: "11".repeat(32), bytes: "00" }, { type: "hello", id: "x", after: -1, fresh: 1 });
    for (const message of junk) seat.receive(message);
    expect(refused).toHaveLength(junk.length);
    expect(room.transcript.entries).toEqual([]);
    for (const message of junk) table.host.party.receive(message);
    await table.sealed();
  });
});

/** Fails at one put, before or after it has stored. */
class Dying implements Store {
  puts = 0;
  constructor(
    private readonly inner: Store,
    private readonly at: number,
    private readonly stores: boolean,
    private readonly dead: () => void,
  ) {}

  get(key: string) {
    return this.inner.get(key);
  }

  delete(key: string) {
    return this.inner.delete(key);
  }

  async put(key: string, value: Uint8Array): Promise<void> {
    this.puts++;
    if (this.puts === this.at) {
      if (this.stores) await this.inner.put(key, value);
      this.dead();
      throw new Error("no power");
    }
    await this.inner.put(key, value);
  }
}

describe("a death at every put", () => {
  /** A ceremony in which Ben dies at that put and comes back; how many puts there were. */
  async function play(at: number, stores: boolean): Promise<number> {
    const inner = new MemoryStore();
    let dead = false;
    const dying = new Dying(inner, at, stores, () => {
      dead = true;
    });
    const said = new Map<string, Uint8Array>();
    const table: Table = await Table.laid({
      people: 3,
      threshold: 2,
      quorum: 2,
      storeOf: (name) => (name === "Ben" ? dying : new MemoryStore()),
      toRoom: (from, message) => {
        if (from !== "Ben") return message;
        // what is said in one session is said once, whatever happens
        const read = readTold(message);
        if (read.type === "say" && read.entry.kind === "transaction") {
          const { kind, session } = decodeTransaction(read.entry.bytes);
          const name = `${kind} ${toHex(session)}`;
          expect(equalBytes(said.get(name) ?? read.entry.bytes, read.entry.bytes)).toBe(true);
          said.set(name, read.entry.bytes);
        }
        return message;
      },
      lateFor: (name) => name === "Ben",
    });
    await table.revive("Ben", () => dead);
    for (let second = 0; second < 100 && wordsOf(table).size + Number(wordsOf(table).has(undefined)) !== 1; second++) {
      await table.settle();
      if (dead) await table.revive("Ben", () => dead);
      dead = false;
      table.clock.pass(1000);
    }
    await table.sealed();
    expect(wordsOf(table).size).toBe(1);
    expect(verifyTranscript(table.room.transcript).valid).toBe(true);
    expect(table.person("Ben").party.key!.secretShare).toHaveLength(32);
    return dying.puts;
  }

  it("not stored: it comes back and says the same", async () => {
    const puts = await play(0, false);
    expect(puts).toBeGreaterThan(8);
    for (let at = 1; at <= puts; at += STRIDE) await play(at, false);
  });

  it("stored, and not said: it comes back and says it", async () => {
    const puts = await play(0, true);
    for (let at = 1; at <= puts; at += STRIDE) await play(at, true);
  });
});
