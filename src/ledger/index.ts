// The chain, behind the Ledger port.
export type { Ledger } from "../view-change/ports.js";
export { MemoryLedger } from "./memory.js";
