// Identities as files: their public parts, which are sent to others, and the whole, under a passphrase.
import { schemeByName } from "../../bls/index.js";
import { FeldsparError, JsonReader, parseJson, toHex } from "../../encoding/index.js";
import { type IdentityRole, type OpenedIdentity, ROLES, readIdentity } from "../../keystore/identity-file.js";
import { isProven, minerIdOf, SCHEMES, type SchemeName } from "../../magic-block/index.js";
import type { MinerIdentity, SharderIdentity } from "../../view-change/identity.js";
import { UsageError } from "../usage-error.js";
import { readText } from "./files.js";
import { readPassphrase } from "./passphrase.js";

export const PUBLIC_KIND = "feldspar-public-identity";

/** What everybody may know. */
export interface PublicIdentity {
  readonly role: IdentityRole;
  readonly scheme: SchemeName;
  readonly id: string;
  readonly publicKey: Uint8Array;
  readonly proofOfPossession: Uint8Array;
  /** Of a miner. */
  readonly encryptionKey: Uint8Array | null;
  readonly url: string;
}

/** Of a file of `keygen`, whole or public. Throws BAD_JSON, BAD_PARAMETER for a key without its proof. */
export function publicIdentityOf(text: string, name: string): PublicIdentity {
  const reader = new JsonReader(parseJson(text, name), name);
  const field = (key: string) => new JsonReader(reader.peek(key), `${name}.${key}`);
  field("kind").oneOf([PUBLIC_KIND, "feldspar-identity"]);
  const scheme = field("scheme").oneOf([...SCHEMES]) as SchemeName;
  const bls = schemeByName(scheme);
  const key = {
    publicKey: field("publicKey").hex(bls.publicKeyLength),
    proofOfPossession: field("proofOfPossession").hex(bls.signatureLength),
  };
  if (!isProven(bls, key)) throw new FeldsparError("BAD_PARAMETER", `${name}: the proof of possession does not verify`);
  return {
    role: field("role").oneOf([...ROLES]) as IdentityRole,
    scheme,
    id: minerIdOf(key.publicKey),
    ...key,
    encryptionKey: reader.peek("encryptionKey") === undefined ? null : field("encryptionKey").hex(32),
    url: reader.peek("url") === undefined ? "" : field("url").text(2048),
  };
}

/** The public file. */
export function publicText(identity: PublicIdentity): string {
  const { role, scheme, id, publicKey, proofOfPossession, encryptionKey, url } = identity;
  const shown = {
    ...{ kind: PUBLIC_KIND, role, scheme, id },
    ...{ publicKey: toHex(publicKey), proofOfPossession: toHex(proofOfPossession) },
    ...(encryptionKey === null ? {} : { encryptionKey: toHex(encryptionKey) }),
    ...(url === "" ? {} : { url }),
  };
  return JSON.stringify(shown, null, 2);
}

export interface IdentityFlags {
  readonly identity: string;
  readonly passphraseFile?: string | undefined;
}

/** Opens a file with its passphrase. Throws `UsageError` for another role, BAD_JSON, BAD_PASSPHRASE, MALFORMED. */
export async function openIdentity(flags: IdentityFlags, role: IdentityRole | null): Promise<OpenedIdentity> {
  const text = readText(flags.identity);
  const stated = publicIdentityOf(text, flags.identity).role;
  if (role !== null && stated !== role)
    throw new UsageError(`${flags.identity}: expected an identity of role ${role}, got ${stated}`);
  return readIdentity(text, await readPassphrase({ file: flags.passphraseFile }));
}

/** A miner's. Throws `UsageError` as `openIdentity`. */
export async function openMiner(flags: IdentityFlags): Promise<OpenedIdentity & { readonly identity: MinerIdentity }> {
  return (await openIdentity(flags, "miner")) as OpenedIdentity & { readonly identity: MinerIdentity };
}

/** A sharder's. Throws `UsageError` as `openIdentity`. */
export async function openSharder(
  flags: IdentityFlags,
): Promise<OpenedIdentity & { readonly identity: SharderIdentity }> {
  return (await openIdentity(flags, "sharder")) as OpenedIdentity & { readonly identity: SharderIdentity };
}
