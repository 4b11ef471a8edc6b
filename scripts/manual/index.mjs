// Writes docs/commands.md and the man page docs/man/feldspar.1 from the command line itself: every command with its
// options, its defaults and its examples.
//
//   node scripts/manual/index.mjs
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { basename, resolve } from "node:path";
import { build } from "esbuild";
import { manPage } from "./man-page.mjs";
import { markdown } from "./markdown.mjs";

/** A module of the sources: nothing has to be built. */
async function load(file) {
  const outfile = resolve(`build/manual.${process.pid}.${basename(file)}.mjs`);
  await build({
    entryPoints: [file],
    bundle: true,
    format: "esm",
    platform: "node",
    packages: "external",
    outfile,
    logLevel: "error",
  });
  try {
    return await import(outfile);
  } finally {
    rmSync(outfile);
  }
}

const { makeProgram } = await load("src/cli/program.ts");
const { commandsBelow, EXAMPLES, pathOf } = await load("src/cli/examples.ts");
const program = makeProgram(() => {});
const pages = commandsBelow(program)
  .filter((command) => !command._hidden && command.commands.length === 0)
  .map((command) => {
    const path = pathOf(command);
    return {
      path,
      usage: `feldspar ${path} ${command.usage()}`,
      about: command.description(),
      arguments: command.registeredArguments.map((one) => ({ name: one.name(), about: one.description })),
      options: command.options.map(({ flags, description, defaultValue, mandatory }) => ({
        flags,
        about: `${description}${mandatory ? " (required)" : ""}`,
        standard: defaultValue === undefined || defaultValue === false ? "" : String(defaultValue),
      })),
      examples: EXAMPLES[path] ?? [],
    };
  });

mkdirSync("docs/man", { recursive: true });
writeFileSync("docs/man/feldspar.1", manPage(program, pages));
writeFileSync("docs/commands.md", markdown(pages));
