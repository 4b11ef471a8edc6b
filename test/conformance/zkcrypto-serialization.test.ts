// Encodings of the first 1000 multiples of each generator, compressed and not: decoding and encoding, one by one and in
// batches.
import { expect, it } from "vitest";
import { G1, G2 } from "../../src/curve/index.js";
import { hex } from "../support/bytes.js";
import { describeWithVectors } from "../support/vectors.js";

const FILES = [
  ["g1_compressed_valid_test_vectors.dat", G1, 48],
  ["g1_uncompressed_valid_test_vectors.dat", G1, 96],
  ["g2_compressed_valid_test_vectors.dat", G2, 96],
  ["g2_uncompressed_valid_test_vectors.dat", G2, 192],
] as const;

describeWithVectors("zkcrypto-serialization", (vectors) => {
  for (const [file, group, length] of FILES) {
    const bytes = vectors.bytes(file);
    const records = Array.from({ length: 1000 }, (_, index) => bytes.subarray(length * index, length * (index + 1)));
    const compressed = file.includes("_compressed");

    it(`${file}: 1000 records, one by one`, () => {
      expect(bytes.length).toBe(1000 * length);
      let multiple = group.ZERO;
      for (const record of records) {
        const point = group.fromBytes(record);
        expect(point.equals(multiple as never)).toBe(true);
        expect(hex(point.toBytes(compressed))).toBe(hex(record));
        expect(hex(multiple.toBytes(compressed))).toBe(hex(record));
        multiple = multiple.add(group.BASE as never);
      }
    });

    it(`${file}: 1000 records in one batch`, () => {
      const vector = group.Vector.fromBytes(records);
      expect(vector.length).toBe(1000);
      expect(vector.toBytes(compressed).map(hex)).toEqual(records.map(hex));
    });
  }
});
