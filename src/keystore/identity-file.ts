// A member's identity as a file: the long-term signing key as a keystore of EIP-2335; the keys for private messages and
// for state at rest sealed under a key that is derived from it. Public parts are in clear.
import { hkdf } from "@noble/hashes/hkdf.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { recordsOf } from "../../bindings/arguments.js";
import { randomBytes } from "../../bindings/random.js";
import { schemeByName } from "../bls/index.js";
import {
  checkBytes,
  describe,
  FeldsparError,
  fail,
  fromHex,
  JsonReader,
  parseJson,
  recordOf,
  toHex,
  utf8,
} from "../encoding/index.js";
import { identityDst, minerIdOf, SCHEMES, type SchemeName } from "../magic-block/index.js";
import { checkIdentity } from "../node/options.js";
import type { MinerIdentity, SigningIdentity } from "../view-change/identity.js";
import { type Keystore, openKeystore, sealKeystore } from "./eip2335.js";
import { openBytes, sealBytes } from "./sealed-store.js";

export const ROLES = ["miner", "sharder", "admin"] as const;
export type IdentityRole = (typeof ROLES)[number];

/** What is in the file, opened. */
export interface OpenedIdentity {
  readonly role: IdentityRole;
  readonly scheme: SchemeName;
  /** Of a miner with its keys for private messages. */
  readonly identity: SigningIdentity | MinerIdentity;
  /** For `SealedStore`, 32 bytes. */
  readonly storageKey: Uint8Array;
}

interface EncryptionPair {
  readonly publicKey: string;
  readonly privateKey: string;
}

interface Sealed {
  readonly storageKey: string;
  /** The newest first. */
  readonly encryption: readonly EncryptionPair[];
}

const KIND = "feldspar-identity";
const NAME = "identity";

function sealingKey(secretKey: Uint8Array): Uint8Array {
  return hkdf(sha256, secretKey, undefined, utf8("feldspar/v2/identity-file"), 32);
}

/** What is written: all that a miner has, of which others have a part. */
type Writable = SigningIdentity & { readonly url?: string } & Partial<MinerIdentity>;

/** The parts of an identity, read once. Throws BAD_TYPE, BAD_LENGTH. */
function writable(identity: unknown): Writable {
  const read = recordOf<Writable>(identity, "identity", [
    ...(["id", "publicKey", "proofOfPossession", "secretKey", "url"] as const),
    ...(["encryptionKey", "encryptionPrivateKey", "previousEncryptionKeys"] as const),
  ]);
  checkIdentity(read);
  if (read.url !== undefined && typeof read.url !== "string")
    fail("BAD_TYPE", `identity's url: expected a text, got ${describe(read.url)}`);
  const names = ["encryptionKey", "encryptionPrivateKey"] as const;
  const { previousEncryptionKeys = [] } = read;
  type Pair = NonNullable<MinerIdentity["previousEncryptionKeys"]>[number];
  const previous = recordsOf<Pair>(previousEncryptionKeys, "previous keys", "previous key", names, true);
  const current = read.encryptionPrivateKey === undefined ? [] : [read as Pair];
  for (const pair of [...current, ...previous]) for (const name of names) checkBytes(pair[name], name, 32);
  return { ...read, previousEncryptionKeys: previous };
}

/**
 * The text of the file. `work` as in `sealKeystore`. Throws BAD_TYPE, BAD_LENGTH, BAD_OPTION, BAD_SCHEME.
 *
 * @example
 * const storageKey = crypto.getRandomValues(new Uint8Array(32)); // of the miner's SealedStore
 * const opened = { role: "miner" as const, scheme: "min-sig" as const, identity: miners[0], storageKey };
 * const file = await writeIdentity(opened, "correct horse", 1024);
 * (await readIdentity(file, "correct horse")).identity.id; //=> miners[0].id
 */
export async function writeIdentity(
  opened: Omit<OpenedIdentity, "storageKey"> & { readonly storageKey?: Uint8Array },
  passphrase: string,
  work?: number,
): Promise<string> {
  const given = recordOf<OpenedIdentity>(opened, "identity", ["role", "scheme", "identity", "storageKey"]);
  const { role, scheme, storageKey = randomBytes(32) } = given;
  if (!ROLES.includes(role)) fail("BAD_OPTION", `role: expected one of ${ROLES.join(", ")}, got ${describe(role)}`);
  identityDst(scheme);
  checkBytes(storageKey, "storage key", 32);
  const identity = writable(given.identity);
  const { id, publicKey, proofOfPossession, secretKey, url } = identity;
  const keystore = await sealKeystore(secretKey, passphrase, {
    description: `Feldspar ${role} ${id}`,
    publicKey,
    ...(work === undefined ? {} : { work }),
  });
  const miner = identity.encryptionPrivateKey === undefined ? null : (identity as MinerIdentity);
  const pair = (publicPart: Uint8Array, privatePart: Uint8Array): EncryptionPair => {
    return { publicKey: toHex(publicPart), privateKey: toHex(privatePart) };
  };
  const sealed: Sealed = {
    storageKey: toHex(storageKey),
    encryption:
      miner === null
        ? []
        : [
            pair(miner.encryptionKey, miner.encryptionPrivateKey),
            ...(miner.previousEncryptionKeys ?? []).map((one) => pair(one.encryptionKey, one.encryptionPrivateKey)),
          ],
  };
  const file = {
    kind: KIND,
    role,
    scheme,
    id,
    publicKey: toHex(publicKey),
    proofOfPossession: toHex(proofOfPossession),
    ...(miner === null ? {} : { encryptionKey: toHex(miner.encryptionKey) }),
    ...(url === undefined ? {} : { url }),
    signing: keystore,
    sealed: toHex(sealBytes(sealingKey(secretKey), NAME, utf8(JSON.stringify(sealed)))),
  };
  return `${JSON.stringify(file, null, 2)}\n`;
}

/**
 * Throws BAD_JSON for what is no identity, BAD_PASSPHRASE, MALFORMED for one whose parts do not belong together.
 *
 * @example
 * const storageKey = crypto.getRandomValues(new Uint8Array(32));
 * const opened = { role: "miner" as const, scheme: "min-sig" as const, identity: miners[0], storageKey };
 * const file = await writeIdentity(opened, "correct horse", 1024);
 * (await readIdentity(file, "correct horse")).storageKey; //=> storageKey
 * await readIdentity(file, "wrong horse"); //=> throws BAD_PASSPHRASE
 */
export async function readIdentity(
  text: string,
  passphrase: string,
): Promise<OpenedIdentity & { readonly url: string }> {
  const reader = new JsonReader(parseJson(text, NAME), NAME);
  const field = (name: string) => new JsonReader(reader.peek(name), `${NAME}.${name}`);
  field("kind").oneOf([KIND]);
  const role = field("role").oneOf([...ROLES]) as IdentityRole;
  const scheme = field("scheme").oneOf([...SCHEMES]) as SchemeName;
  const secretKey = await openKeystore(reader.peek("signing") as Keystore, passphrase);
  const bls = schemeByName(scheme);
  const publicKey = bls.getPublicKey(secretKey);
  if (toHex(publicKey) !== toHex(field("publicKey").hex(bls.publicKeyLength)))
    throw new FeldsparError("MALFORMED", "identity: the public key is not that of the sealed one");
  const text2 = openBytes(sealingKey(secretKey), NAME, field("sealed").hex(undefined, 1 << 16));
  const sealed = parseJson(new TextDecoder().decode(text2), NAME) as Sealed;
  const signing = {
    id: minerIdOf(publicKey),
    publicKey,
    proofOfPossession: field("proofOfPossession").hex(bls.signatureLength),
    secretKey,
  };
  const url = reader.peek("url") === undefined ? "" : field("url").text(2048);
  const [newest, ...previous] = sealed.encryption.map((one) => ({
    encryptionKey: fromHex(one.publicKey),
    encryptionPrivateKey: fromHex(one.privateKey),
  }));
  const identity =
    newest === undefined ? { ...signing, url } : { ...signing, ...newest, previousEncryptionKeys: previous, url };
  return { role, scheme, identity, storageKey: fromHex(sealed.storageKey), url };
}
