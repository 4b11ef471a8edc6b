// The two builds of the core give the same bytes for everything: points, pairings, signatures, shares, a whole view
// change.
import { createHash } from "node:crypto";
import { expect, it, vi } from "vitest";
import type { KernelName } from "../../bindings/core.js";
import { transcriptOf } from "../support/transcript.js";

/** Loads the sources afresh on one kernel; the transcript, and the kernel that was really used. */
async function onKernel(kernel: KernelName): Promise<{ kernel: KernelName; lines: string[] }> {
  vi.resetModules();
  const feldspar = await import("../../src/entry/index.js");
  await feldspar.init({ kernel });
  const lines = await transcriptOf({
    curve: await import("../../src/curve/index.js"),
    bls: await import("../../src/bls/index.js"),
    threshold: await import("../../src/threshold/index.js"),
    dkg: await import("../../src/dkg/index.js"),
    viewChange: await import("../../src/entry/view-change.js"),
  });
  return { kernel: feldspar.coreInfo().kernel, lines };
}

it("portable and relaxed answer byte for byte the same", async () => {
  const portable = await onKernel("portable");
  const relaxed = await onKernel("relaxed");
  expect([portable.kernel, relaxed.kernel]).toEqual(["portable", "relaxed"]);
  expect(portable.lines.length).toBeGreaterThan(1000);
  const different = portable.lines.filter((line, index) => line !== relaxed.lines[index]);
  expect(different.slice(0, 5)).toEqual([]);
  const digest = (lines: string[]) => createHash("sha256").update(lines.join("\n")).digest("hex");
  expect(digest(relaxed.lines)).toBe(digest(portable.lines));
});
