// Bytes and trees as docs/wire-formats.md has them, with bigints and a standard hash alone: what the second
// implementation is made of. Nothing of the product may be imported here.
import { createHash } from "node:crypto";

// building blocks

export type Bytes = Buffer;
// biome-ignore lint/suspicious/noExplicitAny: a document's JSON, of another shape for each format
export type Input = any;

export const join = (...parts: Bytes[]): Bytes => Buffer.concat(parts);
export const sha256 = (...parts: Bytes[]): Bytes =>
  createHash("sha256")
    .update(join(...parts))
    .digest();

/** Unsigned, big-endian. */
export function unsigned(width: number, value: number | string | bigint): Bytes {
  const bytes = Buffer.alloc(width);
  let rest = BigInt(value);
  for (let at = width - 1; at >= 0; at--, rest /= 256n) bytes[at] = Number(rest % 256n);
  if (rest !== 0n) throw new Error(`${value} does not fit ${width} bytes`);
  return bytes;
}
export const u8 = (value: number) => unsigned(1, value);
export const u32 = (value: number) => unsigned(4, value);
export const u64 = (value: number) => unsigned(8, value);
export const u128 = (value: string) => unsigned(16, value);
export const scalar = (value: number) => unsigned(32, value);
export const flag = (value: boolean) => u8(value ? 1 : 0);

/** "ab*32" is the byte ab 32 times; whatever has no asterisk is hex. */
export function raw(text: string): Bytes {
  if (/^([0-9a-f]{2})*$/.test(text)) return Buffer.from(text, "hex");
  const [digits, count] = text.split("*") as [string, string];
  return Buffer.alloc(Number(count), Number.parseInt(digits, 16));
}
export function fixed(width: number, text: string): Bytes {
  const bytes = raw(text);
  if (bytes.length !== width) throw new Error(`expected ${width} bytes, got ${bytes.length}`);
  return bytes;
}
export const hash = (text: string) => fixed(32, text);
export const id = hash;
export const withLength = (bytes: Bytes) => join(u32(bytes.length), bytes);
export const bytes = (text: string) => withLength(raw(text));
export const text = (value: string) => withLength(Buffer.from(value, "utf8"));
export const tag = (name: string) => text(`feldspar/v2/${name}`);
export const list = <Item>(items: Item[], write: (item: Item) => Bytes) => join(u32(items.length), ...items.map(write));
export const optional = <Item>(item: Item | null, write: (item: Item) => Bytes) =>
  item === null ? flag(false) : join(flag(true), write(item));
export function choice(value: string, ...names: string[]): Bytes {
  const position = names.indexOf(value);
  if (position < 0) throw new Error(`${value} is none of ${names}`);
  return u8(position + 1);
}
export const scheme = (value: string) => choice(value, "min-sig", "min-pk");
/** Lengths of keys and signatures. */
export const K = (name: string) => (name === "min-pk" ? 48 : 96);
export const S = (name: string) => (name === "min-pk" ? 96 : 48);

// trees

export interface Tags {
  readonly leaf: string;
  readonly node: string;
}

/** The definition of RFC 9162, section 2.1.1, with tags: recursive, as it stands there. */
export function root(tags: Tags, leaves: Bytes[]): Bytes {
  if (leaves.length === 1) return sha256(tag(tags.leaf), leaves[0]!);
  const left = splitOf(leaves.length);
  return sha256(tag(tags.node), root(tags, leaves.slice(0, left)), root(tags, leaves.slice(left)));
}

/** The largest power of two below a size. */
export function splitOf(size: number): number {
  let split = 1;
  while (2 * split < size) split *= 2;
  return split;
}

/** Section 2.1.3.1: from the leaf to the root. */
export function path(tags: Tags, leaves: Bytes[], position: number): Bytes[] {
  if (leaves.length === 1) return [];
  const split = splitOf(leaves.length);
  const [left, right] = [leaves.slice(0, split), leaves.slice(split)];
  return position < split
    ? [...path(tags, left, position), root(tags, right)]
    : [...path(tags, right, position - split), root(tags, left)];
}

export const pathBytes = (tags: Tags, leaves: Bytes[], position: number) =>
  join(
    u32(position),
    u32(leaves.length),
    list(path(tags, leaves, position), (one) => one),
  );

/** Section 2.1.3.2: from a leaf and its path to the root. */
export function climb(tags: Tags, leaf: Bytes, position: number, size: number, hashes: Bytes[]): Bytes {
  let [at, last, found] = [position, size - 1, sha256(tag(tags.leaf), leaf)];
  for (const hash of hashes) {
    while (at % 2 === 0 && at === last) [at, last] = [at >> 1, last >> 1];
    found = at % 2 === 1 ? sha256(tag(tags.node), hash, found) : sha256(tag(tags.node), found, hash);
    [at, last] = [at >> 1, last >> 1];
  }
  return found;
}

// a chain

export const fraction = ({ numerator, denominator }: Input) => join(u32(numerator), u32(denominator));
export const threshold = (value: Input) =>
  typeof value === "number" ? join(u8(0), u32(value)) : join(u8(1), fraction(value));

export const parameters = (p: Input) =>
  join(
    u32(p.miners),
    threshold(p.threshold),
    threshold(p.quorum),
    optional(p.minMiners, u32),
    u128(p.minStake),
    u32(p.minSharders),
    u32(p.maxSharders),
    flag(p.fastPath),
    ...["start", "contribute", "share", "publish", "wait"].map((phase) => u32(p.phaseRounds[phase])),
    u32(p.viewRounds),
    u32(p.lotRounds),
    u32(p.handOverRounds),
    fraction(p.incumbency),
    choice(p.tieBreak, "shuffle", "oldest"),
    u32(p.absences),
    u32(p.maxAttempts),
    u32(p.backOff.base),
    u32(p.backOff.cap),
  );

export const genesis = (g: Input) => {
  const proven = (key: Input) => join(fixed(K(g.scheme), key.publicKey), fixed(S(g.scheme), key.proofOfPossession));
  return join(
    u8(2),
    scheme(g.scheme),
    text(g.chainId),
    choice(g.mode, "fresh", "reshare"),
    choice(g.purpose, "network", "signing", "decryption"),
    choice(g.qualification, "seed", "zus"),
    choice(g.partyIds, "index", "zus"),
    choice(g.commitmentEncoding, "uncompressed", "compressed"),
    u32(g.roundTime),
    choice(g.beacon.mode, "chained", "drand", "drand-chained"),
    u64(g.beacon.genesisTime),
    u32(g.beacon.period),
    text(g.beacon.id),
    u32(g.beacon.catchUp),
    u64(g.startRound),
    list(g.adminKeys, proven),
    u32(g.adminThreshold),
    list(g.sharders, (one: Input) => join(proven(one), u128(one.stake), text(one.url))),
    parameters(g.parameters),
  );
};

// magic blocks

export const header = (h: Input) =>
  join(
    u8(2),
    scheme(h.scheme),
    choice(h.mode, "fresh", "reshare"),
    hash(h.chainIdHash),
    u64(h.number),
    hash(h.previousHash),
    u64(h.startingRound),
    ...[h.t, h.k, h.n, h.memberCount, h.sharderCount].map(u32),
    hash(h.session),
    fixed(K(h.scheme), h.groupPublicKey),
    hash(h.membersRoot),
    hash(h.shardersRoot),
    hash(h.bodyHash),
  );

export const memberLeaf = (name: string) => (m: Input) =>
  join(
    u32(m.index),
    id(m.id),
    scalar(m.partyId),
    fixed(K(name), m.publicKey),
    hash(m.encryptionKey),
    fixed(K(name), m.publicShare),
    u128(m.stake),
    text(m.url),
  );

export const sharderLeaf = (name: string) => (s: Input) =>
  join(u32(s.index), id(s.id), fixed(K(name), s.publicKey), u128(s.stake), text(s.url));

export const reveals = (items: Input[]) => list(items, ({ index, share }) => join(u32(index), hash(share)));

export const removal = (r: Input) =>
  join(
    choice(r.role, "dealer", "receiver"),
    u32(r.index),
    id(r.id),
    choice(r.phase, "start", "contribute", "share", "publish", "wait"),
    choice(r.code, "no-mpk", "no-publication", "dealer-rule", "receiver-rule"),
    u32(r.count),
  );

export const body = (name: string, b: Input) =>
  join(
    u32(b.attempt),
    choice(b.qualification, "seed", "zus"),
    u32(b.dealerCount),
    list(b.dealings, (d: Input) =>
      join(
        u32(d.index),
        hash(d.mpkHash),
        flag(d.qualified),
        bytes(d.acknowledged),
        bytes(d.aggregate),
        reveals(d.reveals),
      ),
    ),
    list(b.groupPolynomial, (point: string) => fixed(K(name), point)),
    list(b.removed, removal),
    list(b.off, u32),
    u32(b.exposed),
  );

// sessions, payloads, entries

export const sessionMember = (name: string) => (m: Input) =>
  join(
    u32(m.index),
    id(m.id),
    scalar(m.partyId),
    fixed(K(name), m.publicKey),
    hash(m.encryptionKey),
    u128(m.stake),
    text(m.url),
  );

export const transaction = (t: Input) =>
  join(
    id(t.sender),
    hash(t.session),
    choice(t.kind, "mpk", "present", "shared", "publication", "confirm", "hand-over", "first"),
    bytes(t.payload),
  );

/** What follows the bitmap. */
export const publication = (p: Input) => join(bytes(p.aggregate), reveals(p.reveals));

export const output = (name: string) => (o: Input) =>
  join(u64(o.round), u32(o.timeoutCount), hash(o.previousRandomness), fixed(S(name), o.signature));

export const stake = (s: Input) => join(id(s.id), u128(s.stake));
