// The programs that play plans: bundled once for the transparent group, for the core, and for each rule switched off.
import { mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { bundle } from "./bundle.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const folder = join(here, "..", "..", "build", "fuzz");

/** Writes the program and says where it is, as a URL. */
export async function makePlayer({ real = false, rule = null, name = real ? "core" : "transparent" } = {}) {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${name}-${process.pid}.mjs`);
  await bundle(join(here, "play.ts"), file, { real, rule });
  return pathToFileURL(file).href;
}
