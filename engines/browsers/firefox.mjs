// Firefox as the system has it (Debian's firefox-esr), driven by WebDriver BiDi: this workspace has the last playwright
// that speaks it to a browser which it did not bring along.
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);

/** Starts one; its pages have profiles of their own. */
export async function openFirefox(executablePath) {
  const { firefox } = require("playwright-core");
  const browser = await firefox.launch({ channel: "moz-firefox", executablePath });
  const newPage = async () => {
    const context = await browser.newContext({ reducedMotion: "reduce" });
    const page = await context.newPage();
    return {
      goto: (url) => page.goto(url, { timeout: 0 }),
      evaluate: (expression) => page.evaluate(expression),
      click: (selector) => page.click(selector),
      resize: (size) => page.setViewportSize(size),
      screenshot: (path) => page.screenshot({ path }),
      close: () => context.close(),
    };
  };
  return { name: "Firefox", version: browser.version(), newPage, close: () => browser.close() };
}
