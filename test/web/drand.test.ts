// "Live" in Chromium: rounds of drand's public networks, replayed by a server on loopback, are followed and verified;
// what is late, gone, of another chain or not so is told in words. Nothing is asked before the button is pressed.
import type { Page } from "playwright-core";
import { afterEach, expect, it } from "vitest";
import { drand } from "../../src/beacon/index.js";
import { toHex } from "../../src/encoding/index.js";
import { describeWithVectors } from "../support/vectors.js";
import { findings } from "./support/axe.js";
import { type DrandServer, drandServer } from "./support/drand-server.js";
import { DESKTOP, describePage, PHONE, status } from "./support/visit.js";

interface Beacons {
  readonly beacons: readonly { readonly chain: string; readonly round: number }[];
}

const NETWORK_FAILURES = /Failed to load resource|ERR_/;
const HOUR = 3_600_000;

describeWithVectors(
  "drand",
  (vectors) => {
    const { beacons } = vectors.json<Beacons>("beacons.json");
    const of = (chain: string) => beacons.filter((one) => one.chain === chain).map((one) => drand.beaconFromJson(one));
    const { quicknet, fastnet, default: chained } = drand.networks;

    describePage("the page's public beacon", ({ open }) => {
      let server: DrandServer;
      afterEach(() => server.close());

      /** At a moment of the network's past, where it stands still: how long a test takes is the machine's matter. */
      async function setClock(page: Page, time: number) {
        await page.clock.setSystemTime(time - HOUR);
        await page.clock.pauseAt(time);
      }

      /** What axe finds, which waits for timers that are due at once. */
      async function findingsThere(page: Page): Promise<string[]> {
        let done = false;
        const found = findings(page).finally(() => {
          done = true;
        });
        while (!done) await page.clock.runFor(1);
        return found;
      }

      /** The page at such a moment, with the server's address in its place. */
      async function visit(chain: drand.CompleteChainInfo, name: string, round: number, viewport = DESKTOP) {
        server = await drandServer(chain, of(name));
        server.latest = round;
        const page = await open({ viewport, asks: [server.url], forgiven: NETWORK_FAILURES });
        await page.clock.install();
        await setClock(page, drand.timeOf(chain, round) + 500);
        await page.click("#tab-verify");
        await page.fill("#live-server", `${server.url}/`);
        if (name === "quicknet" || name === "default") await page.selectOption("#live-network", name);
        else {
          await page.selectOption("#live-network", "other");
          await page.fill("#live-hash", toHex(chain.hash));
        }
        return page;
      }

      const rows = (page: Page) => page.locator("#live-rounds tr th").allTextContents();
      const about = (page: Page, pattern: RegExp) => status(page, "live-about", pattern);

      it.each([
        ["desktop", DESKTOP],
        ["phone", PHONE],
      ])(
        "asks when it is told to, follows round by round, waits for what is late, and stops: %s",
        async (_, viewport) => {
          const page = await visit(fastnet, "fastnet", 1, viewport);
          expect(server.asked).toEqual([]);
          expect(await findingsThere(page)).toEqual([]);
          await page.click("#live-begin");
          await status(page, "live-title", /^Live: fastnet$/);
          expect(server.asked).toEqual(["info", "public/latest"]);
          expect(await rows(page)).toEqual(["Valid: 1"]);
          for (const round of [2, 3]) {
            server.latest = round;
            await page.clock.fastForward(3000);
            await about(page, new RegExp(`^${round} rounds verified here, the last one ${round}\\.`));
          }
          expect(server.asked.filter((path) => !/^public\/\d$/.test(path))).toEqual(["info", "public/latest"]);
          expect(await rows(page)).toEqual(["Valid: 3", "Valid: 2", "Valid: 1"]);
          const [randomness] = await page
            .locator("#live-rounds [data-copy]")
            .evaluateAll((buttons) => buttons.map((button) => (button as HTMLElement).dataset.copy));
          expect(randomness).toBe(toHex(drand.drandRandomness(of("fastnet").find(({ round }) => round === 3)!)));

          await page.clock.fastForward(9000);
          expect(await about(page, /has not got round 4/)).toContain("Verified up to round 3");
          expect(await page.textContent("#live-title")).toBe("Late");
          expect(await findingsThere(page)).toEqual([]);
          const [content, width] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
          expect(content).toBeLessThanOrEqual(width as number);
          await page.click("#live-stop");
          expect(await page.textContent("#live-title")).toBe("Stopped");
          const { length } = server.asked;
          await page.clock.fastForward(60_000);
          await page.waitForTimeout(300);
          expect(server.asked.length).toBe(length);
        },
      );

      it("verifies rounds that are chained, and remembers the server's address", async () => {
        const page = await visit(chained, "default", 1_000_000);
        await page.click("#live-begin");
        await about(page, /^1 round verified here, the last one 1,000,000\./);
        await page.reload();
        expect(await page.inputValue("#live-server")).toBe(server.url);
        expect(await page.isVisible("#live")).toBe(false);
      });

      it("says what is not so, and asks a server that has lied nothing more", async () => {
        const page = await visit(quicknet, "quicknet", 1000);
        for (const [path, from, to, expected] of [
          [/latest/, /"signature":"./, '"signature":"0', /cannot be: /],
          [/latest/, '"round":1000', '"round":1001', /round 1001 is not signed by/],
          [/latest/, /"randomness":"...../, '"randomness":"00000', /round 1000 is not signed by/],
          [/latest/, /^.*$/s, "<html>", /cannot be: .*is not JSON/],
          [/latest/, /^.*$/s, "1".repeat(70_000), /at most 65536 bytes/],
          [/info/, /"public_key":"8/, '"public_key":"9', /the hash is not that of the rest/],
          [/info/, /^.*$/s, drand.chainInfoToJson(fastnet), /it serves another chain, dbd506d6/],
          [/info/, "bls-unchained-g1-rfc9380", "bls-unchained-on-g1", /it says another scheme/],
          [/info/, /"groupHash":"[^"]*",/, "", /is not whole/],
        ] as const) {
          server.alter = (asked, answer) =>
            path.test(asked) ? { status: 200, body: answer!.body.replace(from, to) } : answer;
          await page.click("#live-begin");
          await about(page, expected);
          expect(await page.textContent("#live-title")).toBe("Not what was asked for");
          expect(await page.isVisible("#live-table")).toBe(false);
          expect(await page.isDisabled("#live-stop")).toBe(true);
        }
        const { length } = server.asked;
        await page.clock.fastForward(60_000);
        await page.waitForTimeout(200);
        expect(server.asked.length).toBe(length);
      });

      it("finds out when a server answers for another round, and when what it calls the latest is old", async () => {
        const page = await visit(fastnet, "fastnet", 1);
        server.latest = 3;
        await page.clock.resume();
        await page.clock.fastForward(300_000);
        await page.click("#live-begin");
        expect(await about(page, /has not got round 4/)).toContain("Verified up to round 3");
        await page.click("#live-stop");
        server.latest = 1;
        await page.clock.setSystemTime(drand.timeOf(fastnet, 1) + 500);
        await page.click("#live-begin");
        await status(page, "live-title", /^Live/);
        server.alter = (path, answer) =>
          path === "public/2"
            ? { status: 200, body: drand.beaconToJson(of("fastnet").find((one) => one.round === 3)!) }
            : answer;
        await page.clock.setSystemTime(drand.timeOf(fastnet, 2) + 500);
        await page.clock.fastForward(5000);
        expect(await about(page, /cannot be/)).toContain("asked for round 2, it answers with round 3");
      });

      it("tells a server that does not answer from a browser without a network, and goes on after both", async () => {
        const page = await visit(quicknet, "quicknet", 1000);
        server.alter = () => null;
        await page.click("#live-begin");
        await status(page, "live-title", /^No answer$/);
        server.alter = (_, answer) => (answer === null ? null : { status: 500, body: "" });
        await page.clock.fastForward(6000);
        expect(await about(page, /answers 500/)).toContain("Nothing is verified");
        await page.context().setOffline(true);
        await page.clock.fastForward(6000);
        expect(await about(page, /no network/)).toContain("It goes on when there is one");
        expect(await findingsThere(page)).toEqual([]);
        server.alter = (_, answer) => answer;
        await setClock(page, drand.timeOf(quicknet, 1000) + 500);
        await page.context().setOffline(false);
        await status(page, "live-title", /^Live: quicknet$/);
        // nobody can have a round before its time
        expect(await page.textContent("#live-about")).toMatch(/^1 round verified here, the last one 1,000\./);
      });

      it("asks nobody for what is no address and no hash", async () => {
        const page = await visit(quicknet, "quicknet", 1000);
        for (const address of [
          "",
          "api.drand.sh",
          "ftp://a.example",
          "javascript:alert(1)",
          "https://a:b@c.example",
          "https://c.example/?a=b",
        ]) {
          await page.fill("#live-server", address);
          await page.click("#live-begin");
          expect(await page.textContent("#live-server-error")).toContain("Expected an address");
        }
        await page.fill("#live-server", server.url);
        await page.selectOption("#live-network", "other");
        for (const hash of ["", "xyz"]) {
          await page.fill("#live-hash", hash);
          await page.click("#live-begin");
          expect(await page.textContent("#live-hash-error")).toContain("64 hexadecimal digits");
        }
        expect(await page.isVisible("#live")).toBe(false);
        expect(server.asked).toEqual([]);
      });

      it("knows that a device's clock is behind by the rounds that it is shown", async () => {
        const page = await visit(quicknet, "quicknet", 1000);
        await setClock(page, drand.timeOf(quicknet, 900));
        await page.click("#live-begin");
        expect(await about(page, /clock is/)).toContain("This device’s clock is 300 s behind");
      });
    });
  },
  { allFiles: false },
);
