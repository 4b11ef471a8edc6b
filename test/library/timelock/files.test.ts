// Files to a round, whole and as streams: every length around a chunk, armor, and every way of changing them.
import { describe, expect, it } from "vitest";
import { drand } from "../../../src/beacon/index.js";
import { decrypt, decryptStream, encrypt, encryptStream, timelockOf } from "../../../src/timelock/index.js";
import { concat, hex, utf8 } from "../../support/bytes.js";
import { codeOf, NETWORKS, textOf } from "./support.js";

const [{ chain, beaconOf }, { chain: otherChain }] = NETWORKS as [(typeof NETWORKS)[number], (typeof NETWORKS)[number]];
const CHUNK = 65_536;
const LENGTHS = [0, 1, 47, 48, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 2 * CHUNK + 5];
const text = utf8("nobody reads this before its round");
const sealed = encrypt(chain, 7, text);
const beacon = beaconOf(7);
const headerLength = sealed.length - text.length - 16 - 16;

/** In parts of these lengths, again and again. */
async function* inParts(bytes: Uint8Array, ...lengths: number[]): AsyncGenerator<Uint8Array> {
  for (let at = 0, turn = 0; at < bytes.length; turn++) {
    const length = lengths[turn % lengths.length]!;
    yield bytes.slice(at, at + length);
    at += length;
  }
}

async function collect(parts: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const all: Uint8Array[] = [];
  for await (const part of parts) all.push(part);
  const out = new Uint8Array(all.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of all) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

/** Matchers take seconds for so many bytes. */
const isSame = (a: Uint8Array, b: Uint8Array) => a.length === b.length && a.every((byte, index) => byte === b[index]);

const streamCode = (parts: AsyncIterable<Uint8Array>) =>
  collect(parts).then(
    () => "accepted",
    (error: { code?: string }) => error.code ?? String(error),
  );

/** What both readers say about a file: they must agree. */
async function verdict(file: Uint8Array, given: drand.DrandBeacon = beacon, at: drand.ChainInfo = chain) {
  const whole = codeOf(() => decrypt(at, file, given));
  // what is wrong with the network is said before the stream begins
  const begun = codeOf(() => decryptStream(at, [], given));
  expect(begun === "accepted" ? await streamCode(decryptStream(at, inParts(file, 1000, 1), given)) : begun).toBe(whole);
  return whole;
}

describe("files to a round", () => {
  it.each(NETWORKS)("open with the round's beacon: $name", async ({ chain, beaconOf }) => {
    const file = encrypt(chain, 12, text);
    expect(timelockOf(file)).toEqual({ round: 12, chainHash: chain.hash });
    expect(decrypt(chain, file, beaconOf(12))).toEqual(text);
    const streamed = await collect(encryptStream(chain, 12, [text]));
    expect(decrypt(chain, streamed, beaconOf(12))).toEqual(text);
    expect(await collect(decryptStream(chain, [file], beaconOf(12)))).toEqual(text);
  });

  it.each(LENGTHS)("of %d bytes, armored and not, whole and in parts of any length", async (length) => {
    const long = textOf(length);
    for (const armored of [false, true]) {
      const file = encrypt(chain, 7, long, { armored });
      const streamed = await collect(encryptStream(chain, 7, inParts(long, 1, 40_000, 0, 77), { armored }));
      expect(streamed.length).toBe(file.length);
      for (const one of [file, streamed]) {
        expect(timelockOf(one).round).toBe(7);
        expect(isSame(decrypt(chain, one, beacon), long)).toBe(true);
        const parts = inParts(one, 3, 0, 90_000, 1);
        expect(isSame(await collect(decryptStream(chain, parts, beacon)), long)).toBe(true);
      }
    }
  });

  it("are the same for the same random bytes", async () => {
    const random = (length: number) => new Uint8Array(length).fill(3);
    const long = textOf(CHUNK + 9);
    const file = encrypt(chain, 7, long, { random });
    expect(await collect(encryptStream(chain, 7, inParts(long, 1234), { random }))).toEqual(file);
  });

  it.each([0, 3])(
    "of a source that gives %d alone have one key for no two texts, rounds or networks",
    async (value) => {
      const random = (length: number) => new Uint8Array(length).fill(value);
      const seal = (what: Uint8Array, round = 7, to = chain) => encrypt(to, round, what, { random });
      const [first, second] = [textOf(500), textOf(500).fill(1)];
      const made = [seal(first), seal(second), seal(first, 8), seal(first, 7, otherChain), seal(first.slice(1))];
      const nonces = made.map((file) => hex(file.slice(headerLength, headerLength + 16)));
      expect(new Set(nonces).size).toBe(made.length);
      // with one key stream their difference would be that of the texts
      const [one, other] = made.map((file) => file.slice(headerLength + 16)) as [Uint8Array, Uint8Array];
      expect(one.every((byte, at) => (byte ^ other[at]!) === (first[at]! ^ second[at]!))).toBe(false);
      expect(new Set(made.map((file) => hex(file.slice(0, headerLength)))).size).toBe(made.length);
      expect(decrypt(chain, made[1]!, beacon)).toEqual(second);
    },
  );

  it("ask for the beacon with what the header says, and wait for it", async () => {
    const asked: unknown[] = [];
    const later = async (timelock: unknown) => {
      asked.push(timelock);
      return beacon;
    };
    expect(await collect(decryptStream(chain, inParts(sealed, 50), later))).toEqual(text);
    expect(asked).toEqual([{ round: 7, chainHash: chain.hash }]);
    const failing = () => Promise.reject(new Error("nobody has it"));
    expect(await streamCode(decryptStream(chain, [sealed], failing))).toContain("nobody has it");
    // not for a file of another network
    expect(await streamCode(decryptStream(otherChain, [sealed], later))).toBe("WRONG_NETWORK");
    expect(asked.length).toBe(1);
  });
});

describe("what is wrong with a file has a name", () => {
  it("another round, network or signature", async () => {
    expect(await verdict(sealed)).toBe("accepted");
    expect(await verdict(sealed, beaconOf(8))).toBe("WRONG_ROUND");
    expect(await verdict(sealed, { ...beaconOf(8), round: 7 })).toBe("BAD_SIGNATURE");
    expect(await verdict(sealed, beacon, otherChain)).toBe("WRONG_NETWORK");
    expect(await verdict(sealed, { round: 7, signature: beacon.signature.slice(1) })).toBe("BAD_LENGTH");
    expect(await verdict(sealed, { round: 7, signature: new Uint8Array(48) })).toBe("BAD_FLAGS");
    expect(await verdict(sealed, beacon, drand.networks.default)).toBe("UNKNOWN_SCHEME");
  });

  it("a byte that was changed, wherever it is", async () => {
    const codes = new Map<string, number>();
    for (let place = 0; place < sealed.length; place++) {
      const changed = sealed.map((byte, index) => (index === place ? byte ^ 1 : byte));
      const code = codeOf(() => decrypt(chain, changed, beacon));
      codes.set(code, (codes.get(code) ?? 0) + 1);
      if (place >= headerLength) expect(code).toBe("BAD_CIPHERTEXT");
      if (place % 23 === 0) expect(await verdict(changed)).toBe(code);
    }
    expect(codes.get("accepted")).toBeUndefined();
    expect([...codes.keys()].filter((code) => !ALLOWED.includes(code))).toEqual([]);
    expect(codes.get("WRONG_ROUND")).toBeGreaterThan(0);
    expect(codes.get("WRONG_NETWORK")).toBeGreaterThan(32);
  });

  it("one that is cut off, wherever that is, but where an empty text ends", async () => {
    const empty = headerLength + 16;
    for (let length = 0; length < sealed.length; length += length > headerLength - 60 ? 1 : 7) {
      const code = await verdict(sealed.slice(0, length));
      if (length === empty) expect(code).toBe("accepted");
      else expect(code).toBe(length < headerLength ? "MALFORMED" : "BAD_CIPHERTEXT");
    }
    // tlock-js writes no chunk for an empty text
    expect(decrypt(chain, sealed.slice(0, empty), beacon)).toEqual(new Uint8Array(0));
  });

  it("something behind the end, a chunk that is missing, moved or repeated", async () => {
    expect(await verdict(concat(sealed, Uint8Array.of(0)))).toBe("BAD_CIPHERTEXT");
    const file = encrypt(chain, 7, textOf(3 * CHUNK));
    const start = headerLength + 16;
    const chunk = (index: number) => file.subarray(start + index * (CHUNK + 16), start + (index + 1) * (CHUNK + 16));
    const of = (...chunks: number[]) => {
      const parts = [file.subarray(0, start), ...chunks.map(chunk)];
      const out = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
      let at = 0;
      for (const part of parts) {
        out.set(part, at);
        at += part.length;
      }
      return out;
    };
    expect(await verdict(of(0, 1, 2))).toBe("accepted");
    for (const wrong of [[0, 1], [0, 2], [1, 0, 2], [0, 0, 1, 2], [0, 1, 2, 2], [2]])
      expect(await verdict(of(...wrong))).toBe("BAD_CIPHERTEXT");
  });

  it("a header in another form than the one there is", async () => {
    const header = new TextDecoder().decode(sealed.slice(0, headerLength));
    const rest = sealed.slice(headerLength);
    const lines = header.split("\n");
    const altered = (change: (lines: string[]) => string[]) => concat(utf8(change([...lines]).join("\n")), rest);
    expect(lines[0]).toBe("age-encryption.org/v1");
    expect(lines[1]).toMatch(/^-> tlock 7 [0-9a-f]{64}$/);
    const cases: [(all: string[]) => string[], string][] = [
      [(all) => ["age-encryption.org/v2", ...all.slice(1)], "MALFORMED"],
      [([first, , ...more]) => [first!, "-> X25519 abc", ...more], "MALFORMED"],
      [([first, stanza, ...more]) => [first!, stanza!.replace(" 7 ", " 07 "), ...more], "MALFORMED"],
      [([first, stanza, ...more]) => [first!, stanza!.replace(" 7 ", " -7 "), ...more], "MALFORMED"],
      [([first, stanza, ...more]) => [first!, stanza!.replace(" 7 ", " 99999999999999999 "), ...more], "MALFORMED"],
      [([first, stanza, ...more]) => [first!, `${stanza} more`, ...more], "MALFORMED"],
      [([first, stanza, ...more]) => [first!, stanza!.toUpperCase(), ...more], "MALFORMED"],
      [([first, stanza, ...more]) => [first!, stanza!.replace("tlock", "tlock "), ...more], "MALFORMED"],
      [([first, stanza, ...more]) => [first!, stanza!.replace("tlock", "tlöck"), ...more], "MALFORMED"],
      [([first, stanza, one, two, ...more]) => [first!, stanza!, one! + two!, ...more], "MALFORMED"],
      [([first, stanza, one, , ...more]) => [first!, stanza!, one!, ...more], "MALFORMED"],
      [([first, stanza, one, two, , ...more]) => [first!, stanza!, one!, two!, "", ...more], "MALFORMED"],
      [(all) => all.map((line) => (line.startsWith("---") ? `${line}=` : line)), "MALFORMED"],
      [(all) => all.map((line) => (line.startsWith("---") ? "---" : line)), "MALFORMED"],
      [([first, ...more]) => [first!, more.at(-2)!, ""], "MALFORMED"],
      // more stanzas are age's right, and change what the MAC covers
      [([first, ...more]) => [first!, "-> grease x", "", ...more], "BAD_CIPHERTEXT"],
    ];
    for (const [change, code] of cases) expect(await verdict(altered(change))).toBe(code);
    const endless = concat(utf8("age-encryption.org/v1\n-> tlock "), new Uint8Array(40_000).fill(97));
    expect(await verdict(endless)).toBe("MALFORMED");
    const stanzas = concat(utf8("age-encryption.org/v1\n"), utf8("-> x\n\n".repeat(9000)));
    expect(await verdict(stanzas)).toBe("MALFORMED");
  });

  it("armor that is none, cut off, or has something around it", async () => {
    const armored = new TextDecoder().decode(encrypt(chain, 7, text, { armored: true }));
    expect(armored).toMatch(
      /^-----BEGIN AGE ENCRYPTED FILE-----\n([\w+/]{64}\n)+[\w+/]+=*\n-----END AGE ENCRYPTED FILE-----\n$/,
    );
    const lines = armored.split("\n");
    const file = (changed: string) => utf8(changed);
    expect(await verdict(file(armored.replaceAll("\n", "\r\n")))).toBe("accepted");
    expect(await verdict(file(`\n  \n${armored}\n\n`))).toBe("accepted");
    expect(await verdict(file(armored.trimEnd()))).toBe("accepted");
    const wrong = [
      armored.slice(0, -10),
      lines.slice(0, -2).join("\n"),
      `${armored}more`,
      `${armored}${" ".repeat(2000)}`,
      `${" ".repeat(2000)}${armored}`,
      armored.replace(lines[1]!, `${lines[1]}${lines[1]}`),
      armored.replace(lines[1]!, lines[1]!.slice(0, 60)),
      armored.replace(lines[1]!, `\n${lines[1]}`),
      armored.replace(lines[1]!, lines[1]!.replace(/^./, "*")),
      armored.replace("=\n", "\n"),
      `${lines[0]}\n`,
      "",
    ];
    for (const changed of wrong) expect(await verdict(file(changed))).toBe("MALFORMED");
  });
});

const ALLOWED = [
  ...["BAD_CIPHERTEXT", "MALFORMED", "WRONG_ROUND", "WRONG_NETWORK"],
  ...["NOT_ON_CURVE", "NOT_IN_SUBGROUP", "NOT_CANONICAL", "BAD_FLAGS"],
];

describe("streams", () => {
  /** Gives so many bytes, and says how many were asked for. */
  function endless(limit: number, part = 10_000) {
    const state = { given: 0, ended: false };
    async function* parts() {
      try {
        while (state.given < limit) {
          state.given += part;
          yield new Uint8Array(part).fill(5);
        }
      } finally {
        state.ended = true;
      }
    }
    return { state, parts: parts() };
  }

  it("hold a chunk or two, whatever comes", async () => {
    const limit = 20 * CHUNK;
    const { state, parts } = endless(limit);
    let taken = 0;
    let most = 0;
    const opened = decryptStream(chain, encryptStream(chain, 7, parts), beacon);
    for await (const part of opened) {
      taken += part.length;
      most = Math.max(most, state.given - taken);
      expect(part.length).toBeLessThanOrEqual(CHUNK);
    }
    expect(taken).toBe(state.given);
    expect(most).toBeLessThan(4 * CHUNK);
    expect(state.ended).toBe(true);
  });

  it("end the source when nobody reads on", async () => {
    const { state, parts } = endless(1e9);
    for await (const part of encryptStream(chain, 7, parts)) if (part.length > CHUNK) break;
    expect(state.ended).toBe(true);
    expect(state.given).toBeLessThan(3 * CHUNK);
    const second = endless(1e9);
    const file = encryptStream(chain, 7, second.parts);
    for await (const part of decryptStream(chain, file, beacon)) if (part.length === CHUNK) break;
    expect(second.state.ended).toBe(true);
  });

  it("stop at a signal, between chunks, while the source is waited for, and while the beacon is", async () => {
    const reason = new Error("enough");
    const aborting = () => {
      const controller = new AbortController();
      return { signal: controller.signal, abort: () => controller.abort(reason) };
    };
    const before = aborting();
    before.abort();
    await expect(collect(encryptStream(chain, 7, [text], { signal: before.signal }))).rejects.toBe(reason);
    await expect(collect(decryptStream(chain, [sealed], beacon, { signal: before.signal }))).rejects.toBe(reason);

    const between = aborting();
    const { state, parts } = endless(1e9);
    const reading = (async () => {
      for await (const part of encryptStream(chain, 7, parts, { signal: between.signal }))
        if (part.length > CHUNK) between.abort();
    })();
    await expect(reading).rejects.toBe(reason);
    expect(state.ended).toBe(true);

    const never = { [Symbol.asyncIterator]: () => ({ next: () => new Promise<IteratorResult<Uint8Array>>(() => {}) }) };
    for (const hanging of [
      (signal: AbortSignal) => encryptStream(chain, 7, never, { signal }),
      (signal: AbortSignal) => decryptStream(chain, never, beacon, { signal }),
      (signal: AbortSignal) => decryptStream(chain, [sealed], () => new Promise<never>(() => {}), { signal }),
    ]) {
      const { signal, abort } = aborting();
      const waiting = collect(hanging(signal));
      setTimeout(abort, 20);
      await expect(waiting).rejects.toBe(reason);
    }
  });

  it("pass on what the source throws, and refuse parts that are no bytes", async () => {
    async function* broken() {
      yield text;
      throw new Error("the disk is gone");
    }
    await expect(collect(encryptStream(chain, 7, broken()))).rejects.toThrow("the disk is gone");
    await expect(collect(decryptStream(chain, broken(), beacon))).rejects.toMatchObject({ code: "MALFORMED" });
    const texts = ["text"] as unknown as Uint8Array[];
    expect(await streamCode(encryptStream(chain, 7, texts))).toBe("BAD_TYPE");
    expect(codeOf(() => encryptStream(chain, 7, text as unknown as Uint8Array[]))).toBe("BAD_TYPE");
    expect(codeOf(() => encryptStream(chain, 0, [text]))).toBe("BAD_INTEGER");
    expect(codeOf(() => encryptStream({ ...chain, hash: undefined }, 7, [text]))).toBe("BAD_TYPE");
  });
});

it("armor of any size is made and read as a whole, where it has more lines than a call takes arguments", () => {
  const long = new Uint8Array(8_000_000).fill(7);
  const armored = encrypt(chain, 7, long, { armored: true });
  expect(timelockOf(armored).round).toBe(7);
  expect(isSame(decrypt(chain, armored, beacon), long)).toBe(true);
}, 120_000);
