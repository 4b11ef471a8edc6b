// Hostile values as every argument of every public entry of the library: functions, methods and constructors, taken
// from the declarations by the compiler, so that a new one that is not in the table fails here. Whatever is given, a
// call returns, says false, or throws a FeldsparError with a code that is in the table of codes; and the instance works
// afterwards.
import { join } from "node:path";
import ts from "typescript-5";
import { describe, expect, it } from "vitest";
import { CODES } from "../../bindings/codes.js";
import { FeldsparError } from "../../bindings/errors.js";
import * as beacon from "../../src/beacon/index.js";
import * as bls from "../../src/bls/index.js";
import * as curve from "../../src/curve/index.js";
import * as dkg from "../../src/dkg/index.js";
import * as threshold from "../../src/threshold/index.js";
import { utf8 } from "../support/bytes.js";
import { seededRandom } from "../support/generators.js";
import { refusal } from "../support/verdict.js";
import { ids, materials, message, session, threshold as t } from "./material.js";
import { expectStillWorking } from "./support.js";

const SUBPATHS = ["curve", "bls", "threshold", "dkg", "beacon"] as const;

/** Public, and not called with anything of a caller's. */
const EXEMPT: Record<string, string> = {
  "beacon.BeaconMember#step": "its own state and replica; what others sent is tested in test/protocol/beacon/member",
  "curve.Fr.random": "no arguments, and the public schemes' randomSecretKey stand for it",
};

/** Not for callers, or not before something else: what these say to any arguments. */
const REFUSED: Record<string, string> = {
  "new curve.Point": "BAD_TYPE",
  "new curve.Vector": "BAD_TYPE",
  "new curve.Gt": "BAD_TYPE",
  "new bls.PreparedPublicKey": "BAD_TYPE",
  "new dkg.Commitments": "BAD_TYPE",
  "beacon.Beacon#finish": "NOT_ENOUGH_SIGNATURES",
};

// biome-ignore lint/suspicious/noExplicitAny: half of these values have the wrong type on purpose
type Any = any;
type Case = { readonly call: (...args: Any[]) => unknown; readonly args: readonly Any[] };

const at = <Item>(list: readonly Item[], index: number): Item => list[index]!;
const [m] = materials as [(typeof materials)[number]];
const { scheme } = m;
const { G1, G2, Fr, Gt } = curve;
const [p, q] = [G1.BASE, G2.BASE];
const vector = G1.Vector.fromPoints([p, p.double()]);
const gt = curve.pairing(p, q);
const DST = "TAG";
const secretKey = m.secretKey;
const items = [{ signature: m.signature, message, publicKey: m.publicKey }];
const { commitments, proof, shares } = at(m.dealings, 0);
const share = shares.get(1)!;
const claim = { scheme, threshold: t, session, dealer: 1, commitments, proof };
const parties = { scheme, id: 1, ids };
const dealings = m.dealings.map((dealing) => ({ commitments: dealing.commitments, share: dealing.shares.get(1)! }));
const publication = { acknowledgement: at(items, 0), reveals: [{ commitments, id: 1, share }] };
const combining = {
  ...{ message, threshold: t, groupPublicKey: m.groupPublicKey, publicShares: m.publicShares },
  ...{ partials: m.partials, DST: scheme.DST },
};
const reshared = dkg.dealReshare({
  ...{ scheme, share: secretKey, threshold: 2, ids: [11, 12], session, dealer: 1, currentPublicShare: m.publicKey },
  random: seededRandom(5),
});
const resharing = {
  ...{ scheme, id: 11, ids: [11, 12], threshold: 2, currentThreshold: 1, groupPublicKey: m.publicKey },
  dealings: [{ dealer: 1, commitments: reshared.commitments, share: reshared.shares.get(11)! }],
  currentPublicShares: new Map([[1, m.publicKey]]),
};
const beaconOptions = {
  ...{ ...m.view, groupPublicKey: m.groupPublicKey, threshold: t, round: 1, previousRandomness: new Uint8Array(32) },
  members: ids.map((id) => ({ id, publicShare: m.publicShares.get(id)! })),
};
const round = { round: 5, timeoutCount: 0, previousRandomness: new Uint8Array(32) };
const newBeacon = () => new beacon.Beacon(beaconOptions);
const beaconState = beacon.BeaconMember.initial({ number: 1, blockHash: new Uint8Array(32) });
const partial = { id: 1, signature: newBeacon().sign(secretKey) };
const file = { view: m.view, magicBlockHash: new Uint8Array(32), rounds: [m.record] };
const drandJson = { round: 9, signature: "00".repeat(48), randomness: "00".repeat(32) };
const infoJson = { schemeID: "bls-unchained-g1-rfc9380", public_key: "00".repeat(96) };

const call = (f: Any, ...args: Any[]): Case => ({ call: (...given) => f(...given), args });
const construct = (Class: Any, ...args: Any[]): Case => ({ call: (...given) => new Class(...given), args });

/** Every entry with arguments that are right, or at least of the right form. */
const TABLE: Record<string, Case> = {
  "curve.expandMessageXmd": call(curve.expandMessageXmd, message, DST, 64),
  "curve.pairing": call(curve.pairing, p, q),
  "curve.pairingCheck": call(curve.pairingCheck, [
    [p, q],
    [p.negate(), q],
  ]),
  "new curve.Point": construct(curve.Point, Symbol("token"), "G1", new Uint8Array(384), { torsionFree: true }),
  "new curve.Vector": construct(curve.Vector, Symbol("token"), "G1", { bytes: new Uint8Array(0), count: 0 }, true),
  "new curve.Gt": construct(curve.Gt, Symbol("token"), new Uint8Array(768)),
  "curve.Gt.fromBytes": call(Gt.fromBytes.bind(Gt), gt.toBytes()),
  "curve.Gt#toBytes": call(() => gt.toBytes()),
  "curve.Gt#multiply": call(gt.multiply.bind(gt), gt),
  "curve.Gt#pow": call(gt.pow.bind(gt), 5n),
  "curve.Gt#inverse": call(() => gt.inverse()),
  "curve.Gt#equals": call(gt.equals.bind(gt), gt),
  "curve.Gt#isOne": call(() => gt.isOne()),
  ...Object.fromEntries(
    (["add", "subtract", "equals"] as const).map((name) => [`curve.Point#${name}`, call(p[name].bind(p), p)]),
  ),
  ...Object.fromEntries(
    (["double", "negate", "toAffine", "clearCofactor", "is0", "isTorsionFree"] as const).map((name) => [
      `curve.Point#${name}`,
      call(() => p[name]()),
    ]),
  ),
  "curve.Point#toBytes": call(p.toBytes.bind(p), true),
  "curve.Point#multiply": call(p.multiply.bind(p), 5n),
  "curve.Point#multiplyVartime": call(p.multiplyVartime.bind(p), 5n),
  "curve.Vector#at": call(vector.at.bind(vector), 0),
  "curve.Vector#toPoints": call(() => vector.toPoints()),
  "curve.Vector#toBytes": call(vector.toBytes.bind(vector), true),
  "curve.Vector#sum": call(() => vector.sum()),
  "curve.G1.fromBytes": call(G1.fromBytes.bind(G1), p.toBytes(), { subgroupCheck: true }),
  "curve.G1.fromAffine": call(G1.fromAffine.bind(G1), p.toAffine(), { subgroupCheck: true }),
  "curve.G1.hashToCurve": call(G1.hashToCurve.bind(G1), message, { DST }),
  "curve.G1.encodeToCurve": call(G1.encodeToCurve.bind(G1), message, { DST }),
  "curve.G1.mapToCurve": call(G1.mapToCurve.bind(G1), 5n),
  "curve.G1.msm": call(G1.msm.bind(G1), [p, p], [1n, 2n]),
  "curve.G2.fromBytes": call(G2.fromBytes.bind(G2), q.toBytes(), { subgroupCheck: true }),
  "curve.G2.fromAffine": call(G2.fromAffine.bind(G2), q.toAffine(), { subgroupCheck: true }),
  "curve.G2.hashToCurve": call(G2.hashToCurve.bind(G2), message, { DST }),
  "curve.G2.encodeToCurve": call(G2.encodeToCurve.bind(G2), message, { DST }),
  "curve.G2.mapToCurve": call(G2.mapToCurve.bind(G2), [5n, 6n]),
  "curve.G2.msm": call(G2.msm.bind(G2), [q, q], [1n, 2n]),
  "curve.G1.Vector.fromBytes": call(G1.Vector.fromBytes, [p.toBytes()], { subgroupCheck: true, transcript: message }),
  "curve.G1.Vector.fromPoints": call(G1.Vector.fromPoints, [p, p]),
  "curve.G2.Vector.fromBytes": call(G2.Vector.fromBytes, [q.toBytes()], { subgroupCheck: true, transcript: message }),
  "curve.G2.Vector.fromPoints": call(G2.Vector.fromPoints, [q, q]),
  ...Object.fromEntries(
    (["add", "sub", "mul", "div", "equals", "pow"] as const).map((name) => [
      `curve.Fr.${name}`,
      call(Fr[name], 5n, 6n),
    ]),
  ),
  ...Object.fromEntries(
    (["create", "toBytes", "isValid", "sqr", "neg", "inv", "is0"] as const).map((name) => [
      `curve.Fr.${name}`,
      call(Fr[name], 5n),
    ]),
  ),
  "curve.Fr.fromBytes": call(Fr.fromBytes, secretKey),

  ...Object.fromEntries(
    Object.entries(bls)
      .filter((entry): entry is [string, bls.BlsScheme] => typeof (entry[1] as Any).batchVerify === "function")
      .flatMap(([name, own]) => {
        const publicKey = own.getPublicKey(secretKey);
        const signature = own.sign(message, secretKey);
        const batch = [{ signature, message, publicKey }];
        const options = { DST: own.DST };
        return Object.entries({
          keygen: call(own.keygen, new Uint8Array(32), utf8("info")),
          randomSecretKey: call(() => own.randomSecretKey()),
          getPublicKey: call(own.getPublicKey, secretKey),
          sign: call(own.sign, message, secretKey, options),
          verify: call(own.verify, signature, message, publicKey, options),
          aggregateSignatures: call(own.aggregateSignatures, [signature]),
          aggregatePublicKeys: call(own.aggregatePublicKeys, [publicKey]),
          aggregateVerify: call(own.aggregateVerify, signature, [message], [publicKey], options),
          fastAggregateVerify: call(own.fastAggregateVerify, signature, message, [publicKey], options),
          batchVerify: call(own.batchVerify, batch, { ...options, transcript: message }),
          popProve: call(own.popProve, secretKey),
          popVerify: call(own.popVerify, own.popProve(secretKey), publicKey),
          preparePublicKey: call(own.preparePublicKey, publicKey),
        }).map(([method, entry]) => [`bls.${name}.${method}`, entry]);
      }),
  ),
  "bls.schemeByName": call(bls.schemeByName, "min-sig"),
  "new bls.PreparedPublicKey": construct(bls.PreparedPublicKey, Symbol("token"), {}),
  "bls.PreparedPublicKey#toBytes": call(() => scheme.preparePublicKey(m.publicKey).toBytes()),

  "threshold.idToScalar": call(threshold.idToScalar, 5, "id"),
  "threshold.lagrangeAtZero": call(threshold.lagrangeAtZero, ids),
  "threshold.recoverSecret": call(threshold.recoverSecret, [{ id: 1, value: share }]),
  "threshold.split": call(threshold.split, secretKey, { threshold: 2, ids, random: seededRandom(1) }),
  "threshold.combine": call(threshold.combine, scheme, combining),
  "threshold.recoverSignature": call(threshold.recoverSignature, scheme, m.partials),

  "new dkg.Commitments": construct(dkg.Commitments, Symbol("token"), {}),
  "dkg.Commitments#toBytes": call(() => dkg.decodeCommitments(scheme, commitments).toBytes()),
  "dkg.decodeCommitments": call(dkg.decodeCommitments, scheme, commitments, { transcript: message }),
  "dkg.decodeCommitmentLists": call(dkg.decodeCommitmentLists, scheme, [commitments], { transcript: message }),
  "dkg.deal": call(dkg.deal, { scheme, threshold: 2, ids, session, dealer: 1, random: seededRandom(2) }),
  "dkg.verifyCommitments": call(dkg.verifyCommitments, claim),
  "dkg.aggregateCommitments": call(dkg.aggregateCommitments, scheme, [commitments]),
  "dkg.interpolateCommitments": call(dkg.interpolateCommitments, {
    ...{ scheme, dealers: [1], commitments: [commitments] },
  }),
  "dkg.publicShares": call(dkg.publicShares, { scheme, commitments, ids }),
  "dkg.finalize": call(dkg.finalize, { ...parties, dealings }),
  "dkg.verifyPublications": call(dkg.verifyPublications, {
    ...{ scheme, threshold: t, publications: [publication], transcript: message, DST },
  }),
  "dkg.dealReshare": call(dkg.dealReshare, {
    ...{ scheme, share: secretKey, threshold: 2, ids, session, dealer: 1, currentPublicShare: m.publicKey },
    random: seededRandom(3),
  }),
  "dkg.verifyReshareCommitments": call(dkg.verifyReshareCommitments, { ...claim, currentPublicShare: m.publicKey }),
  "dkg.finalizeReshare": call(dkg.finalizeReshare, resharing),
  "dkg.verifyShare": call(dkg.verifyShare, { scheme, commitments, id: 1, share }),
  "dkg.batchVerifyShares": call(dkg.batchVerifyShares, {
    ...{ scheme, id: 1, items: dealings, transcript: message, random: seededRandom(4) },
  }),
  "dkg.batchVerifyRevealed": call(dkg.batchVerifyRevealed, {
    ...{ scheme, items: [{ commitments, id: 1, share }], transcript: message, random: seededRandom(4) },
  }),

  "new beacon.Beacon": construct(beacon.Beacon, beaconOptions),
  "beacon.Beacon#sign": call((key: Any) => newBeacon().sign(key), secretKey),
  "beacon.Beacon#signTimeout": call((key: Any) => newBeacon().signTimeout(key), secretKey),
  "beacon.Beacon#add": call((given: Any) => newBeacon().add(given), partial),
  "beacon.Beacon#addTimeoutVote": call((given: Any) => newBeacon().addTimeoutVote(given), partial),
  "beacon.Beacon#finish": call(() => newBeacon().finish()),
  "beacon.beaconMessage": call(beacon.beaconMessage, m.view, round),
  "beacon.timeoutMessage": call(beacon.timeoutMessage, m.view, round),
  "beacon.Beacon#addTimeoutCertificate": call((given: Any) => newBeacon().addTimeoutCertificate(given), {
    ...{ round: 1, timeoutCount: 0, signature: m.signature },
  }),
  "new beacon.BeaconMember": construct(beacon.BeaconMember, { id: "00", secretShare: secretKey }),
  "beacon.BeaconMember.initial": call(beacon.BeaconMember.initial, { number: 1, blockHash: new Uint8Array(32) }),
  "beacon.beaconOutputFormat": call(beacon.beaconOutputFormat, 48),
  "beacon.beaconStateFormat": call(beacon.beaconStateFormat, "min-sig"),
  "beacon.outputRecord": call(beacon.outputRecord, 1, { ...round, signature: m.signature }),
  "beacon.encodeBeaconMessage": call(beacon.encodeBeaconMessage, "min-sig", {
    ...{ type: "vote", number: 1, round: 1, timeoutCount: 1, signature: m.signature },
  }),
  "beacon.decodeBeaconMessage": call(
    beacon.decodeBeaconMessage,
    "min-sig",
    beacon.encodeBeaconMessage("min-sig", { type: "request", number: 1, round: 1 }),
  ),
  "beacon.encodeBeaconState": call(beacon.encodeBeaconState, "min-sig", beaconState, 1),
  "beacon.decodeBeaconState": call(
    ...([beacon.decodeBeaconState, "min-sig", beacon.encodeBeaconState("min-sig", beaconState)] as [Any, Any, Any]),
  ),
  "beacon.randomness": call(beacon.randomness, m.signature),
  "beacon.rank": call(beacon.rank, new Uint8Array(32), [1, 2, 3], "rank"),
  "beacon.beaconFromJson": call(beacon.beaconFromJson, JSON.parse(beacon.beaconToJson(file))),
  "beacon.beaconToJson": call(beacon.beaconToJson, file, 2),
  "beacon.verifyBeaconChain": call(beacon.verifyBeaconChain, m.view, [m.record]),
  "beacon.verifyRound": call(beacon.verifyRound, m.view, m.record),
  "beacon.drand.drandMessage": call(beacon.drand.drandMessage, m.drandInfo, m.drandBeacon),
  "beacon.drand.verify": call(beacon.drand.verify, m.drandInfo, m.drandBeacon),
  "beacon.drand.drandRandomness": call(beacon.drand.drandRandomness, m.drandBeacon),
  "beacon.drand.chainInfoFromJson": call(beacon.drand.chainInfoFromJson, infoJson),
  "beacon.drand.beaconFromJson": call(beacon.drand.beaconFromJson, drandJson),
  "beacon.drand.describeChain": call(beacon.drand.describeChain, m.drandInfo),
};

/** The names of all that can be called, as the compiler sees them. */
function publicEntries(): string[] {
  const files = SUBPATHS.map((name) => join(process.cwd(), `src/entry/${name}.ts`));
  const { config } = ts.readConfigFile("tsconfig.json", ts.sys.readFile);
  const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, process.cwd());
  const program = ts.createProgram(files, { ...options, noEmit: true });
  const checker = program.getTypeChecker();
  const found: string[] = [];
  const isOwn = (symbol: ts.Symbol) =>
    (symbol.declarations ?? []).some((node) => !node.getSourceFile().fileName.includes("node_modules"));

  const visit = (type: ts.Type, name: string, join: string): void => {
    for (const property of checker.getPropertiesOfType(type)) {
      if (property.name === "prototype" || /^(__|#)/.test(property.name) || !isOwn(property)) continue;
      const [node] = property.declarations ?? [];
      if (node !== undefined && ts.getCombinedModifierFlags(node as ts.Declaration) & ts.ModifierFlags.Private)
        continue;
      const own = checker.getTypeOfSymbol(property);
      if (own.getCallSignatures().length > 0) found.push(`${name}${join}${property.name}`);
      else if (property.name === "Vector") visit(own, `${name}.Vector`, ".");
    }
  };
  const visitExport = (symbol: ts.Symbol, name: string): void => {
    const target = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
    if (target.flags & ts.SymbolFlags.ValueModule) {
      for (const inner of checker.getExportsOfModule(target)) visitExport(inner, `${name}.${inner.name}`);
      return;
    }
    if (!(target.flags & ts.SymbolFlags.Value)) return;
    const type = checker.getTypeOfSymbol(target);
    if (type.getCallSignatures().length > 0) found.push(name);
    else if (type.getConstructSignatures().length > 0) {
      found.push(`new ${name}`);
      visit(type, name, ".");
      visit(checker.getDeclaredTypeOfSymbol(target), name, "#");
    } else visit(type, name, ".");
  };
  for (const [index, file] of files.entries()) {
    const module = checker.getSymbolAtLocation(program.getSourceFile(file)!)!;
    for (const symbol of checker.getExportsOfModule(module)) {
      const [node] = symbol.declarations ?? [];
      if (node !== undefined && ts.isExportSpecifier(node) && (node.isTypeOnly || node.parent.parent.isTypeOnly))
        continue;
      visitExport(symbol, `${SUBPATHS[index]}.${symbol.name}`);
    }
  }
  return found.sort();
}

const detached = new Uint8Array(48);
structuredClone(detached.buffer, { transfer: [detached.buffer] });
const shrunk = (): Uint8Array => {
  const buffer = new (ArrayBuffer as Any)(64, { maxByteLength: 64 });
  const view = new Uint8Array(buffer, 16, 48);
  buffer.resize?.(8);
  return view;
};
const revoked = (target: object) => {
  const { proxy, revoke } = Proxy.revocable(target, {});
  revoke();
  return proxy;
};
const throwing = (value: object) =>
  new Proxy(value, {
    get() {
      throw new RangeError("trap");
    },
    getOwnPropertyDescriptor() {
      throw new TypeError("trap");
    },
    ownKeys() {
      throw new TypeError("trap");
    },
    getPrototypeOf() {
      throw new TypeError("trap");
    },
  });
class Liar extends Uint8Array {
  override get length(): number {
    return 32;
  }
}

/** At least 40 of them. */
const HOSTILE: [string, Any][] = [
  ["undefined", undefined],
  ["null", null],
  ["true", true],
  ["false", false],
  ["zero", 0],
  ["minus one", -1],
  ["a half", 0.5],
  ["not a number", Number.NaN],
  ["infinity", Number.POSITIVE_INFINITY],
  ["2^53", 2 ** 53],
  ["a bigint", 5n],
  ["a negative bigint", -5n],
  ["a long bigint", 1n << 4000n],
  ["no text", ""],
  ["a digit as text", "5"],
  ["hex", "aabbcc"],
  ["half a surrogate", "\ud800"],
  ["__proto__ as text", "__proto__"],
  ["JSON of null", "null"],
  ["JSON of a list", "[1]"],
  ["a symbol", Symbol("hostile")],
  ["a function", () => 5],
  ["a class", class {}],
  ["an object", {}],
  ["an object without a prototype", Object.create(null)],
  ["a getter that throws", Object.defineProperty({}, "DST", { enumerable: true, get: () => fail() })],
  ["a constructor that throws", Object.defineProperty({}, "constructor", { get: () => fail() })],
  ["a name that is a symbol", { constructor: { name: Symbol("name") } }],
  ["an unknown option", { unknown: 1 }],
  ["an empty list", []],
  ["a list of undefined", [undefined]],
  ["holes", new Array(3)],
  ["a sparse list of 2^32 - 1", new Array(2 ** 32 - 1)],
  ["a list in itself", [[[[]]]]],
  ["an array-like", { length: 1, 0: new Uint8Array(48) }],
  ["a set", new Set([1])],
  ["a map", new Map([[1, 2]])],
  ["a date", new Date(0)],
  ["a promise", Promise.resolve(1)],
  ["an ArrayBuffer", new ArrayBuffer(48)],
  ["a DataView", new DataView(new ArrayBuffer(48))],
  ["16-bit integers", new Uint16Array(24)],
  ["clamped bytes", new Uint8ClampedArray(48)],
  ["no bytes", new Uint8Array(0)],
  ["one byte", new Uint8Array(1)],
  ["32 zero bytes", new Uint8Array(32)],
  ["48 set bytes", new Uint8Array(48).fill(255)],
  ["a detached buffer's bytes", detached],
  ["bytes out of the bounds of their buffer", shrunk()],
  ["bytes that lie about their length", new Liar(500)],
  ["bytes with another length", Object.defineProperty(new Uint8Array(500), "length", { value: 32 })],
  ["bytes without a prototype", Object.setPrototypeOf(new Uint8Array(48), null)],
  ["an object that claims to be bytes", Object.create(Uint8Array.prototype)],
  ["an object that claims to be a point", Object.create(curve.Point.prototype)],
  ["an object that claims to be a vector", Object.create(curve.Vector.prototype)],
  ["an object that claims to be a key", Object.create(bls.PreparedPublicKey.prototype)],
  ["an object that claims to be commitments", Object.create(dkg.Commitments.prototype)],
  ["an object that claims to be a map", Object.create(Map.prototype)],
  ["a Proxy of bytes", new Proxy(new Uint8Array(48), {})],
  ["a Proxy of a list", new Proxy([1], {})],
  ["a Proxy that throws", throwing({})],
  ["a Proxy of a list that throws", throwing([1])],
  ["a revoked Proxy", revoked({})],
  ["a revoked Proxy of a list", revoked([])],
  ["a point of G2", q],
  ["another scheme's name", { name: "min-sig" }],
];

function fail(): never {
  throw new Error("getter");
}

/** `value` in the place of each argument, and of each field and item of it, two levels deep. */
function* placements(args: readonly Any[], value: Any): Generator<[string, Any[]]> {
  for (const [index, argument] of args.entries()) {
    const put = (inner: Any) => args.map((other, place) => (place === index ? inner : other));
    yield [`argument ${index}`, put(value)];
    yield* [...within(argument, value, 2)].map(([name, changed]): [string, Any[]] => [
      `argument ${index}${name}`,
      put(changed),
    ]);
  }
}

function* within(argument: Any, value: Any, depth: number): Generator<[string, Any]> {
  const isList = Array.isArray(argument);
  const isPlain = typeof argument === "object" && argument !== null && argument.constructor === Object;
  if (depth === 0 || (!isList && !isPlain) || typeof argument.batchVerify === "function") return;
  // the first item stands for all
  const names = isList ? Object.keys(argument).slice(0, 1) : Object.keys(argument);
  for (const name of names) {
    const put = (inner: Any) =>
      isList
        ? argument.map((other: Any, index: number) => (String(index) === name ? inner : other))
        : { ...argument, [name]: inner };
    yield [`.${name}`, put(value)];
    for (const [deeper, changed] of within(argument[name], value, depth - 1)) yield [`.${name}${deeper}`, put(changed)];
  }
  if (isPlain) {
    const [first] = names;
    if (first !== undefined) yield [".unknown", { ...argument, unknown: value }];
  }
}

let calls = 0;

describe("every public entry", () => {
  it("is in the table, or exempt for a reason", () => {
    const listed = new Set([...Object.keys(TABLE), ...Object.keys(EXEMPT)]);
    const found = publicEntries();
    expect(found.length).toBeGreaterThan(120);
    expect(found.filter((name) => !listed.has(name))).toEqual([]);
    expect([...listed].filter((name) => !found.includes(name))).toEqual([]);
  });

  it("has at least 40 hostile values to meet", () => {
    expect(HOSTILE.length).toBeGreaterThanOrEqual(40);
  });

  for (const [name, { call: run, args }] of Object.entries(TABLE)) {
    it(`${name}: a typed refusal or a result, whatever is given`, () => {
      const before = calls;
      for (const [kind, value] of HOSTILE) {
        for (const [place, given] of placements(args, value)) {
          calls++;
          try {
            run(...given);
          } catch (error) {
            const isTyped = error instanceof FeldsparError && Object.hasOwn(CODES, error.code);
            if (!isTyped) throw new Error(`${name}, ${kind} as ${place}: ${String(error)}`, { cause: error });
          }
        }
      }
      // and what is right is still right, or, where nothing is, refused with the code that it should have
      if (REFUSED[name] === undefined) run(...args);
      else expect(refusal(() => run(...args))).toBe(REFUSED[name]);
      expectStillWorking();
      expect(calls - before).toBeGreaterThanOrEqual(args.length * HOSTILE.length);
    });
  }
});
