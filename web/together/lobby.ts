// What is said beside the ceremony itself, read: any tab of this page's origin, and whoever has the link to a room, can
// say what it likes.
import type { SigningAnswer, SigningRequest } from "../../src/entry/signing.js";
import type { InLobby } from "./messages.js";

const MOST_NAMES = 100;
const LONGEST_NAME = 256;
const LONGEST_MESSAGE = 4000;

type Fields = Readonly<Record<string, unknown>>;

const isRecord = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const isText = (value: unknown, most: number): value is string => typeof value === "string" && value.length <= most;

function requestIn(value: unknown): SigningRequest | null {
  if (!isRecord(value) || !isText(value.message, LONGEST_MESSAGE) || !/^([0-9a-f]{2})+$/.test(value.message))
    return null;
  const { kind, chainId, context, message } = value;
  return { kind, chainId, context, message } as SigningRequest;
}

function answerIn(value: unknown): SigningAnswer | null {
  if (!isRecord(value) || !isText(value.partyId, 80)) return null;
  const { kind, blockHash, partyId, signature } = value;
  return { kind, blockHash, partyId, signature } as SigningAnswer;
}

/** Null for what is none of these. Cards, invitations, requests and answers are judged by the library. */
export function readInLobby(data: unknown): InLobby | null {
  if (!isRecord(data)) return null;
  const { kind, card, names, invitation, publicKey, problem, by, request, answer } = data;
  switch (kind) {
    case "knock":
      return { kind, card };
    case "present": {
      const areNames =
        Array.isArray(names) && names.length <= MOST_NAMES && names.every((one) => isText(one, LONGEST_NAME));
      return areNames ? { kind, names } : null;
    }
    case "refused":
      return isText(publicKey, 400) && isText(problem, 1000) ? { kind, publicKey, problem } : null;
    case "begun":
      return { kind, invitation };
    case "proposal": {
      const read = requestIn(request);
      return read !== null && isText(by, LONGEST_NAME) ? { kind, by, request: read } : null;
    }
    case "answer": {
      const [of, given] = [requestIn(request), answerIn(answer)];
      return of !== null && given !== null ? { kind, request: of, answer: given } : null;
    }
    default:
      return null;
  }
}
