// The known answers say no to a core that decodes wrongly, encodes wrongly, or stops, in either group.
import { expect, it } from "vitest";
import type { Core } from "../../bindings/core.js";
import { core } from "../../bindings/instance.js";
import { knownAnswersAgree } from "../../bindings/self-test.js";

type Changes = Partial<Core["g1"]>;

const changed = (group: "g1" | "g2", change: Changes): Core => {
  const owner = core();
  return { ...owner, [group]: { ...owner[group], ...change } };
};

it("agree for the core in use", () => {
  expect(knownAnswersAgree(core())).toBe(true);
});

it.each(["g1", "g2"] as const)("disagree in %s where anything is wrong", (group) => {
  const { ToBytes } = core()[group];
  const wrong: Record<string, Changes> = {
    "a point that is refused": { FromBytes: () => 4 },
    "an encoding that is not written": { ToBytes: () => {} },
    "one that has a bit changed": {
      ToBytes: (out, point, compressed) => {
        ToBytes(out, point, compressed);
        new Uint8Array((core().wasm.memory as WebAssembly.Memory).buffer)[out + 40]! ^= 1;
      },
    },
    "a trap": {
      FromBytes: () => {
        throw new WebAssembly.RuntimeError("unreachable");
      },
    },
  };
  for (const [what, change] of Object.entries(wrong)) {
    expect(knownAnswersAgree(changed(group, change)), what).toBe(false);
  }
});
