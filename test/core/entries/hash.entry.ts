// Shows hashing to its tests.
export * from "../../../assembly/exports/hash";
export { g1ToBytes, g2ToBytes } from "../../../assembly/exports/point";
export { allocate, mark, release, wipe } from "../../../assembly/memory";
