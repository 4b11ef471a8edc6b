// "feldspar-dkg/store/memory.js": a store that forgets with the process, for tests and simulations.
export { MemoryStore } from "../../store/memory.js";
