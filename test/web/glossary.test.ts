// Words that explain themselves, in Chromium: every one is in the glossary, by mouse, by keyboard and as a list.
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { glossaryOf } from "../../web/glossary/parse.js";
import { findings } from "./support/axe.js";
import { DESKTOP, describePage, END, PHONE, slide, status } from "./support/visit.js";

const entries = new Map(
  glossaryOf(readFileSync("docs/glossary.md", "utf8")).flatMap((entry) =>
    entry.words.map((word) => [word, entry] as const),
  ),
);

describePage("the page's words", ({ open }) => {
  it("are all in the glossary, after a run too, and listed with what they mean", async () => {
    const page = await open();
    await slide(page, "n", 4);
    await page.click("#run");
    expect(await status(page, "run-status", END)).toMatch(/^Done/);
    const used = await page.evaluate(() =>
      [...document.querySelectorAll<HTMLElement>("[data-term]")].map(({ dataset }) => dataset.term ?? ""),
    );
    expect(used.length).toBeGreaterThan(40);
    expect(used.filter((word) => !entries.has(word))).toEqual([]);
    await page.click("text=Words of this page");
    await page.waitForSelector("#words dt");
    const listed = await page.locator("#words dt").allTextContents();
    expect([...listed].sort()).toEqual([...new Set(used.map((word) => entries.get(word)!.words.join(", ")))].sort());
    const meanings = await page.locator("#words dd").allTextContents();
    expect(meanings).toContain(`${entries.get("share")!.meaning}.`);
  });

  it.each([
    ["desktop", DESKTOP],
    ["phone", PHONE],
  ])("explain themselves where they stand, and are silent again: %s", async (_, viewport) => {
    const page = await open({ viewport });
    const box = page.locator("#explanation");
    const stake = page.locator('[data-term="stake"]').first();
    await stake.click();
    await box.waitFor({ state: "visible" });
    expect(await box.textContent()).toContain(entries.get("stake")!.meaning);
    expect(await stake.getAttribute("aria-expanded")).toBe("true");
    const { x, width } = (await box.boundingBox())!;
    expect(x).toBeGreaterThanOrEqual(0);
    expect(x + width).toBeLessThanOrEqual(viewport.width);
    expect(await findings(page)).toEqual([]);
    await page.keyboard.press("Escape");
    expect(await box.isVisible()).toBe(false);
    await page.locator('[data-term="quorum"]').focus();
    await page.keyboard.press("Enter");
    await box.waitFor({ state: "visible" });
    expect(await box.textContent()).toContain(entries.get("quorum")!.meaning);
    await page.click("h1 >> visible=true");
    expect(await box.isVisible()).toBe(false);
  });
});
