// B4, in the protocol: what a miner draws, from a source of random bytes that does not work, and from one that repeats
// itself. A typed error before anything is said, the same miner when the source works again; never one polynomial for
// two sessions, nor one for two miners.
import { afterEach, describe, expect, it, vi } from "vitest";
import { type RandomBytes, randomBytes } from "../../../bindings/random.js";
import { toHex } from "../../../src/encoding/index.js";
import { HpkeCipher } from "../../../src/sealing/cipher.js";
import { createMinerIdentity, createSigningIdentity } from "../../../src/view-change/identity.js";
import { Miner } from "../../../src/view-change/miner/miner.js";
import { refusal } from "../../support/verdict.js";
import { Driven, people } from "./driven.js";

type Fill = (bytes: Uint8Array) => Uint8Array;
const platform = globalThis.crypto;
const SOURCES: Record<string, Fill | undefined> = {
  "one byte over and over": (bytes) => bytes.fill(7),
  nothing: (bytes) => bytes,
  "the same bytes for every call": (bytes) => bytes.map((_, index) => index),
  "an error": () => {
    throw new TypeError("no entropy");
  },
  "what is no function": undefined,
};

const patch = (fill: Fill | undefined) => vi.stubGlobal("crypto", { subtle: platform.subtle, getRandomValues: fill });

afterEach(() => {
  vi.unstubAllGlobals();
});

async function codeOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => "done",
    (error: { code: string }) => error.code,
  );
}

/** A miner whose randomness is the test's. */
function give(driven: Driven, id: string, random: RandomBytes): void {
  const identity = driven.everybody.find((one) => one.id === id)!;
  driven.miners.set(id, new Miner({ scheme: "min-sig", identity, cache: driven.cache, random }));
}

const mpkOf = (driven: Driven, id: string) => driven.transactions("mpk", id).map(({ payload }) => toHex(payload));

describe.each(Object.entries(SOURCES))("getRandomValues gives %s", (_, fill) => {
  it("no identity is made of it, and no pair for a session", async () => {
    const [identity] = await people(1);
    const cipher = new HpkeCipher(identity!);
    const names = [new Uint8Array(32), new Uint8Array(32).fill(1)] as const;
    patch(fill);
    expect(refusal(() => createSigningIdentity("min-pk"))).toBe("NO_RANDOM");
    expect(await codeOf(createMinerIdentity({ scheme: "min-sig", url: "https://a.example" }))).toBe("NO_RANDOM");
    expect(await codeOf(cipher.sessionKeys(...names))).toBe("NO_RANDOM");
    const context = { session: names[0], dealer: 1, receiver: 2 };
    const keys = { own: identity!.encryptionKey, receiver: identity!.encryptionKey };
    expect(await codeOf(cipher.seal(context, keys, names[1]))).toBe("NO_RANDOM");
    vi.unstubAllGlobals();
    expect((await cipher.sessionKeys(...names)).privateKey).toHaveLength(32);
  });

  it("no dealing is made of it, and the same miner deals when it works again", async () => {
    const everybody = await people(5);
    const driven = await Driven.of(everybody);
    const { id } = everybody[2]!;
    give(driven, id, randomBytes);
    driven.off.add(id);
    await driven.until(({ phase, session }) => phase === "contribute" && session !== null);
    const before = driven.states.get(id);
    patch(fill);
    expect(await codeOf(driven.give(id, "block"))).toBe("NO_RANDOM");
    expect(driven.states.get(id)).toBe(before);
    expect(mpkOf(driven, id)).toEqual([]);
    vi.unstubAllGlobals();
    driven.off.delete(id);
    await driven.untilView(1);
    expect(new Set(mpkOf(driven, id)).size).toBe(1);
    expect(driven.state.current.magicBlock!.members.map((member) => member.id)).toContain(id);
  });
});

it("a constant source makes no encapsulation key twice: for another session, dealer, receiver, text or miner", async () => {
  const [one, other] = await people(2);
  const random: RandomBytes = (length) => new Uint8Array(length).fill(5);
  const bytes = (byte: number) => new Uint8Array(32).fill(byte);
  const context = { session: bytes(1), dealer: 1, receiver: 2 };
  const receiver = one!.encryptionKey;
  const sealed = async (who: typeof one, change: object, text = bytes(9)) => {
    const envelope = await new HpkeCipher(who!, { random }).seal(
      { ...context, ...change },
      { own: who!.encryptionKey, receiver },
      text,
    );
    return toHex(envelope.slice(0, 32));
  };
  const first = await sealed(one, {});
  expect(await sealed(one, {})).toBe(first);
  const others = [{ session: bytes(2) }, { dealer: 3 }, { receiver: 3 }].map((change) => sealed(one, change));
  const all = await Promise.all([...others, sealed(one, {}, bytes(8)), sealed(other, {})]);
  expect(new Set([first, ...all]).size).toBe(6);
});

describe("a source that a caller gave", () => {
  const none: RandomBytes = () => {
    throw new TypeError("no entropy");
  };
  const cases: [string, RandomBytes, string][] = [
    ["throws", none, "NO_RANDOM"],
    ["gives too little", (length) => new Uint8Array(length - 1), "BAD_LENGTH"],
    ["gives no bytes", () => "bytes" as never, "BAD_TYPE"],
  ];

  it.each(cases)("%s: no identity is made of it", async (_, random, code) => {
    expect(refusal(() => createSigningIdentity("min-sig", random))).toBe(code);
    expect(await codeOf(createMinerIdentity({ scheme: "min-sig", url: "https://a.example", random }))).toBe(code);
  });

  it("repeats itself: other polynomials for each session and each miner", async () => {
    const everybody = await people(5);
    const driven = await Driven.of(everybody);
    for (const { id } of everybody) give(driven, id, (length) => new Uint8Array(length));
    await driven.untilView(2);
    const dealt = everybody.flatMap(({ id }) => [...new Set(mpkOf(driven, id))]);
    expect(dealt.length).toBe(10);
    const constants = dealt.map((payload) => payload.slice(0, 400));
    expect(new Set(constants).size).toBe(10);
  });

  it("repeats itself: other pairs for each session, each state and each miner", async () => {
    const zeros: RandomBytes = (length) => new Uint8Array(length);
    const everybody = await people(2);
    const names = [0, 1].map((byte) => new Uint8Array(32).fill(byte));
    const made: string[] = [];
    for (const identity of everybody) {
      const cipher = new HpkeCipher(identity, { random: zeros });
      for (const session of names)
        for (const state of names) made.push(toHex((await cipher.sessionKeys(session, state)).publicKey));
    }
    expect(new Set(made).size).toBe(8);
  });
});
