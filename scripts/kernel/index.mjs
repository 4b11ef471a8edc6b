// Writes the generated kernels into assembly/kernel. Every one of them is proved free of overflow before it is printed.
import { writeFileSync } from "node:fs";
import { portableConstantsFile, portableFile } from "./portable.mjs";
import { relaxedConstantsFile, relaxedFile } from "./relaxed.mjs";
import { scalarFieldConstantsFile, scalarFieldFile } from "./scalar-field.mjs";

const folder = new URL("../../assembly/kernel/", import.meta.url);

/** The generated files: name and content. */
export function kernelFiles() {
  return [
    ["portable-constants.gen.ts", portableConstantsFile()],
    ["portable.gen.ts", portableFile()],
    ["relaxed-constants.gen.ts", relaxedConstantsFile()],
    ["relaxed.gen.ts", relaxedFile()],
    ["scalar-field-constants.gen.ts", scalarFieldConstantsFile()],
    ["scalar-field.gen.ts", scalarFieldFile()],
  ];
}

for (const [name, content] of kernelFiles()) writeFileSync(new URL(name, folder), content);
