// Durable storage, behind the Store port.
export type { Store } from "../node/ports.js";
export { MemoryStore } from "./memory.js";
