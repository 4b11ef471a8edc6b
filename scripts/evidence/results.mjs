// What long runs found, kept for the documents: docs/evidence/<name>.json, with when and on what it ran.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { cpus, loadavg } from "node:os";

const FOLDER = "docs/evidence";

/** What a run stands on. `load`: processes that wanted to run at its end; more than the cores is a busy machine. */
export function conditions() {
  const processors = cpus();
  return {
    date: new Date().toISOString().slice(0, 10),
    cpu: processors[0]?.model.trim() ?? "unknown",
    cores: processors.length,
    node: process.versions.node,
    load: Math.round(loadavg()[0] * 10) / 10,
  };
}

/** What was written last, or null. */
export function readEvidence(name) {
  const file = `${FOLDER}/${name}.json`;
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : null;
}

export function writeEvidence(name, content) {
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(`${FOLDER}/${name}.json`, `${JSON.stringify({ ...conditions(), ...content }, null, 1)}\n`);
}
