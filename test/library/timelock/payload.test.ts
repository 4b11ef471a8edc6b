// Chunks of a payload: none can be moved, left out, repeated, taken for the end, or be empty where another form of the
// same text would be.
import { describe, expect, it } from "vitest";
import { CHUNK_SIZE, Payload } from "../../../src/timelock/payload.js";
import { codeOf } from "./support.js";

const key = Uint8Array.from({ length: 16 }, (_, at) => at);
const nonce = new Uint8Array(16).fill(7);
const payload = () => new Payload(key, nonce);
const chunk = (byte: number) => new Uint8Array(CHUNK_SIZE).fill(byte);

/** Seals these, of which the last ends the payload unless it is said otherwise. */
function sealed(chunks: readonly Uint8Array[], ends = true): Uint8Array[] {
  const one = payload();
  return chunks.map((bytes, at) => one.seal(bytes, ends && at === chunks.length - 1));
}

/** What opening comes to, of the last of these. */
function opening(chunks: readonly Uint8Array[], ends = true): string {
  const one = payload();
  chunks.slice(0, -1).forEach((bytes) => {
    one.open(bytes, false);
  });
  return codeOf(() => one.open(chunks.at(-1)!, ends));
}

describe("chunks of a payload", () => {
  it("open in their order, the last as the last", () => {
    expect(opening(sealed([chunk(1), chunk(2), Uint8Array.of(3)]))).toBe("accepted");
    expect(opening(sealed([chunk(1), chunk(2)], false), false)).toBe("accepted");
  });

  it("are refused in another place, and where the end is another", () => {
    const [first, second] = sealed([chunk(1), chunk(2)]);
    expect(opening([second!])).toBe("BAD_CIPHERTEXT");
    expect(opening([first!])).toBe("BAD_CIPHERTEXT");
    expect(opening([first!, first!], false)).toBe("BAD_CIPHERTEXT");
    expect(opening([first!, second!], false)).toBe("BAD_CIPHERTEXT");
  });

  it("are empty where the text is, and nowhere else", () => {
    const nothing = new Uint8Array(0);
    expect(opening(sealed([nothing]))).toBe("accepted");
    expect(opening(sealed([chunk(1), nothing]))).toBe("BAD_CIPHERTEXT");
    expect(opening(sealed([chunk(1), nothing], false), false)).toBe("BAD_CIPHERTEXT");
    expect(opening([new Uint8Array(15)])).toBe("BAD_CIPHERTEXT");
  });
});
