// The kinds of things that were once wrong with arguments, each by its smallest input: see arguments.test.ts for all
// entries and all values.
import { describe, expect, it } from "vitest";
import { describe as describeValue } from "../../bindings/errors.js";
import { packVector } from "../../bindings/vector.js";
import { Beacon, beaconMessage, drand, outputRecord, rank } from "../../src/beacon/index.js";
import { type BlsScheme, minPk, minSig, minSigAug, minSigPop } from "../../src/bls/index.js";
import { Fr, G1, G2, pairingCheck } from "../../src/curve/index.js";
import {
  batchVerifyRevealed,
  deal,
  decodeCommitments,
  finalize,
  publicShares,
  verifyCommitments,
  verifyPublications,
} from "../../src/dkg/index.js";
import { Encoder } from "../../src/encoding/index.js";
import { ceilFraction, secrecyMargin } from "../../src/magic-block/index.js";
import { combine, type Id, recoverSecret, split } from "../../src/threshold/index.js";
import { bitmapOfIndices } from "../../src/view-change/payloads.js";
import { hex, scalarBytes, utf8 } from "../support/bytes.js";
import { refusal } from "../support/verdict.js";
import { ids, materials, message, session, threshold } from "./material.js";

// biome-ignore lint/suspicious/noExplicitAny: half of these values have the wrong type on purpose
type Any = any;

const [m] = materials as [(typeof materials)[number]];
const { scheme, secretKey, publicKey, signature } = m;
const { commitments, proof, shares } = m.dealings[0]!;
const dealing = { scheme, threshold: 2, ids: [1, 2, 3], session, dealer: 1 };
const combining = { message, threshold, groupPublicKey: m.groupPublicKey, publicShares: m.publicShares };

/** What `call` throws. */
function messageOf(call: () => unknown): string {
  try {
    call();
  } catch (error) {
    return (error as Error).message;
  }
  return "";
}

describe("a list with holes is refused, everywhere (B5)", () => {
  const holes = (...items: Any[]): Any => {
    const list = new Array(items.length + 1);
    for (const [index, item] of items.entries()) list[index === 0 ? 0 : index + 1] = item;
    return list;
  };
  const item = { signature, message, publicKey };
  const cases: [string, () => unknown][] = [
    ["fastAggregateVerify", () => scheme.fastAggregateVerify(signature, message, holes(publicKey, publicKey))],
    ["aggregateVerify", () => scheme.aggregateVerify(signature, holes(message), holes(publicKey))],
    ["aggregateSignatures", () => scheme.aggregateSignatures(holes(signature, signature))],
    ["aggregatePublicKeys", () => scheme.aggregatePublicKeys(holes(publicKey, publicKey))],
    ["batchVerify", () => scheme.batchVerify(holes(item, item))],
    ["verifyPublications", () => verifyPublications({ scheme, threshold, publications: new Array(3) })],
    ["publicShares", () => publicShares({ scheme, commitments, ids: holes(1, 3) })],
    ["deal", () => deal({ ...dealing, ids: holes(1, 2) })],
    ["decodeCommitments", () => decodeCommitments(scheme, holes(...commitments))],
    ["finalize", () => finalize({ scheme, id: 1, ids, dealings: holes({ commitments, share: shares.get(1)! }) })],
    ["recoverSecret", () => recoverSecret(holes({ id: 1, value: secretKey }))],
    ["combine", () => combine(scheme, { ...combining, partials: holes(...m.partials) })],
    ["Vector.fromBytes", () => G1.Vector.fromBytes(holes(G1.BASE.toBytes(), G1.BASE.toBytes()))],
    ["Vector.fromPoints", () => G1.Vector.fromPoints(holes(G1.BASE, G1.BASE))],
    ["msm", () => G1.msm([G1.BASE, G1.BASE, G1.BASE], holes(1n, 2n))],
    ["pairingCheck", () => pairingCheck(holes([G1.BASE, G2.BASE]))],
    ["rank", () => rank(new Uint8Array(32), holes(1, 2))],
    [
      "Beacon",
      () =>
        new Beacon({
          ...m.view,
          threshold: 1,
          round: 1,
          previousRandomness: new Uint8Array(32),
          members: new Array(1),
        }),
    ],
  ];
  it.each(cases)("%s", (_, call) => {
    expect(refusal(call)).toBe("BAD_TYPE");
  });

  it("what stands there on the prototype of all arrays is no item", () => {
    Object.defineProperty(Array.prototype, 1, { value: publicKey, configurable: true, writable: true });
    try {
      expect(refusal(() => scheme.fastAggregateVerify(signature, message, holes(publicKey, publicKey)))).toBe(
        "BAD_TYPE",
      );
    } finally {
      delete (Array.prototype as Any)[1];
    }
  });

  it("in the core's bindings too", () => {
    expect(() => packVector("G1", new Array(2))).toThrow();
    expect(scheme.verify(signature, message, publicKey)).toBe(true);
  });
});

describe("options are own properties (B6)", () => {
  const outside = (() => {
    for (let x = 1n; ; x++) {
      const bytes = scalarBytes(x).length === 32 ? new Uint8Array(48) : new Uint8Array(48);
      bytes[47] = Number(x);
      bytes[0] = 0x80;
      if (refusal(() => G1.fromBytes(bytes)) === "NOT_IN_SUBGROUP") return bytes;
    }
  })();
  const random = () => new Uint8Array(48).fill(1);
  const seen = () => ({
    subgroup: refusal(() => G1.fromBytes(outside)),
    vector: refusal(() => G1.Vector.fromBytes([outside])),
    signature: hex(scheme.sign(message, secretKey)),
    verdict: scheme.verify(signature, message, publicKey),
    empty: refusal(() => scheme.sign(message, secretKey, {})),
    batch: scheme.batchVerify([{ signature, message, publicKey }], {}),
    noThreshold: refusal(() => split(secretKey, { ids } as Any)),
    noCommitments: refusal(() =>
      verifyPublications({
        scheme,
        threshold: 1,
        publications: [{ reveals: [{ commitments: {}, id: 1, share: secretKey }] }],
      } as Any),
    ),
    noDST: refusal(() => G1.hashToCurve(message, {} as Any)),
    drand: drand.verify(m.drandInfo, m.drandBeacon),
  });
  const expected = seen();
  it.each(["subgroupCheck", "threshold", "DST", "random", "transcript", "acknowledgement", "randomness"])(
    "Object.prototype.%s is ignored",
    (name) => {
      const values: Record<string, unknown> = { subgroupCheck: false, threshold: 1, DST: "POLLUTED", random };
      Object.defineProperty(Object.prototype, name, { value: values[name] ?? new Uint8Array(32), configurable: true });
      try {
        expect(seen()).toEqual(expected);
        // the dealing would have the same coefficients
        expect(hex(deal(dealing).commitments[0]!)).not.toBe(hex(deal(dealing).commitments[0]!));
      } finally {
        delete (Object.prototype as Any)[name];
      }
    },
  );
});

describe("options of the wrong form are refused (B7)", () => {
  const cases: [string, string, () => unknown][] = [
    ["a tag in the place of options", "BAD_TYPE", () => scheme.sign(message, secretKey, "TAG" as Any)],
    ["null", "BAD_TYPE", () => scheme.sign(message, secretKey, null as Any)],
    ["a Map", "BAD_TYPE", () => scheme.sign(message, secretKey, new Map([["DST", "TAG"]]) as Any)],
    ["dst", "UNKNOWN_OPTION", () => scheme.sign(message, secretKey, { dst: "TAG" } as Any)],
    ["DST: null", "BAD_TYPE", () => scheme.verify(signature, message, publicKey, { DST: null } as Any)],
    ["bytes to batchVerify", "BAD_TYPE", () => scheme.batchVerify([], new Uint8Array(32) as Any)],
    ["an object to toBytes", "BAD_TYPE", () => G1.BASE.toBytes({ compressed: false } as Any)],
    ["an object to Vector's toBytes", "BAD_TYPE", () => G1.Vector.fromPoints([]).toBytes({ compressed: false } as Any)],
    ["subgroupCheck: 0", "BAD_TYPE", () => G1.fromBytes(G1.BASE.toBytes(), { subgroupCheck: 0 } as Any)],
    ["subgroupcheck", "UNKNOWN_OPTION", () => G1.fromBytes(G1.BASE.toBytes(), { subgroupcheck: false } as Any)],
    ["deal", "UNKNOWN_OPTION", () => deal({ ...dealing, treshold: 3 } as Any)],
    ["split", "UNKNOWN_OPTION", () => split(secretKey, { threshold: 2, ids, rng: 1 } as Any)],
    ["combine", "UNKNOWN_OPTION", () => combine(scheme, { ...combining, partials: [], dst: "" } as Any)],
    ["Beacon", "UNKNOWN_OPTION", () => new Beacon({ ...m.view, treshold: 3 } as Any)],
  ];
  it.each(cases)("%s: %s", (_, code, call) => {
    expect(refusal(call)).toBe(code);
  });

  it("the message names the option and those that there are", () => {
    const text = messageOf(() => scheme.batchVerify([], { dst: "TAG" } as Any));
    expect(text).toContain('"dst"');
    expect(text).toContain("DST, transcript");
  });
});

describe("nothing is converted (B8)", () => {
  const round = { round: 5, timeoutCount: 0, previousRandomness: new Uint8Array(32) };
  const options = {
    ...{ ...m.view, groupPublicKey: m.groupPublicKey, threshold: 1, round: 5, previousRandomness: new Uint8Array(32) },
    members: [{ id: 1, publicShare: m.publicKey }],
  };
  const output = { ...round, signature: m.signature };
  const cases: [string, string, () => unknown][] = [
    ["beaconMessage without chainId", "BAD_TYPE", () => beaconMessage({ magicBlockNumber: 1 } as Any, round)],
    ["chainId null", "BAD_TYPE", () => beaconMessage({ chainId: null, magicBlockNumber: 1 } as Any, round)],
    ["half a surrogate", "BAD_TYPE", () => beaconMessage({ chainId: "\ud800", magicBlockNumber: 1 }, round)],
    ["a round as text", "BAD_INTEGER", () => beaconMessage(m.view, { ...round, round: "5" } as Any)],
    ["a Beacon whose round is text", "BAD_INTEGER", () => new Beacon({ ...options, round: "5" } as Any)],
    ["a Beacon whose round is a bigint", "BAD_INTEGER", () => new Beacon({ ...options, round: 5n } as Any)],
    ["true as a number", "BAD_INTEGER", () => new Encoder().u64(true as Any)],
    ["an array of numbers as bytes", "BAD_TYPE", () => new Encoder().bytes([1, 2] as Any)],
    ["1 as a flag", "BAD_TYPE", () => new Encoder().flag(1 as Any)],
    ["an index as text", "BAD_INTEGER", () => bitmapOfIndices(["1"] as Any, 4)],
    ["true as an index", "BAD_INTEGER", () => bitmapOfIndices([true] as Any, 4)],
    ["a numerator as text", "BAD_PARAMETER", () => ceilFraction({ numerator: "2", denominator: 3 } as Any, 4)],
    ["a negative denominator", "BAD_PARAMETER", () => ceilFraction({ numerator: 2, denominator: -3 }, 4)],
    ["a threshold as text", "BAD_PARAMETER", () => secrecyMargin({ t: "3", k: 3, n: 4 } as Any)],
    ["an output's round as text", "BAD_INTEGER", () => outputRecord(1, { ...output, round: "5" } as Any)],
  ];
  it.each(cases)("%s: %s", (_, code, call) => {
    expect(refusal(call)).toBe(code);
  });
});

describe("one id in every form (B9)", () => {
  const forms: Id[] = [1, 1n, scalarBytes(1n)];
  const options = {
    ...{ ...m.view, groupPublicKey: m.groupPublicKey, threshold: 1, round: 1, previousRandomness: new Uint8Array(32) },
  };
  const publicShare = m.publicKey;
  it("a Beacon takes a partial signature under any of them, and a member once", () => {
    for (const member of forms) {
      for (const id of forms) {
        const beacon = new Beacon({ ...options, members: [{ id: member, publicShare }] });
        expect(beacon.add({ id, signature: beacon.sign(secretKey) })).toBe("accepted");
        const twice = [
          { id: member, publicShare },
          { id, publicShare },
        ];
        expect(refusal(() => new Beacon({ ...options, members: twice }))).toBe("DUPLICATE_ID");
      }
    }
  });

  it("combine and finalize take any of them", () => {
    for (const id of forms) {
      const partials = [{ ...m.partials[0]!, id }, ...m.partials.slice(1)];
      expect(combine(scheme, { ...combining, partials }).invalid).toEqual([]);
      const dealings = m.dealings.map((one) => ({ commitments: one.commitments, share: one.shares.get(1)! }));
      expect(finalize({ scheme, id, ids: [id, 2, 3n, 4], dealings }).groupPublicKey).toEqual(m.groupPublicKey);
    }
  });
});

describe("errors are typed (B11)", () => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  const cases: [string, string, () => unknown][] = [
    ["no options", "BAD_TYPE", () => (deal as Any)()],
    ["no options to combine", "BAD_TYPE", () => (combine as Any)(scheme)],
    ["no options to split", "BAD_TYPE", () => (split as Any)(secretKey)],
    ["no options to Beacon", "BAD_TYPE", () => new (Beacon as Any)()],
    ["no scheme", "BAD_TYPE", () => deal({ ...dealing, scheme: undefined } as Any)],
    ["another object as scheme", "BAD_TYPE", () => deal({ ...dealing, scheme: { name: "min-sig" } } as Any)],
    ["a set as list", "BAD_TYPE", () => scheme.aggregateSignatures(new Set([signature]) as Any)],
    ["an ArrayBuffer to a decoder", "BAD_TYPE", () => G1.fromBytes(G1.BASE.toBytes().buffer as Any)],
    ["a revoked Proxy as options", "BAD_TYPE", () => scheme.sign(message, secretKey, proxy)],
    ["a revoked Proxy as a point", "BAD_TYPE", () => G1.BASE.add(proxy as Any)],
  ];
  it.each(cases)("%s: %s", (_, code, call) => {
    expect(refusal(call)).toBe(code);
  });

  it("a malformed id among reveals is that publication's fault, and ends", () => {
    const share = shares.get(1)!;
    const reveals = (id: Any) => [{ commitments, id, share }];
    for (const id of [0, 2.5, -1, "1"]) {
      const publications = [{ reveals: reveals(1) }, { reveals: reveals(id) }, { reveals: reveals(1) }];
      expect(verifyPublications({ scheme, threshold, publications }).invalid).toEqual([1]);
      expect(refusal(() => batchVerifyRevealed({ scheme, items: reveals(id) }))).toBe("BAD_ID");
    }
  });

  it("a value is described whatever it does", () => {
    const trap = new Proxy({}, { get: () => fail(), getPrototypeOf: () => fail() });
    for (const value of [proxy, trap, { constructor: { name: Symbol("name") } }, Object.create(null)]) {
      expect(describeValue(value)).toMatch(/^an object/);
    }
    expect(describeValue({ constructor: { name: "\u001b[31mred" } })).toBe("an object");
  });
});

function fail(): never {
  throw new Error("trap");
}

describe("bytes of a detached buffer are no bytes (B12)", () => {
  const detached = (start = 0): Uint8Array => {
    const view = new Uint8Array(new ArrayBuffer(64), start);
    structuredClone(view.buffer, { transfer: [view.buffer] });
    return view;
  };
  const outside = (): Uint8Array | undefined => {
    const buffer = new (ArrayBuffer as Any)(64, { maxByteLength: 128 });
    if (typeof buffer.resize !== "function") return undefined;
    const view = new Uint8Array(buffer, 32, 16);
    buffer.resize(16);
    return view;
  };
  it("as message, tag, transcript, session", () => {
    for (const bytes of [detached(), detached(16), outside()]) {
      if (bytes === undefined) continue;
      expect(refusal(() => scheme.sign(bytes, secretKey))).toBe("BAD_TYPE");
      expect(refusal(() => scheme.verify(signature, bytes, publicKey))).toBe("BAD_TYPE");
      expect(refusal(() => scheme.sign(message, secretKey, { DST: bytes }))).toBe("BAD_TYPE");
      expect(refusal(() => scheme.batchVerify([], { transcript: bytes }))).toBe("BAD_TYPE");
      expect(refusal(() => deal({ ...dealing, session: bytes }))).toBe("BAD_TYPE");
    }
  });

  it("no bytes are still the empty message", () => {
    const empty = new Uint8Array(0);
    expect(scheme.verify(scheme.sign(empty, secretKey), empty, publicKey)).toBe(true);
    expect(scheme.verify(scheme.sign(new Uint8Array(8).subarray(8), secretKey), empty, publicKey)).toBe(true);
  });
});

describe("constants cannot be altered (B15)", () => {
  it("drand's networks", () => {
    const before = hex(drand.networks.quicknet.publicKey);
    drand.networks.quicknet.publicKey[0]! ^= 1;
    expect(hex(drand.networks.quicknet.publicKey)).toBe(before);
    expect(() => Object.assign(drand.networks, { quicknet: drand.networks.default })).toThrow(TypeError);
    expect(Object.isFrozen(drand.DRAND_SCHEMES)).toBe(true);
  });

  it("schemes, groups, the field", () => {
    const all: object[] = [minSig, minPk, minSigPop, minSigAug, G1, G2, G1.Vector, G2.Vector, Fr];
    for (const value of all) expect(Object.isFrozen(value)).toBe(true);
    expect(() => Object.assign(minSig as BlsScheme, { DST: "mine" })).toThrow(TypeError);
  });

  it("a beacon's state, by what it gives out or was given", () => {
    const given = {
      ...{ ...m.view, groupPublicKey: m.groupPublicKey.slice(), threshold: 1, round: 1 },
      ...{ previousRandomness: new Uint8Array(32), members: [{ id: 1, publicShare: m.publicKey }] },
    };
    const beacon = new Beacon(given);
    const before = hex(beacon.sign(secretKey));
    given.previousRandomness[0] = 1;
    beacon.current.previousRandomness[0] = 1;
    Object.assign(given, { chainId: "another" });
    expect(hex(beacon.sign(secretKey))).toBe(before);
  });
});

describe("what is promised is what is required (B16)", () => {
  const expected = hex(combine(scheme, { ...combining, partials: m.partials }).signature);
  it("combine with no or some public shares, when the signature verifies", () => {
    for (const known of [[], [2]]) {
      const some = new Map(known.map((id) => [id, m.publicShares.get(id)!]));
      const result = combine(scheme, { ...combining, publicShares: some, partials: m.partials.slice(0, threshold) });
      expect(hex(result.signature)).toBe(expected);
      expect(result.invalid).toEqual([]);
    }
  });

  it("those of known parties come first, and others that were not needed are named", () => {
    const stranger = { id: 77, signature: m.signature };
    const result = combine(scheme, { ...combining, partials: [stranger, ...m.partials] });
    expect(hex(result.signature)).toBe(expected);
    expect(result.invalid).toEqual([77]);
    const none = { ...combining, publicShares: new Map(), partials: [stranger, ...m.partials.slice(1)] };
    expect(refusal(() => combine(scheme, none))).toBe("THRESHOLD");
  });

  it("the message of a drand round needs no signature", () => {
    const { drandMessage } = drand;
    expect(drandMessage({ scheme: "bls-unchained-g1-rfc9380" }, { round: 9 })).toHaveLength(32);
    expect(refusal(() => drandMessage({ scheme: "pedersen-bls-chained" }, { round: 9 }))).toBe("MALFORMED");
  });

  it("verifyCommitments takes what it names and no more", () => {
    const claim = { scheme, threshold, session, dealer: 1, commitments, proof };
    expect(verifyCommitments(claim)).toBe(true);
    expect(refusal(() => verifyCommitments({ ...claim, shares } as Any))).toBe("UNKNOWN_OPTION");
  });

  it("a tag is text or bytes", () => {
    const tagged = scheme.sign(message, secretKey, { DST: "TAG" });
    expect(scheme.verify(tagged, message, publicKey, { DST: utf8("TAG") })).toBe(true);
  });
});
