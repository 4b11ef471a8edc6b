// Signing for applications with a key of a group, by request. A member signs what its policy lets it, as an application
// message of protocol §2 with the key's name and a context in it, and never bytes as they came: what it signs can be
// nothing else that the key's shares sign, on this chain or another.
import { checkCallbacks, optionsOf, readingLater } from "../../bindings/arguments.js";
import { type BlsScheme, schemeByName } from "../bls/index.js";
import { checkBytes, describe, fail, reading, recordOf, toHex } from "../encoding/index.js";
import { applicationMessage, type Purpose } from "../magic-block/index.js";
import { combine } from "../threshold/index.js";
import { jsonReader, nameOf, namingMembers, readAnswers } from "./answers.js";
import { type GroupKey, readGroupKey, readKeyShare, type ShareSource, shareOf } from "./key.js";

/** What is to be signed. */
export interface Content {
  /** What it is for: an application's name and the kind of the message, "example.org/invoice". */
  readonly context: string;
  readonly message: Uint8Array;
}

/** A request, as JSON. */
export interface SigningRequest {
  readonly kind: "feldspar-signing-request";
  readonly chainId: string;
  readonly context: string;
  /** Hex. */
  readonly message: string;
}

/** A member's answer, as JSON. */
export interface SigningAnswer {
  readonly kind: "feldspar-signing-answer";
  /** Hex: of the magic block of whose key this is a part. Those of different ones do not mix. */
  readonly blockHash: string;
  /** Decimal. */
  readonly partyId: string;
  readonly signature: string;
}

const REQUEST = "feldspar-signing-request";
const ANSWER = "feldspar-signing-answer";
/** What such keys sign. */
const SIGNING: readonly Purpose[] = ["signing", "network"];
const MAX_TEXT = 4096;
const MAX_MESSAGE = 1 << 24;

function checkContent(content: unknown): Content {
  const { context, message } = recordOf<Content>(content, "content", ["context", "message"]);
  if (typeof context !== "string") fail("BAD_TYPE", `context: expected a text, got ${describe(context)}`);
  if (context === "" || context.length > MAX_TEXT) fail("BAD_LENGTH", `context: expected 1 to ${MAX_TEXT} characters`);
  checkBytes(message, "message");
  if (message.length > MAX_MESSAGE) fail("BAD_LENGTH", `message: expected at most ${MAX_MESSAGE} bytes`);
  return { context, message };
}

/**
 * Asks members for a signature. Throws WRONG_PURPOSE, BAD_TYPE, BAD_LENGTH.
 *
 * @example
 * const request = signingRequest(signingKeys[0], { context: "example.org/invoice", message: bytesOf("42 €") });
 * request.kind; //=> "feldspar-signing-request"
 */
export function signingRequest(key: GroupKey, content: Content): SigningRequest {
  const { chainId } = readGroupKey(key, SIGNING);
  const { context, message } = checkContent(content);
  return { kind: REQUEST, chainId, context, message: toHex(message) };
}

/** Throws BAD_JSON, WRONG_CHAIN for one to another key, BAD_LENGTH. */
function readRequest(request: unknown, { chainId }: Pick<GroupKey, "chainId">): Content {
  const fields = jsonReader(request, "request").object(["kind", "chainId", "context", "message"]);
  fields.kind.oneOf([REQUEST]);
  if (fields.chainId.text(MAX_TEXT) !== chainId) fail("WRONG_CHAIN", "request: it is for another key");
  return checkContent({ context: fields.context.text(MAX_TEXT), message: fields.message.hex(undefined, MAX_MESSAGE) });
}

export interface SignerOptions {
  readonly key: ShareSource;
  /** Is this to be signed? There is no default: a signer that signs everything is written down as one. */
  readonly policy: (content: Content) => boolean | Promise<boolean>;
}

/**
 * A member that answers requests by its policy.
 *
 * @example
 * const signer = new Signer({
 *   key: signingKeys[0], // in a ceremony: () => party.key
 *   policy: ({ context }) => context === "example.org/invoice",
 * });
 * const wish = (context: string) => signingRequest(signingKeys[0], { context, message: bytesOf("42 €") });
 * (await signer.answer(wish("example.org/invoice"))).partyId; //=> "1"
 * await signer.answer(wish("example.org/testament")); //=> throws REFUSED
 */
export class Signer {
  readonly #options: SignerOptions;

  /** Throws WRONG_PURPOSE for a key that is not for signing; BAD_TYPE, UNKNOWN_OPTION. */
  constructor(options: SignerOptions) {
    const given = optionsOf<SignerOptions>(options, ["key", "policy"]);
    checkCallbacks({ policy: given.policy ?? null }, ["policy"]);
    if (typeof given.key !== "function") readKeyShare(given.key, SIGNING);
    this.#options = given;
  }

  /** What console.log of Node shows: nothing secret. */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return "Signer";
  }

  /**
   * Signs what the request (JSON or its text) asks for, if the policy says true. Rejects with REFUSED if it does not,
   * with NO_KEY, WRONG_PURPOSE, WRONG_CHAIN, BAD_JSON, BAD_LENGTH. Constant-sequence in the share.
   */
  async answer(request: unknown): Promise<SigningAnswer> {
    return readingLater("Signer.answer", () => this.#answered(request));
  }

  async #answered(request: unknown): Promise<SigningAnswer> {
    const { key, policy } = this.#options;
    const content = readRequest(request, shareOf(key, SIGNING));
    const copy = { context: content.context, message: content.message.slice() };
    if ((await policy(copy)) !== true)
      fail("REFUSED", `the policy does not let ${JSON.stringify(content.context)} be signed`);
    // the share of now: the one of before may have been wiped meanwhile
    const share = shareOf(key, SIGNING);
    const { scheme, chainId, secretShare, blockHash, partyId } = share;
    const bytes = applicationMessage(chainId, content.context, content.message);
    const signature = toHex(schemeByName(scheme).sign(bytes, secretShare));
    return { kind: ANSWER, blockHash: toHex(blockHash), partyId: String(partyId), signature };
  }
}

export interface Signed {
  /** The group's, verified: `verifySignature`, or `verify` of the scheme over `applicationMessage`. */
  readonly signature: Uint8Array;
  /** Names of members whose answers were found to be wrong. */
  readonly invalid: readonly string[];
  /** Answers that are none, are of another block's shares, or of nobody: they are not looked at, and blame nobody. */
  readonly unusable: number;
}

/**
 * The group's signature from answers of any t members. Throws THRESHOLD, with the names of those who answered wrongly
 * in `culprits`, where fewer than t are right; BAD_JSON for a request that is none, WRONG_PURPOSE, WRONG_CHAIN.
 *
 * @example
 * const [key] = signingKeys;
 * const content = { context: "example.org/invoice", message: bytesOf("42 €") };
 * const request = signingRequest(key, content);
 * const signers = signingKeys.slice(0, 2).map((share) => new Signer({ key: share, policy: () => true }));
 * const answers = await Promise.all(signers.map((signer) => signer.answer(request)));
 * const { signature } = combineSignatures(key, request, answers);
 * verifySignature(key, content, signature); //=> true
 */
export function combineSignatures(key: GroupKey, request: unknown, answers: readonly unknown[]): Signed {
  return reading("answers", () => combined(key, request, answers));
}

function combined(key: GroupKey, request: unknown, answers: readonly unknown[]): Signed {
  const group = readGroupKey(key, SIGNING);
  const content = readRequest(request, group);
  const { parts, unusable } = readAnswers(group, answers, ANSWER, "signature");
  const { signature, invalid } = namingMembers(group, () =>
    combine(schemeByName(group.scheme), {
      message: applicationMessage(group.chainId, content.context, content.message),
      threshold: group.threshold,
      groupPublicKey: group.groupPublicKey,
      publicShares: new Map(group.members.map(({ partyId, publicShare }) => [partyId, publicShare])),
      partials: parts.map(({ member, bytes }) => ({ id: member.partyId, signature: bytes })),
    }),
  );
  return { signature, invalid: invalid.map((id) => nameOf(group, id)), unusable };
}

/**
 * Is it the group's signature of this? Throws BAD_TYPE, BAD_LENGTH, and what decoding throws.
 *
 * @example
 * const [key] = signingKeys;
 * const content = { context: "example.org/invoice", message: bytesOf("42 €") };
 * const message = applicationMessage(key.chainId, content.context, content.message);
 * const two = signingKeys.slice(1);
 * const partials = two.map((share) => ({ id: share.partyId, signature: minSig.sign(message, share.secretShare) }));
 * verifySignature(key, content, recoverSignature(minSig, partials)); //=> true
 */
export function verifySignature(
  key: Pick<GroupKey, "chainId" | "scheme" | "groupPublicKey">,
  content: Content,
  signature: Uint8Array,
): boolean {
  return reading("signature", () => {
    const read = recordOf<GroupKey>(key, "key", ["chainId", "scheme", "groupPublicKey"]);
    const { context, message } = checkContent(content);
    const scheme: BlsScheme = schemeByName(read.scheme);
    return scheme.verify(signature, applicationMessage(read.chainId, context, message), read.groupPublicKey);
  });
}
