// Shows the checks of many points to their tests: the ABI of points, the keystream and the cubic character.
import { noneOfOrderThree } from "../../../assembly/curve/cubic-character";
import { seedKeystream } from "../../../assembly/curve/keystream";
export * from "../../../assembly/exports/point.gen";
export * from "../../../assembly/exports/vector.gen";
export { allocate, mark, release } from "../../../assembly/memory";
export { nextDigit, seedKeystream } from "../../../assembly/curve/keystream";

/** Whether the packed points of G1 have no component of order three, tested in so many groups. */
export function cubicCharacter(vector: usize, addresses: usize, count: i32, groups: i32, seed: usize): bool {
  for (let i: usize = 0; i < <usize>count; i++) store<u32>(addresses + 4 * i, <u32>(vector + 128 * i));
  seedKeystream(seed);
  return noneOfOrderThree(addresses, count, groups);
}
