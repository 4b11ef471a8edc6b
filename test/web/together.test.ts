// "Together" in Chromium: three tabs make a key in a ceremony, show the same words, and sign when two of them agree.
import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import { minSig } from "../../src/bls/index.js";
import { fromHex, utf8 } from "../../src/encoding/index.js";
import { verifySignature } from "../../src/entry/signing.js";
import { findings } from "./support/axe.js";
import { describePage, PHONE, status } from "./support/visit.js";

async function enter(page: Page, name: string): Promise<void> {
  await page.fill("#together-name", name);
  await page.click("#together-enter");
}

const latest = (page: Page) => page.locator("#proposals > li").first();

describePage("the page's key among tabs", ({ open }) => {
  it("is made by three of them, with the same words for all, and signs when two agree", async () => {
    const ada = await open();
    await ada.click("#tab-together");
    expect(await findings(ada)).toEqual([]);
    await enter(ada, "Ada");
    await status(ada, "together-status", /^The room is open/);
    const link = (await ada.getAttribute("#together-link", "data-copy")) ?? "";
    expect(link).toBe(ada.url());
    const others: Page[] = [];
    for (const name of ["Ben", "Cleo"]) {
      const tab = await ada.context().newPage();
      await tab.goto(link);
      expect(await tab.textContent("#together-enter")).toBe("Join the room");
      await enter(tab, name);
      others.push(tab);
    }
    const [ben, cleo] = others as [Page, Page];
    await status(ada, "together-status", /^3 members: any 2 of them/);
    expect((await cleo.locator("#together-names li").allTextContents()).sort()).toEqual([
      "Ada",
      "Ben",
      "Cleo this tab",
    ]);
    await ada.click("#together-begin");
    const tabs = [ada, ben, cleo];
    for (const tab of tabs) await status(tab, "together-status", /^The key is made: any 2 of 3 sign/);
    const words = await Promise.all(tabs.map((tab) => tab.locator("#together-words li").allTextContents()));
    expect(words[0]!.length).toBe(16);
    expect(words[1]).toEqual(words[0]);
    expect(words[2]).toEqual(words[0]);

    await ben.fill("#propose-text", "three tabs");
    await ben.click("#propose-form button");
    await ada.waitForSelector(".agree");
    expect(await latest(ada).textContent()).toMatch(/“three tabs” proposed by Ben.*Signed their part: Ben\./);
    expect(await latest(ben).textContent()).toContain("1 more part needed");
    expect(await findings(ada)).toEqual([]);
    await ada.click(".agree");
    const signatures = await Promise.all(
      tabs.map((tab) => tab.waitForSelector("#proposals [data-copy]").then((copy) => copy.getAttribute("data-copy"))),
    );
    expect(new Set(signatures).size).toBe(1);
    expect(fromHex(signatures[0]!).length).toBe(minSig.signatureLength);
    const { chainId, groupPublicKey } = (await ada.evaluate(() => ({
      ...document.getElementById("together-key")!.dataset,
    }))) as Record<string, string>;
    const key = { chainId: chainId!, scheme: "min-sig" as const, groupPublicKey: fromHex(groupPublicKey!) };
    const content = { context: "feldspar-dkg/together", message: utf8("three tabs") };
    expect(verifySignature(key, content, fromHex(signatures[0]!))).toBe(true);

    await ada.setViewportSize(PHONE);
    const [content_, width] = await ada.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
    expect(content_).toBeLessThanOrEqual(width as number);
    const late = await ada.context().newPage();
    await late.goto(link);
    await enter(late, "Dan");
    await status(late, "together-status", /^It has ended: They have begun without you/);
  });

  it("asks for a name, and takes no room from a link that is none", async () => {
    const page = await open();
    await page.goto(`${page.url().replace(/#.*/, "")}#together?room=<script>`);
    await page.reload();
    expect(await page.textContent("#together-enter")).toBe("Open a room");
    await enter(page, " ");
    expect(await page.textContent("#together-status")).toBe("Say your name first.");
  });
});
