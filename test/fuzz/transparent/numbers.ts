// Scalars as bigints and back: all the arithmetic of the transparent group.
import { ORDER } from "../../../bindings/scalar.js";

export type Bytes = Uint8Array<ArrayBuffer>;

export const LENGTH = 32;

export function modulo(value: bigint): bigint {
  const rest = value % ORDER;
  return rest < 0n ? rest + ORDER : rest;
}

/** The integer that bytes of a multiple of eight stand for. */
export function integerOf(bytes: Uint8Array): bigint {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let value = 0n;
  for (let at = 0; at < bytes.length; at += 8) value = (value << 64n) | view.getBigUint64(at);
  return value;
}

export function bytesOf(value: bigint): Bytes {
  const out = new Uint8Array(LENGTH);
  const view = new DataView(out.buffer);
  let rest = value;
  for (let at = LENGTH - 8; at >= 0; at -= 8) {
    view.setBigUint64(at, rest & 0xffffffffffffffffn);
    rest >>= 64n;
  }
  return out;
}

/** Scalars end to end. */
export function integersOf(bytes: Uint8Array): bigint[] {
  return Array.from({ length: bytes.length / LENGTH }, (_, index) =>
    integerOf(bytes.subarray(index * LENGTH, (index + 1) * LENGTH)),
  );
}

export function joined(values: readonly bigint[]): Bytes {
  const out = new Uint8Array(values.length * LENGTH);
  values.forEach((value, index) => {
    out.set(bytesOf(value), index * LENGTH);
  });
  return out;
}

export function inverse(value: bigint): bigint {
  let [a, b, x, y] = [modulo(value), ORDER, 1n, 0n];
  while (b !== 0n) {
    const quotient = a / b;
    [a, b] = [b, a - quotient * b];
    [x, y] = [y, x - quotient * y];
  }
  return modulo(x);
}

/** The polynomial's value, constant term first. */
export function evaluate(coefficients: readonly bigint[], at: bigint): bigint {
  let value = 0n;
  for (let index = coefficients.length - 1; index >= 0; index--) value = modulo(value * at + coefficients[index]!);
  return value;
}

/** Lagrange coefficients at zero. */
export function lagrange(ids: readonly bigint[]): bigint[] {
  return ids.map((id) => {
    let [above, below] = [1n, 1n];
    for (const other of ids) {
      if (other === id) continue;
      above = modulo(above * other);
      below = modulo(below * (other - id));
    }
    return modulo(above * inverse(below));
  });
}
