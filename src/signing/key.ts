// The key of a group: what everybody may know of it, and one member's share. A key has one purpose (protocol §2), and
// what uses it says which purpose it serves: a share that decrypted as well as signed would be an oracle for either.

import { schemeByName } from "../bls/index.js";
import {
  bytesOf,
  canonicalJson,
  checkBytes,
  choice,
  decodeAs,
  describe,
  encodeAs,
  fail,
  fixed,
  hexName,
  JsonReader,
  list,
  listOf,
  parseJson,
  reading,
  record,
  recordOf,
  text,
  unsigned,
} from "../encoding/index.js";
import {
  identityDst,
  MAX_CHAIN_ID,
  MAX_MINERS,
  MAX_URL,
  type MagicBlock,
  PURPOSES,
  type Purpose,
  partyIdFormat,
  SCHEMES,
  type SchemeName,
} from "../magic-block/index.js";

export interface KeyMember {
  readonly id: string;
  readonly name: string;
  /** The x of its share. */
  readonly partyId: number | bigint;
  /** Checks what it makes with its share. */
  readonly publicShare: Uint8Array;
}

/** What everybody may know. */
export interface GroupKey {
  /** In every message that the key signs. */
  readonly chainId: string;
  readonly scheme: SchemeName;
  /** What the key is for, and nothing else. */
  readonly purpose: Purpose;
  /** Of the magic block, which rises with every refresh and reshare; the group's public key stays. */
  readonly number: number;
  readonly blockHash: Uint8Array;
  readonly groupPublicKey: Uint8Array;
  /** t. */
  readonly threshold: number;
  readonly members: readonly KeyMember[];
}

/** The same with one member's share, which is secret. */
export interface KeyShare extends GroupKey {
  readonly partyId: number | bigint;
  /** 32 bytes. Wiped when the view is over: take it anew for each use. */
  readonly secretShare: Uint8Array;
}

/** The key of a magic block. Throws BAD_TYPE. */
export function groupKeyOf(
  chain: { readonly chainId: string; readonly purpose: Purpose },
  block: MagicBlock,
  blockHash: Uint8Array,
): GroupKey {
  return reading("magic block", (): GroupKey => {
    const { scheme, number, groupPublicKey, t } = block;
    const members = block.members.map(({ id, url, partyId, publicShare }) => ({ id, name: url, partyId, publicShare }));
    return {
      ...{ chainId: chain.chainId, purpose: chain.purpose, scheme, number, blockHash, groupPublicKey },
      ...{ threshold: t, members },
    };
  });
}

const GROUP = [
  "chainId",
  "scheme",
  "purpose",
  "number",
  "blockHash",
  "groupPublicKey",
  "threshold",
  "members",
] as const;

/**
 * The parts of a key, read once. Throws WRONG_PURPOSE unless its purpose is one of those that the user serves;
 * BAD_TYPE, BAD_SCHEME, BAD_LENGTH, EMPTY for what is no key.
 */
export function readGroupKey(key: unknown, purposes: readonly Purpose[]): GroupKey {
  const read = recordOf<GroupKey>(key, "key", GROUP);
  const { chainId, scheme, purpose, threshold } = read;
  if (!PURPOSES.includes(purpose)) fail("BAD_TYPE", `key: expected a purpose, got ${describe(purpose)}`);
  if (!purposes.includes(purpose))
    fail(
      "WRONG_PURPOSE",
      `the key is for ${purpose}, and is used for ${purposes.join(" or ")} here: a key has one purpose`,
    );
  if (typeof chainId !== "string") fail("BAD_TYPE", `key: expected a chain id, got ${describe(chainId)}`);
  identityDst(scheme);
  checkBytes(read.groupPublicKey, "group public key", schemeByName(scheme).publicKeyLength);
  checkBytes(read.blockHash, "block hash", 32);
  if (!Number.isSafeInteger(threshold) || threshold < 1) fail("BAD_TYPE", "key: expected a threshold");
  const members = listOf<KeyMember>(read.members, "members").map((member) =>
    recordOf<KeyMember>(member, "member", ["id", "name", "partyId", "publicShare"]),
  );
  return { ...read, members };
}

/** The same of a share. */
export function readKeyShare(key: unknown, purposes: readonly Purpose[]): KeyShare {
  const group = readGroupKey(key, purposes);
  const { partyId, secretShare } = recordOf<KeyShare>(key, "key", ["partyId", "secretShare"]);
  checkBytes(secretShare, "secret share", 32);
  return { ...group, partyId, secretShare };
}

/** Where a share comes from: itself, or what gives the present one (`() => party.key`). */
export type ShareSource = KeyShare | (() => KeyShare | null);

/** The share of now, checked. Throws NO_KEY, and as `readKeyShare`. */
export function shareOf(source: ShareSource, purposes: readonly Purpose[]): KeyShare {
  const share = typeof source === "function" ? source() : source;
  if (share === null) fail("NO_KEY", "there is no share of a key");
  return readKeyShare(share, purposes);
}

const memberFormat = record<KeyMember>({
  id: hexName("bytes"),
  name: text(MAX_URL),
  partyId: partyIdFormat,
  publicShare: bytesOf(48, 96),
});
export const groupKeyFormat = record<GroupKey>({
  chainId: text(MAX_CHAIN_ID),
  scheme: choice(SCHEMES, 1),
  purpose: choice(PURPOSES, 1),
  number: unsigned(64, 1),
  blockHash: fixed(32),
  groupPublicKey: bytesOf(48, 96),
  threshold: unsigned(32, 1, MAX_MINERS),
  members: list(memberFormat, MAX_MINERS),
});
const KIND = "feldspar-group-key";

/**
 * What everybody may know of a key, as canonical JSON. Nothing secret is in it, whatever else the value has. Throws
 * BAD_TYPE, BAD_SCHEME, BAD_LENGTH, MALFORMED for what is no key.
 *
 * @example
 * const text = groupKeyToJson(signingKeys[0]); // public: the share is not in it
 * text.includes("secretShare"); //=> false
 * groupKeyFromJson(text).groupPublicKey; //=> signingKeys[0].groupPublicKey
 */
export function groupKeyToJson(key: GroupKey, indent = 0): string {
  return reading("key", () => {
    // as it will be read: what is no key is refused here, not where its JSON is
    const encoded = encodeAs(groupKeyFormat, readGroupKey(key, PURPOSES));
    const checked = groupKeyFormat.toJson(decodeAs(groupKeyFormat, encoded, "key"));
    return canonicalJson({ kind: KIND, ...(checked as object) }, indent);
  });
}

/**
 * Reads what groupKeyToJson wrote, as text or parsed. Throws BAD_JSON, BAD_LENGTH.
 *
 * @example
 * const key = groupKeyFromJson(groupKeyToJson(signingKeys[0]));
 * key.members.map(({ name }) => name); //=> ["Ada", "Ben", "Cleo"]
 */
export function groupKeyFromJson(json: unknown): GroupKey {
  return reading("key", () => readGroupKeyJson(json));
}

function readGroupKeyJson(json: unknown): GroupKey {
  const subject = "key";
  const reader = new JsonReader(typeof json === "string" ? parseJson(json, subject, 1 << 24) : json, subject);
  if (reader.peek("kind") !== KIND) reader.fail(`an object of kind "${KIND}"`);
  const { kind: _, ...fields } = reader.value as Record<string, unknown>;
  return readGroupKey(groupKeyFormat.fromJson(new JsonReader(fields, subject)), PURPOSES);
}
