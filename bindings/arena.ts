// The core's memory as an arena: a stack from which a call allocates what it needs (scope.ts gives it back). Allocation
// may grow the memory, which detaches every view: `put`, `get` and `view` therefore always look at the present buffer,
// and a view must not be kept across an `allocate` or `put` or a call into the core.
import type { Core } from "./core.js";
import { fail } from "./errors.js";
import type { CoreExports, Pointer } from "./exports.gen.js";
import type { CoreMemory } from "./platform.js";

let cachedMemory: CoreMemory | undefined;
let cachedView = new Uint8Array(0);

/** The whole memory as bytes, re-created when the memory was grown or another core was chosen. */
function wholeMemory(memory: CoreMemory): Uint8Array<ArrayBuffer> {
  if (cachedMemory !== memory || cachedView.buffer !== memory.buffer) {
    cachedMemory = memory;
    cachedView = new Uint8Array(memory.buffer as ArrayBuffer);
  }
  return cachedView as Uint8Array<ArrayBuffer>;
}

export class Arena {
  readonly core: Core;
  /** The core's exports. */
  readonly wasm: CoreExports;

  constructor(owner: Core) {
    this.core = owner;
    this.wasm = owner.wasm;
  }

  /**
   * Reserves `bytes` bytes, 16-byte aligned, content undefined. Throws OUT_OF_MEMORY when the engine refuses to grow
   * the memory.
   */
  allocate(bytes: number): Pointer {
    // 4 GiB is what a 32-bit memory can have at all, and what is passed to the core is taken modulo that
    if (!(bytes >= 0 && (this.wasm.mark() >>> 0) + bytes < 0xf000_0000))
      fail("OUT_OF_MEMORY", `cannot allocate ${bytes} bytes of WebAssembly memory`);
    try {
      return this.wasm.allocate(bytes) >>> 0;
    } catch {
      this.wasm.refusedBytes();
      return fail("OUT_OF_MEMORY", `the engine refused to grow the WebAssembly memory by ${bytes} bytes`);
    }
  }

  /** Copies bytes in and returns where they are. */
  put(bytes: Uint8Array): Pointer {
    const pointer = this.allocate(bytes.length);
    wholeMemory(this.wasm.memory).set(bytes, pointer);
    return pointer;
  }

  /** Copies many byte strings in, end to end. */
  putAll(parts: readonly Uint8Array[]): Pointer {
    let length = 0;
    for (const part of parts) length += part.length;
    const pointer = this.allocate(length);
    const memory = wholeMemory(this.wasm.memory);
    let position = pointer;
    for (const part of parts) {
      memory.set(part, position);
      position += part.length;
    }
    return pointer;
  }

  /** Overwrites bytes at a place that was allocated before. */
  set(pointer: Pointer, bytes: Uint8Array): void {
    wholeMemory(this.wasm.memory).set(bytes, pointer);
  }

  /** A copy of `length` bytes. */
  get(pointer: Pointer, length: number): Uint8Array<ArrayBuffer> {
    try {
      return wholeMemory(this.wasm.memory).slice(pointer, pointer + length);
    } catch {
      return fail("OUT_OF_MEMORY", `the engine has no ${length} bytes for a result`);
    }
  }

  /** A copy of `count` 32-bit integers, for example the statuses of a list. */
  getInt32s(pointer: Pointer, count: number): Int32Array {
    return new Int32Array(this.get(pointer, 4 * count).buffer);
  }

  /** A view for immediate use: dead after the next allocation or call. */
  view(pointer: Pointer, length: number): Uint8Array<ArrayBuffer> {
    return wholeMemory(this.wasm.memory).subarray(pointer, pointer + length);
  }
}
