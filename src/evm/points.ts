// Points as the contracts take them: uncompressed, a signature as x, y, a key as x.c1, x.c0, y.c1, y.c0.
import { G1, G2 } from "../curve/index.js";
import { fail } from "../encoding/index.js";

/** 96 bytes of a signature of 48. Throws BAD_TYPE, BAD_LENGTH and what `G1.fromBytes` throws, IS_IDENTITY. */
export function uncompressedSignature(...parts: readonly Uint8Array[]): Uint8Array {
  const sum = parts.map((part) => G1.fromBytes(part)).reduce((total, point) => total.add(point));
  if (sum.is0()) fail("IS_IDENTITY", "signature: expected a point that is not the identity");
  return sum.toBytes(false);
}

/** 192 bytes of a key of 96. Throws BAD_TYPE, BAD_LENGTH and what `G2.fromBytes` throws, IS_IDENTITY. */
export function uncompressedKey(key: Uint8Array): Uint8Array {
  const point = G2.fromBytes(key);
  if (point.is0()) fail("IS_IDENTITY", "group key: expected a point that is not the identity");
  return point.toBytes(false);
}
