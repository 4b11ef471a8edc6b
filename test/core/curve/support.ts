// What the tests of the groups share: a module's memory, and @noble/curves as the twin.
import { bls12_381 } from "@noble/curves/bls12-381.js";
import { bigEndian } from "../../support/bytes.js";
import { type BuildName, builds, compileEntry, type EntryExports } from "../../support/compile.js";
import { COFACTORS } from "../../support/generators.js";

export const twin = { g1: bls12_381.G1.Point, g2: bls12_381.G2.Point };
export type GroupName = "g1" | "g2";
export const groups: readonly GroupName[] = ["g1", "g2"];
/** Bytes of a compressed point. */
export const compressedLength = { g1: 48, g2: 96 };

/** The number of points of each curve over r. */
export const COFACTOR = { g1: COFACTORS.G1, g2: COFACTORS.G2 };

/** One group of one compiled test entry; points are addresses in its memory. */
export class Group {
  readonly scratch: number;

  constructor(
    readonly core: EntryExports,
    readonly name: GroupName,
  ) {
    this.scratch = core.allocate(1024);
  }

  /** Calls the export of this group. */
  // biome-ignore lint/suspicious/noExplicitAny: a test entry exports what it exports
  call(name: string, ...parameters: (number | bigint)[]): any {
    return this.core[this.name + name](...parameters);
  }

  bytes(at: number, length: number): Uint8Array {
    return new Uint8Array(this.core.memory.buffer, at, length).slice();
  }

  put(bytes: Uint8Array, at = this.core.allocate(bytes.length)): number {
    new Uint8Array(this.core.memory.buffer).set(bytes, at);
    return at;
  }

  point(): number {
    return this.core.allocate(384);
  }

  scalar(value: bigint): number {
    return this.put(bigEndian(value, 32), this.scratch + 512);
  }

  /** Decodes without a check of the subgroup; throws when refused. */
  fromBytes(bytes: Uint8Array): number {
    const out = this.point();
    const status = this.call("FromBytes", out, this.put(bytes, this.scratch), bytes.length, 0);
    if (status !== 0) throw new Error(`status ${status}`);
    return out;
  }

  toBytes(point: number, compressed = true): Uint8Array {
    this.call("ToBytes", this.scratch, point, compressed ? 1 : 0);
    return this.bytes(this.scratch, compressedLength[this.name] * (compressed ? 1 : 2));
  }
}

/** k p by doubling and adding, for a k of any length. */
export function multiple(group: Group, p: number, k: bigint): number {
  const sum = group.point();
  group.call("Subtract", sum, p, p);
  for (const bit of k.toString(2)) {
    group.call("Double", sum, sum);
    if (bit === "1") group.call("Add", sum, sum, p);
  }
  return sum;
}

/** The first point of the curve from this x on, below 256, decoded without the check of the subgroup; and its x. */
export function pointFrom(group: Group, first: number): { point: number; x: number } {
  for (let last = first; last < 256; last++) {
    const bytes = new Uint8Array(compressedLength[group.name]);
    bytes[0] = 0x80;
    bytes[bytes.length - 1] = last;
    try {
      return { point: group.fromBytes(bytes), x: last };
    } catch {
      // not on the curve
    }
  }
  throw new Error("no point found");
}

/** Compiles the entry for both builds. */
export async function compileBoth(entry: string): Promise<Record<BuildName, EntryExports>> {
  const compiled = await Promise.all(builds.map((build) => compileEntry(entry, build)));
  return Object.fromEntries(builds.map((build, index) => [build, compiled[index]])) as Record<BuildName, EntryExports>;
}
