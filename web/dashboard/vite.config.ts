// The dashboard: static files in build/dashboard, which the build of the package takes into dist/ and a sharder serves.
import { defineConfig, mergeConfig } from "vite";
import page from "../vite.config.js";

export default mergeConfig(
  page,
  defineConfig({
    // the icon is an asset like the others: a sharder serves the page and assets/ alone
    publicDir: false,
    build: { outDir: "../../build/dashboard" },
    optimizeDeps: { entries: ["index.html", "worker.ts"] },
  }),
);
