// What an operation leaves behind: in the core's memory, and in arrays that were made on its way.
import { core } from "../../../bindings/instance.js";
import { secretly } from "../../../bindings/scope.js";

/** Which of the two secrets. */
export type Which = 0 | 1;
/** Makes the inputs, all public ones the same for both secrets, and returns the operation. */
export type Operation = (which: Which) => () => unknown;

const memory = () => new Uint8Array(core().wasm.memory.buffer as ArrayBuffer);

/** Where static memory ends and the arena begins: nothing is allocated between operations. */
export const arenaStart = () => core().wasm.mark() >>> 0;

/** Addresses of all bytes of the core's whole memory that differ after an operation on two secrets. */
export function differingBytes(operation: Operation): number[] {
  const [prepared0, prepared1] = [operation(0), operation(1)];
  const image = (run: () => unknown) => {
    secretly(() => {});
    run();
    return memory().slice();
  };
  // tables are made and memory has grown after the first times
  image(prepared0);
  image(prepared1);
  const [first, second] = [image(prepared0), image(prepared1)];
  if (first.length !== second.length) throw new Error("the memory grew in between");
  const found: number[] = [];
  for (let at = 0; at < first.length; at++) if (first[at] !== second[at]) found.push(at);
  return found;
}

/** All arrays of bytes within a value. */
function arraysOf(value: unknown, seen = new Set<unknown>()): Uint8Array[] {
  if (typeof value !== "object" || value === null || seen.has(value)) return [];
  seen.add(value);
  if (value instanceof Uint8Array) return [value];
  if (value instanceof Map) return [...value].flatMap((entry) => arraysOf(entry, seen));
  return Object.values(value).flatMap((item) => arraysOf(item, seen));
}

/** Runs `run` and returns every array of bytes that was made meanwhile, but for those that its result holds. */
export function arraysLeft(run: () => unknown): Uint8Array[] {
  const Original = globalThis.Uint8Array;
  const slice = Original.prototype.slice;
  const made: Uint8Array[] = [];
  const keep = <Bytes extends Uint8Array>(bytes: Bytes): Bytes => {
    made.push(bytes);
    return bytes;
  };
  const recording: typeof Uint8Array = new Proxy(Original, {
    construct: (target, values, self) => keep(Reflect.construct(target, values, self === recording ? target : self)),
  });
  let result: unknown;
  try {
    globalThis.Uint8Array = recording;
    Original.prototype.slice = function (this: Uint8Array<ArrayBuffer>, ...range) {
      return keep(slice.apply(this, range));
    };
    result = run();
  } finally {
    globalThis.Uint8Array = Original;
    Original.prototype.slice = slice;
  }
  const core_ = core().wasm.memory.buffer;
  const returned = new Set(arraysOf(result).map(({ buffer }) => buffer));
  return made.filter(({ buffer }) => buffer !== core_ && !returned.has(buffer));
}

/** Whether an array holds eight bytes in a row of the secret, in either order. */
export function holdsPartOf(array: Uint8Array, secret: Uint8Array): boolean {
  const text = String.fromCharCode(...array.subarray(0, 60_000));
  for (let at = 0; at + 8 <= secret.length; at++) {
    const piece = secret.slice(at, at + 8);
    if (text.includes(String.fromCharCode(...piece)) || text.includes(String.fromCharCode(...piece.reverse())))
      return true;
  }
  return false;
}
