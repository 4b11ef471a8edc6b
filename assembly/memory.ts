// The arena: scratch of variable size and all buffers shared with the caller come from one bump allocator above the
// static data. Whoever allocates marks before and releases afterwards. Only the caller of the core knows whether there
// were secrets: it wipes instead of releasing (bindings/scope.ts). Nothing inside the core does.
import { wipeScratch } from "./scratch";

let top: usize = (__heap_base + 15) & ~15;
/** The highest address handed out since the last wipe: everything above it is still as it was wiped or never used. */
let highWater: usize = (__heap_base + 15) & ~15;

/** Where the arena ends at the latest, with a page to spare: no sum of an address and a size in here may wrap. */
const LAST: usize = 0xfffefff0;
/** Bytes of the allocation that was refused last, until somebody asked. */
let refused: usize = 0;

/**
 * Reserves `bytes` bytes, 16-byte aligned, not zeroed. Grows the memory; traps when the engine refuses to, or when no
 * memory of 32 bits has so many.
 */
export function allocate(bytes: usize): usize {
  const start = top;
  if (bytes > LAST - start) refuse(bytes);
  const end = (start + bytes + 15) & ~15;
  const pages = <i32>((end + 0xffff) >>> 16);
  const have = memory.size();
  if (pages > have) {
    // grow by at least an eighth so that many small requests do not each cost a growth
    const wanted = max(pages - have, have >> 3);
    if (memory.grow(wanted) < 0 && memory.grow(pages - have) < 0) refuse(bytes);
  }
  top = end;
  if (end > highWater) highWater = end;
  return start;
}

function refuse(bytes: usize): void {
  refused = bytes;
  unreachable();
}

/** After a trap: how many bytes could not be had, or 0 when that was not the reason. Asking forgets it. */
export function refusedBytes(): usize {
  const bytes = refused;
  refused = 0;
  return bytes;
}

/** The present top of the arena, to give to `release` or, by the caller of the core, to `wipe`. */
export function mark(): usize {
  return top;
}

/** Frees everything allocated since `position` was marked. The bytes stay as they are. */
export function release(position: usize): void {
  top = position;
}

/**
 * Frees everything allocated since `position` was marked and overwrites it with zeros, what was released above it
 * included, and all static scratch: whatever was computed since then, no byte of it is left. Never called within the
 * core, where it would take away what its callers are working on.
 */
export function wipe(position: usize): void {
  wipeScratch();
  memory.fill(position, 0, highWater - position);
  top = position;
  highWater = position;
}
