// Beside the core, as a second entry of a debug build: its operation counters (assembly/kernel/count.ts) and the halves
// of a pairing.
export { counter, resetCounters } from "../../../assembly/kernel/count";
export { finalExponentiation } from "../../../assembly/pairing/final-exponentiation";
export { millerLoop } from "../../../assembly/pairing/miller";
