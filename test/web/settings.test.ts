// What stays of a run: its settings for the next visit, a link that plays it again, and why a lie did no harm.
import type { Page } from "playwright-core";
import { expect, inject, it } from "vitest";
import { describePage, END, slide, status } from "./support/visit.js";

const run = async (page: Page) => {
  await page.click("#run");
  expect(await status(page, "run-status", END)).toMatch(/^Done in /);
};
const hash = (page: Page) => page.textContent("#outcome .hex");
const values = (page: Page, ids: readonly string[]) => Promise.all(ids.map((id) => page.inputValue(`#${id}`)));

describePage("the page's settings", ({ open }) => {
  it("has a liar at first, and says of what it did why it did no harm", async () => {
    const page = await open();
    expect(await page.inputValue("#plan")).toBe("bad-share:2>3");
    expect(await page.locator("#preset option:checked").textContent()).toBe("One dealer lies");
    await slide(page, "n", 4);
    await run(page);
    const noticed = page.locator("#happenings li", { hasText: "noticed" });
    expect(await noticed.first().textContent()).toMatch(/does not verify from 2.*a wrong share is seen at once/);
    const bad = page.locator('#happenings li:is([data-tone="bad"], [data-tone="warm"])');
    expect(await bad.locator(":scope:not(:has(.why))").count()).toBe(0);
  });

  it("gives a link to a run, which comes out elsewhere as it did here, without a seed of one's own too", async () => {
    const page = await open();
    await slide(page, "n", 6);
    await slide(page, "t", 4);
    await slide(page, "views", 2);
    await page.fill("#plan", "no-mpk:2,bad-share:3>1");
    await page.check("#mode-reshare", { force: true });
    await page.check("#scheme-min-pk", { force: true });
    await run(page);
    const link = (await page.getAttribute('#outcome [data-copy]:text("link")', "data-copy")) ?? "";
    expect(page.url()).toBe(link);
    const made = await hash(page);
    await page.click("#tab-verify");
    expect(page.url()).toMatch(/#verify$/);
    await page.click("#tab-view-change");
    expect(page.url()).toBe(link);

    const other = await open({ address: link });
    expect(await other.textContent("#run-status")).toMatch(/^A run by link/);
    const ids = ["n", "t", "k", "views", "plan"];
    expect(await values(other, ids)).toEqual(await values(page, ids));
    expect(await other.isChecked("#mode-reshare")).toBe(true);
    await run(other);
    expect(await hash(other)).toBe(made);
  });

  it("takes nothing from a link that is no setting", async () => {
    const query = "miners=1e9&threshold=999&quorum=-1&mode=nonsense&scheme=min-pk&faults=explode:9&views=99&rounds=x";
    const page = await open({ address: `${inject("pageAddress")}#view-change?${query}` });
    expect(await values(page, ["n", "t", "k", "views", "rounds"])).toEqual(["20", "20", "20", "4", "10"]);
    expect(await page.isChecked("#mode-fresh")).toBe(true);
    expect(await page.isChecked("#scheme-min-pk")).toBe(true);
    expect(await page.textContent("#plan-error")).toContain("expected one of");
  });

  it("keeps the settings for the next visit, and works where the browser forbids it", async () => {
    const page = await open();
    await slide(page, "n", 9);
    await slide(page, "rounds", 2);
    await page.selectOption("#preset", { label: "Forgery and noise" });
    const ids = ["n", "t", "k", "rounds", "plan"];
    const before = await values(page, ids);
    await page.reload();
    expect(await values(page, ids)).toEqual(before);

    await page.addInitScript(() => {
      Object.defineProperty(window, "localStorage", {
        get: () => {
          throw new DOMException("forbidden", "SecurityError");
        },
      });
    });
    await page.reload();
    expect(await page.inputValue("#n")).toBe("20");
    await slide(page, "n", 4);
    await page.click("#theme");
    await run(page);
  });
});
