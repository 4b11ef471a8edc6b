// The page without its server, in Chromium: what was loaded once works again, workers and all, and can be installed.
import { readdirSync, readFileSync } from "node:fs";
import { preview } from "vite";
import { expect, it } from "vitest";
import { describePage, END, slide, status } from "./support/visit.js";

describePage("the page without a network", ({ open }) => {
  it("loads a second time with the server gone, runs, signs, verifies and explains its words", async () => {
    const options = { root: "web", configFile: "web/vite.config.ts", logLevel: "warn" } as const;
    const server = await preview({ ...options, preview: { port: 0, host: "127.0.0.1" } });
    const address = server.resolvedUrls!.local[0]!;
    const page = await open({ address });
    await page.evaluate(() => navigator.serviceWorker.ready);
    const gone = server.close();
    if ("closeAllConnections" in server.httpServer) server.httpServer.closeAllConnections();
    await gone;
    await expect(fetch(address)).rejects.toThrow();
    await page.reload();
    await slide(page, "n", 4);
    await page.click("#run");
    expect(await status(page, "run-status", END)).toMatch(/^Done in /);
    await page.click("#key-sign");
    await page.waitForSelector('.key-result[data-valid="true"]');
    await page.click('[data-term="stake"]');
    await page.waitForSelector("#explanation:not([hidden])");
    await page.click("#tab-verify");
    await page.click("text=A chain of two views");
    await page.waitForSelector('[data-verdict="valid"]');
  });

  it("has a manifest and a worker that keeps every file of the build", async () => {
    const manifest = JSON.parse(readFileSync("build/web/manifest.webmanifest", "utf8"));
    expect(manifest).toMatchObject({ name: "Feldspar", start_url: "./", display: "standalone" });
    const built = readdirSync("build/web", { recursive: true, encoding: "utf8" }).filter((name) => /\.\w+$/.test(name));
    for (const { src } of manifest.icons) expect(built).toContain(src.slice(2));
    const worker = readFileSync("build/web/service-worker.js", "utf8");
    const kept = JSON.parse(/const FILES = (\[.*?\]);/s.exec(worker)?.[1] ?? "[]");
    const expected = built.filter((name) => name !== "service-worker.js").map((name) => `./${name}`);
    expect(kept.sort()).toEqual(["./", ...expected].sort());
    const page = await open();
    expect(await page.getAttribute('link[rel="manifest"]', "href")).toContain("manifest.webmanifest");
  });
});
