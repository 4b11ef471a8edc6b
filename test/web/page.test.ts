// C15: the page itself: its policy, its tabs by keyboard alone, phone width, both themes, and what axe finds.
import { readdirSync, readFileSync } from "node:fs";
import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import { findings } from "./support/axe.js";
import { DESKTOP, describePage, END, PHONE, slide, status } from "./support/visit.js";

const TABS = ["view-change", "verify", "timelock", "together", "benchmark"] as const;

/** A run of two views and a verdict, so that everything the page can show is there. */
async function fill(page: Page): Promise<void> {
  await slide(page, "n", 7);
  await page.fill("#plan", "bad-share:1>2,no-publish:3");
  await slide(page, "rounds", 2);
  await slide(page, "views", 2);
  await page.check("#mode-reshare", { force: true });
  await page.click("#run");
  expect(await status(page, "run-status", END)).toMatch(/^Done/);
  for (const summary of await page.locator("#view-change summary").all()) await summary.click();
  await page.waitForSelector("svg.toy");
  for (const which of ["#key-others", "#key-too-few"]) {
    await page.click(which);
    await page.click("#key-sign");
  }
  await page.waitForSelector(".key-result:nth-child(2)");
  await page.click("#tab-verify");
  await page.click("text=The run in the other tab");
  await page.waitForSelector('[data-verdict="valid"]');
}

describePage("the page", ({ open }) => {
  it("carries its policy: only files of its own origin, no inline script or style, no evaluation but WebAssembly", async () => {
    const html = readFileSync("build/web/index.html", "utf8");
    const policy = /Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1] ?? "";
    const directives = Object.fromEntries(policy.split("; ").map((part) => part.split(/ (.*)/)));
    expect(directives).toMatchObject({
      "default-src": "'none'",
      "script-src": "'self' 'wasm-unsafe-eval'",
      "style-src": "'self'",
      "worker-src": "'self'",
      // servers that people name: a beacon's, or a room's. Every visit of a test sees that no other is asked
      "connect-src": "https: http:",
    });
    expect(policy).not.toContain("unsafe-inline");
    expect(html).not.toMatch(/<script(?![^>]*\bsrc=)|<style|\son\w+=|\sstyle=/);
    const texts = readdirSync("build/web", { recursive: true, encoding: "utf8" }).filter((name) =>
      /html|css$/.test(name),
    );
    for (const name of texts)
      expect(readFileSync(`build/web/${name}`, "utf8")).not.toMatch(/(src|href)="https?:|url\(/);
    const page = await open();
    expect(await page.title()).toContain("Feldspar");
  });

  it("is used by keyboard alone: tabs, a run, its matrix, a verdict", async () => {
    const page = await open();
    const focused = () => page.evaluate(() => document.activeElement?.id ?? "");
    const press = async (key: string, until: string) => {
      for (let presses = 0; presses < 60 && (await focused()) !== until; presses++) await page.keyboard.press(key);
      expect(await focused()).toBe(until);
    };
    await page.keyboard.press("Tab");
    expect(await page.evaluate(() => document.activeElement?.className)).toBe("skip");
    await press("Tab", "tab-view-change");
    await page.keyboard.press("ArrowRight");
    expect(await page.isVisible("#verify")).toBe(true);
    await page.keyboard.press("End");
    expect(await focused()).toBe("tab-benchmark");
    await page.keyboard.press("ArrowRight");
    expect(await focused()).toBe("tab-view-change");
    await press("Tab", "n");
    await page.keyboard.press("Home");
    expect(await page.textContent("#n-value")).toBe("4");
    await press("Tab", "run");
    await page.keyboard.press("Enter");
    expect(await status(page, "run-status", END)).toMatch(/^Done/);
    expect(await focused()).toBe("run");
    await press("Tab", "matrix-frame");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowRight");
    expect(await page.textContent("#matrix-cell")).toMatch(/^1 .* → 2 .*: acknowledgement published$/);
    await press("Shift+Tab", "tab-view-change");
    await page.keyboard.press("ArrowRight");
    const inExamples = () => page.evaluate(() => document.activeElement?.closest("#examples") !== null);
    for (let presses = 0; presses < 20 && !(await inExamples()); presses++) await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await page.waitForSelector("[data-verdict]");
  });

  it.each([
    ["phone", PHONE],
    ["desktop", DESKTOP],
  ])("has no horizontal scroll on a %s", async (_, viewport) => {
    const page = await open({ viewport });
    await fill(page);
    for (const tab of TABS) {
      await page.click(`#tab-${tab}`);
      const [content, width] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
      expect(content, tab).toBeLessThanOrEqual(width as number);
    }
  });

  it.each(["light", "dark"] as const)(
    "gives axe nothing to say in the %s theme, empty or filled",
    async (colorScheme) => {
      const page = await open({ colorScheme });
      const isClean = async (when: string) => {
        for (const tab of TABS) {
          await page.click(`#tab-${tab}`);
          expect(await findings(page), `${tab} ${when}`).toEqual([]);
        }
      };
      await isClean("at the start");
      await page.click("#tab-view-change");
      await fill(page);
      await page.click("#tab-benchmark");
      await page.click("#bench-run");
      await status(page, "bench-status", /^(Done|The benchmark broke off)/);
      await isClean("after a run, a verification and a benchmark");

      await page.click("#tab-view-change");
      await page.fill("#plan", "no-mpk:1+2+3+4+5");
      await page.click("#run");
      await status(page, "run-status", /^No magic block/);
      await page.click("#tab-verify");
      await page.fill("#paste", "hello");
      await page.click("#paste-form button");
      await page.waitForSelector('[data-verdict="unreadable"]');
      await isClean("after a run without a key and a file that cannot be read");
    },
  );

  it("follows the system's theme until told otherwise, and remembers", async () => {
    const page = await open({ colorScheme: "dark" });
    const paper = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const dark = await paper();
    await page.click("#theme");
    expect(await page.textContent("#theme-name")).toBe("Theme: light");
    expect(await paper()).not.toBe(dark);
    await page.reload();
    expect(await page.textContent("#theme-name")).toBe("Theme: light");
    await page.click("#theme");
    expect(await paper()).toBe(dark);
  });
});
