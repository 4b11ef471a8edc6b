// Completion of commands and options, for shells that ask for it: a script that has the whole table in it, so that
// nothing is started while somebody types.
import type { Command } from "commander";
import { commandsBelow, pathOf } from "./examples.js";
import { UsageError } from "./usage-error.js";

export const SHELLS = ["bash", "zsh", "fish"] as const;
type Shell = (typeof SHELLS)[number];

interface Entry {
  /** "", "simulate", "admin sign" … */
  readonly path: string;
  readonly commands: readonly { readonly name: string; readonly about: string }[];
  readonly flags: readonly { readonly name: string; readonly about: string }[];
}

const isHidden = (command: Command) => (command as unknown as { _hidden?: boolean })._hidden === true;

/** What each place of the command line may go on with. */
function tableOf(program: Command): Entry[] {
  return [program, ...commandsBelow(program)]
    .filter((command) => !isHidden(command))
    .map((command) => ({
      path: pathOf(command),
      commands: command.commands
        .filter((child) => !isHidden(child))
        .map((child) => ({ name: child.name(), about: child.description() })),
      flags: [...command.options.map(({ long, description }) => ({ name: long ?? "", about: description }))]
        .concat({ name: "--help", about: "display help for command" })
        .filter(({ name }) => name !== ""),
    }));
}

const words = ({ commands, flags }: Entry) => [...commands, ...flags].map(({ name }) => name).join(" ");

function bash(table: readonly Entry[]): string {
  const cases = table.map((entry) => `    "${entry.path}") words="${words(entry)}" ;;`);
  return `# feldspar completion for bash
_feldspar() {
  local current=\${COMP_WORDS[COMP_CWORD]} path="" word words=""
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case $word in -*) break ;; *) path="\${path:+$path }$word" ;; esac
  done
  case $path in
${cases.join("\n")}
  esac
  COMPREPLY=()
  if [ -n "$words" ]; then mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current"); fi
  if [ "\${#COMPREPLY[@]}" -eq 0 ]; then mapfile -t COMPREPLY < <(compgen -f -- "$current"); fi
}
complete -o filenames -F _feldspar feldspar`;
}

/** zsh runs what bash has. */
function zsh(table: readonly Entry[]): string {
  const cases = table.map((entry) => `    "${entry.path}") words_of=(${words(entry)}) ;;`);
  return `#compdef feldspar
# feldspar completion for zsh
_feldspar() {
  local taken="" word
  local -a words_of
  for word in "\${(@)words[2,CURRENT-1]}"; do
    case $word in -*) break ;; *) taken="\${taken:+$taken }$word" ;; esac
  done
  case $taken in
${cases.join("\n")}
  esac
  compadd -- $words_of
  _files
}
compdef _feldspar feldspar`;
}

const fishText = (text: string) => `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;

function fish(table: readonly Entry[]): string {
  const lines = table.flatMap(({ path, commands, flags }) => {
    const when = `-n ${fishText(`__feldspar_at ${JSON.stringify(path)}`)}`;
    return [
      ...commands.map(({ name, about }) => `complete -c feldspar ${when} -f -a ${name} -d ${fishText(about)}`),
      ...flags.map(({ name, about }) => `complete -c feldspar ${when} -l ${name.slice(2)} -d ${fishText(about)}`),
    ];
  });
  return `# feldspar completion for fish
function __feldspar_at
  set -l path
  for word in (commandline -opc)[2..-1]
    string match -q -- '-*' $word; and break
    set -a path $word
  end
  test "$path" = "$argv[1]"
end
${lines.join("\n")}`;
}

const WRITERS: Readonly<Record<Shell, (table: readonly Entry[]) => string>> = { bash, zsh, fish };

/** The script for a shell. Throws `UsageError` for one that there is none for. */
export function completionScript(program: Command, shell: string): string {
  const name = SHELLS.find((known) => known === shell);
  if (name === undefined) throw new UsageError(`shell: expected ${SHELLS.join(", ")}, got ${JSON.stringify(shell)}`);
  return WRITERS[name](tableOf(program));
}
