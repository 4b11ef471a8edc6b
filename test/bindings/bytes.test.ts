import { describe, expect, it } from "vitest";
import {
  bytesToInteger,
  checkBytes,
  concatBytes,
  concatChecked,
  equalBytes,
  fromBase64,
  fromHex,
  integerToBytes,
  toHex,
} from "../../bindings/bytes.js";

const code = (run: () => unknown) => {
  try {
    run();
  } catch (error) {
    return (error as { code?: string }).code;
  }
  return undefined;
};

describe("bytes", () => {
  it("converts integers, hex and base64 both ways", () => {
    expect(toHex(integerToBytes(0x0102n, 4))).toBe("00000102");
    expect(bytesToInteger(fromHex("00ff10"))).toBe(0xff10n);
    expect(bytesToInteger(new Uint8Array(0))).toBe(0n);
    const all = Uint8Array.from({ length: 256 }, (_, index) => index);
    expect(fromBase64(btoa(String.fromCharCode(...all)))).toEqual(all);
    expect(equalBytes(concatBytes(all.subarray(0, 9), all.subarray(9)), all)).toBe(true);
  });

  it("refuses what does not fit", () => {
    expect(code(() => integerToBytes(-1n, 4))).toBe("BAD_SCALAR");
    expect(code(() => integerToBytes(1n << 32n, 4))).toBe("BAD_SCALAR");
    for (const text of ["0", "0g", "0x00"]) expect(code(() => fromHex(text))).toBe("BAD_HEX");
  });

  it("accepts subclasses such as Buffer, and refuses strings, arrays, buffers without a type and wrong lengths", () => {
    class Subclass extends Uint8Array {}
    expect(code(() => checkBytes(new Subclass(3), "it", 3))).toBeUndefined();
    if (typeof Buffer === "function") expect(code(() => checkBytes(Buffer.alloc(3), "it", 3))).toBeUndefined();
    for (const value of ["abc", [1, 2, 3], new ArrayBuffer(3), null, undefined, 3]) {
      expect(code(() => checkBytes(value, "it", 3))).toBe("BAD_TYPE");
    }
    expect(code(() => checkBytes(new Uint8Array(4), "it", 3))).toBe("BAD_LENGTH");
  });

  it("are equal when all of them are, and not when one is the beginning of the other", () => {
    const bytes = Uint8Array.of(1, 2, 3);
    expect(equalBytes(bytes, bytes.slice())).toBe(true);
    for (const other of [[], [1, 2], [1, 2, 3, 0], [1, 2, 4], [0, 2, 3]]) {
      expect(equalBytes(bytes, Uint8Array.from(other))).toBe(false);
      expect(equalBytes(Uint8Array.from(other), bytes)).toBe(false);
    }
  });

  it("names all items of a list that have another length", () => {
    const items = [new Uint8Array(2), new Uint8Array(3), new Uint8Array(2), "no"];
    expect(() => concatChecked(items, "item", 2)).toThrow(
      expect.objectContaining({ code: "BAD_LENGTH", culprits: [1, 3] }),
    );
  });
});
