// The arena, to the caller.
export { allocate, mark, release, wipe } from "../memory";
