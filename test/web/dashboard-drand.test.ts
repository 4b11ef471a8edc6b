// The dashboard of a network whose beacon is in drand's form, in Chromium: rounds by the clock, under the key that the
// chain's first header has, whatever its sharder serves beside that.
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, inject, it } from "vitest";
import { toHex } from "../../src/encoding/index.js";
import { genesisHash } from "../../src/magic-block/index.js";
import { type Network, startNetwork } from "../network/support/in-process.js";
import { type LyingProxy, lyingProxy } from "./support/lying-proxy.js";
import { describePage, status } from "./support/visit.js";

const PERIOD = 1;
/** Rounds that are due before there is anybody to make them. */
const LATE = 5;

describePage("the dashboard of a beacon in drand's form", ({ open }) => {
  let network: Network;
  let proxy: LyingProxy | undefined;

  beforeAll(async () => {
    const genesisTime = Math.floor(Date.now() / 1000) - LATE * PERIOD;
    const phaseRounds = { start: 1, contribute: 60, share: 60, publish: 60, wait: 15 };
    const parameters = { viewRounds: 1000, miners: 4, threshold: 3, quorum: 3, minMiners: 3, phaseRounds };
    const beacon = { mode: "drand-chained", genesisTime, period: PERIOD } as const;
    network = await startNetwork({
      ...{ miners: 4, sharders: 1, dashboard: inject("dashboardFolder") },
      genesis: { scheme: "min-pk", mode: "reshare", beacon, parameters },
    });
  });
  afterAll(async () => {
    await proxy?.close();
    await network.stop();
  });

  const address = (url: string) => `${url}/#genesis=${toHex(genesisHash(network.founders.genesis))}`;
  const visit = (page: Page, pattern: RegExp) => status(page, "verdict-text", pattern);

  it("verifies its rounds, and says when each was due", async () => {
    const page = await open({ address: address(network.urls[0]!) });
    await visit(page, /^Verified here: view 1, rounds \d+–([6-9]|\d\d+)$/);
    expect(await page.getAttribute("#verdict", "data-verdict")).toBe("valid");
    expect(await page.textContent("#beacon-about")).toMatch(/^Round \d+, one every 1 second by the clock, in drand’s/);
    expect(await page.locator(".beacon thead th").allTextContents()).toEqual(["Round", "Randomness", "Due at"]);
    // at once: they move down with every round
    const rows = await page.locator("#beacon-rounds tr").evaluateAll((all) =>
      all.map((row) => ({
        valid: (row as HTMLElement).dataset.valid,
        round: Number(/\d+/.exec(row.querySelector("th")?.textContent ?? "")?.[0]),
        due: Date.parse(row.querySelector("time")?.dateTime ?? ""),
      })),
    );
    const { genesisTime } = network.founders.genesis.beacon;
    expect(rows.length).toBeGreaterThan(5);
    for (const { round, due, valid } of rows)
      expect([due, valid]).toEqual([1000 * (genesisTime + (round - 1) * PERIOD), "true"]);
  });

  it("names a round that the key has not signed", async () => {
    proxy = await lyingProxy(network.urls[0]!);
    // another signature than that of its round: that of another one
    const { signature } = JSON.parse(await (await fetch(`${network.urls[0]}/public/1`)).text());
    proxy.alter = (path, text) =>
      path.startsWith("/v1/beacon") ? text.replaceAll(/"signature":"[0-9a-f]*"/g, `"signature":"${signature}"`) : text;
    const page = await open({ address: address(proxy.url) });
    await visit(page, /^This sharder says what is not so/);
    expect(await page.textContent("#lies")).toMatch(/Round \d+ of the beacon: it is not signed by the group key/);
    expect(await page.getAttribute("#verdict", "data-verdict")).toBe("invalid");
  });

  it("goes on while its sharder names rounds that no calendar has, shouts, and lists people without end", async () => {
    const said = JSON.parse(await (await fetch(`${network.urls[0]}/public/2`)).text());
    const forged = (round: number) => `event: drand\ndata: ${JSON.stringify({ ...said, round })}\n\n`;
    proxy = await lyingProxy(network.urls[0]!);
    let [round, asked] = [Number.MAX_SAFE_INTEGER, 0];
    proxy.alter = (path, text) => {
      if (path === "/v1/events")
        return `${text}${[1, 2, 3, 4].map(() => forged(round--)).join("")}event: drand\ndata: {"x":\n\n`;
      if (!path.startsWith("/v1/sharders")) return text;
      asked += 1;
      const from = Number(new URL(path, "http://a").searchParams.get("from"));
      return JSON.stringify({ ...JSON.parse(text), items: [], next: from + 1 });
    };
    const page = await open({ address: address(proxy.url) });
    await visit(page, /^This sharder says what is not so; verified here: view 1, rounds \d+–\d+$/);
    const latest = async () => Number(/–(\d+)$/.exec((await page.textContent("#verdict-text")) ?? "")?.[1]);
    const before = await latest();
    await expect.poll(latest, { timeout: 60_000 }).toBeGreaterThan(before + 3);
    const rows = (valid: boolean) => page.locator(`#beacon-rounds tr[data-valid=${valid}]`).count();
    expect([await rows(false), await rows(true)]).toEqual([3, 7]);
    expect(await page.textContent("#beacon-about")).toMatch(/^Round \d{1,6}, one every 1 second by the clock/);
    // what is drawn after the beacon
    expect(await page.locator("#views .view").count()).toBe(1);
    expect(await page.locator("#miners tr").count()).toBe(4);
    expect(asked).toBeLessThan(10);
  });
});
