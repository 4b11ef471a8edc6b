// Shows hashing to its tests.
export * from "../../../assembly/exports/hash.gen";
export { g1ToBytes, g2ToBytes } from "../../../assembly/exports/point.gen";
export { allocate, mark, release, wipe } from "../../../assembly/memory";
