// What a party signs of the history that it is shown: one history, stored before it is said, and nothing that it has
// not seen or does not hold.
import { describe, expect, it } from "vitest";
import type { CourseState } from "../../../src/ceremony/course.js";
import { edgeToSign, Witness } from "../../../src/ceremony/witness.js";
import { decodeCheckpoint } from "../../../src/node/log/statements.js";
import type { Store } from "../../../src/node/ports.js";
import { MemoryStore } from "../../../src/store/memory.js";
import { people, Turned } from "./table.js";

const scheme = "min-sig";
const [identity] = await people(1, scheme);
const genesisHash = new Uint8Array(32).fill(9);
const filled = (byte: number) => new Uint8Array(32).fill(byte);
const edgeAt = (round: number) => ({ round, position: BigInt(round), logHash: filled(1), stateHash: filled(2) });
type Edge = ReturnType<typeof edgeAt>;

/** A witness of whatever `shown` is, and what it did: puts, what it said, conflicts. */
async function witness(store: Store = new MemoryStore()) {
  const did: string[] = [];
  const shown: { edge: Edge | null } = { edge: null };
  const clock = new Turned();
  const watched: Store = {
    get: (key) => store.get(key),
    delete: (key) => store.delete(key),
    put: async (key, value) => {
      await store.put(key, value);
      did.push("stored");
    },
  };
  const one = new Witness({
    ...{ scheme, identity: identity!, genesisHash, store: watched, clock, timers: clock },
    edge: () => shown.edge,
    append: ({ bytes }) => void did.push(`signed ${decodeCheckpoint(scheme, bytes).round}`),
    onConflict: () => void did.push("conflict"),
    onStopped: (error) => void did.push(error.code),
  });
  await one.load();
  const show = async (edge: Edge | null) => {
    did.length = 0;
    shown.edge = edge;
    await one.notify();
    await one.idle();
    return [...did];
  };
  return { show, one };
}

describe("a witness", () => {
  it("stores an edge before it says that it has signed it, and says it again when asked", async () => {
    const { show } = await witness();
    expect(await show(edgeAt(3))).toEqual(["stored", "signed 3"]);
    expect(await show(edgeAt(3))).toEqual(["signed 3"]);
    expect(await show(null)).toEqual([]);
    expect(await show(edgeAt(4))).toEqual(["stored", "signed 4"]);
    expect(await show(edgeAt(3))).toEqual([]);
  });

  it.each(["position", "logHash", "stateHash"] as const)("signs no other edge of a round: %s", async (name) => {
    const store = new MemoryStore();
    const before = await witness(store);
    const edge = edgeAt(3);
    await before.show(edge);
    const other = { ...edge, [name]: name === "position" ? 7n : filled(8) } as Edge;
    expect(await before.show(other)).toEqual(["conflict"]);
    await before.one.stop();
    // nor after a crash
    const after = await witness(store);
    expect(await after.show(other)).toEqual(["conflict"]);
    expect(await after.show(edge)).toEqual(["signed 3"]);
  });
});

describe("the edge that is to be signed", () => {
  const voter = { id: "a", publicKey: filled(3) };
  const witnessed = { ...edgeAt(3), receivers: [voter], least: 1, dealers: [], dealerLeast: 0, signed: [] as string[] };
  const state = { position: 5n, edges: [witnessed], sealing: null };
  const toSign = (change: object, signed: Edge | null = null, holds = true) =>
    edgeToSign({ ...state, ...change } as unknown as CourseState, "a", signed, () => holds);

  it("is the latest, for those who have a say in it and have not signed it", () => {
    expect(toSign({})).toEqual(edgeAt(3));
    expect(toSign({ edges: [] })).toBe(null);
    expect(toSign({ edges: [{ ...witnessed, signed: ["a"] }] })).toBe(null);
    expect(toSign({ edges: [{ ...witnessed, receivers: [{ ...voter, id: "b" }] }] })).toBe(null);
    expect(toSign({ edges: [{ ...witnessed, receivers: [], dealers: [voter] }] })).toEqual(edgeAt(3));
  });

  it("is none before everything was shown that was signed already", () => {
    expect(toSign({}, { ...edgeAt(2), position: 5n })).toEqual(edgeAt(3));
    expect(toSign({}, { ...edgeAt(2), position: 6n })).toBe(null);
  });

  it("seals a key for those alone who hold their share", () => {
    const sealing = { edge: edgeAt(3), number: 1, members: ["a"], signed: [] };
    expect(toSign({ sealing }, null, true)).toEqual(edgeAt(3));
    expect(toSign({ sealing }, null, false)).toBe(null);
    // who is no member of it, and an edge that seals nothing
    expect(toSign({ sealing: { ...sealing, members: ["b"] } }, null, false)).toEqual(edgeAt(3));
    expect(toSign({ sealing: { ...sealing, edge: edgeAt(2) } }, null, false)).toEqual(edgeAt(3));
  });
});
