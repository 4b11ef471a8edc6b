// The page: static files in build/web, with relative addresses, so that they can lie in any folder of any server.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { defineConfig, type Plugin } from "vite";
import { glossaryOf } from "./glossary/parse.js";
import { reference } from "./reference/link.js";

/**
 * The development server injects styles and talks to its own socket, which the page's policy forbids; the built page
 * keeps it.
 */
const withoutPolicy: Plugin = {
  name: "development-without-policy",
  apply: "serve",
  transformIndexHtml: (html) => html.replace(/<meta\s+http-equiv="Content-Security-Policy"[^>]*>/, ""),
};

/** Panels that are files of their own. */
const panels: Plugin = {
  name: "panels",
  transformIndexHtml: {
    order: "pre",
    handler: (html) =>
      html.replace(/<!-- include (\S+) -->/g, (_, file) => readFileSync(new URL(file, import.meta.url), "utf8").trim()),
  },
};

const GLOSSARY = fileURLToPath(new URL("../docs/glossary.md", import.meta.url));

/** The glossary's entries as a module. */
const glossary: Plugin = {
  name: "glossary",
  resolveId: (id) => (id === "virtual:glossary" ? `\0${id}` : null),
  load(id) {
    if (id !== "\0virtual:glossary") return null;
    this.addWatchFile(GLOSSARY);
    return `export const glossary = ${JSON.stringify(glossaryOf(readFileSync(GLOSSARY, "utf8")))};`;
  },
};

/** The service worker, with the names of all that was built and a version that is their content's. */
const offline: Plugin = {
  name: "offline",
  // not for the dashboard, which is nothing without its sharder
  apply: ({ publicDir }, { command }) => command === "build" && publicDir !== false,
  writeBundle({ dir = "" }) {
    const name = "service-worker.js";
    const files = readdirSync(dir, { recursive: true, encoding: "utf8" })
      .map((file) => file.replaceAll("\\", "/"))
      .filter((file) => file !== name && statSync(join(dir, file)).isFile())
      .sort();
    const hash = createHash("sha256");
    for (const file of files) hash.update(`${file}\n`).update(readFileSync(join(dir, file)));
    const source = readFileSync(new URL(`./offline/${name}`, import.meta.url), "utf8")
      .replace("VERSION", hash.digest("hex").slice(0, 16))
      .replace('"FILES"', JSON.stringify(["./", ...files.map((file) => `./${file}`)]));
    writeFileSync(join(dir, name), source);
  },
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
  // the documents come after the list of what is kept offline
  plugins: [
    withoutPolicy,
    panels,
    glossary,
    offline,
    reference(fileURLToPath(new URL("../build/docs", import.meta.url))),
  ],
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
