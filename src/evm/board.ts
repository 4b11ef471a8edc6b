// The board's one call and its one event.
import { bytesToInteger } from "../encoding/index.js";
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

/** Calldata that has an entry ordered. */
export function encodeAppend(kind: number, bytes: Uint8Array): Hex {
  return encodeCall(BOARD.selectors.append!, [word(kind), { bytes }]);
}

/** The event in a log of the board; null for what is none. */
export function readBoardEvent(topics: readonly Hex[], data: Hex): BoardEvent | null {
  const [topic, position, writer, kind] = topics;
  if (topic !== BOARD.topics.Entry || position === undefined || writer === undefined || kind === undefined) return null;
  const words = bytesOfHex(data, "event");
  const length = words.length < 64 ? 0 : Number(bytesToInteger(words.subarray(32, 64)));
  if (length > words.length - 64) return null;
  return {
    position: BigInt(position),
    writer: bytesOfHex(writer, "writer").subarray(12),
    kind: Number(BigInt(kind) & 0xffn),
    data: words.slice(64, 64 + length),
  };
}
