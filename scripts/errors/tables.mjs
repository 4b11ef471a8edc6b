// The tables of codes, from the sources that define them. These import types only, so that each can be run by itself.
import { readFileSync } from "node:fs";
import ts from "typescript-5";

async function load(file) {
  const compilerOptions = { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 };
  const { outputText } = ts.transpileModule(readFileSync(file, "utf8"), { compilerOptions });
  return import(`data:text/javascript;base64,${Buffer.from(outputText).toString("base64")}`);
}

export async function loadTables() {
  const { GROUPS } = await load("bindings/codes.ts");
  const { RESTART_REASONS, REMOVAL_REASONS } = await load("src/view-change/contract/events.ts");
  const { EVIDENCE } = await load("src/node/evidence.ts");
  const { BEACON_NOTICES } = await load("src/beacon/member/notices.ts");
  return { GROUPS, RESTART_REASONS, REMOVAL_REASONS, EVIDENCE, BEACON_NOTICES };
}
