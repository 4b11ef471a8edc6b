// The page: static files in build/web, with relative addresses, so that they can lie in any folder of any server.
import { fileURLToPath } from "node:url";
import { defineConfig, type Plugin } from "vite";

/**
 * The development server injects styles and talks to its own socket, which the page's policy forbids; the built page
 * keeps it.
 */
const withoutPolicy: Plugin = {
  name: "development-without-policy",
  apply: "serve",
  transformIndexHtml: (html) => html.replace(/<meta\s+http-equiv="Content-Security-Policy"[^>]*>/, ""),
};

/** The HPKE library asks Node for Web Crypto where there is none; a browser has it, and never gets there. */
const external = ["crypto"];

export default defineConfig({
  base: "./",
  // the page is built from the sources, not from dist/
  resolve: {
    alias: {
      "#compiled": fileURLToPath(new URL("../bindings/compiled/none.ts", import.meta.url)),
      "#loader": fileURLToPath(new URL("../bindings/loader/web.ts", import.meta.url)),
    },
  },
  plugins: [withoutPolicy],
  worker: { format: "es", rolldownOptions: { external } },
  build: {
    rolldownOptions: { external },
    outDir: "../build/web",
    emptyOutDir: true,
    target: "es2023",
    // no inlined data addresses, no helper scripts: the policy allows files of this origin only
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1500,
  },
  // found at the start: found later, when a worker starts, they would reload the page
  optimizeDeps: { entries: ["index.html", "*/worker.ts"] },
  preview: { host: "127.0.0.1", port: 4173 },
  server: { host: "127.0.0.1" },
});
