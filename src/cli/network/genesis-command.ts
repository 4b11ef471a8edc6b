// `feldspar genesis create|show|hash`: the founding document of a chain, from a file that its founders agree on.
import { dirname, resolve } from "node:path";
import { JsonReader, parseJson, toHex } from "../../encoding/index.js";
import {
  type Genesis,
  type GenesisInput,
  genesisFromJson,
  genesisHash,
  genesisToJson,
  makeGenesis,
  minerIdOf,
  validateParameters,
} from "../../magic-block/index.js";
import { type CommandResult, EXIT } from "../result.js";
import { UsageError } from "../usage-error.js";
import { hashOf, urlOf } from "./arguments.js";
import { readText, writeWhole } from "./files.js";
import { type PublicIdentity, publicIdentityOf } from "./identities.js";
import { parametersInput } from "./parameters-text.js";

const PLAIN = [
  ...([
    "scheme",
    "mode",
    "purpose",
    "qualification",
    "partyIds",
    "commitmentEncoding",
    "roundTime",
    "startRound",
  ] as const),
  ...(["adminThreshold", "beacon"] as const),
] as const;

function identityAt(path: string, folder: string, role: string): PublicIdentity {
  const place = resolve(folder, path);
  const identity = publicIdentityOf(readText(place), path);
  if (identity.role !== role)
    throw new UsageError(`${path}: expected an identity of role ${role}, got ${identity.role}`);
  return identity;
}

/** What a founding file says. Paths in it are from its own folder. Throws BAD_JSON, `UsageError`, BAD_PARAMETER. */
export function foundingOf(text: string, path: string): GenesisInput {
  const reader = new JsonReader(parseJson(text, path), path);
  const fields = reader.object(["chainId", "sharders", "parameters"], [...PLAIN, "admins"]);
  const folder = dirname(path);
  const scheme = (fields.scheme?.value ?? "min-sig") as string;
  const checked = (identity: PublicIdentity, name: string): PublicIdentity => {
    if (identity.scheme === scheme) return identity;
    throw new UsageError(`${name}: expected a key of ${scheme}, got one of ${identity.scheme}`);
  };
  const sharders = fields.sharders.array(100, (item) => {
    const one = item.object(["identity", "stake"], ["url"]);
    const name = one.identity.text(4096);
    const { publicKey, proofOfPossession, url } = checked(identityAt(name, folder, "sharder"), name);
    const stated = one.url === undefined ? url : one.url.text(2048);
    return { publicKey, proofOfPossession, stake: one.stake.unsigned(128), url: urlOf(stated, `${item.path}.url`) };
  });
  const adminKeys = (fields.admins ?? new JsonReader([], "admins")).array(100, (item) => {
    const name = item.text(4096);
    const { publicKey, proofOfPossession } = checked(identityAt(name, folder, "admin"), name);
    return { publicKey, proofOfPossession };
  });
  const plain = Object.fromEntries(
    PLAIN.flatMap((name) => (fields[name] === undefined ? [] : [[name, fields[name].value]])),
  );
  return {
    ...plain,
    chainId: fields.chainId.value as string,
    adminKeys,
    sharders,
    parameters: parametersInput(fields.parameters),
  };
}

/** Of a file. Throws `UsageError`, BAD_JSON, MALFORMED, BAD_PARAMETER. */
export function readGenesisFile(path: string): Genesis {
  return genesisFromJson(readText(path));
}

/** Throws `UsageError` for a genesis of another hash. */
export function checkGenesisHash(genesis: Genesis, expected: Uint8Array, where: string): void {
  const found = toHex(genesisHash(genesis));
  if (found !== toHex(expected))
    throw new UsageError(`${where}: expected the genesis ${toHex(expected)}, got ${found}: this is another chain`);
}

function summary(genesis: Genesis): string {
  const { chainId, scheme, mode, purpose, roundTime, startRound, sharders, adminKeys, adminThreshold } = genesis;
  const { warnings } = validateParameters(genesis.parameters, { mode, purpose });
  const { miners, threshold, quorum } = genesis.parameters;
  const of = (value: unknown) => (typeof value === "number" ? `${value}` : fraction(value as Fraction));
  return [
    `hash        ${toHex(genesisHash(genesis))}`,
    `chain       ${chainId} (${scheme}, ${mode}, ${purpose}; beacon ${genesis.beacon.mode})`,
    `rounds      ${roundTime} ms each, from ${startRound} on`,
    `parameters  at most ${miners} miners, threshold ${of(threshold)}, quorum ${of(quorum)}`,
    `admins      ${adminThreshold} of ${adminKeys.length} must sign`,
    ...adminKeys.map(({ publicKey }, place) => `  ${place}  ${minerIdOf(publicKey)}`),
    `sharders    ${sharders.length}, of whom more than half must sign`,
    ...sharders.map(({ publicKey, url, stake }) => `  ${minerIdOf(publicKey)}  ${url}  stake ${stake}`),
    ...warnings.map((warning) => `warning     ${warning}`),
  ].join("\n");
}

interface Fraction {
  readonly numerator: number;
  readonly denominator: number;
}

const fraction = ({ numerator, denominator }: Fraction): string => `${numerator}/${denominator}`;

export function genesisCreate(flags: { readonly from: string; readonly out: string }): CommandResult {
  const genesis = makeGenesis(foundingOf(readText(flags.from), flags.from));
  writeWhole(flags.out, `${genesisToJson(genesis, 1)}\n`, { mode: 0o644 });
  return { output: `${summary(genesis)}\nwritten to  ${flags.out}`, exitCode: EXIT.good };
}

export function genesisShow(
  file: string,
  flags: { readonly json?: boolean; readonly genesisHash?: string },
): CommandResult {
  const genesis = readGenesisFile(file);
  if (flags.genesisHash !== undefined) checkGenesisHash(genesis, hashOf(flags.genesisHash, "--genesis-hash"), file);
  return { output: flags.json ? genesisToJson(genesis, 2) : summary(genesis), exitCode: EXIT.good };
}

export function genesisHashCommand(file: string): CommandResult {
  return { output: toHex(genesisHash(readGenesisFile(file))), exitCode: EXIT.good };
}
