// Checks the examples of docstrings: all of them in one program against the declarations that are published, then as
// modules of one process against the package as built.
//
//   node scripts/api/check.mjs [PART OF A NAME…]
import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { moduleOf, publicEntries, SURROUNDINGS } from "./examples.mjs";

const OPTIONS = {
  ...{ target: "ES2022", module: "NodeNext", lib: ["ES2022", "DOM", "ESNext.Disposable"], types: ["node"] },
  ...{ strict: true, skipLibCheck: true, declaration: false, rootDir: ".", outDir: "js" },
};

/** Imports them one after the other, and says as JSON what went wrong and how long each took. */
const RUNNER = `
const [failures, slow] = [[], []];
const tooLong = () => new Promise((_, reject) => setTimeout(reject, 20_000, new Error("not done after 20 s")).unref());
process.on("unhandledRejection", (error) => failures.push(\`nobody waits for it: \${error.stack ?? error}\`));
const began = performance.now();
await import("./surroundings.js");
const surroundings = Math.round(performance.now() - began);
for (const { file, name } of JSON.parse(process.argv[2])) {
  const start = performance.now();
  try {
    await Promise.race([import(file), tooLong()]);
  } catch (error) {
    failures.push(\`\${name}: \${error.stack ?? error}\`);
  }
  slow.push({ name, milliseconds: Math.round(performance.now() - start) });
}
slow.sort((a, b) => b.milliseconds - a.milliseconds);
console.log(JSON.stringify({ failures, surroundings, slow: slow.slice(0, 8) }));
process.exit(0);
`;

/** Writes, compiles and runs examples below `folder`; answers what is wrong. */
export function checkExamples(folder, isWanted = () => true) {
  const root = resolve(fileURLToPath(import.meta.url), "../../..");
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const [examples, problems] = [[], []];
  for (const { module, name, examples: texts } of publicEntries()) {
    for (const [index, code] of texts.entries()) {
      const title = `${module}: ${name}`;
      if (!isWanted(title)) continue;
      const file = `${title.replace(/[^\w-]+/g, "_")}_${index}`;
      try {
        const { text, results } = moduleOf(code, module);
        if (results === 0) problems.push(`${title}: shows no result (//=>)`);
        writeFileSync(join(folder, `${file}.ts`), text);
        examples.push({ name: title, file: `./${file}.js` });
      } catch (error) {
        problems.push(`${title}: ${error.message}`);
      }
    }
  }
  copyFileSync(join(root, SURROUNDINGS), join(folder, "surroundings.ts"));
  copyFileSync(join(root, "scripts/api/checks.ts"), join(folder, "checks.ts"));
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions: OPTIONS, include: ["*.ts"] }));
  const options = { encoding: "utf8", maxBuffer: 2 ** 26 };
  const compiled = spawnSync(process.execPath, [join(root, "node_modules/typescript/bin/tsc"), "-p", folder], options);
  if (compiled.status !== 0) problems.push(...compiled.stdout.split("\n").filter((line) => line.trim() !== ""));
  if (problems.length > 0) return { examples: examples.length, problems };
  writeFileSync(join(folder, "js/run.js"), RUNNER);
  const args = [join(folder, "js/run.js"), JSON.stringify(examples)];
  const { stdout, stderr } = spawnSync(process.execPath, args, { ...options, timeout: 120_000 });
  const report = stdout.trim().split("\n").at(-1);
  if (!report?.startsWith("{")) return { examples: examples.length, problems: [`the examples did not end: ${stderr}`] };
  const { failures, ...times } = JSON.parse(report);
  return { examples: examples.length, problems: failures, ...times };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const wanted = process.argv.slice(2);
  const isWanted = (name) => wanted.length === 0 || wanted.some((part) => name.includes(part));
  const folder = `build/api-examples.${process.pid}`;
  const { problems, ...counts } = checkExamples(folder, isWanted);
  for (const problem of problems) console.error(problem);
  console.log(JSON.stringify(counts));
  rmSync(folder, { recursive: true, force: true });
  process.exitCode = problems.length > 0 ? 1 : 0;
}
