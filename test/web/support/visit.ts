// A visit to the page in Chromium, as a person makes it; whatever a good page never does is noted, and fails the test.
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, inject } from "vitest";
import { hasBrowser, launchChromium, skipWithoutBrowser } from "../../support/browser.js";
import { patience } from "../../support/patience.js";

export const DESKTOP = { width: 1280, height: 900 };
export const PHONE = { width: 375, height: 812 };

/** Where a visit goes, and what of it is no complaint. */
export interface VisitOptions extends BrowserContextOptions {
  /** The page's own by default. */
  readonly address?: string;
  /** Origins beside its own that the page may ask. */
  readonly asks?: readonly string[];
  /** Words of the browser that are expected. */
  readonly forgiven?: RegExp;
}

export interface Visits {
  /** Opens the page in a fresh profile. */
  readonly open: (options?: VisitOptions) => Promise<Page>;
}

/** A suite in the browser: skipped with the reason where there is none. */
export function describePage(name: string, suite: (visits: Visits) => void): void {
  if (!hasBrowser) {
    skipWithoutBrowser(name);
    return;
  }
  describe(name, { timeout: patience(120) }, () => {
    let browser: Browser;
    const complaints: string[] = [];
    beforeAll(async () => {
      browser = await launchChromium();
    });
    afterAll(() => browser?.close());
    afterEach(async () => {
      for (const context of browser.contexts()) await context.close();
      // no console errors, no request outside the origin, nothing against the policy
      expect(complaints.splice(0)).toEqual([]);
    });
    suite({
      open: async ({ address = inject("pageAddress"), asks = [], forgiven, ...options } = {}) => {
        const origins = [new URL(address).origin, ...asks];
        const context = await browser.newContext({ viewport: DESKTOP, reducedMotion: "reduce", ...options });
        const page = await context.newPage();
        page.on("console", (message) => {
          const isBad = message.type() === "error" || message.type() === "warning";
          if (isBad && forgiven?.test(message.text()) !== true) complaints.push(`console: ${message.text()}`);
        });
        page.on("pageerror", (error) => complaints.push(`error: ${error.message}`));
        context.on("request", (request) => {
          const url = request.url();
          if (!origins.some((origin) => url.startsWith(`${origin}/`)) && !url.startsWith("blob:"))
            complaints.push(`request: ${url}`);
        });
        await page.exposeFunction("complain", (text: string) => complaints.push(text));
        await page.addInitScript(() => {
          document.addEventListener("securitypolicyviolation", (event) => {
            const { complain } = window as unknown as { complain: (text: string) => void };
            complain(`policy: ${event.violatedDirective} ${event.blockedURI}`);
          });
        });
        await page.goto(address);
        return page;
      },
    });
  });
}

/** How a run can end. */
export const END = /^(Done|No magic block|This cannot run|The run broke off)/;

/** Waits until the status says one of these. */
export async function status(page: Page, id: string, pattern: RegExp, timeout = patience(100)): Promise<string> {
  await page.waitForFunction(
    ([name, source]) => new RegExp(source as string).test(document.getElementById(name as string)?.textContent ?? ""),
    [id, pattern.source],
    { timeout },
  );
  return (await page.textContent(`#${id}`)) ?? "";
}

/** Moves a slider as its keys would. */
export async function slide(page: Page, id: string, value: number): Promise<void> {
  await page.fill(`#${id}`, String(value));
}
