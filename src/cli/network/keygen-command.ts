// `feldspar keygen`: a new identity in a file under a passphrase; public parts only are shown.
import { existsSync } from "node:fs";
import { dirname } from "node:path";
import { toHex } from "../../encoding/index.js";
import { ROLES, writeIdentity } from "../../keystore/identity-file.js";
import { SCHEMES } from "../../magic-block/index.js";
import { createMinerIdentity, createSigningIdentity } from "../../view-change/identity.js";
import { type CommandResult, EXIT } from "../result.js";
import { UsageError } from "../usage-error.js";
import { choiceOf, urlOf } from "./arguments.js";
import { privateFolder, writeWhole } from "./files.js";
import { publicIdentityOf, publicText } from "./identities.js";
import { readPassphrase } from "./passphrase.js";

export interface KeygenFlags {
  readonly role: string;
  readonly scheme: string;
  readonly url?: string;
  readonly out: string;
  readonly passphraseFile?: string;
  readonly json?: boolean;
}

export async function keygenCommand(flags: KeygenFlags): Promise<CommandResult> {
  const role = choiceOf(flags.role, "--role", ROLES);
  const scheme = choiceOf(flags.scheme, "--scheme", SCHEMES);
  if (role !== "admin" && flags.url === undefined)
    throw new UsageError(`--url: expected the address under which the ${role} will be reached`);
  const url = flags.url === undefined ? "" : urlOf(flags.url, "--url");
  // before a passphrase is asked for
  if (existsSync(flags.out)) throw new UsageError(`${flags.out}: expected no such file: nothing is overwritten`);
  const passphrase = await readPassphrase({ file: flags.passphraseFile, isNew: true });
  const identity =
    role === "miner"
      ? await createMinerIdentity({ scheme, url })
      : { ...createSigningIdentity(scheme), ...(role === "sharder" ? { url } : {}) };
  const text = await writeIdentity({ role, scheme, identity }, passphrase);
  privateFolder(dirname(flags.out));
  writeWhole(flags.out, text);
  const known = publicIdentityOf(text, flags.out);
  const lines = [
    `role        ${role}`,
    `id          ${known.id}`,
    `public key  ${toHex(known.publicKey)}`,
    ...(known.encryptionKey === null ? [] : [`encryption  ${toHex(known.encryptionKey)}`]),
    ...(known.url === "" ? [] : [`url         ${known.url}`]),
    `written to  ${flags.out}`,
  ];
  return { output: flags.json ? publicText(known) : lines.join("\n"), exitCode: EXIT.good };
}
