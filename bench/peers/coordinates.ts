// Affine coordinates as other libraries keep them: little-endian, times R = 2^384 modulo p. Setting them directly saves
// those libraries minutes of decoding before a big multi-scalar multiplication; bench/cases/msm.ts compares the
// results, so a mistake here cannot stay hidden.
const P = 0x1a0111ea397fe69a4b1ba7b6434bacd764774b84f38512bf6730d2a0f6b0f6241eabfffeb153ffffb9feffffffffaaabn;

const hex = (bytes: Uint8Array) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("hex");

/** 48 bytes big-endian to 48 bytes little-endian in Montgomery form. */
export function montgomeryBytes(coordinate: Uint8Array): Uint8Array {
  const value = (BigInt(`0x${hex(coordinate)}`) << 384n) % P;
  return Uint8Array.from(Buffer.from(value.toString(16).padStart(96, "0"), "hex")).reverse();
}

export const montgomeryOne = (): Uint8Array => {
  const one = new Uint8Array(48);
  one[47] = 1;
  return montgomeryBytes(one);
};

/**
 * The coordinates of an uncompressed encoding in the order x.c0, x.c1, y.c0, y.c1 (G1: x, y); the encoding has c1
 * first.
 */
export function coordinatesOf(uncompressed: Uint8Array): Uint8Array[] {
  const parts = Array.from({ length: uncompressed.length / 48 }, (_, i) => uncompressed.subarray(48 * i, 48 * i + 48));
  return parts.length === 2 ? parts : ([parts[1], parts[0], parts[3], parts[2]] as Uint8Array[]);
}

/** x and y in Montgomery form, end to end. */
export function montgomeryAffine(uncompressed: Uint8Array): Uint8Array {
  return Uint8Array.from(coordinatesOf(uncompressed).flatMap((part) => [...montgomeryBytes(part)]));
}
