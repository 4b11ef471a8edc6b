// The parts of the fuzzer that others start: for its command and for its tests.
export { makePlayer } from "./players.mjs";
export { RULES } from "./rules.mjs";
export { findRule } from "./search.mjs";
export { playMany } from "./threads.mjs";
