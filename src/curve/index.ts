// BLS12-381 itself: groups, points, vectors, hashing to the curve, pairings, scalars.
export type { Scalar } from "../../bindings/scalar.js";
export { type DomainTag, expandMessageXmd, expandMessageXof, type Xof } from "./expand-message.js";
export { Fr } from "./fr.js";
export {
  type CurveGroup,
  FIELD_MODULUS,
  type FieldElement,
  G1,
  type G1Point,
  G2,
  type G2Point,
  type HashOptions,
} from "./group.js";
export type { GtOrder } from "./gt-orders.js";
export { hashToScalar } from "./hash-to-scalar.js";
export { Gt, pairing, pairingCheck, pairingProduct } from "./pairing.js";
export { type AffinePoint, type GroupName, Point } from "./point.js";
export type { TranscriptOptions } from "./subgroup-seed.js";
export { type DecodeOptions, Vector, type VectorDecodeOptions, type VectorFactory } from "./vector.js";
