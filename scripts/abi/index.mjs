// Writes what follows from the table of the ABI (table.mjs): the exports in AssemblyScript, their types in TypeScript,
// and docs/abi.md.
//
//   node scripts/abi/index.mjs
import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { assemblyFiles } from "./assembly.mjs";
import { bindingsFile } from "./bindings.mjs";
import { document } from "./document.mjs";

const root = new URL("../../", import.meta.url);
const exported = new URL("assembly/exports/", root);

mkdirSync(exported, { recursive: true });
const files = assemblyFiles();
for (const name of readdirSync(exported)) {
  if (!files.some(([file]) => file === `exports/${name}`)) rmSync(new URL(name, exported));
}
for (const [name, content] of files) writeFileSync(new URL(`assembly/${name}`, root), content);
writeFileSync(new URL("bindings/exports.gen.ts", root), bindingsFile);
writeFileSync(new URL("docs/abi.md", root), document);
