// Hostile values, and every place in good arguments where one can stand: see ../arguments.test.ts.
import * as bls from "../../../src/bls/index.js";
import * as curve from "../../../src/curve/index.js";
import * as dkg from "../../../src/dkg/index.js";
import type { Any } from "./call.js";

function fail(): never {
  throw new Error("getter");
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

class Shouting extends Uint8Array {
  override slice(): never {
    throw new RangeError("slice");
  }
  override subarray(): never {
    throw new RangeError("subarray");
  }
  override [Symbol.iterator](): never {
    throw new RangeError("iterator");
  }
}
class Listless extends Array {
  override map(): never {
    throw new RangeError("map");
  }
  override [Symbol.iterator](): never {
    throw new RangeError("iterator");
  }
}
const cyclic: Any = { threshold: 1, ids: [1] };
cyclic.itself = cyclic;
cyclic.ids.push(cyclic);
const cyclicList: Any[] = [];
cyclicList.push(cyclicList);
const inherited = Object.create({ threshold: 1, DST: "TAG", random: () => new Uint8Array(48), scheme: "min-sig" });
/** Another value each time that it is read. */
const changing = (...values: Any[]) => {
  let reads = 0;
  return { enumerable: true, configurable: true, get: () => values[Math.min(reads++, values.length - 1)] };
};
const fickle = Object.defineProperties(
  {},
  {
    length: changing(1, 2 ** 32, 0),
    DST: changing("TAG", 5, undefined),
    subgroupCheck: changing(true, 0),
    threshold: changing(1, -1),
    toString: changing("text", 5),
    [Symbol.toPrimitive]: changing(() => 5, 7),
  },
);

/** At least 40 of them. */
export const HOSTILE: readonly [string, Any][] = [
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
  ["minus zero", -0],
  ["less than the least safe integer", -(2 ** 60)],
  ["infinity below", Number.NEGATIVE_INFINITY],
  ["a wrapped number", Object(5)],
  ["wrapped text", Object("5")],
  ["the order of the group", 0x73eda753299d7d483339d80809a1d80553bda402fffe5bfeffffffff00000001n],
  ["2^64", 1n << 64n],
  ["text with a NUL", "\0"],
  ["long text", "ab".repeat(100_000)],
  ["text with a line break and ESC", "a\n\u001b[31mb"],
  ["upper-case hex of 32 bytes", "AB".repeat(32)],
  ["constructor as text", "constructor"],
  ["an object with inherited options", inherited],
  ["an object in itself", cyclic],
  ["a list in itself, again", cyclicList],
  ["getters that change their answer", fickle],
  ["toJSON and toString that throw", { toJSON: () => fail(), toString: () => fail(), [Symbol.toPrimitive]: fail }],
  ["own __proto__", JSON.parse('{"__proto__":{"threshold":1},"constructor":{"prototype":{}}}')],
  ["a regular expression", /x/g],
  ["an error", new Error("given")],
  ["a weak map", new WeakMap()],
  ["an iterator", [1, 2][Symbol.iterator]()],
  ["a generator function", function* () {}],
  ["an async function", async () => 5],
  ["globalThis", globalThis],
  ["an empty list", []],
  ["a list of undefined", [undefined]],
  ["holes", new Array(3)],
  ["a sparse list of 2^16", new Array(2 ** 16)],
  ["a list in a list", [[[[]]]]],
  ["a list of a subclass that throws", Object.assign(new Listless(), { 0: 1, length: 1 })],
  ["a long list", new Array(5000).fill(0)],
  ["a list of everything", [null, 1, "a", {}, Symbol("item"), new Uint8Array(1)]],
  ["an array-like", { length: 1, 0: new Uint8Array(48) }],
  ["a set", new Set([1])],
  ["a map", new Map([[1, 2]])],
  ["a date", new Date(0)],
  ["a promise", Promise.resolve(1)],
  ["an ArrayBuffer", new ArrayBuffer(48)],
  ["shared bytes", new Uint8Array(new SharedArrayBuffer(48))],
  ["a SharedArrayBuffer", new SharedArrayBuffer(48)],
  ["bytes of a subclass that throws", new Shouting(48)],
  ["a Buffer", globalThis.Buffer?.alloc(32) ?? new Uint8Array(32)],
  ["64-bit integers", new BigUint64Array(6)],
  ["floating-point numbers", new Float64Array(6)],
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
  ["a point of G2", curve.G2.BASE],
  ["another scheme's name", { name: "min-sig" }],
];

/** What is walked for minutes by whoever does not look first. */
export const ENDLESS: readonly [string, Any][] = [["a sparse list of 2^32 - 1", new Array(2 ** 32 - 1)]];

/** What stands in a place: a value, or a getter. */
type Put = (good: Any) => PropertyDescriptor;

/** With FELDSPAR_HOSTILE=all every value stands in every place; otherwise every value in every argument's place. */
const ALL = process.env.FELDSPAR_HOSTILE === "all";
/** Of fields, and of fields within fields, every so many are tried with one value, others with the next. */
const STRIDE = ALL ? 1 : 5;
const DEEP_STRIDE = ALL ? 8 : 24;

/**
 * A value in the place of each argument, and of some of its fields and items, two levels deep: others for each `turn`,
 * so that over all values each place is taken by many.
 */
export function* placements(args: readonly Any[], value: Any, turn: number): Generator<[string, Any[]]> {
  const put: Put = () => ({ value, enumerable: true, configurable: true, writable: true });
  for (const [index, argument] of args.entries()) {
    const at = (inner: Any) => args.map((other, place) => (place === index ? inner : other));
    yield [`argument ${index}`, at(value)];
    let shallow = turn;
    for (const [name, changed] of within(argument, put, 1)) {
      if (shallow++ % STRIDE === 0) yield [`argument ${index}${name}`, at(changed)];
    }
    let place = turn;
    for (const [name, changed] of within(argument, put, 2)) {
      const isDeep = name.split(".").length > 2;
      if (isDeep && place++ % DEEP_STRIDE === 0) yield [`argument ${index}${name}`, at(changed)];
    }
  }
  yield ["an argument too many", [...args, value]];
}

/** Each field and item, two levels deep, as a getter: what is right when it is read first, `value` from then on. */
export function* changingPlacements(args: readonly Any[], value: Any): Generator<[string, Any[]]> {
  for (const [index, argument] of args.entries()) {
    const at = (inner: Any) => args.map((other, place) => (place === index ? inner : other));
    for (const [name, changed] of within(argument, (good) => changing(good, value), ALL ? 2 : 1)) {
      yield [`argument ${index}${name}`, at(changed)];
    }
  }
}

function* within(argument: Any, put: Put, depth: number): Generator<[string, Any]> {
  const isList = Array.isArray(argument);
  const isPlain = typeof argument === "object" && argument !== null && argument.constructor === Object;
  if (depth === 0 || (!isList && !isPlain) || typeof argument.batchVerify === "function") return;
  // the first item stands for all
  const names = isList ? Object.keys(argument).slice(0, 1) : Object.keys(argument);
  for (const name of names) {
    const change = (descriptor: PropertyDescriptor) =>
      Object.defineProperty(isList ? [...argument] : { ...argument }, name, descriptor);
    yield [`.${name}`, change(put(argument[name]))];
    for (const [deeper, changed] of within(argument[name], put, depth - 1)) {
      yield [`.${name}${deeper}`, change({ value: changed, enumerable: true, configurable: true, writable: true })];
    }
  }
  if (isPlain && names.length > 0)
    yield [".unknown", Object.defineProperty({ ...argument }, "unknown", put(undefined))];
}
