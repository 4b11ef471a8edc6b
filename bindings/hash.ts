// SHA-256 and SHAKE256 of what may be long: lists of commitments and messages of 100 KiB and more, which every node
// hashes several times. Short strings are hashed where they are; for long ones the core is four to eight times as fast
// as JavaScript. The same bytes come out either way.
import { sha256 } from "@noble/hashes/sha2.js";
import { shake256 } from "@noble/hashes/sha3.js";
import type { Arena } from "./arena.js";
import { integerToBytes } from "./bytes.js";
import type { Pointer } from "./exports.gen.js";
import { withSecretArena } from "./scope.js";

/** From so many bytes on the core hashes, and up to so many: its memory, once it has grown, stays as large as it is. */
const LONG = 2048;
const LONGEST = 1 << 23;

function byCore(parts: readonly Uint8Array[]): number | undefined {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  return length < LONG || length > LONGEST ? undefined : length;
}

/** A message may be secret: nothing of it stays in the core's memory. */
function hashed(
  size: number,
  parts: readonly Uint8Array[],
  hash: (arena: Arena, out: Pointer, bytes: Pointer) => void,
) {
  return withSecretArena((arena) => {
    const out = arena.allocate(size);
    hash(arena, out, arena.putAll(parts));
    return arena.get(out, size);
  });
}

/** Each part behind its length in four bytes. */
export function lengthPrefixed(parts: readonly Uint8Array[]): Uint8Array[] {
  return parts.flatMap((part) => [integerToBytes(BigInt(part.length), 4), part]);
}

/** SHA-256 of the parts end to end. */
export function sha256Of(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const length = byCore(parts);
  if (length !== undefined) return hashed(32, parts, ({ wasm }, out, bytes) => wasm.sha256(out, bytes, length));
  const hash = sha256.create();
  for (const part of parts) hash.update(part);
  return hash.digest() as Uint8Array<ArrayBuffer>;
}

/** `size` bytes, at least one, of SHAKE256 of the parts end to end. */
export function shake256Of(size: number, parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const length = byCore(parts);
  if (length !== undefined && size > 0)
    return hashed(size, parts, ({ wasm }, out, bytes) => wasm.shake256(out, size, bytes, length));
  const hash = shake256.create({});
  for (const part of parts) hash.update(part);
  return hash.xof(size) as Uint8Array<ArrayBuffer>;
}
