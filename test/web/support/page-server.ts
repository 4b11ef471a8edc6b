// Builds the page and the dashboard once for all their tests, and serves the page on loopback.
import { resolve } from "node:path";
import { build, preview } from "vite";
import type { TestProject } from "vitest/node";
import { needChromium } from "../../support/chromium.js";

declare module "vitest" {
  interface ProvidedContext {
    /** Address of the built page; empty where there is no browser to look at it. */
    pageAddress: string;
    /** Folder of the built dashboard; empty likewise. */
    dashboardFolder: string;
  }
}

export default async function serve(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  if ((await needChromium()) === undefined) {
    project.provide("pageAddress", "");
    project.provide("dashboardFolder", "");
    return undefined;
  }
  const options = { root: "web", configFile: "web/vite.config.ts", logLevel: "warn" } as const;
  await build(options);
  // not where the package's build puts it: that one may be of other sources
  const folder = resolve("build/dashboard-tests");
  const dashboard = { root: "web/dashboard", configFile: "web/dashboard/vite.config.ts", logLevel: "warn" } as const;
  await build({ ...dashboard, build: { outDir: folder } });
  project.provide("dashboardFolder", folder);
  const server = await preview({ ...options, preview: { port: 0, host: "127.0.0.1" } });
  project.provide("pageAddress", server.resolvedUrls?.local[0] ?? "");
  return () => server.close();
}
