// Where a passphrase comes from: a file, a credential of systemd, or the terminal. Never a flag or an environment
// variable: both are shown to everybody who lists processes, and stand in histories.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { UsageError } from "../usage-error.js";
import { readText } from "./files.js";

type Environment = Readonly<Record<string, string | undefined>>;

/** Throws `UsageError` for a passphrase on the command line; what was typed is not repeated. */
export function refusePassphrase(args: readonly string[], environment: Environment): void {
  const secret = /^--?([a-z]+-)?(?!pass(phrase|word)-file(=|$))pass(phrase|word|wd)?(?![a-z])/i;
  if (args.some((arg) => secret.test(arg)))
    throw new UsageError("a passphrase never comes by a flag: give --passphrase-file, or type it when asked");
  if (environment.FELDSPAR_PASSPHRASE !== undefined)
    throw new UsageError("a passphrase never comes by the environment: give FELDSPAR_PASSPHRASE_FILE");
}

/** Of what: of a member's identity, or of the account that pays on an EVM chain. */
type PassphraseOf = "identity" | "account";

const PLACES = {
  identity: { variable: "FELDSPAR_PASSPHRASE_FILE", credential: "passphrase", flag: "--passphrase-file" },
  account: { variable: "FELDSPAR_EVM_PASSPHRASE_FILE", credential: "evm-passphrase", flag: "--evm-passphrase-file" },
} as const;

/** The file that holds it, and who said so; null: ask. */
export function passphraseFile(
  given: string | undefined,
  environment: Environment,
  of: PassphraseOf = "identity",
): string | null {
  const named = given ?? environment[PLACES[of].variable];
  if (named !== undefined) return named;
  const folder = environment.CREDENTIALS_DIRECTORY;
  const credential = folder === undefined ? null : join(folder, PLACES[of].credential);
  return credential !== null && existsSync(credential) ? credential : null;
}

export interface PassphraseOptions {
  readonly file?: string | undefined;
  readonly of?: PassphraseOf;
  /** Of a new one: it is asked for twice. */
  readonly isNew?: boolean;
  /** The process's own by default. */
  readonly terminal?: Terminal;
}

/** Where it is typed, and where it is asked for. */
export interface Terminal {
  readonly stdin: Pick<NodeJS.ReadStream, "isTTY" | "setRawMode" | "iterator" | "pause">;
  readonly stderr: Pick<NodeJS.WriteStream, "write">;
}

/** The passphrase. Throws `UsageError` where there is none. */
export async function readPassphrase(options: PassphraseOptions): Promise<string> {
  const { file, of = "identity", isNew = false, terminal = process } = options;
  const path = passphraseFile(file, process.env, of);
  if (path !== null) {
    // one line end is the editor's, not the passphrase's
    const text = readText(path).replace(/\r?\n$/, "");
    if (text === "") throw new UsageError(`${path}: expected a passphrase, got an empty file`);
    return text;
  }
  if (!terminal.stdin.isTTY)
    throw new UsageError(`expected a passphrase: give ${PLACES[of].flag}, or run this on a terminal`);
  const first = await ask("Passphrase: ", terminal);
  if (first === "") throw new UsageError("expected a passphrase, got an empty one");
  if (isNew && (await ask("The same again: ", terminal)) !== first)
    throw new UsageError("the two passphrases differ: nothing was done; give the command once more");
  return first;
}

/** A line from the terminal that is not shown. */
async function ask(question: string, { stdin, stderr }: Terminal): Promise<string> {
  stderr.write(question);
  stdin.setRawMode(true);
  let line = "";
  try {
    for await (const chunk of stdin.iterator({ destroyOnReturn: false })) {
      for (const character of String(chunk)) {
        if (character === "\r" || character === "\n") return line;
        if (character === "\u0003" || character === "\u0004") throw new UsageError("no passphrase was given");
        line = character === "\u007f" || character === "\b" ? [...line].slice(0, -1).join("") : line + character;
      }
    }
    return line;
  } finally {
    stdin.setRawMode(false);
    stdin.pause();
    stderr.write("\n");
  }
}
