// The board's one call and its one event.
import { bytesToInteger, checkBytes, checkInteger, listOf, reading } from "../encoding/index.js";
import { BOARD } from "./artifacts.gen.js";
import { bytesOfHex, encodeCall, type Hex, word } from "./calldata.js";

/** An entry as the board's event tells it. */
export interface BoardEvent {
  /** On the board, from 0, without gaps. */
  readonly position: bigint;
  /** The address that sent it, 20 bytes. */
  readonly writer: Uint8Array;
  /** 1 transaction, 2 member, 3 authority, 4 lot, 5 beacon; anything else is junk. */
  readonly kind: number;
  readonly data: Uint8Array;
}

/**
 * Calldata that has an entry ordered. `kind`: 0 to 255. Throws BAD_TYPE, BAD_INTEGER.
 *
 * @example
 * const data = encodeAppend(2, bytesOf("a registration")); // of a transaction to the board
 * data.slice(0, 10); //=> BOARD.selectors.append
 */
export function encodeAppend(kind: number, bytes: Uint8Array): Hex {
  checkInteger(kind, "kind", 0, 255);
  checkBytes(bytes, "entry");
  return encodeCall(BOARD.selectors.append!, [word(kind), { bytes }]);
}

/** A topic as bytes. Throws BAD_HEX, BAD_LENGTH. */
function topicBytes(topic: Hex, subject: string): Uint8Array {
  const bytes = bytesOfHex(topic, subject);
  checkBytes(bytes, subject, 32);
  return bytes;
}

/**
 * The event in a log of the board; null for what is none. Throws BAD_TYPE, BAD_HEX, BAD_LENGTH for what no node says of
 * an event.
 *
 * @example
 * const word = (digits: string): `0x${string}` => `0x${digits.padStart(64, "0")}`;
 * const topics = [BOARD.topics.Entry, word("5"), word("ab"), word("2")]; // of a log: position, writer, kind
 * const data: `0x${string}` = `${word("20")}${word("1").slice(2)}${"07".padEnd(64, "0")}`;
 * const { position, kind } = readBoardEvent(topics, data)!;
 * [position, kind, readBoardEvent(topics, data)!.data]; //=> [5n, 2, Uint8Array.of(7)]
 * readBoardEvent([], "0x"); //=> null
 */
export function readBoardEvent(topics: readonly Hex[], data: Hex): BoardEvent | null {
  const [topic, position, writer, kind] = listOf<Hex>(topics, "topics", true);
  const words = reading("event", () => bytesOfHex(data, "event"));
  if (topic !== BOARD.topics.Entry || position === undefined || writer === undefined || kind === undefined) return null;
  const length = words.length < 64 ? 0 : Number(bytesToInteger(words.subarray(32, 64)));
  if (length > words.length - 64) return null;
  return {
    position: bytesToInteger(topicBytes(position, "position")),
    writer: topicBytes(writer, "writer").subarray(12),
    kind: topicBytes(kind, "kind")[31]!,
    data: words.slice(64, 64 + length),
  };
}
