// Scoped use of the core's memory. Everything a call needs is allocated in an arena, which is given back when the
// scope ends, by return or by throw. When a secret scope ends, all that it and the scopes within it used is
// overwritten with zeros, static scratch of the core included (assembly/scratch.ts): there is nothing else that the
// core writes to but tables of public values. That costs half a microsecond, and what overwriting the allocated bytes
// costs. Inner secret scopes are wiped at their own end, not with the outer one: what is allocated next may be a
// result whose padding nobody writes.
//
//   const sum = withArena((arena) => {
//     const out = arena.allocate(POINT_SIZE);
//     arena.wasm.g1Add(out, arena.put(a), arena.put(b));
//     return arena.get(out, POINT_SIZE);          // a copy: nothing may point into the arena after the scope
//   });
//
// Scopes nest: the arena is a stack.
import { Arena } from "./arena.js";
import { fail } from "./errors.js";
import { core } from "./instance.js";

function scope<Result>(use: (arena: Arena) => Result, secret: boolean): Result {
  const owner = core();
  const { wasm } = owner;
  const position = wasm.mark();
  try {
    return use(new Arena(owner));
  } catch (error) {
    // Wasm's own traps are bugs or exhausted memory; the scope is unwound like any other, so that the instance stays
    // usable.
    if (error instanceof WebAssembly.RuntimeError) {
      const refused = wasm.refusedBytes() >>> 0;
      if (refused > 0) fail("OUT_OF_MEMORY", `the core could not have ${refused} more bytes to work with`);
      fail("CORE_TRAP", `the WebAssembly core stopped: ${error.message}`);
    }
    throw error;
  } finally {
    if (secret) wasm.wipe(position);
    else wasm.release(position);
  }
}

/** Runs `use` with an arena that is released afterwards. For public data. */
export function withArena<Result>(use: (arena: Arena) => Result): Result {
  return scope(use, false);
}

/**
 * Runs `use` with an arena whose bytes are zeroed afterwards, whatever happens, as is the core's scratch. For anything
 * that touches a secret.
 */
export function withSecretArena<Result>(use: (arena: Arena) => Result): Result {
  return scope(use, true);
}

/**
 * Runs `use` within a secret scope, whatever scopes it opens: for work in several steps, of which public ones too have
 * to do with what comes of the secret, and for values that are secret or not. `secret`: false for those that are not.
 */
export function secretly<Result>(use: () => Result, secret = true): Result {
  return secret ? scope(use, true) : use();
}
