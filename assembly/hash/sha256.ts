// SHA-256 (FIPS 180-4): of messages that are expanded (expand-message.ts), and of long strings, since lists of
// commitments are hashed several times on their way. Branches and addresses depend on the length alone.
import { SHA256_ROUNDS, SHA256_START } from "../constants";

/** Bytes of a digest. */
export const DIGEST: usize = 32;

const BLOCK: usize = 64;

const state: usize = memory.data(32, 16);
/** The words of a block and what is made of them, 64 in all. */
const words: usize = memory.data(256, 16);
/** The last one or two blocks, with their padding. */
const last: usize = memory.data(128, 16);

// @ts-ignore: decorator
@inline
function sum0(x: u32): u32 {
  return rotr<u32>(x, 2) ^ rotr<u32>(x, 13) ^ rotr<u32>(x, 22);
}

// @ts-ignore: decorator
@inline
function sum1(x: u32): u32 {
  return rotr<u32>(x, 6) ^ rotr<u32>(x, 11) ^ rotr<u32>(x, 25);
}

// @ts-ignore: decorator
@inline
function sigma0(x: u32): u32 {
  return rotr<u32>(x, 7) ^ rotr<u32>(x, 18) ^ (x >> 3);
}

// @ts-ignore: decorator
@inline
function sigma1(x: u32): u32 {
  return rotr<u32>(x, 17) ^ rotr<u32>(x, 19) ^ (x >> 10);
}

function compress(bytes: usize): void {
  for (let i: usize = 0; i < BLOCK; i += 4) store<u32>(words + i, bswap<u32>(load<u32>(bytes + i)));
  for (let word = words; word < words + 4 * 48; word += 4) {
    const next = sigma1(load<u32>(word, 56)) + load<u32>(word, 36) + sigma0(load<u32>(word, 4)) + load<u32>(word);
    store<u32>(word, next, 64);
  }
  let a = load<u32>(state, 0);
  let b = load<u32>(state, 4);
  let c = load<u32>(state, 8);
  let d = load<u32>(state, 12);
  let e = load<u32>(state, 16);
  let f = load<u32>(state, 20);
  let g = load<u32>(state, 24);
  let h = load<u32>(state, 28);
  let constant = SHA256_ROUNDS;
  for (let word = words; word < words + 256; word += 32, constant += 32) {
    h += sum1(e) + (g ^ (e & (f ^ g))) + load<u32>(constant, 0) + load<u32>(word, 0);
    d += h;
    h += sum0(a) + ((a & b) | (c & (a | b)));
    g += sum1(d) + (f ^ (d & (e ^ f))) + load<u32>(constant, 4) + load<u32>(word, 4);
    c += g;
    g += sum0(h) + ((h & a) | (b & (h | a)));
    f += sum1(c) + (e ^ (c & (d ^ e))) + load<u32>(constant, 8) + load<u32>(word, 8);
    b += f;
    f += sum0(g) + ((g & h) | (a & (g | h)));
    e += sum1(b) + (d ^ (b & (c ^ d))) + load<u32>(constant, 12) + load<u32>(word, 12);
    a += e;
    e += sum0(f) + ((f & g) | (h & (f | g)));
    d += sum1(a) + (c ^ (a & (b ^ c))) + load<u32>(constant, 16) + load<u32>(word, 16);
    h += d;
    d += sum0(e) + ((e & f) | (g & (e | f)));
    c += sum1(h) + (b ^ (h & (a ^ b))) + load<u32>(constant, 20) + load<u32>(word, 20);
    g += c;
    c += sum0(d) + ((d & e) | (f & (d | e)));
    b += sum1(g) + (a ^ (g & (h ^ a))) + load<u32>(constant, 24) + load<u32>(word, 24);
    f += b;
    b += sum0(c) + ((c & d) | (e & (c | d)));
    a += sum1(f) + (h ^ (f & (g ^ h))) + load<u32>(constant, 28) + load<u32>(word, 28);
    e += a;
    a += sum0(b) + ((b & c) | (d & (b | c)));
  }
  store<u32>(state, load<u32>(state, 0) + a, 0);
  store<u32>(state, load<u32>(state, 4) + b, 4);
  store<u32>(state, load<u32>(state, 8) + c, 8);
  store<u32>(state, load<u32>(state, 12) + d, 12);
  store<u32>(state, load<u32>(state, 16) + e, 16);
  store<u32>(state, load<u32>(state, 20) + f, 20);
  store<u32>(state, load<u32>(state, 24) + g, 24);
  store<u32>(state, load<u32>(state, 28) + h, 28);
}

/** out (32 bytes) = SHA-256 of length bytes. Constant-sequence for its length. */
export function sha256(out: usize, bytes: usize, length: usize): void {
  memory.copy(state, SHA256_START, 32);
  let left = length;
  for (; left >= BLOCK; bytes += BLOCK, left -= BLOCK) compress(bytes);
  const padded: usize = left < 56 ? 64 : 128;
  memory.fill(last, 0, 128);
  memory.copy(last, bytes, left);
  store<u8>(last + left, 0x80);
  store<u64>(last + padded - 8, bswap<u64>((<u64>length) << 3));
  compress(last);
  if (padded == 128) compress(last + BLOCK);
  for (let i: usize = 0; i < 32; i += 4) store<u32>(out + i, bswap<u32>(load<u32>(state + i)));
}
