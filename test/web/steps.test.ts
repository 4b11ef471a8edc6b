// "Step through" in Chromium: a run played again by phases, and four miners drawn, whose numbers are right.
import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import { findings } from "./support/axe.js";
import { DESKTOP, describePage, END, PHONE, slide, status } from "./support/visit.js";

const PHASES = ["start", "contribute", "share", "publish", "wait", "beacon"];

async function run(page: Page): Promise<void> {
  await slide(page, "n", 5);
  await slide(page, "rounds", 2);
  await page.fill("#plan", "bad-share:2>3");
  await page.click("#run");
  expect(await status(page, "run-status", END)).toMatch(/^Done in /);
}

/** Starts a run and presses a button in the moment in which the status says this, as nobody from outside could. */
async function runUntil(page: Page, words: string, button: string): Promise<void> {
  await page.evaluate(
    ([text, id]) =>
      new Promise<void>((done) => {
        const said = document.getElementById("run-status")!;
        const observer = new MutationObserver(() => {
          if (!said.textContent.includes(text!)) return;
          observer.disconnect();
          document.getElementById(id!)!.click();
          done();
        });
        observer.observe(said, { childList: true });
        document.getElementById("run")!.click();
      }),
    [words, button],
  );
}

const place = (page: Page) => page.textContent("#steps-place");
const matrix = async (page: Page) => (await page.getAttribute("#matrix", "aria-label")) ?? "";

describePage("the page's steps", ({ open }) => {
  it("go back and forward through a run, with a sentence for each phase", async () => {
    const page = await open();
    expect(await page.isVisible("#steps")).toBe(false);
    await run(page);
    expect(await place(page)).toBe("View 1, attempt 1: beacon (6 of 6)");
    expect(await page.isDisabled("#steps-forward")).toBe(true);
    const whole = await matrix(page);
    for (let back = 0; back < 6; back++) await page.click("#steps-back");
    expect(await place(page)).toBe("Before the run (0 of 6)");
    expect(await page.isDisabled("#steps-back")).toBe(true);
    await page.waitForFunction(() => document.getElementById("matrix")?.ariaLabel?.includes("25 nothing yet"));
    const sentences = new Set<string>();
    for (const [at, phase] of PHASES.entries()) {
      await page.click("#steps-forward");
      expect(await place(page)).toBe(`View 1, attempt 1: ${phase} (${at + 1} of 6)`);
      sentences.add((await page.textContent("#steps-sentence")) ?? "");
      if (phase === "share") {
        await page.waitForFunction(() => /receiver signed/.test(document.getElementById("matrix")?.ariaLabel ?? ""));
        expect(await page.locator("#happenings").textContent()).toContain("does not verify");
        expect(await page.locator('.phase[data-state="done"]').count()).toBe(3);
      }
    }
    expect(sentences.size).toBe(6);
    await page.waitForFunction((text) => document.getElementById("matrix")?.ariaLabel === text, whole);
    expect(await page.locator("#beacon-rounds tr").count()).toBe(2);
  });

  it("play a run again, can be stopped and go on", async () => {
    const page = await open();
    await run(page);
    await page.selectOption("#steps-speed", "1");
    await page.click("#steps-play");
    expect(await page.textContent("#steps-play")).toBe("Pause");
    await page.waitForFunction(() => document.getElementById("steps-place")?.textContent?.includes("contribute"));
    await page.click("#steps-play");
    const stopped = await place(page);
    await page.waitForTimeout(300);
    expect(await place(page)).toBe(stopped);
    await page.click("#steps-play");
    await page.waitForFunction(() => document.getElementById("steps-place")?.textContent?.includes("(6 of 6)"));
    await page.waitForFunction(() => document.getElementById("steps-play")?.textContent === "Play");
  });

  it.each([
    ["desktop", DESKTOP],
    ["phone", PHONE],
  ])("hold a run back from its start: phase by phase, slowly, and its end at the end: %s", async (_, viewport) => {
    const page = await open({ viewport });
    await slide(page, "n", 5);
    await slide(page, "rounds", 2);
    await page.click("#run-held");
    expect(await page.textContent("#steps-place")).toMatch(/^Before the run \(0/);
    expect(await page.evaluate(() => document.activeElement?.id)).toBe("steps-forward");
    // the run itself goes on, and what it came to is not told before
    await status(page, "run-status", /^The run is over\. Step or play on/);
    expect(await place(page)).toBe("Before the run (0 of 6)");
    expect(await page.getAttribute("#matrix", "aria-label")).not.toMatch(/receiver signed|acknowledgement/);
    expect(await page.isVisible("#outcome")).toBe(false);
    expect(await findings(page)).toEqual([]);
    for (const [at, phase] of PHASES.entries()) {
      await page.click("#steps-forward");
      expect(await place(page)).toBe(`View 1, attempt 1: ${phase} (${at + 1} of 6)`);
      expect(await page.isVisible("#outcome")).toBe(phase === "beacon");
    }
    expect(await page.textContent("#run-status")).toMatch(/^Done in /);
    expect(await page.isVisible("#use-key")).toBe(true);
    const [content, width] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
    expect(content).toBeLessThanOrEqual(width as number);
  });

  it("pause a run that goes on, step in what there is of it, wait for more, and play up to it", async () => {
    const page = await open();
    await slide(page, "n", 20);
    await slide(page, "rounds", 2);
    await runUntil(page, " phase.", "steps-play");
    expect(await page.textContent("#steps-play")).toBe("Play");
    expect(await place(page)).toMatch(/^View 1, attempt 1: \w+ \(\d(, more to come| of 6)\)$/);
    const paused = await place(page);
    await page.waitForTimeout(200);
    expect((await place(page))?.replace(/ \(.*/, "")).toBe(paused?.replace(/ \(.*/, ""));
    while (await page.isEnabled("#steps-back")) await page.click("#steps-back");
    expect(await place(page)).toMatch(/^Before the run \(0/);
    for (const [at, phase] of PHASES.entries()) {
      await page.click("#steps-forward");
      // what has not happened yet is waited for
      await status(page, "steps-place", new RegExp(`: ${phase} \\(${at + 1}(, more to come| of 6)\\)`));
      if (phase === "share") break;
    }
    await page.selectOption("#steps-speed", "1");
    await page.click("#steps-play");
    await status(page, "steps-place", /beacon \(6 of 6\)/);
    expect(await status(page, "run-status", END)).toMatch(/^Done in /);
    expect(await page.isVisible("#outcome")).toBe(true);
    expect(await page.textContent("#steps-play")).toBe("Play");
  });

  it("keep what there is of a run that was stopped", async () => {
    const page = await open();
    await slide(page, "n", 20);
    await runUntil(page, "the share phase.", "stop");
    expect(await page.textContent("#run-status")).toBe("Stopped.");
    await status(page, "steps-place", /^View 1, attempt 1: share \(3 of 3\)$/);
    await page.click("#steps-back");
    expect(await place(page)).toBe("View 1, attempt 1: contribute (2 of 3)");
    await page.click("#toy-fold summary");
    await page.waitForSelector("svg.toy");
  });

  it.each([
    ["desktop", DESKTOP],
    ["phone", PHONE],
  ])("draw four miners whose numbers are right: %s", async (_, viewport) => {
    const page = await open({ viewport });
    await run(page);
    await page.click("#toy-fold summary");
    await page.waitForSelector("svg.toy");
    expect(await page.textContent("#toy-sentence")).toMatch(/It is the same, and verifies\.$/);
    const cells = await page.locator(".toy-table tbody tr").evaluateAll((rows) =>
      rows.map((row) => ({
        name: row.querySelector("th")?.textContent ?? "",
        numbers: [...row.querySelectorAll("td")].map((cell) => Number(cell.textContent)),
      })),
    );
    const dealers = cells.slice(0, 4);
    for (const { name, numbers } of dealers) {
      const factors = /: (\d+) \+ (\d*)x \+ (\d*)x²$/.exec(name) ?? [];
      const [a = 0, b = 0, c = 0] = factors.slice(1).map((factor) => Number(factor || 1));
      expect(numbers).toEqual([1, 2, 3, 4].map((x) => a + b * x + c * x * x));
    }
    const sums = [0, 1, 2, 3].map((column) => dealers.reduce((total, { numbers }) => total + numbers[column]!, 0));
    expect(cells[4]).toEqual({ name: "Sum", numbers: sums });
    for (let back = 0; back < 3; back++) await page.click("#steps-back");
    expect(await page.textContent("#toy-sentence")).toContain("All 16 fit the commitments: checked");
    expect(await page.locator("svg.toy .toy-point").count()).toBe(16);
    await page.click("#toy-again");
    expect(await findings(page)).toEqual([]);
    const [content, width] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
    expect(content).toBeLessThanOrEqual(width as number);
  });
});
