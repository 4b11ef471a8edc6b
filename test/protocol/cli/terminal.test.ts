// C8: text from others gives a terminal no orders, wherever it comes out.
import { PassThrough } from "node:stream";
import { expect, it } from "vitest";
import { printable, printableLines } from "../../../src/cli/printable.js";
import { progressBars } from "../../../src/cli/progress.js";
import { reportSvg } from "../../../src/cli/report-svg.js";
import { reportText } from "../../../src/cli/report-text.js";
import { oneLine } from "../../../src/cli/usage-error.js";
import { runViewChange } from "../../../src/entry/view-change.js";

const EVIL = "a\x1b[31m\x07\u202Eb\u2066c\u200f\x9b2J\r\n✓ valid";
const ORDERS = /(?!\n)[\p{Cc}\p{Bidi_Control}]/u;

it("escapes controls, and leaves names of all scripts alone", () => {
  expect(printable("\x1b[0m\u202E\u2028\ud800")).toBe("\\u001b[0m\\u202e\\u2028\\ud800");
  const names = "Zürich 東京 עברית نرم\u200cافزار 👩\u200d🚀";
  expect(printable(names)).toBe(names);
  const json = JSON.stringify({ name: EVIL }, null, 2);
  expect(JSON.parse(printableLines(json))).toEqual({ name: EVIL });
  expect(oneLine(new Error(EVIL))).not.toMatch(ORDERS);
});

it("reports, pictures and progress bars", async () => {
  const candidates = [EVIL, "b", "c"].map((name) => ({ name, stake: 5 }));
  const result = await runViewChange({ candidates, miners: 3, threshold: 2, quorum: 3, rounds: 1, seed: "s" });
  const text = reportText(result, [`out/${EVIL}`]);
  expect(text).toContain("\\u001b[31m");
  expect(text).not.toMatch(ORDERS);
  expect(text).not.toMatch(/^✓/m);
  expect(reportSvg(result)).not.toMatch(ORDERS);
  const stream = new PassThrough() as unknown as NodeJS.WriteStream;
  const bars = progressBars(stream);
  bars.update(EVIL, 1, 1);
  bars.finish();
  expect(String(stream.read())).not.toMatch(ORDERS);
});
