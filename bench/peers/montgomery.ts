// montgomery, second place of the 2022 ZPrize for multi-scalar multiplication in WebAssembly: G1 and its field only.
import { Field, msm } from "montgomery";
import { coordinatesOf } from "./coordinates.js";

type InputPoint = [x: Uint8Array, y: Uint8Array, isInfinity: boolean];

export interface Montgomery {
  /** `count` dependent products inside its module. */
  multiplyMany(count: number): void;
  point(uncompressed: Uint8Array): InputPoint;
  /** Scalars 32 bytes little-endian. Its time includes reading the points, as its own figures do. */
  msm(scalars: Uint8Array[], points: InputPoint[]): unknown;
}

export async function loadMontgomery(): Promise<Montgomery> {
  const value = Field.getPointer();
  Field.writeBigint(value, 0x1234567890abcdef1234567890abcdefn);
  return {
    multiplyMany: (count) => Field.benchMultiply(value, count),
    point: (uncompressed) => {
      const [x, y] = coordinatesOf(uncompressed).map((part) => Uint8Array.from(part).reverse()) as [
        Uint8Array,
        Uint8Array,
      ];
      return [x, y, false];
    },
    msm: (scalars, points) => msm(scalars, points),
  };
}
