// WebKit as Debian has it: WebKitGTK's small browser under WebKitWebDriver, on a display of its own, because it has no
// headless mode. A driver has one session, so every page has a driver.
import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { startDisplay } from "./display.mjs";

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
    env: { ...process.env, DISPLAY: display, LIBGL_ALWAYS_SOFTWARE: "1", GDK_BACKEND: "x11" },
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

async function pageOf({ ask, end }) {
  await ask("POST", "/timeouts", { script: 120_000, pageLoad: 120_000 });
  const inside = "return [outerWidth - innerWidth, outerHeight - innerHeight]";
  return {
    goto: (url) => ask("POST", "/url", { url }),
    evaluate: (expression) => ask("POST", "/execute/sync", { script: `return (${expression});`, args: [] }),
    click: async (selector) => {
      const element = await ask("POST", "/element", { using: "css selector", value: selector });
      await ask("POST", `/element/${element[ELEMENT]}/click`, {});
    },
    resize: async ({ width, height }) => {
      const [right, bottom] = await ask("POST", "/execute/sync", { script: inside, args: [] });
      await ask("POST", "/window/rect", { width: width + right, height: height + bottom });
    },
    screenshot: async (path) => writeFileSync(path, Buffer.from(await ask("GET", "/screenshot"), "base64")),
    close: end,
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
