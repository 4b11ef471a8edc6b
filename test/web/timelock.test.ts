// "Timelock" in Chromium, as a person uses it, on a phone and on a desktop: a note that opens by itself when its round
// is there; one to quicknet, with the round pasted; what does not open, and why.
import { mkdirSync } from "node:fs";
import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import { drand } from "../../src/beacon/index.js";
import { encrypt } from "../../src/timelock/index.js";
import { utf8 } from "../support/bytes.js";
import { findings } from "./support/axe.js";
import { DESKTOP, describePage, PHONE, status } from "./support/visit.js";

const PICTURES = "build/pictures";
mkdirSync(PICTURES, { recursive: true });

const SIZES = [
  ["phone", PHONE],
  ["desktop", DESKTOP],
] as const;

/** quicknet's, as drand serves it. */
const ROUND_1000 = JSON.stringify({
  round: 1000,
  signature: "b44679b9a59af2ec876b1a6b1ad52ea9b1615fc3982b19576350f93447cb1125e342b73a8dd2bacbe47e4b6b63ed5e39",
});

const shown = (page: Page, state: string) => page.waitForSelector(`#opened[data-state="${state}"]`);

async function openTab(page: Page): Promise<void> {
  await page.click("#tab-timelock");
  await page.waitForSelector("#timelock:not([hidden])");
}

async function fits(page: Page): Promise<void> {
  const [content, width] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
  expect(content).toBeLessThanOrEqual(width as number);
  expect(await findings(page)).toEqual([]);
}

describePage("the page's timelock", ({ open }) => {
  it.each(SIZES)("seals a note to this tab's network, which opens by itself: %s", async (name, viewport) => {
    const page = await open({ viewport });
    await openTab(page);
    await page.fill("#note", "Dear future,\nthis was written six seconds ago.");
    await page.click("#seal");
    await shown(page, "waiting");
    expect(await page.textContent("#timelock-status")).toMatch(/^Sealed: opens with round \d+ of this tab's network$/);
    expect(await page.textContent("#countdown")).toMatch(/^(in \d+ s|now)$/);
    expect(await page.inputValue("#sealed")).toMatch(/^-----BEGIN AGE ENCRYPTED FILE-----\n/);
    await fits(page);
    await page.screenshot({ path: `${PICTURES}/timelock-waiting-${name}.png`, fullPage: true });
    await page.click("#open-note");
    await status(page, "timelock-status", /^(Too early: opens|Opened)/);
    await shown(page, "opened");
    expect(await page.textContent("#opened .note-text")).toBe("Dear future,\nthis was written six seconds ago.");
    await fits(page);
    await page.screenshot({ path: `${PICTURES}/timelock-opened-${name}.png`, fullPage: true });
  });

  it.each(SIZES)("opens what was made elsewhere for quicknet, with the round pasted: %s", async (name, viewport) => {
    const page = await open({ viewport });
    await openTab(page);
    const { quicknet } = drand.networks;
    const sealed = new TextDecoder().decode(encrypt(quicknet, 1000, utf8("from elsewhere"), { armored: true }));
    await page.fill("#sealed", sealed);
    await page.click("#open-note");
    await shown(page, "wanted");
    expect(await page.getAttribute("#opened a", "href")).toMatch(
      /^https:\/\/api\.drand\.sh\/[0-9a-f]{64}\/public\/1000$/,
    );
    await fits(page);
    await page.screenshot({ path: `${PICTURES}/timelock-wanted-${name}.png`, fullPage: true });
    await page.fill("#round-beacon", ROUND_1000.replace("1000", "1001"));
    await page.click("#open-note");
    await shown(page, "problem");
    expect(await page.textContent("#opened")).toContain("it opens with round 1000, got round 1001");
    await fits(page);
    await page.fill("#round-beacon", ROUND_1000);
    await page.click("#open-note");
    await shown(page, "opened");
    expect(await page.textContent("#opened .note-text")).toBe("from elsewhere");
  });

  it("says what is wrong with a note, and with nothing to seal", async () => {
    const page = await open();
    await openTab(page);
    await page.click("#seal");
    await status(page, "timelock-status", /write a note/);
    for (const [text, expected] of [
      ["hello", "not an age file"],
      ["", "cut off"],
    ] as const) {
      await page.fill("#sealed", text);
      await page.click("#open-note");
      await page.waitForFunction((words) => document.getElementById("opened")?.textContent?.includes(words), expected);
    }
    await page.check('input[value="quicknet"]', { force: true });
    await page.fill("#note", "for a year");
    await page.selectOption("#delay", "31536000");
    await page.click("#seal");
    await shown(page, "waiting");
    expect(await page.textContent("#countdown")).toMatch(/^in 36[56] days$/);
  });
});
