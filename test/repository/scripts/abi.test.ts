// The table of the ABI (scripts/abi) against the modules that are embedded, and the statuses against their codes.
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { PORTABLE } from "../../../bindings/embedded/portable.gen.js";
import { RELAXED } from "../../../bindings/embedded/relaxed.gen.js";
import { statusError } from "../../../bindings/errors.js";
import { unpack } from "../../../bindings/unpack.js";

interface Operation {
  readonly exported: readonly string[];
  readonly args: readonly unknown[];
}

const { TABLE } = await import(new URL("../../../scripts/abi/table.mjs", import.meta.url).href);
const operations = (TABLE as { operations: Operation[] }[]).flatMap((subject) => subject.operations);
const expected = operations.flatMap(({ exported, args }) => exported.map((name) => [name, args.length] as const));

describe("the table of the ABI", () => {
  it.each([PORTABLE, RELAXED])("is what the $kernel module exports, with as many arguments", (embedded) => {
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(unpack(embedded)));
    const functions = Object.entries(exports).filter(([name]) => name !== "memory");
    const found = functions.map(([name, value]) => [name, (value as CallableFunction).length] as const);
    expect(found.length).toBeGreaterThan(90);
    expect(Object.fromEntries(found)).toEqual(Object.fromEntries(expected));
  });

  it("has the statuses that bindings/errors.ts makes codes of", () => {
    const source = readFileSync("assembly/status.ts", "utf8");
    const statuses = [...source.matchAll(/^export const (\w+): i32 = (\d+);$/gm)].map(([, name, value]) => ({
      name: name!,
      value: Number(value),
    }));
    expect(statuses.map(({ value }) => value)).toEqual(statuses.map((_, index) => index));
    for (const { name, value } of statuses.slice(1)) expect(statusError(value, "item").code).toBe(name);
    expect(statusError(statuses.length, "item").code).toBe("UNKNOWN_STATUS");
  });
});
