// The tables of codes, from the sources that define them. These import nothing of the library but each other, so that
// they can be run without it.
import { build } from "esbuild";

async function load(file) {
  const { outputFiles } = await build({ entryPoints: [file], bundle: true, format: "esm", write: false });
  return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString("base64")}`);
}

export async function loadTables() {
  const { GROUPS } = await load("bindings/codes.ts");
  const { RESTART_REASONS, REMOVAL_REASONS } = await load("src/view-change/contract/events.ts");
  const { EVIDENCE } = await load("src/node/evidence.ts");
  const { BEACON_NOTICES } = await load("src/beacon/member/notices.ts");
  return { GROUPS, RESTART_REASONS, REMOVAL_REASONS, EVIDENCE, BEACON_NOTICES };
}
