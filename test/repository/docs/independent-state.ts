// The contract's state as docs/wire-formats.md has it. Nothing of the product may be imported here.
import { createHash } from "node:crypto";
import {
  type Bytes,
  body,
  bytes,
  choice,
  fixed,
  flag,
  genesis,
  hash,
  header,
  type Input,
  id,
  join,
  K,
  list,
  memberLeaf,
  optional,
  output,
  parameters,
  publication,
  raw,
  removal,
  S,
  sessionMember,
  sha256,
  sharderLeaf,
  stake,
  tag,
  text,
  u8,
  u32,
  u64,
} from "./independent-encoding.js";

const optionalHash = (value: string | null) => optional(value, hash);
const optionalRound = (value: number | null) => optional(value, u64);

/** A whole block inside a state: without its version. */
const block = (name: string) => (b: Input) =>
  join(
    header(b).subarray(1),
    list(b.members, memberLeaf(name)),
    list(b.sharders, sharderLeaf(name)),
    body(name, b.body),
    optional(b.certificate.handOver, (signature: string) => fixed(S(name), signature)),
    optional(b.certificate.first, (f: Input) => join(bytes(f.signers), fixed(S(name), f.aggregate))),
    optional(b.certificate.confirmation, (signature: string) => fixed(S(name), signature)),
  );

const session = (g: Input, commitments: boolean) => (s: Input) => {
  const name = g.scheme;
  const signature = (value: string | null) => optional(value, (one: string) => fixed(S(name), one));
  const width = (g.commitmentEncoding === "uncompressed" ? 2 : 1) * K(name);
  const contribution = (c: Input) =>
    join(
      ...(commitments ? [list(c.commitments, (one: string) => fixed(width, one))] : []),
      fixed(64, c.proof),
      hash(c.encryptionKey),
      hash(c.hash),
    );
  return join(
    hash(s.id),
    u64(s.number),
    u32(s.attempt),
    choice(s.mode, "fresh", "reshare"),
    parameters(g.parameters),
    ...[s.thresholds.t, s.thresholds.k, s.thresholds.n, s.dealerThreshold, s.least].map(u32),
    hash(s.stateHash),
    optional(s.dealers, (members: Input[]) => list(members, sessionMember(name))),
    list(s.receivers, sessionMember(name)),
    u64(s.frozenAt),
    ...[s.contributedAt, s.sharedAt, s.publishedAt].map(optionalRound),
    list(s.contributions, (one: Input) => optional(one, contribution)),
    list(s.shared, flag),
    list(s.publications, (one: Input) => optional(one, (p: Input) => join(bytes(p.acknowledged), publication(p)))),
    list(s.encryptionKeys, optionalHash),
    list(s.confirmations, signature),
    list(s.handOvers, signature),
    list(s.firsts, signature),
    list(s.kept, id),
    list(s.removed, removal),
    optional(s.magicBlock, block(name)),
    optionalHash(s.magicBlockHash),
    optional(s.decided, ({ round }: Input) => u64(round)),
    flag(s.certified),
  );
};

const state = (g: Input, s: Input, commitments: boolean) => {
  const key = (k: Input) => join(id(k.id), fixed(K(g.scheme), k.publicKey), fixed(S(g.scheme), k.proofOfPossession));
  return join(
    parameters(g.parameters),
    optional(s.nextParameters, parameters),
    u64(s.authoritySerial),
    u64(s.round),
    list(s.stakes, stake),
    list(s.candidates, (c: Input) =>
      join(
        key(c),
        hash(c.encryptionKey),
        text(c.url),
        u64(c.serial),
        u32(c.order),
        flag(c.left),
        u32(c.absent),
        optional(c.suspension, (p: Input) => join(u32(p.length), u32(p.lasted), flag(p.returned))),
        u32(c.nextSuspension),
      ),
    ),
    list(s.sharders, (c: Input) => join(key(c), text(c.url), u64(c.serial), flag(c.left))),
    u32(s.registrations),
    u64(s.current.number),
    hash(s.current.hash),
    u64(s.current.activatedAt),
    optional(s.current.magicBlock, block(g.scheme)),
    u32(s.highestThreshold),
    choice(s.phase, "start", "contribute", "share", "publish", "wait", "stopped"),
    u64(s.phaseStart),
    flag(s.opened),
    u32(s.attempt),
    u32(s.failures),
    optional(s.closing, (c: Input) => join(u64(c.round), list(c.candidates, stake), hash(c.hash))),
    optional(s.session, session(g, commitments)),
    list(s.beaconOwners, (o: Input) =>
      join(u64(o.number), hash(o.blockHash), u64(o.startingRound), fixed(K(g.scheme), o.groupPublicKey)),
    ),
    list(s.beacon, output(g.scheme)),
  );
};

const hex = (value: Bytes) => value.toString("hex");

/** Snapshot and hash; the parameters in force, and the session's, are the genesis'. */
export function contractState(g: Input, s: Input) {
  return {
    snapshot: join(u8(2), u32(genesis(g).length), genesis(g), state(g, s, true)),
    hash: sha256(tag("state"), u8(2), sha256(tag("genesis"), genesis(g)), state(g, s, false)),
  };
}

/** The state before the first block. */
export function genesisState(g: Input): Input {
  const sharders: Input[] = g.sharders.map((one: Input) => ({
    ...one,
    id: createHash("sha3-256").update(raw(one.publicKey)).digest("hex"),
    serial: 0,
    left: false,
  }));
  return {
    nextParameters: null,
    authoritySerial: 0,
    round: 0,
    stakes: sharders.filter((one) => one.stake !== "0"),
    candidates: [],
    sharders,
    registrations: 0,
    current: {
      number: 0,
      hash: hex(sha256(tag("genesis"), genesis(g))),
      activatedAt: g.startRound,
      magicBlock: null,
    },
    highestThreshold: 1,
    phase: "start",
    phaseStart: g.startRound - 1,
    opened: false,
    attempt: 0,
    failures: 0,
    closing: null,
    session: null,
    beaconOwners: [],
    beacon: [],
  };
}
