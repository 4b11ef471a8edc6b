// "feldspar-dkg/store/level.js": a store on disk, every write synced; needs the package classic-level.
export { LevelStore } from "../../store/level.js";
