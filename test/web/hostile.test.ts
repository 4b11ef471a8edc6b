// The page attacked, in Chromium: links that anybody writes, tabs that say what they like, files that are too much,
// storage that is forbidden, and service workers of other versions.
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import { describePage, END, slide, status } from "./support/visit.js";

const EVIL = `<img src=x onerror="document.title='x'">`;
const NETWORK_FAILURES = /Failed to load resource|ERR_/;

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
  ".webmanifest": "application/manifest+json",
};

/** The files of a folder; of another one later. */
async function folderServer(folder: string) {
  const server = { folder };
  const http = createServer(({ url = "/" }, response) => {
    const path = new URL(url, "http://localhost").pathname.replace(/\/$/, "/index.html");
    try {
      const body = readFileSync(join(server.folder, path));
      response.writeHead(200, { "content-type": TYPES[extname(path)] ?? "text/plain", "cache-control": "no-store" });
      response.end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise<void>((done) => http.listen(0, "127.0.0.1", done));
  return Object.assign(server, {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}/`,
    close: () =>
      new Promise<void>((done) => {
        http.close(() => done());
        http.closeAllConnections();
      }),
  });
}

const isWhole = async (page: Page) => {
  expect(await page.title()).toContain("Feldspar");
  expect(await page.locator("main img").count()).toBe(0);
};

describePage("the page under attack", ({ open }) => {
  it("takes links for what they say, and nothing of them that makes no sense", async () => {
    const page = await open();
    const address = page.url().replace(/#.*/, "");
    const asked: Record<string, string>[] = [
      {
        miners: "9999",
        threshold: "-1",
        quorum: "1e9",
        views: "NaN",
        faults: EVIL,
        seed: EVIL,
        mode: EVIL,
        scheme: "x",
      },
      { miners: "0", faults: "a,".repeat(900), seed: "s".repeat(5000) },
      { miners: "100", threshold: "999", quorum: "000", replaced: "999", rounds: "999", faults: "bad-share:999>999" },
    ];
    const queries = asked.map((query) => new URLSearchParams(query).toString());
    const links = [
      ...queries.map((query) => `view-change?${query}`),
      ...["__proto__", "constructor", "%", "%E0%A4%A", "verify?%ff", "?", "main", EVIL, `"]`, "x".repeat(100_000)],
    ];
    for (const link of links) {
      await page.goto(`${address}#${link}`);
      if (link.includes("?")) await page.reload(); // read at the start as well
      await isWhole(page);
      const shown = await page.locator('[role="tabpanel"]:not([hidden])').count();
      expect([link.slice(0, 40), shown]).toEqual([link.slice(0, 40), 1]);
      const [n, t, k] = await Promise.all(["n", "t", "k"].map((id) => page.inputValue(`#${id}`).then(Number)));
      expect(n).toBeGreaterThanOrEqual(4);
      expect(n).toBeLessThanOrEqual(100);
      expect(t!).toBeLessThanOrEqual(k!);
      expect(k!).toBeLessThanOrEqual(n!);
    }
  });

  it("hears other tabs say what they like, and makes its key all the same", async () => {
    const ada = await open();
    await ada.click("#tab-together");
    await ada.fill("#together-name", "Ada");
    await ada.click("#together-enter");
    await status(ada, "together-status", /^The room is open/);
    const link = (await ada.getAttribute("#together-link", "data-copy"))!;
    const room = new URLSearchParams(link.split("?")[1]).get("room")!;
    const other = await ada.context().newPage();
    await other.goto(link.replace(/#.*/, ""));
    const shout = () =>
      other.evaluate(
        ([name, evil]) => {
          const [lobby, inRoom] = [new BroadcastChannel(`${name} lobby`), new BroadcastChannel(`${name} room`)];
          const card = {
            kind: "feldspar-card",
            scheme: "min-sig",
            name: evil,
            publicKey: "00",
            proofOfPossession: "00",
          };
          const request = { kind: "x", chainId: "x", context: "x", message: "3c" };
          for (const message of [
            ...[null, 1, "x", [], {}, { kind: 7 }, { kind: "knock" }, { kind: "knock", card: null }],
            ...[
              { kind: "knock", card },
              { kind: "knock", card: { publicKey: {} } },
              { kind: "begun", invitation: null },
            ],
            ...[
              { kind: "begun", invitation: { kind: "feldspar-invitation" } },
              { kind: "refused", publicKey: 1 },
            ],
            ...[
              { kind: "present", names: "x" },
              { kind: "present", names: ["y".repeat(10_000)] },
            ],
            ...[
              { kind: "proposal", by: evil, request },
              { kind: "proposal", by: 1, request: { message: "zz" } },
            ],
            ...[{ kind: "answer", request, answer: { partyId: "1", signature: "00" } }, { kind: "answer" }],
          ])
            lobby.postMessage(message);
          for (const message of [
            ...[null, 1, { to: "room", seat: "x", text: "x" }, { to: "seat", seat: "0".repeat(32), text: "{" }],
            ...[{ to: "room", seat: "0".repeat(32), text: "[".repeat(50_000) }],
            { to: "room", seat: "1".repeat(32), text: '{"type":"say","kind":"member","bytes":"00"}' },
          ])
            inRoom.postMessage(message);
        },
        [room, EVIL],
      );
    await shout();
    const ben = await ada.context().newPage();
    await ben.goto(link);
    await ben.fill("#together-name", "Ben");
    await ben.click("#together-enter");
    await status(ada, "together-status", /^2 members/);
    await shout();
    await status(ben, "together-status", /^In the room/);
    await ada.click("#together-begin");
    await shout();
    for (const tab of [ada, ben]) await status(tab, "together-status", /^The key is made: any 2 of 2 sign/);
    await shout();
    await ben.fill("#propose-text", "still here");
    await ben.click("#propose-form button");
    await ada.locator("#proposals > li", { hasText: "still here" }).locator(".agree").click();
    for (const tab of [ada, ben]) {
      await tab.waitForSelector("#proposals [data-copy]");
      await isWhole(tab);
    }
  });

  it("gives files that are too large, too many, too deep or oddly named their verdict or their reason", async () => {
    const page = await open();
    await page.click("#tab-verify");
    const drop = async (make: () => File[]) => {
      const transfer = await page.evaluateHandle(`(() => {
        const data = new DataTransfer();
        for (const file of (${make.toString()})()) data.items.add(file);
        return data;
      })()`);
      await page.dispatchEvent("#drop", "drop", { dataTransfer: transfer });
      await page.waitForSelector('#verdict[aria-busy="false"] [data-verdict]');
      return (await page.textContent(".verdict")) ?? "";
    };
    expect(await drop(() => [new File([new Uint8Array(65 << 20)], "large.json")])).toContain("expected at most 64 MiB");
    expect(await drop(() => [new File(["[".repeat(3_000_000)], "deep.json")])).toContain("deep.json");
    expect(await drop(() => Array.from({ length: 1100 }, (_, at) => new File(["{}"], `${at}.json`)))).toContain(
      "expected at most 1000 files, got 100 more",
    );
    expect(await page.locator(".document").count()).toBe(50);
    const named = await drop(() => [
      new File([`{"chainId":"<img src=x>"}`], `\u202e<img src=x onerror=alert(1)>.json`),
    ]);
    expect(named).toContain("<img src=x onerror=alert(1)>.json");
    await isWhole(page);
  });

  it("runs where nothing may be kept", async () => {
    const page = await open();
    await page.addInitScript(() => {
      const refuse = () => {
        throw new DOMException("no", "SecurityError");
      };
      Object.defineProperty(window, "localStorage", { get: refuse });
      Object.defineProperty(Navigator.prototype, "serviceWorker", { get: refuse });
    });
    await page.reload();
    await slide(page, "n", 4);
    await page.click("#theme");
    expect(await page.textContent("#theme-name")).toBe("Theme: light");
    await page.click("#run");
    expect(await status(page, "run-status", END)).toMatch(/^Done in /);
  });

  it("stays whole when its service worker is of another version, and takes the new one once no tab has the old", async () => {
    const folder = mkdtempSync(join(tmpdir(), "feldspar-page-"));
    const version = (name: string, title: string): string => {
      const made = join(folder, name);
      cpSync("build/web", made, { recursive: true });
      const change = (file: string, from: string | RegExp, to: string) => {
        const path = join(made, file);
        writeFileSync(path, readFileSync(path, "utf8").replace(from, to));
      };
      change("index.html", /<title>.*?<\/title>/, `<title>${title}</title>`);
      change("service-worker.js", /feldspar-page-[0-9a-f]+/, `feldspar-page-${name}`);
      return made;
    };
    const [old, next, broken] = [
      version("1", "Feldspar, old"),
      version("2", "Feldspar, next"),
      version("3", "Feldspar, broken"),
    ];
    // a build that is half there
    rmSync(join(broken, "manifest.webmanifest"));
    const server = await folderServer(old);
    try {
      const page = await open({ address: server.url, forgiven: NETWORK_FAILURES });
      const kept = (of: Page) => of.evaluate(() => caches.keys());
      await page.evaluate(() => navigator.serviceWorker.ready);
      const update = (of: Page) =>
        of.evaluate(async () => {
          const registration = await navigator.serviceWorker.ready;
          await registration.update().catch(() => {});
          const { installing } = registration;
          await new Promise<void>((done) => {
            if (installing === null) done();
            installing?.addEventListener("statechange", () => {
              if (installing.state !== "installing") done();
            });
          });
          return registration.waiting !== null;
        });
      server.folder = next;
      expect(await update(page)).toBe(true);
      await page.reload();
      expect(await page.title()).toBe("Feldspar, old");
      await slide(page, "n", 4);
      await page.click("#run");
      expect(await status(page, "run-status", END)).toMatch(/^Done in /);
      const context = page.context();
      await page.goto("about:blank");
      const again = await context.newPage();
      await page.close();
      // the old one leaves when its last tab has gone
      await expect
        .poll(async () => {
          await again.goto(server.url);
          return again.title();
        })
        .toBe("Feldspar, next");
      await expect.poll(() => kept(again)).toEqual(["feldspar-page-2"]);
      server.folder = broken;
      expect(await update(again)).toBe(false);
      await again.reload();
      expect(await again.title()).toBe("Feldspar, next");
      await server.close();
      await again.reload();
      await again.click("#tab-verify");
      await again.click("text=drand quicknet, round 1000");
      await again.waitForSelector('[data-verdict="valid"]');
    } finally {
      await server.close().catch(() => {});
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
