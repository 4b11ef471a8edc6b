// The dashboard of a running network, in Chromium: what it shows and verifies, and what it says of a sharder that lies,
// is stale, or has gone.
import { readFileSync } from "node:fs";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, inject, it } from "vitest";
import { toHex } from "../../src/encoding/index.js";
import { genesisHash } from "../../src/magic-block/index.js";
import { type Network, startNetwork } from "../network/support/in-process.js";
import { patience } from "../support/patience.js";
import { findings } from "./support/axe.js";
import { type Alter, type LyingProxy, lyingProxy } from "./support/lying-proxy.js";
import { DESKTOP, describePage, PHONE, status } from "./support/visit.js";

const GONE = /Failed to load resource|ERR_/;
const VERIFIED = /^Verified here: views? 1.*, rounds? \d/;

const hidden = (page: Page, selector: string) => page.locator(selector).isHidden();
const verdictOf = (page: Page) => page.getAttribute("#verdict", "data-verdict");

/** A JSON text in which every value of this name has another last digit. */
function altered(text: string, name: string): string {
  return text.replaceAll(new RegExp(`("${name}":"[0-9a-f]*)([0-9a-f])"`, "g"), (_, head: string, last: string) => {
    return `${head}${last === "0" ? "1" : "0"}"`;
  });
}

describePage("the dashboard", ({ open }) => {
  let network: Network;
  let hash = "";
  const proxies: LyingProxy[] = [];

  beforeAll(async () => {
    const parameters = { viewRounds: 25, miners: 4, threshold: 3, quorum: 3, minMiners: 3 };
    network = await startNetwork({
      ...{ miners: 4, sharders: 2, down: [2], dashboard: inject("dashboardFolder") },
      // who does not run is missing for the whole of a phase: long enough to be seen
      genesis: {
        roundTime: 200,
        parameters: { ...parameters, phaseRounds: { start: 1, contribute: 12, share: 15, publish: 15, wait: 40 } },
      },
    });
    hash = toHex(genesisHash(network.founders.genesis));
  });
  afterAll(async () => {
    for (const proxy of proxies) await proxy.close();
    await network.stop();
  });

  /** A proxy before the sharder that follows, which says other things than it does. */
  const through = async (alter: Alter = (_, text) => text): Promise<LyingProxy> => {
    const proxy = await lyingProxy(network.urls[1]!);
    proxy.alter = alter;
    proxies.push(proxy);
    return proxy;
  };
  const visit = (page: Page, pattern: RegExp) => status(page, "verdict-text", pattern, patience(200));

  it("shows a view change as it runs, and verifies what comes of it from the genesis on", async () => {
    const page = await open({ address: `${network.urls[1]}/#genesis=${hash}`, viewport: PHONE });
    await page.evaluate(() => {
      const seen = { phases: new Set<string>(), missing: new Set<string>(), moved: 0 };
      Object.assign(window, { seen });
      const now = document.getElementById("now")!;
      new MutationObserver(() => {
        seen.phases.add(/: (\w+) since/.exec(now.textContent ?? "")?.[1] ?? "");
        for (const { textContent } of document.querySelectorAll("#missing b")) seen.missing.add(textContent ?? "");
      }).observe(now, { childList: true, characterData: true, subtree: true });
    });
    await visit(page, /^Verified here: view 1, rounds \d+–\d+$/);
    expect(await verdictOf(page)).toBe("valid");
    expect(await page.textContent("#verdict-trust")).toContain("which you gave");
    // from here on nothing moves by itself
    await page.evaluate(() => {
      const { seen } = window as unknown as { seen: { moved: number } };
      const observer = new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) seen.moved += (entry as unknown as { value: number }).value;
      });
      observer.observe({ type: "layout-shift" });
    });
    await visit(page, /^Verified here: views 1–[2-9], rounds \d+–\d+$/);
    // each of them in some view change: a busy machine may show a short one late
    await page.waitForFunction(() => {
      const { seen } = window as unknown as { seen: { phases: Set<string>; missing: Set<string> } };
      return ["contribute", "share", "publish", "wait"].every((name) => seen.phases.has(name)) && seen.missing.size > 0;
    });
    const moved = await page.evaluate(() => (window as unknown as { seen: { moved: number } }).seen.moved);
    expect(moved).toBeLessThan(0.02);
    // of an attempt in which shares have been acknowledged: each view change begins with an empty one
    await page.waitForSelector('#matrix[aria-label*="4 dealers and 4 receivers"][aria-label*=" acknowledged"]');
    expect(await page.locator("#views .view").count()).toBeGreaterThanOrEqual(2);
    const rounds = await page
      .locator("#beacon-rounds tr")
      .evaluateAll((rows) =>
        rows.map((row) => [(row as HTMLElement).dataset.valid, row.querySelectorAll(".ranks li").length]),
      );
    expect(rounds.length).toBe(10);
    expect(new Set(rounds.map(String))).toEqual(new Set(["true,3"]));
    await status(page, "link", /^Live$/);
    expect(await page.locator("#miners tr").count()).toBe(4);
    expect(await page.locator("#sharders tr").count()).toBe(2);
  }, 2_000_000);

  it("is served with a strict policy, for ever where a name has a hash, and is in nobody's way", async () => {
    const url = network.urls[1]!;
    const page = await fetch(url);
    expect(page.headers.get("content-type")).toBe("text/html; charset=utf-8");
    expect(page.headers.get("x-content-type-options")).toBe("nosniff");
    const policy = page.headers.get("content-security-policy") ?? "";
    expect(policy).toContain("default-src 'none'; script-src 'self' 'wasm-unsafe-eval';");
    expect(policy).toContain("connect-src 'self'");
    expect(policy).not.toContain("unsafe-inline");
    const again = await fetch(url, { headers: { "if-none-match": page.headers.get("etag")! } });
    expect(again.status).toBe(304);
    const html = await page.text();
    expect(html).not.toMatch(/<script(?![^>]*\bsrc=)|<style|\son\w+=|\sstyle=|(src|href)="https?:/);
    const names = [...html.matchAll(/(?:src|href)="\.\/(assets\/[^"]+)"/g)].map(([, name]) => name!);
    expect(names.length).toBeGreaterThanOrEqual(3);
    for (const name of names) {
      const file = await fetch(`${url}/${name}`);
      expect(file.status).toBe(200);
      expect(file.headers.get("cache-control")).toContain("immutable");
      expect(file.headers.get("content-security-policy")).toBe(policy);
      expect(new Uint8Array(await file.arrayBuffer())).toEqual(
        new Uint8Array(readFileSync(`${inject("dashboardFolder")}/${name}`)),
      );
    }
    for (const path of ["/assets/nothing.js", "/assets/..%2Findex.html", "/v1/nothing"]) {
      const response = await fetch(url + path);
      expect([path, response.status, (await response.json()).code]).toEqual([path, 404, "NOT_FOUND"]);
    }
  });

  it("says that a genesis is the sharder's word, and refuses one that is not the trusted one", async () => {
    const page = await open({ address: network.urls[1]! });
    await visit(page, VERIFIED);
    expect(await verdictOf(page)).toBe("word");
    expect(await page.textContent("#verdict-trust")).toContain("which is this sharder’s word");
    await page.fill("#genesis-hash", "not a hash");
    await page.press("#genesis-hash", "Enter");
    expect(await page.textContent("#genesis-hash-error")).toContain("64 hexadecimal digits");
    await page.fill("#genesis-hash", "ab".repeat(32));
    await page.press("#genesis-hash", "Enter");
    await visit(page, /^This sharder says what is not so; nothing is verified$/);
    expect(await verdictOf(page)).toBe("invalid");
    expect(await page.textContent("#lies")).toContain(hash);
    await page.fill("#genesis-hash", hash);
    await page.press("#genesis-hash", "Enter");
    await visit(page, VERIFIED);
    expect(await verdictOf(page)).toBe("valid");
  });

  it("checks a member's proof by keyboard alone, and knows a false one", async () => {
    const proxy = await through();
    const page = await open({ address: `${proxy.url}/#genesis=${hash}` });
    await visit(page, VERIFIED);
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    expect(await page.evaluate(() => document.activeElement?.id)).toBe("main");
    expect(new URL(page.url()).hash).toBe(`#genesis=${hash}`);
    const { magicBlock } = network.sharders[1]!.chain.state.current;
    const { index, id } = magicBlock!.members[1]!;
    await page.focus("#member-view");
    await page.keyboard.type(String(magicBlock!.number));
    await page.keyboard.press("Tab");
    await page.keyboard.type(String(index));
    await page.keyboard.press("Enter");
    const verdict = page.locator("#member-verdict .proof");
    await verdict.waitFor();
    expect(await verdict.getAttribute("data-valid")).toBe("true");
    expect(await verdict.locator("[data-copy]").getAttribute("data-copy")).toBe(id);
    proxy.alter = (path, text) =>
      path.startsWith("/v1/members") ? text.replace(/"stake":"?10"?/, '"stake":"11"') : text;
    await page.keyboard.press("Enter");
    await page.waitForSelector('#member-verdict .proof[data-valid="false"]');
    await visit(page, /^This sharder says what is not so/);
    expect(await page.textContent("#lies")).toContain(`Member ${index} of view`);
  });

  it.each([
    ["randomness of a round", "/v1/beacon", "randomness", /the randomness is not the signature's hash/],
    ["signature of a round", "/v1/beacon", "signature", /Round \d+ of the beacon: /],
    ["confirmation of a header", "/v1/headers", "confirmation", /The chain of views: /],
    ["hash in office", "/v1/phase", "hash", /View \d+ in office: the hash that it names is not/],
  ])("shows an altered %s for what it is", async (_, path, name, reason) => {
    const isOf = (asked: string) => asked.startsWith(path) || asked === "/v1/events";
    const proxy = await through((asked, text) => (isOf(asked) ? altered(text, name) : text));
    const page = await open({ address: `${proxy.url}/#genesis=${hash}` });
    await visit(page, /^This sharder says what is not so/);
    expect(await verdictOf(page)).toBe("invalid");
    await page.waitForFunction(
      (source) => new RegExp(source).test(document.getElementById("lies")?.textContent ?? ""),
      reason.source,
    );
    expect(await findings(page)).toEqual([]);
  });

  it("says when the sharder's ledger is away, when the stream is lost, and goes on when it is back", async () => {
    const proxy = await through();
    const page = await open({ address: `${proxy.url}/#genesis=${hash}`, forgiven: GONE });
    await visit(page, VERIFIED);
    proxy.alter = (path, text) => (path === "/v1/head" ? text.replace(/\}$/, ',"stale":true}') : text);
    await status(page, "link", /^Stale$/);
    proxy.alter = (_, text) => text;
    await status(page, "link", /^Live$/);
    await proxy.leave();
    await status(page, "link", /^Connection lost$/);
    expect(await page.textContent("#link-about")).toContain("Trying again");
    const before = network.sharders[1]!.archive.latestOutput!.output.round;
    await new Promise((resolve) => setTimeout(resolve, 1500));
    await proxy.comeBack();
    await status(page, "link", /^Live$/);
    // what was missed is asked for: the rounds are one span
    await page.waitForFunction((round) => {
      const [, first, last] =
        /rounds (\d+)–(\d+)$/.exec(document.getElementById("verdict-text")?.textContent ?? "") ?? [];
      return first !== undefined && Number(first) < round && Number(last) > round + 3;
    }, before);
    expect(await verdictOf(page)).toBe("valid");
  });

  it("takes texts of others for texts, and shows a hundred members", async () => {
    const evil = '<img src=x onerror="document.title=1">';
    const hundred = Array.from({ length: 100 }, (_, place) => {
      return { index: place + 1, id: place.toString(16).padStart(64, "0"), partyId: "1", stake: "1", url: evil };
    });
    const lists = { round: 1, session: { number: 9, attempt: 1, dealers: hundred, receivers: hundred } };
    const row = `${"a".repeat(60)}${"r".repeat(10)}${"-".repeat(30)}`;
    const said: Record<string, unknown> = {
      "/v1/list": lists,
      "/v1/matrix": { rows: hundred.map(({ index }) => ({ dealer: index, row })) },
    };
    const proxy = await through((path, text) => {
      if (path in said) return JSON.stringify(said[path]);
      if (path.startsWith("/v1/miners")) return text.replaceAll(/"url":"[^"]*"/g, `"url":${JSON.stringify(evil)}`);
      return path === "/v1/events"
        ? text.replaceAll(/"missing":\[.*?\]/g, `"missing":${JSON.stringify(hundred)}`)
        : text;
    });
    const page = await open({ address: `${proxy.url}/#genesis=${hash}`, viewport: PHONE });
    await page.waitForFunction(() => document.querySelectorAll("#missing li").length === 100);
    await page.waitForFunction(() => document.querySelectorAll("#miners tr").length === 4);
    expect(await page.textContent("#miners")).toContain(evil);
    expect(await page.locator("main img").count()).toBe(0);
    expect(await page.title()).toContain("Feldspar");
    await page.waitForFunction(() =>
      /100 dealers/.test(document.getElementById("matrix")?.getAttribute("aria-label") ?? ""),
    );
    expect(await page.getAttribute("#matrix", "aria-label")).toContain("6,000 acknowledged");
    await page.focus("#matrix-frame");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowRight");
    expect(await page.textContent("#matrix-cell")).toContain("→");
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(PHONE.width);
    expect(await findings(page)).toEqual([]);
  });

  it.each([
    ["phone", "light", PHONE],
    ["phone", "dark", PHONE],
    ["desktop", "light", DESKTOP],
    ["desktop", "dark", DESKTOP],
  ] as const)(
    "gives axe nothing to say on a %s in the %s theme, and never scrolls sideways",
    async (_, colorScheme, viewport) => {
      const page = await open({ address: network.urls[0]!, viewport, colorScheme });
      await visit(page, VERIFIED);
      await page.click("#matrix-text-title");
      expect(await findings(page)).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(viewport.width);
      expect(await hidden(page, "#lies")).toBe(true);
    },
  );

  it("copies a whole name, and says so", async () => {
    const page = await open({ address: network.urls[0]!, permissions: ["clipboard-read", "clipboard-write"] });
    await visit(page, VERIFIED);
    await page.locator("#views [data-copy]").first().click();
    await status(page, "copied", /^Copied/);
    expect(await page.evaluate(() => navigator.clipboard.readText())).toMatch(/^[0-9a-f]{192}$/);
  });

  it("says what it needs where there is no script", async () => {
    const page = await open({ address: network.urls[0]!, javaScriptEnabled: false });
    expect(await page.textContent("noscript")).toContain("It needs JavaScript and WebAssembly");
  });
});
