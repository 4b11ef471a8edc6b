// "feldspar-dkg/curve.js": BLS12-381 itself. Groups, points, vectors, hashing to the curve, pairings, scalars.
export type { Hash } from "../curve/expand-message.js";
export * from "../curve/index.js";
