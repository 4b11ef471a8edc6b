// Private messages between miners, behind the Transport port.
export type { Transport } from "../node/ports.js";
export { MemoryTransport, type MemoryTransportOptions } from "./memory.js";
