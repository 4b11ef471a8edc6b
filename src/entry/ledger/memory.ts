// "feldspar-dkg/ledger/memory.js": a ledger in one process, for tests and simulations.
export { MemoryEngine, type MemoryEngineOptions } from "../../ledger/memory.js";
export { MemoryLog } from "../../ledger/memory-log.js";
