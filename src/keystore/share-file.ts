// A share of a group's key as a file: the share as a keystore of EIP-2335, and in clear what everybody may know. What
// is in clear is sealed with it: a file in which the purpose, or the key that it is of, was changed is refused.
import { hkdf } from "@noble/hashes/hkdf.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { readingLater } from "../../bindings/arguments.js";
import { schemeByName } from "../bls/index.js";
import { equalBytes, FeldsparError, fail, JsonReader, parseJson, TAG, toHex, utf8 } from "../encoding/index.js";
import { PURPOSES } from "../magic-block/index.js";
import { groupKeyFromJson, groupKeyToJson, type KeyShare, readKeyShare } from "../signing/key.js";
import { openKeystore, sealKeystore } from "./eip2335.js";
import { openBytes, sealBytes } from "./sealed-store.js";

const KIND = "feldspar-share";
const NAME = "share";

function bindingKey(secretShare: Uint8Array): Uint8Array {
  return hkdf(sha256, secretShare, undefined, utf8(TAG.shareFile), 32);
}

function publicShareOf(key: Omit<KeyShare, "secretShare">): Uint8Array {
  const member = key.members.find(({ partyId }) => String(partyId) === String(key.partyId));
  return member?.publicShare ?? fail("MALFORMED", "share: it belongs to no member of its key");
}

/**
 * The text of the file. `work` as in `sealKeystore`. Throws BAD_SHARE for a share that is not that of its member,
 * BAD_TYPE, BAD_LENGTH, BAD_OPTION.
 *
 * @example
 * const file = await exportShare(signingKeys[0], "correct horse", 1024);
 * (await importShare(file, "correct horse")).partyId; //=> 1
 */
export async function exportShare(share: KeyShare, passphrase: string, work?: number): Promise<string> {
  return readingLater("exportShare", () => exported(share, passphrase, work));
}

async function exported(share: KeyShare, passphrase: string, work?: number): Promise<string> {
  const key = readKeyShare(share, PURPOSES);
  const publicKey = publicShareOf(key);
  if (!equalBytes(schemeByName(key.scheme).getPublicKey(key.secretShare), publicKey))
    fail("BAD_SHARE", "the secret share is not that of its public share");
  const text = groupKeyToJson(key);
  const description = `share ${key.partyId} of ${key.chainId}, for ${key.purpose} alone`;
  // the copy of now: the party wipes its own when the view is over
  const secret = key.secretShare.slice();
  try {
    const keystore = await sealKeystore(secret, passphrase, {
      ...{ description, publicKey },
      ...(work === undefined ? {} : { work }),
    });
    const stated = utf8(`${key.partyId} ${text}`);
    const sealed = toHex(sealBytes(bindingKey(secret), NAME, sha256(stated)));
    const file = { kind: KIND, partyId: String(key.partyId), key: JSON.parse(text) as object, share: keystore, sealed };
    return `${JSON.stringify(file, null, 2)}\n`;
  } finally {
    secret.fill(0);
  }
}

/**
 * The share of a file, and the key that it is of. Throws BAD_JSON for what is none, BAD_PASSPHRASE, MALFORMED where
 * something was changed, its purpose for example. Wipe `secretShare` when it is of no use any more.
 *
 * @example
 * const file = await exportShare(signingKeys[0], "correct horse", 1024);
 * (await importShare(file, "correct horse")).secretShare; //=> signingKeys[0].secretShare
 * await importShare(file.replace("signing", "decryption"), "correct horse"); //=> throws MALFORMED
 */
export async function importShare(text: string, passphrase: string): Promise<KeyShare> {
  return readingLater("importShare", () => imported(text, passphrase));
}

async function imported(text: string, passphrase: string): Promise<KeyShare> {
  const reader = new JsonReader(parseJson(text, NAME, 1 << 24), NAME);
  const fields = reader.object(["kind", "partyId", "key", "share", "sealed"]);
  fields.kind.oneOf([KIND]);
  const key = groupKeyFromJson(fields.key.value);
  const named = fields.partyId.text(80);
  const member = key.members.find(({ partyId }) => String(partyId) === named);
  if (member === undefined) throw new FeldsparError("MALFORMED", "share: it belongs to no member of its key");
  const sealed = fields.sealed.hex(undefined, 256);
  const secretShare = await openKeystore(fields.share.value, passphrase);
  try {
    const stated = openBytes(bindingKey(secretShare), NAME, sealed);
    const same = equalBytes(stated, sha256(utf8(`${member.partyId} ${groupKeyToJson(key)}`)));
    if (!same || !equalBytes(schemeByName(key.scheme).getPublicKey(secretShare), member.publicShare))
      throw new FeldsparError("MALFORMED", "share: what stands beside it is not what it was sealed with");
    return { ...key, partyId: member.partyId, secretShare };
  } catch (error) {
    secretShare.fill(0);
    throw error;
  }
}
