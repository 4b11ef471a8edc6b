// Durable storage, behind the Store port.
export type { Store } from "../view-change/ports.js";
export { MemoryStore } from "./memory.js";
