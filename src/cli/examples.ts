// Examples below the help of each command: lines that run as they stand. A test runs those that need nothing else, and
// holds the others to the options that there are.
import type { Command } from "commander";

export interface CommandExample {
  /** After `feldspar`. */
  readonly line: string;
  readonly does: string;
}

/** By the command's path, such as "admin sign". */
export const EXAMPLES: Readonly<Record<string, readonly CommandExample[]>> = {
  simulate: [
    {
      line: "simulate --candidates candidates.csv --out out",
      does: "a view of everybody in the list, ten rounds of its beacon, and the files for verify",
    },
    {
      line: "simulate --candidates candidates.csv --faults crash:3@share,bad-share:5>7 --seed again",
      does: "a member that dies and one that lies, the same way each time",
    },
    {
      line: "simulate --candidates candidates.csv --mode reshare --views 3",
      does: "one key that three sets of members hold one after the other",
    },
  ],
  verify: [
    {
      line: "verify out/genesis.json out/magic-block.json out/beacon.json",
      does: "what a simulation wrote, as a light client does",
    },
    {
      line: "verify --network quicknet round.json",
      does: "a round of drand, as its servers answer",
    },
    { line: "verify - < out/genesis.json", does: "standard input" },
  ],
  inspect: [{ line: "inspect out/magic-block.json", does: "members, stakes, addresses, who was removed and why" }],
  devnet: [
    { line: "devnet --miners 7 --sharders 2", does: "nine processes, a live table, a dashboard; Ctrl-C ends them" },
    {
      line: "devnet --miners 4 --sharders 1 --views 1 --rounds 5 --json",
      does: "the same without anybody: it ends by itself and prints what came of it",
    },
  ],
  keygen: [
    {
      line: "keygen --role miner --url https://miner.example:8443 --out identity.json",
      does: "asks for a passphrase, and shows the public parts",
    },
  ],
  status: [{ line: "status --from http://127.0.0.1:7600", does: "the view, its phase, and who is missing" }],
  completion: [{ line: "completion bash", does: "for bash: put it where its completions lie" }],
};

/** The path of a command below the program: "admin sign". */
export function pathOf(command: Command): string {
  const names: string[] = [];
  for (let at: Command | null = command; at?.parent; at = at.parent) names.unshift(at.name());
  return names.join(" ");
}

/** All commands below one, itself excluded. */
export function commandsBelow(command: Command): Command[] {
  return command.commands.flatMap((child) => [child, ...commandsBelow(child)]);
}

/** Puts the examples below the help of their commands. */
export function withExamples(program: Command): Command {
  for (const command of commandsBelow(program)) {
    const examples = EXAMPLES[pathOf(command)] ?? [];
    if (examples.length === 0) continue;
    const lines = examples.map(({ line, does }) => `  $ feldspar ${line}\n      ${does}`);
    command.addHelpText("after", `\nExamples:\n${lines.join("\n")}`);
  }
  return program;
}
