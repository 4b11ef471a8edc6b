// The chain, behind the Ledger port.
export type { Ledger } from "../node/ports.js";
export { MemoryLedger } from "./memory.js";
