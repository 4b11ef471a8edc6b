// Buffers in messages. What is sent moves (transfers) instead of being copied by the engine, and what was moved is
// gone: so a request, which may have to be sent a second time, is copied once as it leaves, and a reply, which nobody
// needs any more, is not.
import { isBytes } from "../../bindings/bytes.js";

/** A list of byte strings in one block. */
export interface PackedBytes {
  readonly bytes: Uint8Array;
  readonly lengths: readonly number[];
}

/** Copies. */
export function packBytes(list: readonly Uint8Array[]): PackedBytes {
  const lengths = list.map((item) => item.length);
  const bytes = new Uint8Array(lengths.reduce((sum, length) => sum + length, 0));
  let position = 0;
  for (const item of list) {
    bytes.set(item, position);
    position += item.length;
  }
  return { bytes, lengths };
}

/** The byte strings, as views. */
export function unpackBytes({ bytes, lengths }: PackedBytes): Uint8Array[] {
  let position = 0;
  return lengths.map((length) => {
    position += length;
    return bytes.subarray(position - length, position);
  });
}

/** A copy of a message in buffers of its own, which may be transferred. */
export function copyForTransfer<Message>(message: Message): Message {
  if (isBytes(message)) return new Uint8Array(message) as Message;
  if (Array.isArray(message)) {
    return (typeof message[0] === "object" ? message.map(copyForTransfer) : message) as Message;
  }
  if (typeof message !== "object" || message === null) return message;
  const copies = Object.entries(message).map(([name, value]) => [name, copyForTransfer(value)]);
  return Object.fromEntries(copies) as Message;
}

/** The buffers of a message whose byte arrays fill theirs. */
export function buffersOf(message: unknown, found = new Set<ArrayBuffer>()): ArrayBuffer[] {
  if (isBytes(message)) {
    if (message.byteLength > 0 && message.byteLength === message.buffer.byteLength) {
      found.add(message.buffer as ArrayBuffer);
    }
  } else if (Array.isArray(message)) {
    if (typeof message[0] === "object") for (const item of message) buffersOf(item, found);
  } else if (typeof message === "object" && message !== null) {
    for (const item of Object.values(message)) buffersOf(item, found);
  }
  return [...found];
}
