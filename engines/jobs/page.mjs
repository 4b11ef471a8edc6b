// The page in Firefox and WebKit, as a person uses it: a run of eight miners one of whom cheats, its key used, the run
// played again, its files verified, the benchmark; on a desktop and on a phone. Pictures of all of it are left in
// build/engines/pictures.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { build, preview } from "vite";
import { root } from "../machine.mjs";
import { openers } from "./suite.mjs";

const SIZES = { desktop: { width: 1280, height: 900 }, phone: { width: 375, height: 812 } };
const TABS = ["view-change", "verify", "timelock", "together", "benchmark"];
const pictures = join(root, "build/engines/pictures");

let address;

/** Builds the page and serves it, once for both browsers. */
function serve() {
  address ??= (async () => {
    const options = { root: join(root, "web"), configFile: join(root, "web/vite.config.ts"), logLevel: "warn" };
    await build(options);
    const server = await preview({ ...options, preview: { port: 0, host: "127.0.0.1" } });
    return { url: server.resolvedUrls.local[0], close: () => server.close() };
  })();
  return address;
}

export async function closePage() {
  await (await address)?.close();
}

const quoted = JSON.stringify;
const text = (page, selector) => page.evaluate(`document.querySelector(${quoted(selector)})?.textContent ?? ""`);
const count = (page, selector) => page.evaluate(`document.querySelectorAll(${quoted(selector)}).length`);
const set = (page, id, value) =>
  page.evaluate(`(() => {
    const field = document.getElementById(${quoted(id)});
    field.value = ${quoted(value)};
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.dispatchEvent(new Event("change", { bubbles: true }));
  })()`);

/** Clicks where nothing that is fixed to an edge lies above it. */
async function press(page, selector) {
  await page.evaluate(`document.querySelector(${quoted(selector)}).scrollIntoView({ block: "center" })`);
  await page.click(selector);
}

function expectThat(condition, what) {
  if (!condition) throw new Error(what);
}

async function until(what, condition, seconds = 240) {
  const end = Date.now() + seconds * 1000;
  while (!(await condition())) {
    expectThat(Date.now() < end, `${what}: not within ${seconds} s`);
    await new Promise((done) => setTimeout(done, 250));
  }
}

/** The status when it says that something ended. */
async function ended(page, selector, pattern) {
  await until(selector, async () => pattern.test(await text(page, selector)));
  return text(page, selector);
}

/** Notes what a good page never does; not while a picture is taken, for which playwright puts a style into the page. */
const WATCH = `(() => {
  window.complaints = [];
  const note = (text) => window.pictured || window.complaints.push(text);
  addEventListener("error", (event) => note(event.message));
  addEventListener("unhandledrejection", (event) => note(String(event.reason)));
  document.addEventListener("securitypolicyviolation", (event) => note(event.violatedDirective + " " + event.blockedURI));
})()`;

/** It measures for a while: once is enough, and in a slice it is left out. */
const BENCHMARK = "the benchmark, beside the other libraries";

const STEPS = {
  "eight miners, one of whom cheats": async ({ page, picture }) => {
    await set(page, "n", "8");
    await set(page, "plan", "bad-share:1>2,no-mpk:3");
    await set(page, "rounds", "3");
    await page.click("#run");
    const status = await ended(page, "#run-status", /^(Done|No magic block|This cannot run|The run broke off)/);
    expectThat(status.startsWith("Done"), status);
    // drawn a frame later
    const removed = "published no valid commitments";
    await until("who was removed", async () => (await text(page, "#happenings")).includes(removed));
    await until("three rounds of the beacon", async () => (await count(page, "#beacon-rounds tr")) === 3);
    await picture("view-change");
  },
  "its key signs with any of them, and with one fewer it does not": async ({ page, picture }) => {
    for (const [which, valid] of [
      ["#key-others", true],
      ["#key-too-few", false],
    ]) {
      await press(page, which);
      await press(page, "#key-sign");
      const found = `.key-result:first-child[data-valid="${valid}"]`;
      await until(found, async () => (await count(page, found)) === 1);
    }
    await picture("use-key");
  },
  "it is played again by phases, beside four miners drawn": async ({ page, picture }) => {
    await press(page, "#toy-fold summary");
    await until("the drawing", async () => (await count(page, "svg.toy .toy-point")) === 4);
    expectThat(/It is the same, and verifies/.test(await text(page, "#toy-sentence")), "the drawing's signatures");
    for (let back = 0; back < 3; back++) await press(page, "#steps-back");
    await until("the share phase", async () => /share \(3 of 6\)/.test(await text(page, "#steps-place")));
    expectThat((await count(page, "svg.toy .toy-point")) === 16, "not all shares are drawn");
    await picture("steps");
    for (let forward = 0; forward < 3; forward++) await press(page, "#steps-forward");
  },
  "a word explains itself, a miner says what it holds": async ({ page }) => {
    await press(page, '[data-term="stake"]');
    await until("the word", async () => (await text(page, "#explanation")).includes("decides who is selected"));
    await set(page, "miner", await page.evaluate("document.querySelector('#miner option').value"));
    await until("the miner", async () => (await text(page, "#miner-facts")).includes("its share of the key"));
  },
  "its files verify, and changed they do not": async ({ page, picture }) => {
    await press(page, "#tab-verify");
    const pressExample = (title) =>
      page.evaluate(
        `[...document.querySelectorAll("#verify button")].find((button) => button.textContent.includes(${quoted(title)})).click()`,
      );
    const says = (verdict) =>
      until(verdict, async () => (await count(page, `#verdict[aria-busy="false"] [data-verdict="${verdict}"]`)) > 0);
    await pressExample("The run in the other tab");
    await says("valid");
    await picture("verify");
    await pressExample("Change one digit");
    await says("invalid");
  },
  [BENCHMARK]: async ({ page, picture }) => {
    await page.click("#tab-benchmark");
    await page.click("#bench-run");
    const status = await ended(page, "#bench-status", /^(Done|The benchmark broke off)/);
    expectThat(status.startsWith("Done"), status);
    expectThat((await count(page, ".bench-case")) === 6, "not all cases were measured");
    const environment = await text(page, "#environment");
    expectThat(/(Firefox|WebKit) \d.*(Linux|macOS|Windows), \d+ threads/s.test(environment), environment);
    await picture("benchmark");
  },
  "no horizontal scroll on any tab": async ({ page, size }) => {
    for (const tab of TABS) {
      await press(page, `#tab-${tab}`);
      const [content, width] = await page.evaluate("[document.documentElement.scrollWidth, innerWidth]");
      expectThat(content <= width, `${tab} on a ${size}: ${content} wide in ${width}`);
    }
  },
  "no errors, nothing against its policy": async ({ page }) => {
    const complaints = await page.evaluate("window.complaints.join()");
    expectThat(complaints === "", complaints);
  },
};
export const page =
  (engine) =>
  async ({ slice }) => {
    const { url } = await serve();
    mkdirSync(pictures, { recursive: true });
    const browser = await openers[engine]();
    const tests = [];
    let kernels = [];
    try {
      for (const [size, viewport] of Object.entries(SIZES)) {
        const opened = await browser.newPage();
        await opened.resize(viewport);
        await opened.goto(url);
        await opened.evaluate(WATCH);
        const picture = async (name) => {
          await opened.evaluate("(window.pictured = true)");
          await opened.screenshot(join(pictures, `${engine}-${size}-${name}.png`));
          await opened.evaluate("(window.pictured = false)");
        };
        for (const name of Object.keys(STEPS)) {
          if (name === BENCHMARK && (slice || size === "phone")) continue;
          const error = await STEPS[name]({ page: opened, picture, size }).then(() => undefined, String);
          tests.push({ name: `${size}: ${name}`, error });
        }
        // where the benchmark ran, the page says which builds there are, the one it uses first
        if (size === "desktop") kernels = (await text(opened, "#environment")).match(/relaxed|portable/g) ?? [];
        await opened.close();
      }
    } finally {
      await browser.close();
    }
    return { engine: browser.name, version: browser.version, kernels, chosen: kernels[0], tests };
  };
