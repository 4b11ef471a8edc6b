// Takes the pictures of the dashboard (scripts/pictures.mjs).
import { join } from "node:path";
import { chromium } from "playwright-core";
import { toHex } from "../../../src/encoding/index.js";
import { genesisHash } from "../../../src/magic-block/index.js";
import { startNetwork } from "../../network/support/in-process.js";
import { launchOptions, needChromium, skipped } from "../../support/chromium.js";

const PICTURES = [
  { name: "dashboard.png", viewport: { width: 1280, height: 1290 }, colorScheme: "light" },
  { name: "dashboard-phone.png", viewport: { width: 390, height: 844 }, colorScheme: "dark" },
] as const;

/** Of the built dashboard, into a folder. */
export async function takePictures(folder: string): Promise<void> {
  const found = await needChromium();
  if (found === undefined) throw new Error(skipped("the pictures"));
  const phaseRounds = { start: 1, contribute: 12, share: 12, publish: 12, wait: 60 };
  const set = { miners: 7, threshold: 4, quorum: 5, minMiners: 5, viewRounds: 40 };
  const genesis = { chainId: "example", roundTime: 300, parameters: { ...set, phaseRounds } };
  const network = await startNetwork({ miners: 7, sharders: 2, down: [4], dashboard: "build/dashboard", genesis });
  const browser = await chromium.launch(launchOptions(found));
  const address = `${network.urls[1]}/#genesis=${toHex(genesisHash(network.founders.genesis))}`;
  const pages = await Promise.all(
    PICTURES.map(async ({ viewport, colorScheme }) => {
      const page = await browser.newPage({ viewport, colorScheme, deviceScaleFactor: 1, reducedMotion: "reduce" });
      await page.goto(address);
      return page;
    }),
  );
  const { chain } = network.sharders[1]!;
  const isThere = () => chain.state.phase === "wait" && chain.state.current.number === 1;
  while (!isThere()) await new Promise((done) => setTimeout(done, 50));
  for (const [place, { name }] of PICTURES.entries()) {
    await pages[place]!.waitForFunction(() => /acknowledged/.test(document.getElementById("matrix")?.ariaLabel ?? ""));
    await pages[place]!.screenshot({ path: join(folder, name) });
  }
  await browser.close();
  await network.stop();
}
