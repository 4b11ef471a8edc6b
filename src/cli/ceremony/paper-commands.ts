// `feldspar ceremony card` and `invite`: who somebody is, and who is invited.
import { existsSync } from "node:fs";
import { cardOf, invite } from "../../entry/ceremony.js";
import { readIdentity, writeIdentity } from "../../entry/keystore.js";
import { createMinerIdentity, type MinerIdentity } from "../../entry/view-change.js";
import { readText, writeWhole } from "../network/files.js";
import { readPassphrase } from "../network/passphrase.js";
import { type CommandResult, EXIT } from "../result.js";
import { UsageError } from "../usage-error.js";

export interface CardFlags {
  readonly name?: string;
  readonly scheme: string;
  readonly identity: string;
  readonly passphraseFile?: string;
}

type Scheme = "min-sig" | "min-pk";

function schemeOf(name: string): Scheme {
  if (name !== "min-sig" && name !== "min-pk") throw new UsageError("--scheme: expected min-sig or min-pk");
  return name;
}

/** A card is public: it is printed. */
export async function cardCommand(flags: CardFlags): Promise<CommandResult> {
  const isNew = !existsSync(flags.identity);
  const scheme = schemeOf(flags.scheme);
  if (isNew && !flags.name) throw new UsageError("--name: expected a name for a new identity");
  const passphrase = await readPassphrase({ file: flags.passphraseFile, isNew });
  if (isNew) {
    const identity = await createMinerIdentity({ scheme, url: flags.name! });
    writeWhole(flags.identity, await writeIdentity({ role: "miner", scheme, identity }, passphrase));
  }
  const opened = await readIdentity(readText(flags.identity), passphrase);
  const card = cardOf(opened.scheme, { ...opened.identity, url: opened.url });
  return { output: JSON.stringify(card), exitCode: EXIT.good };
}

export interface InviteFlags {
  readonly identity: string;
  readonly passphraseFile?: string;
  readonly member: readonly string[];
  readonly threshold: string;
  readonly quorum: string;
  readonly purpose: string;
  readonly title: string;
  readonly out: string;
}

export async function inviteCommand(flags: InviteFlags): Promise<CommandResult> {
  const passphrase = await readPassphrase({ file: flags.passphraseFile });
  const { identity, scheme } = await readIdentity(readText(flags.identity), passphrase);
  const number = (text: string) => (/^\d+$/.test(text) ? Number(text) : text);
  const invitation = invite({
    host: identity as MinerIdentity,
    members: flags.member.map(readText),
    ...{ threshold: number(flags.threshold), quorum: number(flags.quorum), title: flags.title, scheme },
    purpose: flags.purpose as "signing",
  });
  writeWhole(flags.out, `${JSON.stringify(invitation)}\n`, { mode: 0o644 });
  return { output: `written to ${flags.out}`, exitCode: EXIT.good };
}
