// A second implementation, written from docs/wire-formats.md with bigints and a standard hash alone, makes the page's
// vectors again. Nothing of the product may be imported here (layers.test.ts): what agrees was written twice.
import { createHash } from "node:crypto";
import { wordlist } from "@scure/bip39/wordlists/english";
import { describe, expect, it } from "vitest";
import {
  type Bytes,
  body,
  bytes,
  choice,
  climb,
  fixed,
  flag,
  genesis,
  hash,
  header,
  type Input,
  id,
  join,
  list,
  memberLeaf,
  output,
  parameters,
  path,
  pathBytes,
  publication,
  raw,
  root,
  S,
  sessionMember,
  sha256,
  sharderLeaf,
  stake,
  type Tags,
  tag,
  text,
  transaction,
  u8,
  u32,
  u64,
  u128,
  unsigned,
  withLength,
} from "./independent-encoding.js";
import { agree, dealing, deriveKeyPair, expand, hmac, type Pair, sealAuth } from "./independent-mathematics.js";
import { contractState, genesisState } from "./independent-state.js";
import { readVectors } from "./vectors.js";

// entries

const member = (m: Input) => {
  const head = join(
    choice(m.type, "register", "leave", "return", "keep"),
    choice(m.role, "miner", "sharder"),
    hash(m.genesisHash),
    id(m.id),
    u64(m.serial),
  );
  if (m.type === "keep") return join(head, u64(m.number), u32(m.attempt));
  if (m.type !== "register") return head;
  const key = join(fixed(96, m.publicKey), fixed(48, m.proofOfPossession));
  return m.role === "miner" ? join(head, key, hash(m.encryptionKey), text(m.url)) : join(head, key, text(m.url));
};

const authority = ({ genesisHash, serial, action }: Input) =>
  join(
    hash(genesisHash),
    u64(serial),
    choice(action.type, "stake", "resume", "parameters"),
    ...(action.type === "stake" ? [id(action.id), u128(action.stake)] : []),
    ...(action.type === "parameters" ? [parameters(action.parameters)] : []),
  );

/** Position 0 is the most significant bit of the first byte. */
function bitmap(size: number, indices: number[]): Bytes {
  const bits = Array.from({ length: 8 * Math.ceil(size / 8) }, (_, at) => (indices.includes(at + 1) ? "1" : "0")).join(
    "",
  );
  return unsigned(bits.length / 8, BigInt(`0b${bits}`));
}

// what the vectors give

const hex = (value: Bytes) => value.toString("hex");
const measured = (value: Bytes) => ({ length: value.length, digest: hex(sha256(value)) });
const tree = (tags: Tags, leaves: Bytes[], position: number) => ({
  root: hex(root(tags, leaves)),
  path: hex(pathBytes(tags, leaves, position)),
});
const positionOf = (items: Input[], index: number) => items.findIndex((item) => item.index === index);

const shake256 = (length: number, ...parts: Bytes[]) =>
  createHash("shake256", { outputLength: length })
    .update(join(...parts))
    .digest();

const SHARE_TREE = { leaf: "share-leaf", node: "share-node" };

const FRAMES = [...["share", "acknowledgement", "partial", "vote", "timeout-certificate", "output", "request"], "lot"];

function frame(f: Input): Bytes {
  const ofSession = f.kind === "share" || f.kind === "acknowledgement";
  const scope = ofSession ? hash(f.session) : join(u64(f.number), u64(f.round));
  return join(choice(f.kind, ...FRAMES), scope, id(f.sender.id), id(f.receiver.id), bytes(f.body));
}

function macOf(f: Input): Bytes {
  const agreed = agree(deriveKeyPair(raw(f.sender.material)), deriveKeyPair(raw(f.receiver.material)).publicKey);
  const kind = withLength(choice(f.kind, ...FRAMES));
  const key = expand(hmac(tag("message-key"), agreed), text(f.chainId), bytes(f.sender.id), bytes(f.receiver.id), kind);
  return hmac(key, tag("message"), frame(f));
}

const writtenPath = (p: Input) => join(u32(p.position), u32(p.size), list(p.hashes, hash));

const evidence = (e: Input) =>
  e.type === "mpk"
    ? join(u8(2), ...[e.first, e.second].map((t) => withLength(join(transaction(t), bytes(t.signature)))))
    : join(
        u8(1),
        hash(e.session),
        u32(e.dealer),
        u32(e.receiver),
        hash(e.mpkHash),
        hash(e.share),
        bytes(e.signature),
        writtenPath(e.path),
      );

// ceremonies

const terms = (t: Input) =>
  join(
    u64(t.number),
    hash(t.previousHash),
    u32(t.t),
    u32(t.k),
    list(t.members, (m: Input) => join(id(m.id), text(m.name))),
  );

const optional = <Item>(item: Item | null, encode: (item: Item) => Bytes) =>
  item === null ? flag(false) : join(flag(true), encode(item));

/** Eleven bits each. */
const words = (digest: Bytes) => {
  const bits = [...digest].map((byte) => byte.toString(2).padStart(8, "0")).join("");
  return Array.from({ length: 16 }, (_, at) => wordlist[Number.parseInt(bits.slice(11 * at, 11 * (at + 1)), 2)]);
};

const makers: Record<string, (input: Input) => Record<string, unknown>> = {
  parameters: (p) => ({ length: parameters(p).length, hash: hex(sha256(tag("parameters"), parameters(p))) }),
  genesis: (g) => ({
    length: genesis(g).length,
    hash: hex(sha256(tag("genesis"), genesis(g))),
    chainIdHash: hex(sha256(tag("chain-id"), text(g.chainId))),
  }),
  id: ({ publicKey }) => ({ id: createHash("sha3-256").update(raw(publicKey)).digest("hex") }),
  list: ({ scheme: name, members }) => ({ hash: hex(sha256(tag("list"), list(members, sessionMember(name)))) }),
  session: (s) => ({
    session: hex(
      sha256(
        tag("session"),
        hash(s.genesisHash),
        hash(s.previousHash),
        u64(s.number),
        u32(s.attempt),
        ...[s.dealersHash, s.receiversHash, s.parametersHash].map(hash),
      ),
    ),
  }),
  transaction: (t) => ({
    signed: measured(join(tag("transaction"), transaction(t))),
    bytes: measured(join(transaction(t), bytes(t.signature))),
  }),
  mpk: ({ commitments, proof, encryptionKey }) =>
    measured(join(list(commitments, raw), fixed(64, proof), hash(encryptionKey))),
  publication: (p) => measured(join(bitmap(p.receivers, p.acknowledged), publication(p))),
  commitments: ({ commitments }) => ({ mpkHash: hex(sha256(tag("contribution"), list(commitments, bytes))) }),
  acknowledgement: (a) => measured(join(tag("acknowledgement"), hash(a.session), u32(a.dealer), hash(a.mpkHash))),
  shares: ({ session, dealer, mpkHash, shares }) => {
    const leaves = shares.map(({ receiver, share }: Input) =>
      join(hash(session), u32(dealer), u32(receiver), hash(share)),
    );
    const top = root(SHARE_TREE, leaves);
    return { root: hex(top), signed: measured(join(tag("shares"), hash(session), u32(dealer), hash(mpkHash), top)) };
  },
  dealing: (d) => {
    const { compressed, uncompressed, proof, shares } = dealing(d);
    const published = list(uncompressed, withLength);
    return {
      commitments: compressed.map(hex),
      mpkHash: hex(sha256(tag("contribution"), published)),
      proof: hex(proof),
      shares: shares.map(hex),
    };
  },
  "key pair": ({ material }) => {
    const { privateKey, publicKey } = deriveKeyPair(raw(material));
    return { privateKey: hex(privateKey), publicKey: hex(publicKey) };
  },
  "session keys": (k) => {
    const seed = [tag("session-key"), hash(k.session), hash(k.stateHash), hash(k.random), hash(k.privateKey)];
    return { publicKey: hex(deriveKeyPair(sha256(...seed)).publicKey) };
  },
  message: (f) => {
    const mac = macOf(f);
    return { mac: hex(mac), bytes: measured(join(frame(f), mac)) };
  },
  "sealed share": (s) => {
    const [own, receiver, ephemeral] = [s.dealerMaterial, s.receiverMaterial, s.encapsulationMaterial].map((one) =>
      deriveKeyPair(raw(one)),
    ) as [Pair, Pair, Pair];
    const associated = join(tag("share"), hash(s.session), u32(s.dealer), u32(s.receiver));
    const plain = join(hash(s.share), fixed(S(s.scheme), s.signature), writtenPath(s.path));
    const envelope = sealAuth(own, receiver.publicKey, ephemeral, hash(s.session), associated, plain);
    return { associated: hex(associated), plaintext: measured(plain), envelope: measured(envelope) };
  },
  evidence: (e) => measured(evidence(e)),
  "beacon body": ({ scheme: name, ...b }) => {
    const about = join(
      choice(b.type, "partial", "vote", "certificate", "output", "request"),
      u64(b.number),
      u64(b.round),
    );
    if (b.type === "request") return measured(about);
    const chained = b.type === "partial" || b.type === "output";
    const previous = chained ? hash(b.previousRandomness) : raw("");
    return measured(join(about, u32(b.timeoutCount), previous, fixed(S(name), b.signature)));
  },
  candidates: ({ candidates }) => ({ hash: hex(sha256(tag("candidates"), list(candidates, stake))) }),
  weights: ({ transcript, signatureTag, items }) => {
    const signatures = join(...items.map(({ signature }: Input) => raw(signature)));
    const each = items.flatMap(({ message, publicKey }: Input) => [bytes(message), bytes(publicKey)]);
    const parts = [bytes(transcript), text(signatureTag), withLength(signatures), ...each];
    const drawn = shake256(16 * items.length, Buffer.from("feldspar/v2/weights"), ...parts);
    return { weights: items.map((_: Input, at: number) => hex(drawn.subarray(16 * at, 16 * (at + 1)))) };
  },
  "subgroup seed": ({ transcript, group, encodings }) => ({
    seed: hex(shake256(32, Buffer.from(`feldspar/v2/subgroup-checks/${group}`), bytes(transcript), bytes(encodings))),
  }),
  "genesis state": (g) => {
    const { snapshot, hash: digest } = contractState(g, genesisState(g));
    return { snapshot: measured(snapshot), hash: hex(digest) };
  },
  state: ({ genesis: g, state }) => {
    const { snapshot, hash: digest } = contractState(g, state);
    return { snapshot: measured(snapshot), hash: hex(digest) };
  },
  header: (h) => ({ bytes: hex(header(h)), hash: hex(sha256(tag("magic-block"), header(h))) }),
  members: ({ scheme: name, members, prove }) =>
    tree({ leaf: "member-leaf", node: "member-node" }, members.map(memberLeaf(name)), positionOf(members, prove)),
  sharders: ({ scheme: name, sharders, prove }) =>
    tree({ leaf: "sharder-leaf", node: "sharder-node" }, sharders.map(sharderLeaf(name)), positionOf(sharders, prove)),
  body: ({ scheme: name, body: b }) => ({
    length: body(name, b).length,
    hash: hex(sha256(tag("body"), body(name, b))),
  }),
  certificate: ({ hash: block }) => ({
    handOver: hex(join(tag("hand-over"), hash(block))),
    confirm: hex(join(tag("confirm"), hash(block))),
    first: hex(join(tag("first"), hash(block))),
  }),
  "lot message": (l) => measured(join(tag("lot"), text(l.chainId), u64(l.number), u32(l.attempt), hash(l.candidates))),
  "application message": (a) => measured(join(tag("application"), text(a.chainId), text(a.context), bytes(a.message))),
  invitation: (t) => measured(join(tag("invitation"), hash(t.genesisHash), terms(t))),
  "transcript hash": (t) => {
    const edge = join(u64(t.edge.position), hash(t.edge.logHash), hash(t.edge.stateHash));
    const digest = sha256(tag("transcript"), hash(t.genesisHash), u64(t.number), hash(t.hash), edge);
    return { hash: hex(digest), words: words(digest).join(" ") };
  },
  "what a party has signed": (p) => {
    const edge = (e: Input) => join(u64(e.round), u64(e.position), hash(e.logHash), hash(e.stateHash));
    const memory = join(optional(p.edge, edge), optional(p.agreed, terms));
    const stored = join(u8(1), u64(p.version), withLength(memory));
    return measured(join(stored, sha256(stored)));
  },
  "beacon message": (b) => {
    const about = join(text(b.chainId), u64(b.magicBlockNumber), u64(b.round), u32(b.timeoutCount));
    return {
      beacon: measured(join(tag("beacon"), about, hash(b.previousRandomness))),
      timeout: measured(join(tag("timeout"), about)),
    };
  },
  member: (m) => ({
    signed: measured(join(tag("member"), member(m))),
    bytes: measured(join(member(m), fixed(48, m.signature))),
  }),
  authority: (a) => ({
    signed: measured(join(tag("authority"), authority(a))),
    bytes: measured(
      join(
        authority(a),
        list(a.signatures, ({ admin, signature }: Input) => join(u32(admin), bytes(signature))),
      ),
    ),
  }),
  tick: (t) => {
    const place = join(u64(t.round), u64(t.position), hash(t.logHash));
    const entry = join(place, hash(t.id), fixed(S(t.scheme), t.signature));
    return {
      signed: measured(join(tag("tick"), hash(t.genesisHash), place)),
      bytes: measured(entry),
      logHash: hex(sha256(join(hash(t.logHash), sha256(join(Buffer.from("tick\0"), entry))))),
    };
  },
  checkpoint: (c) => {
    const place = join(u64(c.round), u64(c.position), hash(c.logHash), hash(c.stateHash));
    return {
      signed: measured(join(tag("checkpoint"), hash(c.genesisHash), place)),
      bytes: measured(join(place, hash(c.id), fixed(S(c.scheme), c.signature))),
    };
  },
  lot: (l) => measured(join(u64(l.number), u32(l.attempt), fixed(S(l.scheme), l.signature))),
  beacon: (b) => ({ bytes: hex(output(b.scheme)(b)) }),
};

describe("every vector of docs/wire-formats.md, from the page alone", () => {
  const vectors = readVectors();

  it.each(vectors.map((vector, at) => [`${vector.vector} (${at + 1})`, vector] as const))("%s", (_, vector) => {
    expect(makers[vector.vector]!(vector.input)).toEqual(vector.gives);
  });

  it("and none is missing", () => {
    expect([...new Set(vectors.map(({ vector }) => vector))].sort()).toEqual(Object.keys(makers).sort());
  });

  it("and a path leads back to its root", () => {
    for (let size = 1; size <= 17; size++) {
      const tags = { leaf: "member-leaf", node: "member-node" };
      const leaves = Array.from({ length: size }, (_, at) => u32(at));
      for (let at = 0; at < size; at++)
        expect(hex(climb(tags, leaves[at]!, at, size, path(tags, leaves, at)))).toBe(hex(root(tags, leaves)));
    }
  });
});
