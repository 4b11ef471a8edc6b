// `feldspar register|leave|return|update`: what a member says of itself, signed with its long-term key.

import { randomBytes } from "../../../bindings/random.js";
import { FeldsparError, JsonReader, toHex } from "../../encoding/index.js";
import { type OpenedIdentity, readIdentity, writeIdentity } from "../../keystore/identity-file.js";
import { MAX_MINERS, MagicBlock } from "../../magic-block/index.js";
import { generateEncryptionKey } from "../../sealing/keys.js";
import { type LedgerEntry, memberEntry } from "../../view-change/entries.js";
import {
  type MinerIdentity,
  minerRegistration,
  type SharderIdentity,
  sharderRegistration,
  signMember,
} from "../../view-change/identity.js";
import { type CommandResult, EXIT } from "../result.js";
import { UsageError } from "../usage-error.js";
import { authoritySerial } from "./admin-commands.js";
import { urlOf } from "./arguments.js";
import { Asking, type FromFlags, type ListedMember } from "./asking.js";
import { controlJson } from "./control-client.js";
import { readText, writeWhole } from "./files.js";
import { openIdentity } from "./identities.js";
import { readPassphrase } from "./passphrase.js";

export interface MemberFlags extends FromFlags {
  readonly identity: string;
  readonly passphraseFile?: string;
  readonly wait?: boolean;
  readonly timeout: number;
}

interface Member {
  readonly asking: Asking;
  readonly opened: OpenedIdentity;
  readonly role: "miner" | "sharder";
  /** null: not registered. */
  readonly known: ListedMember | null;
}

async function memberOf(flags: MemberFlags): Promise<Member> {
  const asking = new Asking(flags);
  await asking.checkChain();
  const opened = await openIdentity(flags, null);
  const { role } = opened;
  if (role === "admin") throw new UsageError(`${flags.identity}: an admin is not a member: see feldspar admin`);
  return { asking, opened, role, known: await asking.member(role, opened.identity.id) };
}

function registration({ asking, opened, known }: Member, url: string): LedgerEntry {
  const { scheme, role } = opened;
  const content = { genesisHash: asking.genesisHash, serial: (known?.serial ?? 0) + 1 };
  const identity = { ...opened.identity, url };
  const entry =
    role === "miner"
      ? minerRegistration(scheme, identity as MinerIdentity, content)
      : sharderRegistration(scheme, identity as SharderIdentity, content);
  return memberEntry(scheme, entry);
}

/** Why a record is not taken yet, and who does what about it. */
async function withoutStake({ asking, opened }: Member, refusal: FeldsparError): Promise<FeldsparError> {
  const last = await authoritySerial(asking).catch(() => null);
  if (last === null) return refusal;
  const hash = toHex(asking.genesisHash);
  const signed = `feldspar admin sign stake --id ${opened.identity.id} --stake N --serial ${last + 1} --genesis-hash ${hash}`;
  return new FeldsparError(
    "TOO_LITTLE_STAKE",
    `${refusal.message}. Stake comes first: an admin signs it with \`${signed} --genesis genesis.json --identity admin.json` +
      ` --out stake.json\` (N as above or more; where several must sign, each of them), hands it in with \`feldspar admin` +
      ` submit stake.json --from ${asking.urls[0]} --genesis-hash ${hash}\`; then give this command once more`,
  );
}

/** Appends, and waits until the ledger shows it. */
async function say(member: Member, entry: LedgerEntry, { timeout }: MemberFlags): Promise<ListedMember> {
  const { asking, role, opened, known } = member;
  try {
    await asking.append(entry);
  } catch (error) {
    throw error instanceof FeldsparError && error.code === "TOO_LITTLE_STAKE"
      ? await withoutStake(member, error)
      : error;
  }
  let shown: ListedMember | null = null;
  await asking.until("the entry is ordered, and not in a closed round yet", timeout, async () => {
    shown = await asking.member(role, opened.identity.id);
    return (shown?.serial ?? 0) > (known?.serial ?? 0);
  });
  return shown!;
}

const said = (member: Member, what: string, { serial, url }: ListedMember): CommandResult => ({
  output: `${member.role} ${member.opened.identity.id} ${what} (serial ${serial}, ${url})`,
  exitCode: EXIT.good,
});

export async function registerCommand(flags: MemberFlags): Promise<CommandResult> {
  const member = await memberOf(flags);
  const { url } = member.opened.identity as { readonly url?: string };
  return said(member, "is registered", await say(member, registration(member, url ?? ""), flags));
}

/** Of a member that takes part. Throws `UsageError` for one that never registered, or has left. */
function takesPart({ known, opened, role }: Member, what: string): ListedMember {
  const { id } = opened.identity;
  if (known === null)
    throw new UsageError(
      `${what}: expected a registered ${role}, got ${id}, which the ledger does not know: register it first with` +
        " `feldspar register` and the same --from, --genesis-hash and --identity",
    );
  if (known.left)
    throw new UsageError(
      `${what}: expected a ${role} that takes part, got ${id}, which has left (serial ${known.serial}): if it shall come` +
        " back, `feldspar register` with the same --from, --genesis-hash and --identity registers it again",
    );
  return known;
}

export interface UpdateFlags extends MemberFlags {
  readonly url?: string;
  readonly encryptionKey?: boolean;
  readonly state?: string;
}

/**
 * A new address: registered again, and written into the identity's file, whose sealed parts stay as they are. A new key
 * for private messages: see `rotated`.
 */
export async function updateCommand(flags: UpdateFlags): Promise<CommandResult> {
  if ((flags.url === undefined) !== (flags.encryptionKey === true))
    throw new UsageError("expected either --url or --encryption-key");
  if (flags.url === undefined) return updateEncryptionKey(flags);
  const url = urlOf(flags.url, "--url");
  const member = await memberOf(flags);
  takesPart(member, "update");
  const shown = await say(member, registration(member, url), flags);
  const file = { ...(JSON.parse(readText(flags.identity)) as object), url };
  writeWhole(flags.identity, `${JSON.stringify(file, null, 2)}\n`, { replace: true });
  return said(member, "is registered under its new address", shown);
}

/**
 * In an order in which nothing is lost whatever ends in between: the new key is sealed and stored, the old ones kept
 * behind it; the node runs with it; then the ledger is told. Called again it goes on where it was.
 */
async function updateEncryptionKey(flags: UpdateFlags): Promise<CommandResult> {
  const member = await memberOf(flags);
  const { opened, role } = member;
  if (role !== "miner")
    throw new UsageError(`--encryption-key: expected the identity of a miner, got a ${role}'s, which has no such key`);
  const known = takesPart(member, "update");
  const identity = opened.identity as MinerIdentity;
  const isNew = known.encryptionKey === toHex(identity.encryptionKey);
  const next = isNew ? await rotated(flags, opened) : identity;
  const key = toHex(next.encryptionKey);
  if (flags.state !== undefined) {
    const { encryptionKey } = await controlJson<{ readonly encryptionKey?: unknown }>(flags.state, "/status");
    if (encryptionKey !== key)
      return {
        output: `the new key ${key} is stored; nothing is said of it yet`,
        problems: ["the node does not know it: start it again, then give the same command once more"],
        exitCode: EXIT.notValid,
      };
  }
  const renewed = { ...member, opened: { ...opened, identity: next } };
  const shown = await say(renewed, registration(renewed, known.url), flags);
  const result = said(member, `is registered with the key ${key}`, shown);
  if (flags.state !== undefined) return result;
  return {
    ...result,
    output: `${result.output}\nstart its node again before the next attempt begins: it needs the new key`,
  };
}

/** The identity with a new key, stored. */
async function rotated(
  flags: UpdateFlags,
  { role, scheme, storageKey, ...opened }: OpenedIdentity,
): Promise<MinerIdentity> {
  const { previousEncryptionKeys = [], ...old } = opened.identity as MinerIdentity;
  const { publicKey: encryptionKey, privateKey: encryptionPrivateKey } = await generateEncryptionKey(randomBytes(32));
  const before = { encryptionKey: old.encryptionKey, encryptionPrivateKey: old.encryptionPrivateKey };
  const identity = {
    ...{ ...old, encryptionKey, encryptionPrivateKey },
    previousEncryptionKeys: [before, ...previousEncryptionKeys],
  };
  const passphrase = await readPassphrase({ file: flags.passphraseFile });
  const text = await writeIdentity({ role, scheme, identity, storageKey }, passphrase);
  // the passphrase may have been typed anew: a file that does not open with the old one would lock its owner out
  await readIdentity(readText(flags.identity), passphrase);
  writeWhole(flags.identity, text, { replace: true });
  return identity;
}

function statement(member: Member, type: "leave" | "return"): LedgerEntry {
  const { opened, asking, role } = member;
  const known = takesPart(member, type);
  const head = { genesisHash: asking.genesisHash, id: opened.identity.id, serial: known.serial + 1 };
  if (type === "leave")
    return memberEntry(opened.scheme, signMember(opened.scheme, opened.identity, { ...head, type, role }));
  if (role !== "miner")
    throw new UsageError(`return: expected the identity of a miner, got a ${role}'s: only miners are suspended`);
  return memberEntry(opened.scheme, signMember(opened.scheme, opened.identity, { ...head, type, role }));
}

export async function returnCommand(flags: MemberFlags): Promise<CommandResult> {
  const member = await memberOf(flags);
  return said(member, "returns", await say(member, statement(member, "return"), flags));
}

/** `--wait`: until nothing is owed any more. A leave that was said before is not said again. */
export async function leaveCommand(flags: MemberFlags): Promise<CommandResult> {
  const member = await memberOf(flags);
  const shown = member.known?.left ? member.known : await say(member, statement(member, "leave"), flags);
  if (flags.wait !== true) {
    const result = said(member, "has left", shown);
    return { ...result, output: `${result.output}\nit may still be in office: --wait says when it is safe to stop` };
  }
  await member.asking.until("it is still needed", flags.timeout, async () => !(await isNeeded(member)));
  return said(member, "has left, and owes nothing any more: it is safe to stop", shown);
}

/** Ids of one of a running attempt's lists; nobody where none runs. */
function idsOf(list: unknown, name: "dealers" | "receivers"): string[] {
  const session = new JsonReader(list, "list").peek("session");
  if (session === null) return [];
  const items = new JsonReader(new JsonReader(session, "session").peek(name), name);
  return items.array(MAX_MINERS, (one) => new JsonReader(one.peek("id"), `${one.path}.id`).text(64));
}

/** Is it in office, in the running attempt, or does the view that followed its own lack its last round? */
async function isNeeded({ asking: { client }, opened, role }: Member): Promise<boolean> {
  const { id } = opened.identity;
  const list = await client.json("/v1/list");
  if (idsOf(list, "dealers").includes(id) || idsOf(list, "receivers").includes(id)) return true;
  try {
    const latest = MagicBlock.fromJson(await client.json("/v1/magic-blocks/latest"));
    if ((role === "miner" ? latest.members : latest.sharders).some((one) => one.id === id)) return true;
    if (role === "sharder") return false;
    const path = "/v1/beacon/latest";
    const round = new JsonReader(new JsonReader(await client.json(path), path).peek("round"), `${path}.round`);
    return round.integer(0, Number.MAX_SAFE_INTEGER) < latest.startingRound - 1;
  } catch (error) {
    // before the first block, or the first round of a beacon
    if (error instanceof FeldsparError && error.code === "NOT_FOUND") return role === "sharder";
    throw error;
  }
}
