// What the tests of the groups share: a module's memory, and @noble/curves as the twin.
import { bls12_381 } from "@noble/curves/bls12-381.js";
import { bigEndian } from "../../support/bytes.js";
import { type BuildName, builds, compileEntry, type EntryExports } from "../../support/compile.js";

export const twin = { g1: bls12_381.G1.Point, g2: bls12_381.G2.Point };
export type GroupName = "g1" | "g2";
export const groups: readonly GroupName[] = ["g1", "g2"];
/** Bytes of a compressed point. */
export const compressedLength = { g1: 48, g2: 96 };

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

/** Compiles the entry for both builds. */
export async function compileBoth(entry: string): Promise<Record<BuildName, EntryExports>> {
  const compiled = await Promise.all(builds.map((build) => compileEntry(entry, build)));
  return Object.fromEntries(builds.map((build, index) => [build, compiled[index]])) as Record<BuildName, EntryExports>;
}
