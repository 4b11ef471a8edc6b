// Writes the generated kernels into assembly/kernel. Every one of them is proved free of overflow before it is printed.
import { writeFileSync } from "node:fs";
import { portableFile } from "./portable.mjs";
import { relaxedFile } from "./relaxed.mjs";
import { scalarFieldFile } from "./scalar-field.mjs";

const folder = new URL("../../assembly/kernel/", import.meta.url);

/** The generated files: name and content. */
export function kernelFiles() {
  return [
    ["portable.gen.ts", portableFile()],
    ["relaxed.gen.ts", relaxedFile()],
    ["scalar-field.gen.ts", scalarFieldFile()],
  ];
}

for (const [name, content] of kernelFiles()) writeFileSync(new URL(name, folder), content);
