// The whole core with its operation counters (assembly/kernel/count.ts) and the halves of a pairing; compiled with COUNT_OPERATIONS.
export * from "../../assembly/index";
export { counter, resetCounters } from "../../assembly/kernel/count";
export { finalExponentiation } from "../../assembly/pairing/final-exponentiation";
export { millerLoop } from "../../assembly/pairing/miller";
