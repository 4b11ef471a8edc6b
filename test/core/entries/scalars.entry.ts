export * from "../../../assembly/exports/scalar.gen";
export { polynomialEvaluate } from "../../../assembly/sharing/polynomial";
export { lagrangeAtZero, recoverSecret } from "../../../assembly/sharing/lagrange";
export { allocate, mark, release, wipe } from "../../../assembly/memory";
export { makeProgram, PROGRAM, FIRST, LEVELS } from "../../../assembly/sharing/addition-chains";
