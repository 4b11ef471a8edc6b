// WebKit as Debian has it: WebKitGTK's small browser under WebKitWebDriver, on a display of its own, because it has no
// headless mode. A driver has one session, so every page has a driver.
import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { startDisplay } from "./display.mjs";

/**
 * Without its optimizing compiler: on a busy machine, that of WebKitGTK 2.50.6 lets a call now and then come out wrong
 * while it takes over (docs/testing.md has the figures). What is tested is the library on WebKit's other tiers.
 */
const TIERS = { JSC_useOMGJIT: "0" };

/** Calls back when the document as it is now has been drawn. */
const PAINTED = "const done = arguments[0]; requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done)))";
/** The name under which WebDriver gives an element. */
const ELEMENT = "element-6066-11e4-a52e-4f735466cecf";

async function freePort() {
  const server = createServer();
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address();
  await new Promise((done) => server.close(done));
  return port;
}

/** A session of WebDriver: `ask(method, path, body)` answers the value, or throws what the driver says. */
async function startSession(display) {
  const port = await freePort();
  const driver = spawn("WebKitWebDriver", [`--port=${port}`], {
    env: { ...TIERS, ...process.env, DISPLAY: display, LIBGL_ALWAYS_SOFTWARE: "1", GDK_BACKEND: "x11" },
    stdio: "ignore",
  });
  const request = async (method, path, body) => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, {
      method,
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const { value } = await response.json();
    if (!response.ok) throw new Error(`WebKitWebDriver: ${value.error}: ${value.message}`);
    return value;
  };
  for (let tries = 0; ; tries++) {
    try {
      await request("GET", "/status");
      break;
    } catch (error) {
      if (tries === 100 || driver.exitCode !== null) throw error;
      await new Promise((done) => setTimeout(done, 100));
    }
  }
  const { sessionId, capabilities } = await request("POST", "/session", { capabilities: {} });
  return {
    version: capabilities.browserVersion,
    ask: (method, path, body) => request(method, `/session/${sessionId}${path}`, body),
    end: async () => {
      // a page that is busy cannot answer; its browser ends with the driver
      await Promise.race([request("DELETE", `/session/${sessionId}`), new Promise((done) => setTimeout(done, 5000))]);
      driver.kill();
    },
  };
}

/** Serves a page that shows another one in a frame of this size: a window has a least width, which is not a phone's. */
async function serveFrame(url, { width, height }) {
  const style = `margin:0;border:0;width:${width}px;height:${height}px`;
  const html = `<!doctype html><body style="margin:0"><iframe src="${url}" style="${style}"></iframe>`;
  const server = createServer((_, response) => response.setHeader("content-type", "text/html").end(html));
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  return { address: `http://127.0.0.1:${server.address().port}/`, close: () => server.close() };
}

async function pageOf({ ask, end }) {
  await ask("POST", "/timeouts", { script: 120_000, pageLoad: 120_000 });
  const run = (script) => ask("POST", "/execute/sync", { script, args: [] });
  let smaller;
  let frame;
  return {
    goto: async (url) => {
      frame = smaller && (await serveFrame(url, smaller));
      await ask("POST", "/url", { url: frame?.address ?? url });
      if (frame !== undefined) await ask("POST", "/frame", { id: 0 });
    },
    evaluate: (expression) => run(`return (${expression});`),
    click: async (selector) => {
      const element = await ask("POST", "/element", { using: "css selector", value: selector });
      await ask("POST", `/element/${element[ELEMENT]}/click`, {});
    },
    /** To be called before the page is loaded. */
    resize: async ({ width, height }) => {
      const [right, bottom] = await run("return [outerWidth - innerWidth, outerHeight - innerHeight]");
      await ask("POST", "/window/rect", { width: width + right, height: height + bottom });
      smaller = (await run("return innerWidth")) > width ? { width, height } : undefined;
    },
    screenshot: async (path) => {
      // what is shown is a frame behind what the document is
      await ask("POST", "/execute/async", { script: PAINTED, args: [] });
      writeFileSync(path, Buffer.from(await ask("GET", "/screenshot"), "base64"));
    },
    close: async () => {
      await end();
      frame?.close();
    },
  };
}

/** Starts a display; each page starts a browser. */
export async function openWebKit() {
  const display = await startDisplay();
  const first = await startSession(display.name);
  const { version } = first;
  const sessions = new Set([first]);
  let waiting = first;
  return {
    name: "WebKit",
    version,
    newPage: async () => {
      const session = waiting ?? (await startSession(display.name));
      waiting = undefined;
      sessions.add(session);
      const page = await pageOf(session);
      return {
        ...page,
        close: async () => {
          sessions.delete(session);
          await page.close();
        },
      };
    },
    close: async () => {
      await Promise.all([...sessions].map(({ end }) => end()));
      display.end();
    },
  };
}
