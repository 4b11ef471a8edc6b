// Private messages under a MAC: what was not made by the sender for the receiver, as it is, is nothing.
import { hkdf } from "@noble/hashes/hkdf.js";
import { hmac } from "@noble/hashes/hmac.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { describe, expect, it, vi } from "vitest";
import { FrameChannel } from "../../../src/sealing/channel.js";
import {
  decodeFrame,
  encodeFrame,
  FRAME_KINDS,
  type Frame,
  type FrameKind,
  frameBytes,
  MAX_FRAME,
  readFrame,
} from "../../../src/sealing/frame.js";
import { agree, importKeyPair, importPublicKey } from "../../../src/sealing/keys.js";
import { bigEndian, concat, fromHex, hex, utf8 } from "../../support/bytes.js";
import { bytes, codeOf, LOW_ORDER, longTermOf, pairOf } from "./support.js";

const chainId = "chain";
const from = "a1".repeat(32);
const to = "b2".repeat(32);
const body = bytes(9, 50);

function frameOf(kind: FrameKind): Frame {
  if (kind === "share" || kind === "acknowledgement") return { kind, session: bytes(3), from, to, body };
  return { kind, number: 7, round: 2 ** 40 + 1, from, to, body };
}

const u32 = (value: number) => bigEndian(BigInt(value), 4);
const prefixed = (value: Uint8Array) => concat(u32(value.length), value);

describe("frames", () => {
  it("are their fields one after the other", () => {
    const mac = bytes(0xee);
    const share = encodeFrame(frameOf("share"), mac);
    const ends = concat(fromHex(from), fromHex(to), prefixed(body), mac);
    expect(hex(share)).toBe(hex(concat(Uint8Array.of(1), bytes(3), ends)));
    const lot = encodeFrame(frameOf("lot"), mac);
    expect(hex(lot)).toBe(hex(concat(Uint8Array.of(8), bigEndian(7n, 8), bigEndian(2n ** 40n + 1n, 8), ends)));
  });

  it.each(FRAME_KINDS)("of kind %s are read as they were written", (kind) => {
    const frame = frameOf(kind);
    expect(readFrame(encodeFrame(frame, bytes(1)))).toEqual({ frame, bytes: frameBytes(frame), mac: bytes(1) });
  });

  it("are nothing when they are cut, longer, of another kind, or have numbers that are too large", () => {
    const encoded = encodeFrame(frameOf("vote"), bytes(1));
    for (let length = 0; length < encoded.length; length++) expect(readFrame(encoded.slice(0, length))).toBe(null);
    expect(readFrame(concat(encoded, Uint8Array.of(0)))).toBe(null);
    for (const kind of [0, 9, 255]) {
      const other = encoded.slice();
      other[0] = kind;
      expect(readFrame(other)).toBe(null);
    }
    const large = encoded.slice();
    large.fill(0xff, 1, 9);
    expect(readFrame(large)).toBe(null);
    expect(readFrame(new Uint8Array(MAX_FRAME + 1))).toBe(null);
    expect(() => decodeFrame(new Uint8Array(1 << 24))).toThrow(/at most/);
  });
});

describe("a channel", async () => {
  const [sender, receiver, stranger] = [await pairOf(1), await pairOf(2), await pairOf(3)];
  const out = new FrameChannel(longTermOf(sender), { chainId });
  const into = new FrameChannel(longTermOf(receiver), { chainId });
  const there = { own: sender.publicKey, peer: receiver.publicKey };
  const here = { own: receiver.publicKey, peer: sender.publicKey };
  const accepted = async (message: Uint8Array, keys = here, channel = into) => {
    const read = readFrame(message);
    return read !== null && (await channel.isAuthentic(read, keys));
  };

  it.each(FRAME_KINDS)("takes messages of kind %s as they were sent", async (kind) => {
    expect(await accepted(await out.seal(frameOf(kind), there))).toBe(true);
  });

  it("has the MAC of the specification", async () => {
    const agreement = await agree(await importKeyPair(sender), await importPublicKey(receiver.publicKey));
    const ids = [prefixed(fromHex(from)), prefixed(fromHex(to))];
    const info = concat(prefixed(utf8(chainId)), ...ids, prefixed(Uint8Array.of(2)));
    const key = hkdf(sha256, agreement, prefixed(utf8("feldspar/v2/message-key")), info, 32);
    const covered = concat(Uint8Array.of(2), bytes(3), fromHex(from), fromHex(to), prefixed(body));
    const mac = hmac(sha256, key, concat(prefixed(utf8("feldspar/v2/message")), covered));
    expect(hex(await out.seal(frameOf("acknowledgement"), there))).toBe(hex(concat(covered, mac)));
    // back: another key, whichever of the two ids is the lower one
    const turned = { ...frameOf("acknowledgement"), from: to, to: from };
    const backInfo = concat(prefixed(utf8(chainId)), ids[1]!, ids[0]!, prefixed(Uint8Array.of(2)));
    const backKey = hkdf(sha256, agreement, prefixed(utf8("feldspar/v2/message-key")), backInfo, 32);
    const back = concat(Uint8Array.of(2), bytes(3), fromHex(to), fromHex(from), prefixed(body));
    const backMac = hmac(sha256, backKey, concat(prefixed(utf8("feldspar/v2/message")), back));
    expect(hex(await into.seal(turned, here))).toBe(hex(concat(back, backMac)));
  });

  it("takes nothing with any byte changed", async () => {
    for (const kind of ["share", "lot"] as const) {
      const message = await out.seal(frameOf(kind), there);
      for (let at = 0; at < message.length; at++) {
        const changed = message.slice();
        changed[at]! ^= 1 << (at % 8);
        expect(await accepted(changed)).toBe(false);
      }
    }
  });

  it("takes nothing under another kind, scope, sender, receiver or body with the MAC of the right one", async () => {
    const frame = frameOf("partial");
    const { mac } = readFrame(await out.seal(frame, there))!;
    const others = [
      { ...frame, kind: "vote" },
      { ...frame, number: 8 },
      { ...frame, round: 5 },
      { ...frame, from: to },
      { ...frame, to: from },
      { ...frame, body: bytes(9, 49) },
      frameOf("share"),
    ] as Frame[];
    const read = (one: Frame, under: Uint8Array) => ({ frame: one, bytes: frameBytes(one), mac: under });
    for (const other of others) expect(await into.isAuthentic(read(other, mac), here)).toBe(false);
    expect(await into.isAuthentic(read(frame, mac), here)).toBe(true);
    expect(await into.isAuthentic(read(frame, mac.slice(1)), here)).toBe(false);
    expect(await into.isAuthentic(read(frame, concat(mac, Uint8Array.of(0))), here)).toBe(false);
  });

  it("takes nothing back in the other direction, or on another chain", async () => {
    const message = await out.seal(frameOf("share"), there);
    const turned = { ...readFrame(message)! };
    const back = { ...turned.frame, from: to, to: from } as Frame;
    expect(await out.isAuthentic({ frame: back, bytes: frameBytes(back), mac: turned.mac }, there)).toBe(false);
    const elsewhere = new FrameChannel(longTermOf(receiver), { chainId: "another" });
    expect(await accepted(message, here, elsewhere)).toBe(false);
  });

  it("takes nothing that a stranger made, or under a stranger's key", async () => {
    const forger = new FrameChannel(longTermOf(stranger), { chainId });
    const forged = await forger.seal(frameOf("share"), { own: stranger.publicKey, peer: receiver.publicKey });
    expect(await accepted(forged)).toBe(false);
    const message = await out.seal(frameOf("share"), there);
    expect(await accepted(message, { ...here, peer: stranger.publicKey })).toBe(false);
    expect(await accepted(message, { ...here, own: stranger.publicKey })).toBe(false);
  });

  it("works with the key that the list names, also with an earlier one", async () => {
    const keys = { ...longTermOf(stranger), previousEncryptionKeys: [longTermOf(receiver)] };
    const changed = new FrameChannel(keys, { chainId });
    expect(await accepted(await out.seal(frameOf("share"), there), here, changed)).toBe(true);
    const answer = await changed.seal({ ...frameOf("vote"), from: to, to: from }, here);
    expect(await accepted(answer, there, out)).toBe(true);
  });

  it("refuses keys that agree on zero, also where Web Crypto would not", async () => {
    const message = await out.seal(frameOf("share"), there);
    for (const point of LOW_ORDER) {
      expect(await accepted(message, { ...here, peer: point })).toBe(false);
      await expect(out.seal(frameOf("share"), { ...there, peer: point })).rejects.toThrow();
    }
    expect(await codeOf(out.seal(frameOf("share"), { ...there, own: stranger.publicKey }))).toBe("UNKNOWN_ID");
    const zero = vi.spyOn(crypto.subtle, "deriveBits").mockImplementation(async () => new ArrayBuffer(32));
    try {
      const fresh = new FrameChannel(longTermOf(sender), { chainId });
      await expect(fresh.seal(frameOf("share"), there)).rejects.toThrow(/zero/);
    } finally {
      zero.mockRestore();
    }
  });

  it("agrees with a peer once, however many messages there are", async () => {
    const spy = vi.spyOn(crypto.subtle, "deriveBits");
    try {
      const fresh = new FrameChannel(longTermOf(sender), { chainId });
      for (const kind of FRAME_KINDS) await fresh.seal(frameOf(kind), there);
      expect(spy).toHaveBeenCalledTimes(1);
    } finally {
      spy.mockRestore();
    }
  });
});
