// "Benchmark" in Chromium: every case with a bar and a ratio for each library, both builds, and a stop that stops.
import { expect, it } from "vitest";
import { describePage, status } from "./support/visit.js";

describePage("the page's benchmark", ({ open }) => {
  it("measures both builds beside the other libraries, and names engine and machine", async () => {
    const page = await open();
    await page.click("#tab-benchmark");
    await page.click("#bench-run");
    expect(await status(page, "bench-status", /^(Done|The benchmark broke off)/)).toMatch(/^Done in /);
    expect(await page.textContent("#environment")).toMatch(/Chromium \d+.*threads.*relaxed and portable/);
    const tables = await page.locator(".bench-case").all();
    expect(tables.length).toBe(6);
    for (const table of tables) {
      const names = await table.locator("tbody th").allTextContents();
      expect(names.slice(0, 3)).toEqual(["Feldspar, relaxed", "Feldspar, portable", "mcl-wasm"]);
      expect(await table.locator(".bar").count()).toBe(names.length);
      const ratios = (await table.locator(".ratio").allTextContents()).map(Number.parseFloat);
      expect(ratios[0]).toBe(1);
      expect(ratios[2]).toBeGreaterThan(1);
    }
  });

  it("stops", async () => {
    const page = await open();
    await page.click("#tab-benchmark");
    await page.click("#bench-run");
    await page.click("#bench-stop");
    expect(await page.textContent("#bench-status")).toBe("Stopped.");
    expect(await page.isEnabled("#bench-run")).toBe(true);
  });
});
