// That all static scratch lies in the one region which `wipe` overwrites, and that nothing secret can lie elsewhere:
// what assembly/scratch.ts says, seen in the sources and in the modules that they compile to.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { PORTABLE } from "../../bindings/embedded/portable.gen.js";
import { RELAXED } from "../../bindings/embedded/relaxed.gen.js";
import { unpack } from "../../bindings/unpack.js";

const MEMORY_BASE = 1024;

const importsOf = (file: string) =>
  [...readFileSync(file, "utf8").matchAll(/(?:^|\n)(?:import|export)\b[^;]*?"(\.[^"]+)"/g)].map(([, path]) => path!);

describe("the sources", () => {
  it("meet what is kept first, then the region's beginning, then everything else", () => {
    expect(importsOf("assembly/index.gen.ts")[0]).toBe("./scratch");
    expect(importsOf("assembly/scratch.ts")).toEqual(["./kept"]);
    const kept = importsOf("assembly/kept.ts").map((path) => join("assembly", `${path}.ts`));
    expect(kept.length).toBe(5);
    for (const file of kept) expect(importsOf(file)).toEqual([]);
    // a table with values anywhere else would be wiped
    const sources = readdirSync("assembly", { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".ts") && !name.startsWith("unpack"))
      .map((name) => join("assembly", name));
    const withValues = sources.filter((file) => readFileSync(file, "utf8").includes("memory.data<"));
    expect(withValues.sort()).toEqual(kept.sort());
  });
});

/** Reads LEB128 integers one after the other. */
class Reader {
  at = 0;
  constructor(readonly bytes: Uint8Array) {}
  integer(): number {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.bytes[this.at++]!;
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
  }
  /** A constant expression of type i32: its value; of another type: skips it. */
  constant(): number {
    const opcode = this.bytes[this.at++]!;
    let value = 0;
    if (opcode === 0x41 || opcode === 0x42) value = this.integer();
    else if (opcode === 0x43) this.at += 4;
    else if (opcode === 0x44) this.at += 8;
    else throw new Error(`opcode ${opcode} in a constant expression`);
    expect(this.bytes[this.at++]).toBe(0x0b);
    return value;
  }
}

function sectionsOf(module: Uint8Array): Map<number, Uint8Array> {
  const reader = new Reader(module);
  reader.at = 8;
  const found = new Map<number, Uint8Array>();
  while (reader.at < module.length) {
    const [id, size] = [reader.integer(), reader.integer()];
    found.set(id, module.subarray(reader.at, reader.at + size));
    reader.at += size;
  }
  return found;
}

const I32 = 0x7f;
const GLOBALS = 6;
const DATA = 11;

describe.each([PORTABLE, RELAXED])("the $kernel module", (embedded) => {
  const module = new Uint8Array(unpack(embedded));
  const core = new WebAssembly.Instance(new WebAssembly.Module(module), {}).exports as unknown as {
    memory: WebAssembly.Memory;
    mark(): number;
    wipe(position: number): void;
  };
  const end = core.mark();
  const memory = new Uint8Array(core.memory.buffer);
  memory.fill(0xff, MEMORY_BASE, end);
  core.wipe(end);
  const first = memory.indexOf(0, MEMORY_BASE);

  it("wipes one region up to the arena", () => {
    expect(end - first).toBeGreaterThan(50_000);
    expect(memory.subarray(first, end).every((byte) => byte === 0)).toBe(true);
    expect(memory.subarray(MEMORY_BASE, first).every((byte) => byte === 0xff)).toBe(true);
  });

  it("has its constants below the region", () => {
    const reader = new Reader(sectionsOf(module).get(DATA)!);
    const count = reader.integer();
    expect(count).toBeGreaterThan(0);
    for (let segment = 0; segment < count; segment++) {
      expect(reader.integer()).toBe(0);
      const start = reader.constant();
      const length = reader.integer();
      reader.at += length;
      expect(start).toBeGreaterThanOrEqual(MEMORY_BASE);
      expect(start + length).toBeLessThanOrEqual(first);
    }
  });

  it("has no globals but addresses, counts and flags", () => {
    const reader = new Reader(sectionsOf(module).get(GLOBALS)!);
    const count = reader.integer();
    let mutable = 0;
    for (let index = 0; index < count; index++) {
      const [type, isMutable] = [reader.integer(), reader.integer()];
      reader.constant();
      mutable += isMutable;
      if (isMutable === 1) expect(type).toBe(I32);
    }
    expect(mutable).toBeGreaterThan(1);
  });
});
