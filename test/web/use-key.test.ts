// "Use the key" in Chromium: any t of the members make one and the same signature, t − 1 make nothing and are told
// why, and who signs something else has a name.
import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import { minSig } from "../../src/bls/index.js";
import { fromHex, utf8 } from "../../src/encoding/index.js";
import { applicationMessage } from "../../src/entry/view-change.js";
import { describePage, END, slide, status } from "./support/visit.js";

async function run(page: Page, members: number, plan: string): Promise<void> {
  await slide(page, "n", members);
  await page.fill("#plan", plan);
  await slide(page, "rounds", 1); // a liar lies in these
  await page.click("#run");
  expect(await status(page, "run-status", END)).toMatch(/^Done in /);
}

/** Exactly these sign; what came of it. */
async function sign(page: Page, signers: readonly number[]): Promise<{ text: string; hex: string }> {
  for (const box of await page.locator("#key-members input").all()) {
    const chosen = signers.includes(Number(await box.inputValue()));
    if ((await box.isChecked()) !== chosen) await box.setChecked(chosen, { force: true });
  }
  const before = await page.locator(".key-result").count();
  await page.click("#key-sign");
  await page.waitForFunction((count) => document.querySelectorAll(".key-result").length > count, before);
  const latest = page.locator(".key-result").first();
  return {
    text: (await latest.textContent()) ?? "",
    hex: (await latest.locator("[data-copy]").getAttribute("data-copy")) ?? "",
  };
}

describePage("the page's use of the key", ({ open }) => {
  it("signs with any 5 of 7, always the same, which verifies outside the page; and with 4 it does not", async () => {
    const page = await open();
    expect(await page.isVisible("#use-key")).toBe(false);
    await run(page, 7, "");
    await page.fill("#key-text", "a treaty");
    const one = await sign(page, [1, 2, 3, 4, 5]);
    expect(one.text).toContain("Signed “a treaty” by 5 members (1, 2, 3, 4, 5)");
    const other = await sign(page, [3, 4, 5, 6, 7]);
    expect(other.text).toContain("The very same signature as before");
    expect(other.hex).toBe(one.hex);
    const key = (await page.locator("#outcome .hex").nth(1).textContent()) ?? "";
    const message = applicationMessage("feldspar-simulation", "feldspar-dkg/page", utf8("a treaty"));
    expect(minSig.verify(fromHex(one.hex), message, fromHex(key))).toBe(true);

    const few = await sign(page, [1, 2, 3, 4]);
    expect(few.text).toMatch(/No signature “a treaty” by 4 members.*1 too few.*does not verify/);
    expect(few.hex).not.toBe(one.hex);
    expect(minSig.verify(fromHex(few.hex), message, fromHex(key))).toBe(false);
    await page.fill("#key-text", "another");
    expect((await sign(page, [1, 2, 3, 4, 5])).hex).not.toBe(one.hex);
    await page.click("#key-others");
    expect(await page.textContent("#key-count")).toBe("5 chosen: enough");
    await page.click("#key-too-few");
    expect(await page.textContent("#key-count")).toBe("4 chosen: 1 too few");
  });

  it("names a member that signs something else, and leaves out one that is down", async () => {
    const page = await open();
    await run(page, 7, "bad-partial:2,lost:6");
    expect(await page.isDisabled('#key-members input[value="6"]')).toBe(true);
    const short = await sign(page, [1, 2, 3, 4, 5]);
    expect(short.text).toMatch(/No signature.*1 member signed something else \(2\).*It takes 1 more honest member/);
    const enough = await sign(page, [1, 2, 3, 4, 5, 7]);
    expect(enough.text).toMatch(/Signed.*Not needed, and found to be wrong: what 2 signed/);
    for (const index of [1, 2, 3, 4, 5, 7]) await page.uncheck(`#key-members input[value="${index}"]`, { force: true });
    await page.click("#key-sign");
    expect(await page.textContent("#key-count")).toContain("choose some members");
  });
});
