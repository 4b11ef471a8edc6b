// "A miner's view" in Chromium: pressed in the matrix, chosen from the list or by keyboard; what it shows is what was
// told of the run, and nothing secret.
import { expect, it } from "vitest";
import { describePage, END, slide, status } from "./support/visit.js";

describePage("the page's view of a miner", ({ open }) => {
  it("says what a liar and its victim sent, got and hold, and why", async () => {
    const page = await open();
    expect(await page.isVisible("#miner-view")).toBe(false);
    await slide(page, "n", 7);
    await page.fill("#plan", "bad-share:2>3,no-mpk:4");
    await page.click("#run");
    expect(await status(page, "run-status", END)).toMatch(/^Done in /);
    const facts = async () => (await page.locator("#miner-facts").textContent()) ?? "";

    await page.selectOption("#miner", { index: 2 });
    expect(await page.textContent("#miner-status")).toMatch(/^3 /);
    expect(await facts()).toMatch(/5 points, 480 bytes.*share.* did not verify, from 2.*its share of 2/s);
    expect(await facts()).toMatch(/its public share: [0-9a-f]{8}….*It did not sign for what 2 sent/s);

    const box = (await page.locator("#matrix").boundingBox())!;
    const pitch = (box.width - 34) / 7;
    await page.locator("#matrix").click({ position: { x: 26 + 5.5 * pitch, y: 26 + 1.5 * pitch } });
    expect(await page.textContent("#miner-status")).toMatch(/^2 /);
    expect(await facts()).toMatch(
      /The plan of this run makes it do wrong: bad-share:2>3.*showed everybody the share of 3/s,
    );

    await page.locator("#matrix").click({ position: { x: 26 + 3.5 * pitch, y: 8 } });
    expect(await page.textContent("#miner-status")).toMatch(/^4 /);
    expect(await facts()).toMatch(/It is out.*It is off the list/s);

    await page.focus("#matrix-frame");
    for (const key of ["ArrowDown", "ArrowRight", "Enter"]) await page.keyboard.press(key);
    expect(await page.textContent("#miner-status")).toMatch(/^1 /);
    // as far as the run is played again, and no further
    for (let back = 0; back < 5; back++) await page.click("#steps-back");
    await page.waitForFunction(() =>
      /nothing of the key yet/.test(document.getElementById("miner-facts")?.textContent ?? ""),
    );
    expect(await facts()).toContain("Has sentnothing yet");
  });
});
