// Lets vitest run tests in any browser that can open pages: Firefox and WebKit of this workspace.
import { defineBrowserProvider } from "@vitest/browser";

/** @param open starts the browser: { newPage, close } */
export function pagesProvider(name, open) {
  return defineBrowserProvider({
    name,
    supportedBrowser: [name],
    providerFactory: () => {
      let browser;
      const pages = new Map();
      return {
        name,
        supportsParallelism: true,
        getCommandsContext: () => ({}),
        async openPage(sessionId, url) {
          browser ??= open();
          await pages.get(sessionId)?.close();
          const page = await (await browser).newPage();
          pages.set(sessionId, page);
          await page.goto(url);
        },
        async close() {
          if (browser === undefined) return;
          const opened = await browser;
          browser = undefined;
          await Promise.all([...pages.values()].map((page) => page.close()));
          await opened.close();
        },
      };
    },
  });
}
