// Shows the tower and the pairing to their tests.
export * from "../../../assembly/kernel/index";
export { allocate, mark, release } from "../../../assembly/memory";
export { fpSqrt } from "../../../assembly/field/fp";
export { fpInv, fpInvVartime } from "../../../assembly/field/inverse";
export * from "../../../assembly/field/fp6";
export * from "../../../assembly/field/fp12";
export * from "../../../assembly/pairing/miller";
export * from "../../../assembly/pairing/final-exponentiation";
export * from "../../../assembly/exports/pairing.gen";
export * from "../../../assembly/pairing/compressed";
