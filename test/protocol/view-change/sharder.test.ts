// A sharder's part: keep once for each attempt, and one block 1 ever.
import { describe, expect, it } from "vitest";
import { equalBytes } from "../../../src/encoding/index.js";
import { decodeMember, type Keep } from "../../../src/view-change/members.js";
import {
  decodeSharderMemory,
  EMPTY_SHARDER_MEMORY,
  encodeSharderMemory,
  Sharder,
} from "../../../src/view-change/sharder.js";
import { decodeTransaction } from "../../../src/view-change/transaction.js";
import { Driven, people } from "./driven.js";

const everybody = await people(5);

async function watched() {
  const driven = await Driven.of(everybody);
  const sharder = new Sharder("min-sig", { ...driven.sharder, url: "https://sharder.example" });
  return { driven, sharder };
}

const keepsOf = (entries: readonly { kind: string; bytes: Uint8Array }[]) =>
  entries.filter(({ kind }) => kind === "member").map(({ bytes }) => decodeMember("min-sig", bytes) as Keep);

describe("keep", () => {
  it("is said once the list is frozen, again with the same bytes until it is there, and then no more", async () => {
    const { driven, sharder } = await watched();
    driven.sharderSays = () => [];
    expect(sharder.step(EMPTY_SHARDER_MEMORY, driven.state).entries).toEqual([]);
    await driven.untilPhase("contribute");
    const first = sharder.step(EMPTY_SHARDER_MEMORY, driven.state);
    expect(keepsOf(first.entries)).toMatchObject([{ number: 1, attempt: 1, serial: 1 }]);
    expect(sharder.step(first.memory, driven.state)).toEqual({ memory: first.memory, entries: [] });
    await driven.block();
    await driven.block();
    const again = sharder.step(decodeSharderMemory(encodeSharderMemory(first.memory)), driven.state);
    expect(again.entries).toEqual(first.entries);
    driven.pool.push(...again.entries);
    await driven.block();
    expect(driven.session.kept).toEqual([sharder.identity.id]);
    expect(sharder.step(again.memory, driven.state)).toEqual({ memory: again.memory, entries: [] });
  });
});

describe("first", () => {
  it("signs block 1 when it is decided and attested, for one hash ever", async () => {
    const { driven, sharder } = await watched();
    driven.sharderSays = (events) => (events.some(({ type }) => type === "frozen") ? said(driven, sharder) : []);
    await driven.until(({ session }) => session?.decided != null);
    const { state } = driven;
    const { round } = driven.session.decided!;
    expect(sharder.step(EMPTY_SHARDER_MEMORY, state, round - 1).entries).toEqual([]);
    const step = sharder.step(EMPTY_SHARDER_MEMORY, state, round);
    const [entry] = step.entries;
    const transaction = decodeTransaction(entry!.bytes);
    expect(transaction.kind).toBe("first");
    expect(equalBytes(transaction.session, driven.session.magicBlockHash!)).toBe(true);
    expect(equalBytes(step.memory.first!.hash, driven.session.magicBlockHash!)).toBe(true);
    // another block 1, in another history: nothing, however long it is asked for
    const other = {
      ...state,
      round: state.round + 50,
      session: { ...driven.session, magicBlockHash: state.genesisHash },
    };
    expect(sharder.step(step.memory, other).entries).toEqual([]);
    driven.pool.push(entry!);
    await driven.untilView(1);
    expect(sharder.step(step.memory, driven.state).entries).toEqual([]);
  });

  it("is not for one that is no sharder of the genesis", async () => {
    const { driven } = await watched();
    const stranger = new Sharder("min-sig", everybody[0]!);
    await driven.until(({ session }) => session?.decided != null);
    expect(stranger.step(EMPTY_SHARDER_MEMORY, driven.state).entries).toEqual([]);
  });
});

function said(driven: Driven, sharder: Sharder) {
  return [...sharder.step(EMPTY_SHARDER_MEMORY, driven.state).entries];
}
