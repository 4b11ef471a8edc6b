// Rounds over a log that anybody might have written (network.md §1): who closes them, who cannot, and what a sharder
// signs once.
import { beforeAll, describe, expect, it } from "vitest";
import { FeldsparError, utf8 } from "../../../src/encoding/index.js";
import { MemoryLog } from "../../../src/ledger/memory-log.js";
import { Attestation, type Edge } from "../../../src/node/log/attestation.js";
import { chained, EMPTY_LOG_HASH, entryHash } from "../../../src/node/log/log-hash.js";
import { type Office, officeOf } from "../../../src/node/log/office.js";
import { checkpointEntry, tickEntry } from "../../../src/node/log/statements.js";
import { TickedEngine } from "../../../src/node/log/ticked-engine.js";
import {
  EMPTY_TIMEKEEPER_MEMORY,
  keepTime,
  type TimekeeperFacts,
  wakeTimekeeper,
} from "../../../src/node/log/timekeeper.js";
import type { Head, LedgerBlock } from "../../../src/node/ports.js";
import type { AppliedBlock } from "../../../src/node/replica.js";
import type { ContractState } from "../../../src/view-change/contract/state.js";
import { stateHash } from "../../../src/view-change/contract/state-bytes.js";
import { createSigningIdentity, type SigningIdentity } from "../../../src/view-change/identity.js";
import { Driven, people } from "../view-change/driven.js";

const scheme = "min-sig";
const genesisHash = new Uint8Array(32).fill(7);
const START: Head = { round: 0, position: 0n, logHash: EMPTY_LOG_HASH };

const three = [1, 2, 3].map(() => createSigningIdentity(scheme));
const office = (members: readonly SigningIdentity[]): Office =>
  new Map(members.map(({ id, publicKey }) => [id, { id, publicKey, url: "" }]));

/** A log, an engine on it, and the blocks that it shows. */
function world(members = three) {
  const log = new MemoryLog();
  let inOffice = office(members);
  const engine = new TickedEngine({ log, genesisHash, scheme, office: () => inOffice });
  const blocks: LedgerBlock[] = [];
  const ending = new AbortController();
  const reading = (async () => {
    for await (const block of engine.blocks(START, ending.signal)) blocks.push(block);
  })();
  reading.catch(() => {});
  const settle = async () => {
    const { position } = await log.head();
    await Promise.race([engine.hasRead(position, { stopped: null }), reading.catch(() => {})]);
  };
  return {
    log,
    blocks,
    reading,
    async tick(sharder: SigningIdentity, place: Head, signed: SigningIdentity = sharder) {
      const { bytes } = tickEntry(scheme, { ...signed, id: sharder.id }, genesisHash, place);
      await log.append("tick", bytes);
      await settle();
    },
    async say(text: string) {
      await log.append("member", utf8(text));
      await settle();
    },
    elect(next: readonly SigningIdentity[]) {
      inOffice = office(next);
    },
    async end() {
      ending.abort();
      await reading.catch(() => {});
    },
  };
}

const next = ({ round, position, logHash }: Head): Head => ({ round: round + 1, position, logHash });

describe("rounds of a log", () => {
  it("close at the tick that makes more than half of the sharders in office, which is in them", async () => {
    const { blocks, tick, say, end } = world();
    await say("one");
    await tick(three[0]!, next(START));
    await say("two");
    expect(blocks.length).toBe(0);
    await tick(three[2]!, next(START));
    expect(blocks.map(({ round, position, entries }) => [round, position, entries.length])).toEqual([[1, 4n, 4]]);
    const hash = blocks[0]!.entries.map(entryHash).reduce(chained, EMPTY_LOG_HASH);
    expect(blocks[0]!.logHash).toEqual(hash);
    await end();
  });

  it("are closed by nobody alone, by nobody else, by no forged tick and by none of another place", async () => {
    const { blocks, tick, log, end } = world();
    const [a, b] = three as [SigningIdentity, SigningIdentity];
    const stranger = createSigningIdentity(scheme);
    for (let again = 0; again < 3; again++) await tick(a, next(START));
    await tick(stranger, next(START));
    await tick(b, next(START), a);
    await tick(b, { ...next(START), round: 2 });
    await tick(b, { ...next(START), position: 1n });
    await tick(b, { ...next(START), logHash: new Uint8Array(32).fill(1) });
    await log.append("tick", utf8("junk"));
    expect(blocks.length).toBe(0);
    await tick(b, next(START));
    expect(blocks.length).toBe(1);
    await end();
  });

  it("of a round that is closed count for nothing later", async () => {
    const { blocks, tick, end } = world();
    await tick(three[0]!, next(START));
    await tick(three[1]!, next(START));
    await tick(three[2]!, next(START));
    await tick(three[2]!, next(blocks[0]!));
    expect(blocks.length).toBe(1);
    await tick(three[0]!, next(blocks[0]!));
    expect(blocks.length).toBe(2);
    await end();
  });

  it("are closed by those in office when the round before closed, also in one part with the election", async () => {
    const { blocks, tick, elect, end } = world();
    const others = [1, 2, 3].map(() => createSigningIdentity(scheme));
    await tick(three[0]!, next(START));
    elect(others);
    // this round began under the old office
    await tick(others[0]!, next(START));
    await tick(others[1]!, next(START));
    expect(blocks.length).toBe(0);
    await tick(three[1]!, next(START));
    expect(blocks.length).toBe(1);
    await tick(three[0]!, next(blocks[0]!));
    await tick(three[1]!, next(blocks[0]!));
    expect(blocks.length).toBe(1);
    await tick(others[0]!, next(blocks[0]!));
    await tick(others[1]!, next(blocks[0]!));
    expect(blocks.length).toBe(2);
    await end();
  });

  it("of which more than half of the sharders know another history stop the reader: LOG_DIVERGED", async () => {
    const { tick, reading } = world();
    const other = { ...next(START), logHash: new Uint8Array(32).fill(1) };
    await tick(three[0]!, other);
    await tick(three[1]!, { ...other, position: 9n });
    await tick(three[1]!, other);
    const error = await reading.catch((reason: unknown) => reason);
    expect((error as FeldsparError).code).toBe("LOG_DIVERGED");
  });

  it("go on from a place in the log as soon as somebody shows it, and not at all when that is called off", async () => {
    const { log, blocks, tick } = world();
    for (const sharder of three.slice(0, 2)) await tick(sharder, { ...START, round: 1 });
    const from = blocks[0]!;
    for (const sharder of three.slice(0, 2)) await tick(sharder, { ...from, round: 2 });
    let away = 2;
    const shown = Object.assign(Object.create(log), {
      async read(after: bigint, most: number) {
        if (away-- > 0) throw new FeldsparError("LEDGER_UNAVAILABLE", "nobody answers");
        return log.read(after, most);
      },
      entries: log.entries.bind(log),
    });
    const engine = () => new TickedEngine({ log: shown, genesisHash, scheme, office: () => office(three) });
    const ending = new AbortController();
    for await (const block of engine().blocks(from, ending.signal)) {
      expect(block.round).toBe(2);
      break;
    }
    expect(away).toBe(-1);
    away = Number.POSITIVE_INFINITY;
    setTimeout(() => ending.abort(), 20);
    for await (const block of engine().blocks(from, ending.signal)) expect(block).toBe(null);
  });
});

describe("a timekeeper", () => {
  const facts = (over: Partial<TimekeeperFacts> = {}): TimekeeperFacts => {
    return { time: 0, head: START, caughtUp: true, inOffice: true, edge: null, ...over };
  };
  const edge: Edge = { ...START, round: 4, stateHash: new Uint8Array(32).fill(3) };
  const kinds = (step: ReturnType<typeof keepTime>) => step.effects.map(({ type }) => type);

  it("waits a round's time after the last one closed, stores its tick, says it, and says it again", () => {
    let step = keepTime(wakeTimekeeper(EMPTY_TIMEKEEPER_MEMORY), facts({ time: 100 }), 400);
    expect(step.effects).toEqual([{ type: "wake", at: 500 }]);
    step = keepTime(step.state, facts({ time: 499 }), 400);
    expect(kinds(step)).toEqual(["wake"]);
    step = keepTime(step.state, facts({ time: 500 }), 400);
    expect(kinds(step)).toEqual(["persist", "tick", "wake"]);
    expect(step.state.memory.tick).toEqual({ ...START, round: 1 });
    step = keepTime(step.state, facts({ time: 1299 }), 400);
    expect(kinds(step)).toEqual(["wake"]);
    step = keepTime(step.state, facts({ time: 1300 }), 400);
    expect(kinds(step)).toEqual(["tick", "wake"]);
  });

  it("says nothing while its replica catches up, nor out of office", () => {
    const begun = wakeTimekeeper(EMPTY_TIMEKEEPER_MEMORY);
    expect(keepTime(begun, facts({ time: 900, caughtUp: false, edge }), 400).effects).toEqual([]);
    const step = keepTime(begun, facts({ time: 0, inOffice: false }), 400);
    expect(keepTime(step.state, facts({ time: 900, inOffice: false }), 400).effects).toEqual([]);
  });

  it("signs no second tick of a round, nor a second checkpoint: it tells of the conflict", () => {
    const memory = { tick: { ...START, round: 1, position: 5n }, checkpoint: edge };
    let step = keepTime(wakeTimekeeper(memory), facts({ time: 0 }), 400);
    const other = { ...edge, stateHash: new Uint8Array(32) };
    step = keepTime(step.state, facts({ time: 400, edge: other }), 400);
    expect(step.effects.slice(0, 2)).toEqual([
      { type: "conflict", round: 4 },
      { type: "conflict", round: 1 },
    ]);
    expect(step.state.memory).toEqual(memory);
    // nor of one before what it has signed: the log has gone back
    const back = keepTime(wakeTimekeeper({ ...memory, tick: { ...START, round: 9 } }), facts({ time: 0 }), 400);
    expect(kinds(keepTime(back.state, facts({ time: 500 }), 400))).toEqual(["conflict", "wake"]);
  });

  it("signs every new edge at once", () => {
    let step = keepTime(wakeTimekeeper(EMPTY_TIMEKEEPER_MEMORY), facts({ edge }), 400);
    expect(kinds(step)).toEqual(["persist", "checkpoint", "wake"]);
    step = keepTime(step.state, facts({ time: 1, edge }), 400);
    expect(kinds(step)).toEqual(["wake"]);
    step = keepTime(step.state, facts({ time: 2, edge: { ...edge, round: 5 } }), 400);
    expect(kinds(step)).toEqual(["persist", "checkpoint", "wake"]);
  });
});

describe("what sharders have signed", () => {
  let state: ContractState;
  let sharder: SigningIdentity;

  beforeAll(async () => {
    const driven = await Driven.of(await people(1), { miners: 1, threshold: 1, quorum: 1, minMiners: 1 });
    state = driven.state;
    sharder = driven.sharder;
  });

  const place: Head = { round: 1, position: 3n, logHash: new Uint8Array(32).fill(9) };
  const applied = (entries: LedgerBlock["entries"]): AppliedBlock => ({
    ledgerBlock: { ...place, round: 2, position: 4n, entries },
    block: { round: 2, entries },
    before: state,
    after: state,
    events: [],
  });
  const signed = (over: Partial<Edge>, by = sharder) =>
    checkpointEntry(scheme, by, state.genesisHash, { ...place, stateHash: stateHash(state), ...over });

  it("is attested with more than half of those in office, and nobody else", () => {
    const attestation = new Attestation();
    attestation.begin(state, place);
    expect(officeOf(state).size).toBe(1);
    expect(attestation.edge).toEqual({ ...place, stateHash: stateHash(state) });
    const forged = signed({}, { ...createSigningIdentity(scheme), id: sharder.id });
    attestation.take(applied([signed({}, createSigningIdentity(scheme)), forged, signed({ round: 7 })]));
    attestation.take(applied([{ kind: "checkpoint", bytes: utf8("junk") }]));
    expect(attestation.attested).toBe(0);
    attestation.take(applied([signed({})]));
    expect(attestation.attested).toBe(1);
    expect(attestation.checkpointsOf(1)!.checkpoints.map(({ id }) => id)).toEqual([sharder.id]);
  });

  it("of another state than this replica computed stops it: LOG_DIVERGED", () => {
    const attestation = new Attestation();
    attestation.begin(state, place);
    const other = signed({ stateHash: new Uint8Array(32) });
    expect(() => attestation.take(applied([other]))).toThrow(FeldsparError);
  });
});
