// The two builds of the core give the same bytes for everything: points, pairings, signatures, shares, a whole view
// change.
import { createHash } from "node:crypto";
import { expect, it } from "vitest";
import { transcriptOf } from "../support/transcript.js";

it("portable and relaxed answer byte for byte the same", async () => {
  const portable = await transcriptOf("portable");
  const relaxed = await transcriptOf("relaxed");
  expect([portable.kernel, relaxed.kernel]).toEqual(["portable", "relaxed"]);
  expect(portable.lines.length).toBeGreaterThan(1000);
  const different = portable.lines.filter((line, index) => line !== relaxed.lines[index]);
  expect(different.slice(0, 5)).toEqual([]);
  const digest = (lines: string[]) => createHash("sha256").update(lines.join("\n")).digest("hex");
  expect(digest(relaxed.lines)).toBe(digest(portable.lines));
});
