// A member's identity as a file: the long-term signing key as a keystore of EIP-2335; the keys for private messages and
// for state at rest sealed under a key that is derived from it. Public parts are in clear.
import { hkdf } from "@noble/hashes/hkdf.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { randomBytes } from "../../bindings/random.js";
import { schemeByName } from "../bls/index.js";
import { FeldsparError, fromHex, JsonReader, parseJson, toHex, utf8 } from "../encoding/index.js";
import { minerIdOf, SCHEMES, type SchemeName } from "../magic-block/index.js";
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

/** The text of the file. `work` as in `sealKeystore`. */
export async function writeIdentity(
  opened: Omit<OpenedIdentity, "storageKey"> & { readonly storageKey?: Uint8Array },
  passphrase: string,
  work?: number,
): Promise<string> {
  const { role, scheme, identity, storageKey = randomBytes(32) } = opened;
  const { id, publicKey, proofOfPossession, secretKey } = identity;
  const keystore = await sealKeystore(secretKey, passphrase, {
    description: `Feldspar ${role} ${id}`,
    publicKey,
    ...(work === undefined ? {} : { work }),
  });
  const miner = "encryptionPrivateKey" in identity ? identity : null;
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
    ...(miner === null ? {} : { encryptionKey: toHex(miner.encryptionKey), url: miner.url }),
    ...("url" in identity && miner === null ? { url: (identity as unknown as { url: string }).url } : {}),
    signing: keystore,
    sealed: toHex(sealBytes(sealingKey(secretKey), NAME, utf8(JSON.stringify(sealed)))),
  };
  return `${JSON.stringify(file, null, 2)}\n`;
}

/** Throws BAD_JSON for what is no identity, BAD_PASSPHRASE, MALFORMED for one whose parts do not belong together. */
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
