// Weights of batched checks and seeds of subgroup checks are a hash of everything that is checked (Fiat and Shamir):
// whoever could change one thing and keep them could choose errors that cancel. Shown for each thing that goes in.
import { afterEach, describe, expect, it, vi } from "vitest";
import { encodePoint, type RawPoint } from "../../../bindings/point.js";
import { encodeVector } from "../../../bindings/vector.js";
import { minPk, minSig, type PublicKey } from "../../../src/bls/index.js";
import { transcriptWeights, weightsFrom } from "../../../src/bls/transcript.js";
import { G1, G2 } from "../../../src/curve/index.js";
import { subgroupSeed } from "../../../src/curve/subgroup-seed.js";
import { batchVerifyRevealed, type Dealing, deal, type RevealedShare } from "../../../src/dkg/index.js";
import { hex, scalarBytes, utf8 } from "../../support/bytes.js";

const seen = vi.hoisted(() => ({ weights: "", parts: [] as readonly Uint8Array[] }));

vi.mock(import("../../../src/bls/transcript.js"), async (original) => {
  const module = await original();
  const noting =
    (make: typeof module.hedgedWeights): typeof module.hedgedWeights =>
    (count, parts) => {
      const weights = make(count, parts);
      seen.parts = parts;
      seen.weights = Array.from(weights, (byte) => byte.toString(16).padStart(2, "0")).join("");
      return weights;
    };
  return {
    ...module,
    hedgedWeights: noting(module.hedgedWeights),
    transcriptWeights: noting(module.transcriptWeights),
  };
});

vi.mock(import("../../../bindings/sharing.js"), async (original) => {
  const module = await original();
  const findWrongShares: typeof module.findWrongShares = (group, commitments, threshold, items, weights) => {
    seen.weights = Array.from(weights, (byte) => byte.toString(16).padStart(2, "0")).join("");
    return module.findWrongShares(group, commitments, threshold, items, weights);
  };
  return { ...module, findWrongShares };
});

/** A source that says the same in every run of `call`: what differs afterwards comes from what was checked. */
function predictably<Result>(call: () => Result): Result {
  let counter = 0;
  vi.stubGlobal("crypto", {
    getRandomValues: (bytes: Uint8Array) => {
      for (let index = 0; index < bytes.length; index++) bytes[index] = counter++ % 251;
      return bytes;
    },
  });
  return call();
}

afterEach(() => {
  vi.unstubAllGlobals();
});

interface Checked {
  readonly messages: readonly Uint8Array[];
  readonly keys: readonly PublicKey[];
  readonly signatures: readonly Uint8Array[];
  readonly DST?: string;
  readonly transcript?: Uint8Array;
}

describe.each([minSig, minPk])("weights of signatures, $name", (scheme) => {
  const secrets = [scalarBytes(11n), scalarBytes(12n)];
  const other = scalarBytes(13n);
  const messages = [utf8("a"), utf8("b")];
  const right: Checked = {
    messages,
    keys: secrets.map((secret) => scheme.getPublicKey(secret)),
    signatures: secrets.map((secret, index) => scheme.sign(messages[index]!, secret)),
  };
  const weightsOf = ({ messages, keys, signatures, DST, transcript }: Checked): string => {
    const items = signatures.map((signature, index) => ({
      signature,
      message: messages[index]!,
      publicKey: keys[index]!,
    }));
    predictably(() => scheme.batchVerify(items, { DST, transcript }));
    return seen.weights;
  };
  const changes: Record<string, Partial<Checked>> = {
    "a message": { messages: [messages[0]!, utf8("c")] },
    "a key": { keys: [right.keys[0]!, scheme.getPublicKey(other)] },
    "a signature": { signatures: [right.signatures[0]!, scheme.sign(messages[1]!, other)] },
    "which message is whose": { messages: [messages[1]!, messages[0]!] },
    "the tag": { DST: "another tag" },
  };

  it.each(Object.entries(changes))("are others for another of %s", (_, change) => {
    const changed = { ...right, ...change };
    const transcript = utf8("block 7");
    expect(weightsOf({ ...right, transcript })).toBe(weightsOf({ ...right, transcript }));
    expect(weightsOf({ ...changed, transcript })).not.toBe(weightsOf({ ...right, transcript }));
  });

  // a hash has no one form in the core's memory, so drawn weights differ in any case: what goes in is looked at
  it("are drawn over every signature, key and hash, and which belongs to which", () => {
    weightsOf({ ...right, messages: [messages[1]!, messages[0]!] });
    const [signatures, places, keys, ...hashes] = seen.parts;
    expect(hex(signatures!)).toBe(right.signatures.map((signature) => hex(signature)).join(""));
    expect([...new Uint32Array(places!.slice().buffer)]).toEqual([2, 0, 1, 0, 1]);
    const { publicKeyGroup, signatureGroup } = scheme;
    const encodings = encodeVector(publicKeyGroup, { bytes: keys! as Uint8Array<ArrayBuffer>, count: 2 }, true);
    expect(hex(encodings)).toBe(right.keys.map((key) => hex(key as Uint8Array)).join(""));
    const expected = [messages[1]!, messages[0]!].map((message) =>
      hex((signatureGroup === "G1" ? G1 : G2).hashToCurve(message, { DST: scheme.DST }).toBytes()),
    );
    expect(hashes.map((hash) => hex(encodePoint(signatureGroup, hash as RawPoint, true)))).toEqual(expected);
  });

  it("are others for another transcript, and not the drawn ones", () => {
    const [seven, eight] = ["block 7", "block 8"].map((name) => weightsOf({ ...right, transcript: utf8(name) }));
    expect(new Set([seven, eight, weightsOf(right)]).size).toBe(3);
  });
});

describe.each([minSig, minPk])("weights of shares, $name", (scheme) => {
  const ids = [1, 2, 3];
  const dealings = [1, 2].map((dealer) => deal({ scheme, threshold: 2, ids, session: utf8("session"), dealer }));
  const random = (length: number) => new Uint8Array(length).fill(3);
  const itemOf = (dealing: Dealing, id: number): RevealedShare => ({
    commitments: dealing.commitments,
    id,
    share: dealing.shares.get(id)!,
  });
  const right = dealings.map((dealing) => itemOf(dealing, 1));
  const weightsOf = (items: readonly RevealedShare[], transcript?: Uint8Array): string => {
    batchVerifyRevealed({ scheme, items, random, transcript });
    return seen.weights;
  };

  it.each([
    ["a share", [right[0]!, { ...right[1]!, share: scalarBytes(5n) }]],
    ["a receiver", [right[0]!, { ...right[1]!, id: 2 }]],
    ["a dealer's commitments", [right[0]!, { ...right[1]!, commitments: dealings[0]!.commitments }]],
    ["the order", [right[1]!, right[0]!]],
  ])("are others for another of %s", (_, changed) => {
    expect(weightsOf(right)).toBe(weightsOf(right));
    expect(weightsOf(changed)).not.toBe(weightsOf(right));
  });

  it("are others for another transcript", () => {
    expect(weightsOf(right, utf8("block 7"))).not.toBe(weightsOf(right, utf8("block 8")));
  });
});

describe("weights themselves", () => {
  it("are 1 where the stream gives zeros", () => {
    const zeros = { xof: (length: number) => new Uint8Array(length) };
    expect(hex(weightsFrom(zeros, 2))).toBe(hex(new Uint8Array([...scalarBytes(1n), ...scalarBytes(1n)])));
  });

  it("know where one part ends and the next begins", () => {
    expect(hex(transcriptWeights(1, [utf8("ab"), utf8("c")]))).not.toBe(
      hex(transcriptWeights(1, [utf8("a"), utf8("bc")])),
    );
  });
});

describe("seeds of subgroup checks", () => {
  const encodings = new Uint8Array(48 * 16);
  for (let index = 0; index < 16; index++) encodings.set(G1.BASE.multiply(BigInt(index + 1)).toBytes(), 48 * index);
  const changed = encodings.slice();
  changed.set(G1.BASE.multiply(99n).toBytes(), 48 * 15);
  const seedOf = (bytes: Uint8Array, transcript?: Uint8Array) =>
    predictably(() => hex(subgroupSeed(transcript, "G1", bytes)!.bytes));

  it("are others for another encoding, drawn or derived", () => {
    expect(seedOf(encodings)).toBe(seedOf(encodings));
    expect(seedOf(changed)).not.toBe(seedOf(encodings));
    expect(seedOf(changed, utf8("block 7"))).not.toBe(seedOf(encodings, utf8("block 7")));
    expect(seedOf(encodings, utf8("block 8"))).not.toBe(seedOf(encodings, utf8("block 7")));
  });

  it("are for 2^-64 where they are drawn, and 2^-128 where a sender can try again", () => {
    expect(subgroupSeed(undefined, "G1", encodings)!.bits).toBe(64);
    expect(subgroupSeed(utf8("block 7"), "G1", encodings)!.bits).toBe(128);
  });
});
