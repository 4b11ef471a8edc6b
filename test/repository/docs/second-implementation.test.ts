// A second implementation, written from docs/wire-formats.md with nothing but hashes, reads a real run: names of
// sessions, transactions and their signatures, commitments, proofs of knowledge, acknowledgements, beacon messages.
import { sha256, sha512 } from "@noble/hashes/sha2.js";
import { sha3_256 } from "@noble/hashes/sha3.js";
import { beforeAll, describe, expect, it } from "vitest";
import { minPk, minSig } from "../../../src/bls/index.js";
import { G1, G2, type Point } from "../../../src/curve/index.js";
import { type RunViewChangeOptions, runViewChange, type ViewChangeResult } from "../../../src/entry/view-change.js";

const join = (...parts: Uint8Array[]) => Uint8Array.from(parts.flatMap((part) => [...part]));
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");
const fromHex = (digits: string) => Uint8Array.from(Buffer.from(digits, "hex"));
const unsigned = (bytes: number, value: number | bigint) =>
  fromHex(
    BigInt(value)
      .toString(16)
      .padStart(2 * bytes, "0"),
  );
const u32 = (value: number) => unsigned(4, value);
const u64 = (value: number | bigint) => unsigned(8, value);
const bytes = (value: Uint8Array) => join(u32(value.length), value);
const text = (value: string) => bytes(Uint8Array.from(Buffer.from(value, "utf8")));
const list = (items: Uint8Array[]) => join(u32(items.length), ...items);

/** Reads fields one after the other. */
function reader(input: Uint8Array) {
  let at = 0;
  const fixed = (length: number) => {
    at += length;
    return input.slice(at - length, at);
  };
  const number = () => Number(`0x${hex(fixed(4))}`);
  return { fixed, number, bytes: () => fixed(number()), left: () => input.length - at };
}

const schemes = [
  [minSig, G2, "G1"],
  [minPk, G1, "G2"],
] as const;

describe.each(schemes)("a run with $name, read from the document alone", (scheme, keyGroup, signatureGroup) => {
  const tag = (kind: string) => `BLS_SIG_BLS12381${signatureGroup}_XMD:SHA-256_SSWU_RO_${kind}_`;
  const order = 0x73eda753299d7d483339d80809a1d80553bda402fffe5bfeffffffff00000001n;
  let run: ViewChangeResult;
  const options: RunViewChangeOptions = {
    candidates: Array.from({ length: 4 }, (_, index) => ({ stake: 10 + index })),
    miners: 4,
    threshold: 3,
    quorum: 3,
    scheme: scheme.name as "min-sig" | "min-pk",
    seed: "second implementation",
    faults: "bad-share:2>3",
    rounds: 1,
  };
  beforeAll(async () => {
    run = await runViewChange(options);
  });
  const miners = () => [...run.genesis.candidates].sort((a, b) => (a.id < b.id ? -1 : 1));
  const transactions = (phase: string) =>
    run.blocks.flatMap((block) => block.transactions).filter((transaction) => transaction.phase === phase);

  it("miners' ids and the name of the session", () => {
    for (const { id, publicKey } of miners()) expect(hex(sha3_256(publicKey))).toBe(id);
    const frozen = miners().map((miner, position) =>
      join(
        u32(position + 1),
        text(miner.id),
        text(String(position + 1)),
        bytes(miner.publicKey),
        miner.encryptionKey,
        u64(miner.stake),
        text(miner.url),
      ),
    );
    const frozenHash = sha256(join(text("feldspar/v1/frozen-list"), list(frozen)));
    const session = join(
      text("feldspar/v1/session"),
      text(run.chainId),
      new Uint8Array(32),
      u64(1),
      u32(1),
      frozenHash,
    );
    expect(hex(run.magicBlock!.session)).toBe(hex(sha256(session)));
  });

  it("transactions are signed over these bytes", () => {
    const numbers: Record<string, number> = { contribute: 1, share: 2, publish: 3, wait: 4 };
    for (const [phase, number] of Object.entries(numbers)) {
      for (const { sender, session, payload, signature } of transactions(phase)) {
        const message = join(
          text("feldspar/v1/transaction"),
          fromHex(sender),
          session,
          unsigned(1, number),
          bytes(payload),
        );
        const { publicKey } = miners().find(({ id }) => id === sender)!;
        expect(scheme.verify(signature, message, publicKey, { DST: tag("POP") })).toBe(true);
      }
    }
    expect(transactions("contribute").length).toBe(4);
  });

  it("contributions: hashes in the magic block, proofs of knowledge", () => {
    for (const { sender, session, payload } of transactions("contribute")) {
      const input = reader(payload);
      const commitments = Array.from({ length: input.number() }, () => input.bytes());
      const proof = input.bytes();
      expect([commitments.length, proof.length, input.left()]).toEqual([3, 64, 0]);
      const index = miners().findIndex(({ id }) => id === sender) + 1;
      const dealing = run.magicBlock!.dealings.find((entry) => entry.index === index)!;
      expect(hex(dealing.mpkHash)).toBe(
        hex(sha256(join(text("feldspar/v1/contribution"), list(commitments.map(bytes))))),
      );
      const [c, z] = [proof.slice(0, 32), proof.slice(32)].map((half) => BigInt(`0x${hex(half)}`));
      const constant = keyGroup.fromBytes(commitments[0]!) as Point;
      const nonce = (keyGroup.BASE as Point).multiply(z!).subtract(constant.multiply(c!));
      const digest = sha256(join(text("feldspar/v1/commitments"), u32(3), bytes(join(...commitments))));
      const challenge = sha512(
        join(
          text("feldspar/v1/pok"),
          text(scheme.name),
          bytes(session),
          unsigned(32, index),
          digest,
          bytes(nonce.toBytes()),
        ),
      );
      expect(BigInt(`0x${hex(challenge)}`) % order).toBe(c);
    }
  });

  it("publications: bitmaps, aggregates, reveals", () => {
    for (const { sender, session, payload } of transactions("publish")) {
      const index = miners().findIndex(({ id }) => id === sender) + 1;
      const input = reader(payload);
      const bitmap = input.fixed(1)[0]!;
      const aggregate = input.bytes();
      const reveals = Array.from({ length: input.number() }, () => [input.number(), hex(input.fixed(32))]);
      expect(input.left()).toBe(0);
      expect(bitmap).toBe(index === 2 ? 0b11010000 : 0b11110000);
      expect(reveals.map(([receiver]) => receiver)).toEqual(index === 2 ? [3] : []);
      const { mpkHash } = run.magicBlock!.dealings.find((entry) => entry.index === index)!;
      const message = join(text("feldspar/v1/acknowledgement"), session, u32(index), mpkHash);
      const keys = miners()
        .filter((_, position) => (bitmap >> (7 - position)) & 1)
        .map(({ publicKey }) => publicKey);
      const together = scheme.aggregatePublicKeys(keys);
      expect(scheme.verify(aggregate, message, together, { DST: tag("POP") })).toBe(true);
    }
  });

  it("the certificate and the beacon", () => {
    const block = run.magicBlock!;
    const blockHash = hashOf(block);
    const confirmation = join(text("feldspar/v1/magic-block-confirmation"), blockHash);
    expect(
      scheme.verify(block.certificate.confirmation!, confirmation, block.groupPublicKey, { DST: tag("NUL") }),
    ).toBe(true);
    const { record } = run.beacon[0]!;
    const genesis = sha256(join(text("feldspar/v1/beacon-genesis"), text(run.chainId), blockHash));
    expect([record.timeoutCount, record.magicBlockNumber]).toEqual([0, 1]);
    const message = join(
      text("feldspar/v1/beacon"),
      text(run.chainId),
      u64(1),
      u64(record.round),
      u32(0),
      record.previousRandomness,
    );
    expect(scheme.verify(record.signature, message, block.groupPublicKey, { DST: tag("NUL") })).toBe(true);
    expect(hex(record.randomness)).toBe(hex(sha256(record.signature)));
    expect(hex(record.previousRandomness)).toBe(hex(genesis));
  });

  /** The magic block's hash, field by field. */
  function hashOf(block: NonNullable<ViewChangeResult["magicBlock"]>): Uint8Array {
    const reveal = ({ index, share }: { index: number; share: Uint8Array }) => join(u32(index), share);
    return sha256(
      join(
        text("feldspar/v1/magic-block"),
        u64(block.number),
        u32(block.attempt),
        block.previousHash,
        u64(block.startingRound),
        ...[block.t, block.k, block.n].map(u32),
        ...[block.scheme, block.partyIds, block.qualification].map(text),
        block.session,
        u32(block.listSize),
        list(
          block.miners.map(({ id, index, publicKey, encryptionKey, url, stake, publicShare }) =>
            join(text(id), u32(index), publicKey, encryptionKey, text(url), u64(stake), publicShare),
          ),
        ),
        list(
          block.sharders.map(({ id, publicKey, url, stake }) =>
            join(text(id), bytes(publicKey), text(url), u64(stake)),
          ),
        ),
        list(
          block.dealings.map(({ index, mpkHash, qualified, acknowledged, aggregate, reveals }) =>
            join(
              u32(index),
              mpkHash,
              unsigned(1, qualified ? 1 : 0),
              bytes(acknowledged),
              bytes(aggregate),
              list(reveals.map(reveal)),
            ),
          ),
        ),
        list([...block.groupPolynomial]),
        block.groupPublicKey,
        list(
          block.removed.map(({ index, id, phase, code, reason }) =>
            join(u32(index), ...[id, phase, code, reason].map(text)),
          ),
        ),
        list(block.exposed.map(u32)),
      ),
    );
  }
});
