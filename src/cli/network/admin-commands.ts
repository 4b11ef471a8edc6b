// `feldspar admin sign|submit`: what the chain's authority does. Signed off line, each admin for itself, from the
// genesis alone; whoever has enough signatures hands them in.

import { schemeByName } from "../../bls/index.js";
import { equalBytes, FeldsparError, JsonReader, parseJson, toHex } from "../../encoding/index.js";
import { type Genesis, genesisHash, minerIdOf, parametersFormat, verifiesLongTerm } from "../../magic-block/index.js";
import { authorityEntry } from "../../view-change/entries.js";
import { signLongTerm } from "../../view-change/identity.js";
import { type AuthorityAction, type AuthorityContent, authorityMessage } from "../../view-change/members.js";
import { type CommandResult, EXIT } from "../result.js";
import { UsageError } from "../usage-error.js";
import { choiceOf, hashOf, idOf, wholeOf } from "./arguments.js";
import { Asking, type FromFlags } from "./asking.js";
import { readText, writeWhole } from "./files.js";
import { checkGenesisHash, readGenesisFile } from "./genesis-command.js";
import { openIdentity } from "./identities.js";
import { parametersOfText } from "./parameters-text.js";

const KIND = "feldspar-admin-signature";
const ACTIONS = ["stake", "parameters", "resume"] as const;

export interface SignFlags {
  readonly genesis: string;
  readonly genesisHash: string;
  readonly serial: string;
  readonly id?: string;
  readonly stake?: string;
  readonly parameters?: string;
  readonly identity: string;
  readonly passphraseFile?: string;
  readonly out: string;
}

function openGenesisFile(path: string, hash: string): Genesis {
  const genesis = readGenesisFile(path);
  checkGenesisHash(genesis, hashOf(hash, "--genesis-hash"), path);
  return genesis;
}

function actionOf(type: string, flags: SignFlags, { mode, purpose }: Genesis): AuthorityAction {
  switch (choiceOf(type, "action", ACTIONS)) {
    case "resume":
      return { type: "resume" };
    case "stake": {
      if (flags.id === undefined || flags.stake === undefined)
        throw new UsageError("stake: expected --id, as `feldspar keygen` printed it, and --stake, a whole number");
      if (!/^\d{1,39}$/.test(flags.stake))
        throw new UsageError(`--stake: expected a whole number, got ${JSON.stringify(flags.stake.slice(0, 100))}`);
      return { type: "stake", id: idOf(flags.id, "--id"), stake: BigInt(flags.stake) };
    }
    case "parameters": {
      if (flags.parameters === undefined) throw new UsageError("parameters: expected --parameters with a file");
      const value = parseJson(readText(flags.parameters), flags.parameters);
      return { type: "parameters", parameters: parametersOfText(value, flags.parameters, { mode, purpose }) };
    }
  }
}

const actionJson = (action: AuthorityAction) =>
  action.type === "stake"
    ? { ...action, stake: String(action.stake) }
    : action.type === "parameters"
      ? { type: action.type, parameters: parametersFormat.toJson(action.parameters) }
      : action;

/** What is signed, for people: they sign what they read. */
function described(action: AuthorityAction): string {
  if (action.type === "stake") return `stake of ${action.id}: ${action.stake}`;
  return action.type === "resume" ? "resume" : `parameters: ${JSON.stringify(actionJson(action), bigintText)}`;
}

const bigintText = (_: string, value: unknown): unknown => (typeof value === "bigint" ? String(value) : value);

export async function adminSign(type: string, flags: SignFlags): Promise<CommandResult> {
  const genesis = openGenesisFile(flags.genesis, flags.genesisHash);
  const serial = wholeOf(flags.serial, "--serial", 1, 1_000_000_000);
  const action = actionOf(type, flags, genesis);
  const { identity } = await openIdentity(flags, "admin");
  const admin = genesis.adminKeys.findIndex(({ publicKey }) => equalBytes(publicKey, identity.publicKey));
  if (admin < 0)
    throw new UsageError(
      `${flags.identity}: expected one of the genesis' admin keys, got ${identity.id}: see \`feldspar genesis show\``,
    );
  const content = { genesisHash: genesisHash(genesis), serial, action };
  const signature = signLongTerm(genesis.scheme, identity, authorityMessage(content));
  const file = {
    ...{ kind: KIND, genesisHash: toHex(content.genesisHash), serial, action: actionJson(action) },
    ...{ admin, adminId: identity.id, signature: toHex(signature) },
  };
  writeWhole(flags.out, `${JSON.stringify(file, bigintText, 2)}\n`, { mode: 0o644 });
  return {
    output: `signed by admin ${admin}, serial ${serial}: ${described(action)}\nwritten to  ${flags.out}`,
    exitCode: EXIT.good,
  };
}

interface SignatureFile {
  readonly content: AuthorityContent;
  readonly admin: number;
  readonly signature: Uint8Array;
}

function readAction(reader: JsonReader): AuthorityAction {
  const type = new JsonReader(reader.peek("type"), `${reader.path}.type`).oneOf([...ACTIONS]);
  if (type === "resume") return { type };
  if (type === "stake") {
    const { id, stake } = reader.object(["type", "id", "stake"]);
    return { type, id: idOf(id.text(64), id.path), stake: stake.unsigned(128) };
  }
  return {
    type: "parameters",
    parameters: parametersFormat.fromJson(reader.object(["type", "parameters"]).parameters),
  };
}

function readSignature(path: string, { scheme }: Genesis): SignatureFile {
  const reader = new JsonReader(parseJson(readText(path), path), path);
  const names = ["kind", "genesisHash", "serial", "action", "admin", "adminId", "signature"] as const;
  const fields = reader.object(names);
  fields.kind.oneOf([KIND]);
  return {
    content: {
      genesisHash: fields.genesisHash.hex(32),
      serial: fields.serial.integer(1, 1_000_000_000),
      action: readAction(fields.action),
    },
    admin: fields.admin.integer(0, 99),
    signature: fields.signature.hex(schemeByName(scheme).signatureLength),
  };
}

/** Of one content, each of another admin, each verified: who is wrong is named here and not by the ledger. */
function combined(paths: readonly string[], genesis: Genesis) {
  const files = paths.map((path) => ({ path, ...readSignature(path, genesis) }));
  const { content } = files[0]!;
  const message = authorityMessage(content);
  const seen = new Set<number>();
  for (const { path, content: own, admin, signature } of files) {
    if (!equalBytes(authorityMessage(own), message))
      throw new UsageError(
        `${path}: signs something else than ${paths[0]}: expected one action with one serial, signed by each`,
      );
    const key = genesis.adminKeys[admin];
    if (key === undefined || seen.has(admin))
      throw new UsageError(
        `${path}: admin ${admin} is unknown, or signs twice: expected files of` +
          ` ${genesis.adminThreshold} of the ${genesis.adminKeys.length} admins, from 0 as \`feldspar genesis show\` has them`,
      );
    if (!verifiesLongTerm(genesis.scheme, signature, message, key.publicKey))
      throw new UsageError(`${path}: the signature is not that of admin ${admin}, ${minerIdOf(key.publicKey)}`);
    seen.add(admin);
  }
  if (seen.size < genesis.adminThreshold)
    throw new UsageError(
      `expected signatures of ${genesis.adminThreshold} admins, got ${seen.size}: have others sign the same action` +
        " with the same --serial, and hand all of the files in together",
    );
  const signatures = files.map(({ admin, signature }) => ({ admin, signature })).sort((a, b) => a.admin - b.admin);
  return { ...content, signatures };
}

export interface SubmitFlags extends FromFlags {
  readonly genesis?: string;
  readonly timeout: number;
}

export async function adminSubmit(paths: readonly string[], flags: SubmitFlags): Promise<CommandResult> {
  const asking = new Asking(flags);
  await asking.checkChain();
  const genesis =
    flags.genesis === undefined ? await fetchedGenesis(asking) : openGenesisFile(flags.genesis, flags.genesisHash);
  const entry = combined(paths, genesis);
  await asking.append(authorityEntry(entry));
  await asking.until("the entry is ordered, and not in a closed round yet", flags.timeout, async () => {
    return (await authoritySerial(asking)) >= entry.serial;
  });
  return { output: `accepted, serial ${entry.serial}: ${described(entry.action)}`, exitCode: EXIT.good };
}

async function fetchedGenesis(asking: Asking): Promise<Genesis> {
  const { genesisFromJson } = await import("../../magic-block/index.js");
  const genesis = genesisFromJson(await asking.client.json("/v1/genesis"));
  checkGenesisHash(genesis, asking.genesisHash, "--from");
  return genesis;
}

/** Of the authority's last accepted entry: the next one is higher. */
export async function authoritySerial({ client }: Pick<Asking, "client">): Promise<number> {
  const path = "/v1/parameters";
  const serial = new JsonReader(await client.json(path), path).peek("authoritySerial");
  if (typeof serial !== "number")
    throw new FeldsparError("LEDGER_UNAVAILABLE", `${path}: expected authoritySerial, a number: is this a sharder?`);
  return serial;
}
