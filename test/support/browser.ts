// Headless Chromium and a static server for tests of what runs in a page.
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, normalize } from "node:path";
import { type Browser, chromium } from "playwright-core";
import { expect, it } from "vitest";
import { launchOptions, needChromium, skipped } from "./chromium.js";
import { patience } from "./patience.js";
import { slowed, slowLaunch } from "./slow.js";

const found = await needChromium();

export const hasBrowser: boolean = found !== undefined;

export async function launchChromium(): Promise<Browser> {
  if (found === undefined) throw new Error(skipped("this"));
  const browser = slowed(await chromium.launch({ ...launchOptions(found), ...slowLaunch() }));
  const newContext = browser.newContext.bind(browser);
  browser.newContext = async (options) => {
    const context = await newContext(options);
    context.setDefaultTimeout(patience(20));
    return context;
  };
  return browser;
}

/** Stands for tests that need a browser where there is none: says why they are skipped, and how they are not. */
export function skipWithoutBrowser(what: string): void {
  console.log(skipped(what));
  it.skip(skipped(what), () => expect.unreachable());
}

const TYPES: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".wasm": "application/wasm",
};

/** Serves a folder on a free port of this machine with the given headers. */
export async function serve(folder: string, headers: Record<string, string>) {
  const server = createServer((request, response) => {
    const path = normalize(new URL(request.url ?? "/", "http://localhost").pathname);
    const file = join(folder, path.endsWith("/") ? `${path}index.html` : path);
    try {
      const content = readFileSync(file);
      response.writeHead(200, { "content-type": TYPES[extname(file)] ?? "application/octet-stream", ...headers });
      response.end(content);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as AddressInfo;
  return { origin: `http://127.0.0.1:${port}`, close: () => new Promise((done) => server.close(done)) };
}
