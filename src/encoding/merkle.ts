// Hash trees over lists, as in RFC 9162, section 2.1: a list is split at the largest power of two below its size, and
// no odd node is doubled, so that a list and the same list with its last item twice have different roots. Leaves and
// nodes begin with domain tags of their own, which differ from one kind of tree to the next: a node is never taken for
// a leaf, nor a leaf of one kind of tree for that of another.
//
//   leaf = SHA-256(u32 length ‖ leaf tag ‖ bytes)      node = SHA-256(u32 length ‖ node tag ‖ left ‖ right)
//
// Level by level that split says: neighbours make a node, and who has none goes up as it is. What a root says of a list
// includes its size only where the size is checked too: a path names it, so take it from what is signed with the root.
import { sha256 } from "@noble/hashes/sha2.js";
import { checkInteger, listOf } from "../../bindings/arguments.js";
import { checkBytes, isBytes } from "../../bindings/bytes.js";
import { Encoder } from "./encoder.js";
import { type Format, fixed, list, record, unsigned } from "./record.js";
import type { Tag } from "./tags.js";

/** The two domain tags of one kind of tree. */
export interface TreeTags {
  readonly leaf: Tag;
  readonly node: Tag;
}

/** What proves that a leaf is in a tree. */
export interface MerklePath {
  /** Of the leaf, from 0. */
  readonly position: number;
  /** How many leaves the tree has, below 2^32. */
  readonly size: number;
  /** The neighbours from the leaf to the root, 32 bytes each. */
  readonly hashes: readonly Uint8Array[];
}

/** Bytes of a hash, of leaf, node and root alike. */
const HASH_LENGTH = 32;
/** Neighbours of a leaf in the largest tree, of 2^32 − 1 leaves. */
const MOST_HASHES = 32;
const MOST_LEAVES = 0xffffffff;

/** Eight bytes and 32 more for each hash, with a count of four bytes before them. */
export const merklePathFormat: Format<MerklePath> = record<MerklePath>({
  position: unsigned(32),
  size: unsigned(32),
  hashes: list(fixed(HASH_LENGTH), MOST_HASHES),
});

type HashState = ReturnType<typeof sha256.create>;

/**
 * Hashes that have taken in a tag, to be cloned: a tree is some thousand hashes that all begin with one of two. A leaf
 * may be secret; `digest` wipes the clone.
 */
const begun = new Map<Tag, HashState>();

function begin(tag: Tag): HashState {
  let state = begun.get(tag);
  if (state === undefined) {
    state = sha256.create().update(new Encoder(tag).finish());
    begun.set(tag, state);
  }
  return state;
}

function hashLeaf({ leaf: tag }: TreeTags, leaf: Uint8Array): Uint8Array {
  return begin(tag).clone().update(leaf).digest();
}

function hashNode({ node: tag }: TreeTags, left: Uint8Array, right: Uint8Array): Uint8Array {
  return begin(tag).clone().update(left).update(right).digest();
}

/** A tree with all its nodes, computed once: 2n − 1 hashes for n leaves, 64 bytes kept for each leaf. */
export class MerkleTree {
  /** From the leaves to the root; the hashes of a level end to end. */
  readonly #levels: readonly Uint8Array[];

  /**
   * Throws EMPTY for no leaves, BAD_TYPE for leaves that are no bytes. Keeps no leaf; constant-sequence in the bytes of
   * each, not in their number and lengths.
   */
  constructor(tags: TreeTags, leaves: readonly Uint8Array[]) {
    const items = listOf<Uint8Array>(leaves, "leaves");
    let level = new Uint8Array(HASH_LENGTH * items.length);
    items.forEach((leaf, position) => {
      checkBytes(leaf, `leaf ${position}`);
      level.set(hashLeaf(tags, leaf), HASH_LENGTH * position);
    });
    const levels = [level];
    while (level.length > HASH_LENGTH) {
      level = levelAbove(tags, level);
      levels.push(level);
    }
    this.#levels = levels;
  }

  /** How many leaves it has. */
  get size(): number {
    return this.#levels[0]!.length / HASH_LENGTH;
  }

  /** 32 bytes, a copy. */
  get root(): Uint8Array {
    return this.#levels.at(-1)!.slice();
  }

  /** The path of the leaf at a position from 0 to size − 1. Throws BAD_INTEGER. */
  path(position: number): MerklePath {
    const { size } = this;
    checkInteger(position, "position", 0, size - 1);
    const hashes: Uint8Array[] = [];
    let at = position;
    for (const level of this.#levels) {
      const start = HASH_LENGTH * (at ^ 1);
      if (start < level.length) hashes.push(level.slice(start, start + HASH_LENGTH));
      at >>>= 1;
    }
    return { position, size, hashes };
  }
}

function levelAbove(tags: TreeTags, level: Uint8Array): Uint8Array<ArrayBuffer> {
  const above = new Uint8Array(HASH_LENGTH * Math.ceil(level.length / (2 * HASH_LENGTH)));
  for (let at = 0; 2 * at < level.length; at += HASH_LENGTH) {
    const left = level.subarray(2 * at, 2 * at + HASH_LENGTH);
    const right = level.subarray(2 * at + HASH_LENGTH, 2 * at + 2 * HASH_LENGTH);
    above.set(right.length === 0 ? left : hashNode(tags, left, right), at);
  }
  return above;
}

/** The root alone, 32 bytes. Throws EMPTY for no leaves, BAD_TYPE for leaves that are no bytes. */
export function merkleRoot(tags: TreeTags, leaves: readonly Uint8Array[]): Uint8Array {
  return new MerkleTree(tags, leaves).root;
}

/**
 * The root of the tree that has this leaf at this place, 32 bytes, to be compared with the root that is known; null for
 * what is no path: not exactly as many hashes as position and size ask for, none of 32 bytes, a position or size out of
 * range. For anybody's path: at most 33 hashes whatever it says. Throws BAD_TYPE for a leaf that is no bytes. Not
 * constant-time.
 */
export function rootOfPath(tags: TreeTags, leaf: Uint8Array, path: MerklePath): Uint8Array | null {
  checkBytes(leaf, "leaf");
  const { position, size, hashes } = path;
  if (!Number.isSafeInteger(size) || size < 1 || size > MOST_LEAVES) return null;
  if (!Number.isSafeInteger(position) || position < 0 || position >= size) return null;
  if (!Array.isArray(hashes) || hashes.length !== pathLength(position, size)) return null;
  for (let index = 0; index < hashes.length; index++) {
    const hash: unknown = hashes[index];
    if (!isBytes(hash) || hash.length !== HASH_LENGTH) return null;
  }
  let hash = hashLeaf(tags, leaf);
  let used = 0;
  for (let at = position, last = size - 1; last > 0; at >>>= 1, last >>>= 1) {
    if (at % 2 === 1) hash = hashNode(tags, hashes[used++]!, hash);
    else if (at < last) hash = hashNode(tags, hash, hashes[used++]!);
  }
  return hash;
}

/** How many neighbours there are on the way up: none where the last node of a level has no other half. */
function pathLength(position: number, size: number): number {
  let length = 0;
  for (let at = position, last = size - 1; last > 0; at >>>= 1, last >>>= 1) {
    if (at % 2 === 1 || at < last) length++;
  }
  return length;
}
