// Where the built dashboard lies: in the package's dist/, of which this module is a part, or beside the sources.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { DashboardFiles } from "./dashboard-routes.js";

const PAGE = "index.html";
/** How far up it is looked for: from dist/src/http, from a bundle in dist/node/…, from src/http. */
const LEVELS = 4;

function ownFolder(): string | null {
  let folder = dirname(fileURLToPath(import.meta.url));
  for (let level = 0; level < LEVELS; level++, folder = dirname(folder)) {
    for (const name of ["dashboard", join("dist", "dashboard")]) {
      if (existsSync(join(folder, name, "assets"))) return join(folder, name);
    }
  }
  return null;
}

/** Reads the dashboard from a folder, by default the package's own; null where none has been built. */
export function dashboardFiles(folder: string | null = ownFolder()): DashboardFiles | null {
  if (folder === null || !existsSync(join(folder, PAGE))) return null;
  const names = readdirSync(join(folder, "assets"));
  const assets = new Map(names.map((name) => [name, new Uint8Array(readFileSync(join(folder, "assets", name)))]));
  return { page: new Uint8Array(readFileSync(join(folder, PAGE))), assets };
}
