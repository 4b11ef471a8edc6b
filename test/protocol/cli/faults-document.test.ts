import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { FAULT_KINDS } from "../../../src/entry/view-change.js";

it("docs/faults.md explains every kind of fault, and no other", () => {
  const documented = [...readFileSync("docs/faults.md", "utf8").matchAll(/^\| `([a-z-]+):/gm)].map((match) => match[1]);
  expect(documented.sort()).toEqual(Object.keys(FAULT_KINDS).sort());
});
