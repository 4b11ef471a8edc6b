// Builds the page once for all its tests and serves it on loopback.
import { build, preview } from "vite";
import type { TestProject } from "vitest/node";
import { needChromium } from "../../support/chromium.js";

declare module "vitest" {
  interface ProvidedContext {
    /** Address of the built page; empty where there is no browser to look at it. */
    pageAddress: string;
  }
}

export default async function serve(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  if ((await needChromium()) === undefined) {
    project.provide("pageAddress", "");
    return undefined;
  }
  const options = { root: "web", configFile: "web/vite.config.ts", logLevel: "warn" } as const;
  await build(options);
  const server = await preview({ ...options, preview: { port: 0, host: "127.0.0.1" } });
  project.provide("pageAddress", server.resolvedUrls?.local[0] ?? "");
  return () => server.close();
}
