// "feldspar-dkg/transport/memory.js": a network in one process, for tests and simulations.
export { MemoryNetwork, type MemoryNetworkOptions } from "../../transport/memory.js";
