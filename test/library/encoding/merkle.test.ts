// Hash trees against RFC 9162's own words: the recursive definition, written here with a standard hash alone.
import { sha256 } from "@noble/hashes/sha2.js";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  decodeAs,
  encodeAs,
  type MerklePath,
  MerkleTree,
  merklePathFormat,
  merkleRoot,
  rootOfPath,
  TAG,
} from "../../../src/encoding/index.js";
import { bigEndian, concat, hex, utf8 } from "../../support/bytes.js";
import { refusal } from "../../support/verdict.js";

const tags = { leaf: TAG.shareLeaf, node: TAG.shareNode };

// ---- the rules, as the document has them

const tagged = (tag: string) => concat(bigEndian(BigInt(tag.length), 4), utf8(tag));
const leafHash = (leaf: Uint8Array) => sha256(concat(tagged("feldspar/v2/share-leaf"), leaf));
const nodeHash = (left: Uint8Array, right: Uint8Array) => sha256(concat(tagged("feldspar/v2/share-node"), left, right));

/** The largest power of two below n. */
function splitOf(n: number): number {
  let power = 1;
  while (2 * power < n) power *= 2;
  return power;
}

type Part = { leaves: readonly Uint8Array[]; start: number; end: number; known?: Map<string, Uint8Array> };

function rootByRecursion({ leaves, start, end, known = new Map() }: Part): Uint8Array {
  const name = `${start} ${end}`;
  let root = known.get(name);
  if (root === undefined) {
    const middle = start + splitOf(end - start);
    const left = { leaves, start, end: middle, known };
    const right = { leaves, start: middle, end, known };
    root = end - start === 1 ? leafHash(leaves[start]!) : nodeHash(rootByRecursion(left), rootByRecursion(right));
    known.set(name, root);
  }
  return root;
}

const all = (leaves: readonly Uint8Array[]): Part => ({ leaves, start: 0, end: leaves.length, known: new Map() });

/** PATH(m, D) of RFC 9162, section 2.1.3.1. */
function pathByRecursion(position: number, part: Part): Uint8Array[] {
  const { start, end } = part;
  if (end - start === 1) return [];
  const middle = start + splitOf(end - start);
  const [left, right] = [
    { ...part, end: middle },
    { ...part, start: middle },
  ];
  return position < middle
    ? [...pathByRecursion(position, left), rootByRecursion(right)]
    : [...pathByRecursion(position, right), rootByRecursion(left)];
}

const leavesOf = (count: number) =>
  Array.from({ length: count }, (_, index) => utf8(`leaf ${index} `.repeat(index % 9)));

/** Whether a path leads from the leaf to the root. */
const leads = (leaf: Uint8Array, path: MerklePath, root: Uint8Array) => {
  const found = rootOfPath(tags, leaf, path);
  return found !== null && hex(found) === hex(root);
};

describe("hash trees", () => {
  it("have the root and the paths of the recursive definition, for all sizes up to 70", () => {
    for (let size = 1; size <= 70; size++) {
      const leaves = leavesOf(size);
      const tree = new MerkleTree(tags, leaves);
      const part = all(leaves);
      const expected = rootByRecursion(part);
      expect(tree.size).toBe(size);
      expect(hex(tree.root)).toBe(hex(expected));
      expect(hex(merkleRoot(tags, leaves))).toBe(hex(expected));
      leaves.forEach((leaf, position) => {
        const path = tree.path(position);
        expect({ ...path, hashes: path.hashes.map(hex) }).toEqual({
          position,
          size,
          hashes: pathByRecursion(position, part).map(hex),
        });
        expect(hex(rootOfPath(tags, leaf, path)!)).toBe(hex(expected));
      });
    }
  });

  it("one leaf is its own hash, and no list is EMPTY", () => {
    expect(hex(merkleRoot(tags, [utf8("one")]))).toBe(hex(leafHash(utf8("one"))));
    expect(refusal(() => merkleRoot(tags, []))).toBe("EMPTY");
    expect(refusal(() => new MerkleTree(tags, []))).toBe("EMPTY");
    expect(refusal(() => merkleRoot(tags, [utf8("one"), "two" as never]))).toBe("BAD_TYPE");
    for (const position of [-1, 3, 0.5, Number.NaN, "0" as never])
      expect(refusal(() => new MerkleTree(tags, leavesOf(3)).path(position))).toBe("BAD_INTEGER");
  });

  it("what was computed cannot be changed from outside", () => {
    const tree = new MerkleTree(tags, leavesOf(5));
    const root = hex(tree.root);
    tree.root.fill(0);
    for (const hash of tree.path(4).hashes) hash.fill(0);
    expect(hex(tree.root)).toBe(root);
    expect(hex(rootOfPath(tags, leavesOf(5)[4]!, tree.path(4))!)).toBe(root);
  });

  it("a list and the same with its last leaf twice have different roots", () => {
    for (const size of [1, 3, 5, 7, 33]) {
      const leaves = leavesOf(size);
      expect(hex(merkleRoot(tags, [...leaves, leaves.at(-1)!]))).not.toBe(hex(merkleRoot(tags, leaves)));
    }
  });

  it("every other position, size, hash and length is another root or none", () => {
    for (const size of [1, 2, 3, 5, 6, 7, 8, 13]) {
      const leaves = leavesOf(size).map((leaf, index) => concat(leaf, Uint8Array.of(index)));
      const tree = new MerkleTree(tags, leaves);
      const { root } = tree;
      leaves.forEach((leaf, position) => {
        const path = tree.path(position);
        const { hashes } = path;
        expect(leads(leaf, path, root)).toBe(true);
        for (let other = 0; other < size; other++) {
          if (other !== position) expect(leads(leaf, { ...path, position: other }, root)).toBe(false);
          if (other !== position) expect(leads(leaves[other]!, path, root)).toBe(false);
        }
        expect(rootOfPath(tags, leaf, { ...path, hashes: [...hashes, root] })).toBeNull();
        if (hashes.length > 0) expect(rootOfPath(tags, leaf, { ...path, hashes: hashes.slice(1) })).toBeNull();
        hashes.forEach((hash, at) => {
          const changed = hash.slice();
          changed[at]! ^= 1;
          const put = (item: Uint8Array) => hashes.map((old, index) => (index === at ? item : old));
          expect(leads(leaf, { ...path, hashes: put(changed) }, root)).toBe(false);
          expect(rootOfPath(tags, leaf, { ...path, hashes: put(hash.subarray(1)) })).toBeNull();
          expect(rootOfPath(tags, leaf, { ...path, hashes: put("hash" as never) })).toBeNull();
        });
      });
    }
  });

  it("numbers from anybody are refused at once", () => {
    const leaf = utf8("leaf");
    const hostile = [-1, 0.5, 2 ** 32, 2 ** 53, 1e300, Number.POSITIVE_INFINITY, Number.NaN, "1", 1n, null, undefined];
    for (const value of hostile) {
      expect(rootOfPath(tags, leaf, { position: 0, size: value as never, hashes: [] })).toBeNull();
      expect(rootOfPath(tags, leaf, { position: value as never, size: 1, hashes: [] })).toBeNull();
    }
    expect(rootOfPath(tags, leaf, { position: 0, size: 0, hashes: [] })).toBeNull();
    expect(rootOfPath(tags, leaf, { position: 1, size: 1, hashes: [] })).toBeNull();
    expect(rootOfPath(tags, leaf, { position: 0, size: 1, hashes: "" as never })).toBeNull();
    // the largest tree
    const hashes = Array.from({ length: 32 }, () => new Uint8Array(32));
    const largest = { position: 0, size: 0xffffffff, hashes };
    expect(rootOfPath(tags, leaf, largest)?.length).toBe(32);
    expect(rootOfPath(tags, leaf, { ...largest, hashes: [...hashes, hashes[0]!] })).toBeNull();
    // its last leaf has no neighbour on the lowest level
    expect(rootOfPath(tags, leaf, { ...largest, position: 0xfffffffe, hashes: hashes.slice(1) })?.length).toBe(32);
    expect(rootOfPath(tags, leaf, { ...largest, position: 0xfffffffe })).toBeNull();
  });

  it("a node is not taken for a leaf, nor a leaf of one tree for one of another", () => {
    const leaves = leavesOf(4);
    const tree = new MerkleTree(tags, leaves);
    // with one tag for both, two leaves' hashes end to end would be a leaf of a tree of half the size
    const [first, second] = leaves.map(leafHash);
    const half = { position: 0, size: 2, hashes: [nodeHash(leafHash(leaves[2]!), leafHash(leaves[3]!))] };
    expect(leads(concat(first!, second!), half, tree.root)).toBe(false);
    expect(hex(merkleRoot(tags, [concat(first!, second!)]))).not.toBe(hex(merkleRoot(tags, leaves.slice(0, 2))));
    const others = [
      { leaf: TAG.memberLeaf, node: TAG.memberNode },
      { leaf: TAG.sharderLeaf, node: TAG.sharderNode },
    ];
    expect(new Set([tags, ...others].map((each) => hex(merkleRoot(each, leaves)))).size).toBe(3);
    expect(new Set([tags, ...others].map((each) => hex(merkleRoot(each, leaves.slice(0, 1))))).size).toBe(3);
  });

  it("any list, any change of one leaf", () => {
    const lists = fc.array(fc.uint8Array({ maxLength: 80 }), { minLength: 1, maxLength: 200 });
    fc.assert(
      fc.property(lists, fc.nat(), fc.uint8Array({ maxLength: 80 }), (leaves, chosen, other) => {
        const position = chosen % leaves.length;
        const tree = new MerkleTree(tags, leaves);
        expect(hex(tree.root)).toBe(hex(rootByRecursion(all(leaves))));
        const path = decodeAs(merklePathFormat, encodeAs(merklePathFormat, tree.path(position)), "path");
        expect(leads(leaves[position]!, path, tree.root)).toBe(true);
        const same = hex(other) === hex(leaves[position]!);
        expect(leads(other, path, tree.root)).toBe(same);
        const changed = leaves.map((leaf, at) => (at === position ? other : leaf));
        expect(hex(merkleRoot(tags, changed)) === hex(tree.root)).toBe(same);
      }),
      { numRuns: 60 },
    );
  });

  it("a path is position, size and hashes in bytes", () => {
    const path = new MerkleTree(tags, leavesOf(5)).path(2);
    const bytes = encodeAs(merklePathFormat, path);
    const u32 = (value: number) => bigEndian(BigInt(value), 4);
    expect(hex(bytes)).toBe(hex(concat(u32(2), u32(5), u32(3), ...path.hashes)));
    expect(decodeAs(merklePathFormat, bytes, "path")).toEqual(path);
    expect(refusal(() => decodeAs(merklePathFormat, bytes.subarray(1), "path"))).toBe("MALFORMED");
    expect(refusal(() => decodeAs(merklePathFormat, concat(bytes, Uint8Array.of(0)), "path"))).toBe("MALFORMED");
    const hashes = (count: number) => concat(u32(0), u32(5), u32(count), new Uint8Array(32 * count));
    expect(decodeAs(merklePathFormat, hashes(32), "path").hashes.length).toBe(32);
    expect(refusal(() => decodeAs(merklePathFormat, hashes(33), "path"))).toBe("MALFORMED");
  });
});
