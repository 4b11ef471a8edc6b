// `feldspar evm account`: a new account for a node or a relay, sealed under a passphrase; its address is shown.
import { existsSync } from "node:fs";
import { dirname } from "node:path";
import { type CommandResult, EXIT } from "../../result.js";
import { UsageError } from "../../usage-error.js";
import { privateFolder, writeWhole } from "../files.js";
import { readPassphrase } from "../passphrase.js";
import { makeAccount } from "./account.js";

export async function accountCommand(flags: {
  readonly out: string;
  readonly evmPassphraseFile?: string;
}): Promise<CommandResult> {
  const { out, evmPassphraseFile } = flags;
  if (existsSync(out)) throw new UsageError(`${out}: expected no such file: nothing is overwritten`);
  const passphrase = await readPassphrase({ of: "account", file: evmPassphraseFile, isNew: true });
  const { text, address } = await makeAccount(passphrase);
  privateFolder(dirname(out));
  writeWhole(out, text);
  return { output: `address     ${address}\nwritten to  ${out}`, exitCode: EXIT.good };
}
