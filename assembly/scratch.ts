// Static scratch is one region: everything that `memory.data(bytes, 16)` reserves in any file, but for what kept.ts
// lists. It ends where the arena begins. Nothing in it survives a call into the core: a block may be read only after it
// was written in the same call, or if nobody ever writes it (it is zero then).
//
// That makes wiping one fill, whoever wrote what where, and costs nothing in between: addresses are constants, and no
// code has to know that what it works on is secret. The compiler lays static memory out in the order in which it meets
// it: `FIRST` comes after what is kept, because that is imported here, and before all else, because assembly/index.ts
// imports this file first (test/repository/scratch.test.ts).
//
// Globals are outside of memory and are not wiped, so they hold addresses, counts and flags only: i32, never anything
// computed from a secret (the same test). The stub runtime has no stack in memory.
import "./kept";

const FIRST: usize = memory.data(16, 16);

/** Overwrites all static scratch with zeros. */
export function wipeScratch(): void {
  memory.fill(FIRST, 0, __heap_base - FIRST);
}
