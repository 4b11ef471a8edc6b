// Writes docs/commands.md and the man page docs/man/feldspar.1 from the command line itself: every command with its
// options, its defaults and its examples.
//
//   node scripts/manual/index.mjs
import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { manPage } from "./man-page.mjs";
import { markdown } from "./markdown.mjs";

const { status } = spawnSync(process.execPath, ["scripts/build.mjs", "--if-needed", "--quiet"], { stdio: "inherit" });
if (status !== 0) process.exit(status ?? 1);
const { makeProgram } = await import("../../dist/src/cli/program.js");
const { commandsBelow, EXAMPLES, pathOf } = await import("../../dist/src/cli/examples.js");
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
