// Signatures of the group for applications (protocol: "application"): a member's part, made by its node, and the whole,
// made of enough parts by anybody. Requests and answers have the form that programs of a network use among themselves.
import { schemeByName } from "../../bls/index.js";
import { FeldsparError, type JsonInput, JsonReader, parseJson, toHex } from "../../encoding/index.js";
import { applicationMessage, type Genesis, type MagicBlock } from "../../magic-block/index.js";
import { combine } from "../../threshold/index.js";
import type { MinerKey } from "../../view-change/miner/state.js";

/** What is to be signed. */
export interface Content {
  readonly context: string;
  readonly message: Uint8Array;
}

const REQUEST = "feldspar-signing-request";
const ANSWER = "feldspar-signing-answer";
const MAX_CONTEXT = 4096;
const MAX_MESSAGE = 1 << 20;
/** Of a request: twice the message, in hex, and what is around it. */
export const LONGEST_CONTENT = 2 * MAX_MESSAGE + 6 * MAX_CONTEXT + 1024;

export function requestText(content: Content): string {
  return JSON.stringify({ kind: REQUEST, context: content.context, message: toHex(content.message) });
}

/** Throws BAD_JSON. */
export function readContent(body: Uint8Array): Content {
  const name = "request";
  const reader = new JsonReader(parseJson(new TextDecoder().decode(body), name, LONGEST_CONTENT), name);
  const fields = reader.object(["kind", "context", "message"]);
  fields.kind.oneOf([REQUEST]);
  const content = { context: fields.context.text(MAX_CONTEXT), message: fields.message.hex(undefined, MAX_MESSAGE) };
  if (content.context === "") throw new FeldsparError("BAD_JSON", "request: expected a context that is not empty");
  return content;
}

function messageOf({ chainId, purpose }: Genesis, { context, message }: Content): Uint8Array {
  if (purpose === "decryption")
    throw new FeldsparError("BAD_OPTION", "this network's key is for decryption, and signs nothing for applications");
  return applicationMessage(chainId, context, message);
}

/** A member's part: never of bytes as they came, always of an application's message. Throws BAD_OPTION. */
export function signedPart(
  genesis: Genesis,
  key: MinerKey | null,
  content: Content,
): { readonly [name: string]: JsonInput } {
  if (key === null)
    throw new FeldsparError(
      "BAD_OPTION",
      "this node has no share of the key in office: only members of the view have one, of the view change in which" +
        " they became members; `feldspar status` says which view it is",
    );
  const signature = schemeByName(genesis.scheme).sign(messageOf(genesis, content), key.secretShare);
  return { kind: ANSWER, blockHash: toHex(key.blockHash), partyId: String(key.partyId), signature: toHex(signature) };
}

interface Part {
  readonly blockHash: Uint8Array;
  readonly partyId: bigint;
  readonly signature: Uint8Array;
}

function scalarOf(text: string, name: string): bigint {
  if (!/^\d{1,78}$/.test(text)) throw new FeldsparError("BAD_JSON", `${name}: expected a decimal number as partyId`);
  return BigInt(text);
}

/** Throws BAD_JSON. */
export function readPart(text: string, name: string): Part {
  const fields = new JsonReader(parseJson(text, name), name).object(["kind", "blockHash", "partyId", "signature"]);
  fields.kind.oneOf([ANSWER]);
  return {
    blockHash: fields.blockHash.hex(32),
    partyId: scalarOf(fields.partyId.text(80), name),
    signature: fields.signature.hex(undefined, 96),
  };
}

/** The group's signature, verified. Throws THRESHOLD for too few good parts. */
export function wholeSignature(genesis: Genesis, block: MagicBlock, parts: readonly Part[], content: Content) {
  const message = messageOf(genesis, content);
  const { signature } = combine(schemeByName(genesis.scheme), {
    ...{ message, threshold: block.t, groupPublicKey: block.groupPublicKey },
    publicShares: new Map(block.members.map(({ partyId, publicShare }) => [partyId, publicShare])),
    partials: parts.map(({ partyId, signature: part }) => ({ id: partyId, signature: part })),
  });
  return { message, signature };
}
