// The embedded modules as bytes. They are packed with LZMA, which makes both together smaller than one of them would be
// with the gzip of a web server; only the one that is used is unpacked, by a module of its own (assembly/unpack) that
// is dropped afterwards.
import { fromBase64 } from "./bytes.js";
import type { EmbeddedModule } from "./core.js";
import { UNPACK } from "./embedded/unpack.gen.js";
import { fail } from "./errors.js";

interface UnpackExports {
  memory: WebAssembly.Memory;
  reserve(textLength: number, size: number): number;
  unpack(text: number, textLength: number, size: number): number;
}

/** Throws BAD_MODULE when the text is damaged. */
export function unpack({ kernel, length, packed }: EmbeddedModule): Uint8Array<ArrayBuffer> {
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(fromBase64(UNPACK)), {});
  const { memory, ...unpacker } = exports as unknown as UnpackExports;
  const text = unpacker.reserve(packed.length, length);
  new TextEncoder().encodeInto(packed, new Uint8Array(memory.buffer, text, packed.length));
  if (unpacker.unpack(text, packed.length, length) !== 1) {
    fail("BAD_MODULE", `the embedded module "${kernel}" is damaged: it does not unpack to ${length} bytes`);
  }
  return new Uint8Array(memory.buffer as ArrayBuffer, text + packed.length, length);
}
