// Shows the tower and the pairing to their tests.
export * from "../../../assembly/kernel/index";
export { allocate, mark, release } from "../../../assembly/memory";
export { fpSqrt } from "../../../assembly/field/fp";
export { fpInv, fpInvVartime } from "../../../assembly/field/inverse";
export { fp2Inv, fp2InvVartime } from "../../../assembly/field/fp2";
export * from "../../../assembly/field/fp6";
export * from "../../../assembly/field/fp12";
export * from "../../../assembly/pairing/miller";
export * from "../../../assembly/pairing/final-exponentiation";
export * from "../../../assembly/exports/pairing.gen";
export * from "../../../assembly/pairing/compressed";
