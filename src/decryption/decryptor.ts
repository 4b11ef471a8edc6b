// Decryption by request: a member looks at the ciphertext, asks its policy, and answers with its part and a proof. Any
// t parts open it, and a wrong one is named.
import { checkCallbacks, optionsOf, readingLater } from "../../bindings/arguments.js";
import type { RandomBytes } from "../../bindings/random.js";
import type { Point } from "../curve/index.js";
import { checkBytes, FeldsparError, fail, reading, toHex } from "../encoding/index.js";
import type { Purpose } from "../magic-block/index.js";
import { nameOf, readAnswers } from "../signing/answers.js";
import { type GroupKey, readGroupKey, readKeyShare, type ShareSource, shareOf } from "../signing/key.js";
import { type Ciphertext, decodeCiphertext, opened } from "./ciphertext.js";
import { makePartial, openWith, partOf } from "./partial.js";

/** A member's answer, as JSON. */
export interface DecryptionAnswer {
  readonly kind: "feldspar-decryption-answer";
  /** Hex: of the magic block of whose key this is a part. Those of different ones do not mix. */
  readonly blockHash: string;
  /** Decimal. */
  readonly partyId: string;
  /** Hex: U_i, and the proof. */
  readonly part: string;
}

const ANSWER = "feldspar-decryption-answer";
const DECRYPTION: readonly Purpose[] = ["decryption"];

/** What a policy is asked. */
export interface DecryptionRequest {
  /** As whoever encrypted gave it: it cannot have been changed. */
  readonly label: Uint8Array;
  /** SHA-256 of the ciphertext: tells it from others. */
  readonly hash: Uint8Array;
}

export interface DecryptorOptions {
  readonly key: ShareSource;
  /** Is this to be opened? There is no default. */
  readonly policy: (request: DecryptionRequest) => boolean | Promise<boolean>;
  /** Goes into the proofs' nonces, beside the share; the CSPRNG by default. */
  readonly random?: RandomBytes;
}

/** The ciphertext and its point, found to be right. Throws BAD_CIPHERTEXT, MALFORMED. */
function checked(key: GroupKey, bytes: Uint8Array): { readonly ciphertext: Ciphertext; readonly u: Point } {
  const ciphertext = decodeCiphertext(bytes);
  const u = pointOf(key, ciphertext);
  if (u === null) fail("BAD_CIPHERTEXT", "the ciphertext was made for another key, or was changed");
  return { ciphertext, u };
}

function pointOf({ groupPublicKey }: GroupKey, ciphertext: Ciphertext): Point | null {
  try {
    return opened(groupPublicKey, ciphertext);
  } catch (error) {
    if (error instanceof FeldsparError) return null;
    throw error;
  }
}

/**
 * A member that answers by its policy.
 *
 * @example
 * const ciphertext = encryptTo(decryptionKeys[0].groupPublicKey, bytesOf("the minutes"), { label: bytesOf("board") });
 * const decryptor = new Decryptor({
 *   key: decryptionKeys[0],
 *   policy: ({ label }) => new TextDecoder().decode(label) === "board",
 * });
 * (await decryptor.answer(ciphertext)).kind; //=> "feldspar-decryption-answer"
 */
export class Decryptor {
  readonly #options: DecryptorOptions;

  /** Throws WRONG_PURPOSE for a key that is not for decryption; BAD_TYPE, UNKNOWN_OPTION. */
  constructor(options: DecryptorOptions) {
    const given = optionsOf<DecryptorOptions>(options, ["key", "policy", "random"]);
    checkCallbacks({ policy: given.policy ?? null, random: given.random }, ["policy", "random"]);
    if (typeof given.key !== "function") readKeyShare(given.key, DECRYPTION);
    this.#options = given;
  }

  /** What console.log of Node shows: nothing secret. */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return "Decryptor";
  }

  /**
   * This member's part of the decryption (ciphertext as bytes), if the policy says true. Rejects with BAD_CIPHERTEXT
   * before the policy is asked, REFUSED, NO_KEY, WRONG_PURPOSE, MALFORMED, BAD_SHARE. Constant-sequence in the share.
   */
  async answer(ciphertext: Uint8Array): Promise<DecryptionAnswer> {
    return readingLater("Decryptor.answer", () => this.#answered(ciphertext));
  }

  async #answered(ciphertext: Uint8Array): Promise<DecryptionAnswer> {
    const { key, policy, random } = this.#options;
    checkBytes(ciphertext, "ciphertext");
    const copy = ciphertext.slice();
    const { label, hash } = checked(shareOf(key, DECRYPTION), copy).ciphertext;
    if ((await policy({ label: label.slice(), hash: hash.slice() })) !== true)
      fail("REFUSED", "the policy does not let this ciphertext be opened");
    // the share of now: the one of before may have been wiped meanwhile
    const share = shareOf(key, DECRYPTION);
    const { ciphertext: read, u } = checked(share, copy);
    const { blockHash, partyId } = share;
    const part = toHex(makePartial(share, read, u, random));
    return { kind: ANSWER, blockHash: toHex(blockHash), partyId: String(partyId), part };
  }
}

export interface Decrypted {
  readonly message: Uint8Array;
  /** Names of members whose answers were found to be wrong. Those not needed were not looked at. */
  readonly invalid: readonly string[];
  /** Answers that are none, are of another block's shares, or of nobody: they are not looked at, and blame nobody. */
  readonly unusable: number;
}

/**
 * The message, from answers of any t members. Throws BAD_CIPHERTEXT, THRESHOLD with the names of those who answered
 * wrongly in `culprits` where fewer than t are right, WRONG_PURPOSE, MALFORMED.
 *
 * @example
 * const [key] = decryptionKeys;
 * const ciphertext = encryptTo(key.groupPublicKey, bytesOf("the minutes"));
 * const members = decryptionKeys.slice(1).map((share) => new Decryptor({ key: share, policy: () => true }));
 * const answers = await Promise.all(members.map((member) => member.answer(ciphertext)));
 * new TextDecoder().decode(combineDecryption(key, ciphertext, answers).message); //=> "the minutes"
 */
export function combineDecryption(key: GroupKey, ciphertext: Uint8Array, answers: readonly unknown[]): Decrypted {
  return reading("answers", () => combined(key, ciphertext, answers));
}

function combined(key: GroupKey, ciphertext: Uint8Array, answers: readonly unknown[]): Decrypted {
  const group = readGroupKey(key, DECRYPTION);
  const { ciphertext: read, u } = checked(group, ciphertext);
  const { parts, unusable } = readAnswers(group, answers, ANSWER, "part");
  const right = new Map<number | bigint, Point>();
  const invalid = new Set<string>();
  for (const { member, bytes } of parts) {
    if (right.size === group.threshold) break;
    if (right.has(member.partyId)) continue;
    const point = partOf(group, member, read, u, bytes);
    if (point === null) invalid.add(nameOf(group, member.partyId));
    else right.set(member.partyId, point);
  }
  const names = [...invalid];
  if (right.size < group.threshold) {
    const bad = names.length > 0 ? `; wrong ones from ${names.join(", ")}` : "";
    const message = `${group.threshold} right answers are needed, got ${right.size}${bad}`;
    throw new FeldsparError("THRESHOLD", message, names);
  }
  const points = [...right].map(([partyId, point]) => ({ partyId, point }));
  return { message: openWith(group, read, points), invalid: names, unusable };
}
