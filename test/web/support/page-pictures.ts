// Takes the pictures of the built page (scripts/pictures.mjs).
import { join } from "node:path";
import { chromium, type Page } from "playwright-core";
import { preview } from "vite";
import { launchOptions, needChromium, skipped } from "../../support/chromium.js";

/** The whole matrix is in it. */
const DESKTOP = { width: 1280, height: 1330 };

interface Picture {
  readonly name: string;
  readonly viewport: { readonly width: number; readonly height: number };
  readonly colorScheme: "light" | "dark";
  /** Behind the #. */
  readonly at: string;
  readonly prepare: (page: Page) => Promise<void>;
}

const RUN = new URLSearchParams({
  ...{ miners: "24", threshold: "16", quorum: "18", rounds: "10", seed: "a picture" },
  faults: "bad-share:1>3,bad-proof:2,false-ack:4>1",
});

const done = (page: Page, id: string) =>
  page.waitForFunction((name) => /^Done/.test(document.getElementById(name)?.textContent ?? ""), id, {
    timeout: 300_000,
  });

const PICTURES: readonly Picture[] = [
  {
    ...{ name: "page.png", viewport: DESKTOP, colorScheme: "light", at: `view-change?${RUN}` },
    prepare: async (page) => {
      await page.click("#run");
      await done(page, "run-status");
      // from its beginning
      await page.evaluate(() => document.getElementById("happenings")?.scrollTo(0, 0));
    },
  },
  {
    ...{ name: "page-verify.png", viewport: { width: 375, height: 760 }, colorScheme: "dark", at: "verify" },
    prepare: async (page) => {
      await page.click("text=The same by its headers");
      await page.waitForSelector('#verdict [data-verdict="valid"]');
      await page.evaluate(() => scrollBy(0, -18));
    },
  },
  {
    ...{ name: "page-benchmark.png", viewport: { width: 1280, height: 606 }, colorScheme: "dark", at: "benchmark" },
    prepare: async (page) => {
      await page.click("#bench-run");
      await done(page, "bench-status");
    },
  },
];

/** Into a folder: those whose names begin so. */
export async function takePictures(folder: string, only = ""): Promise<void> {
  const found = await needChromium();
  if (found === undefined) throw new Error(skipped("the pictures"));
  const options = { root: "web", configFile: "web/vite.config.ts", logLevel: "warn" } as const;
  const server = await preview({ ...options, preview: { port: 0, host: "127.0.0.1" } });
  const browser = await chromium.launch(launchOptions(found));
  for (const { name, viewport, colorScheme, at, prepare } of PICTURES.filter((one) => one.name.startsWith(only))) {
    const page = await browser.newPage({ viewport, colorScheme, deviceScaleFactor: 1, reducedMotion: "reduce" });
    await page.goto(`${server.resolvedUrls!.local[0]}#${at}`);
    await prepare(page);
    await page.mouse.move(0, 0);
    await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
    await page.waitForTimeout(500);
    await page.screenshot({ path: join(folder, name) });
    await page.close();
  }
  await browser.close();
  await server.close();
}
