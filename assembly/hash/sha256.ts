// SHA-256 (FIPS 180-4). Branches and addresses depend on the length alone.
import { SHA256_ROUNDS, SHA256_START } from "../constants";

/** Bytes of a digest. */
export const DIGEST: usize = 32;

const state: usize = memory.data(32, 16);
const schedule: usize = memory.data(256, 16);
const tail: usize = memory.data(128, 16);

/** Takes one block of 64 bytes into the state. */
function compress(block: usize): void {
  for (let i: usize = 0; i < 64; i += 4) store<u32>(schedule + i, bswap(load<u32>(block + i)));
  for (let i: usize = 64; i < 256; i += 4) {
    const w15 = load<u32>(schedule + i - 60),
      w2 = load<u32>(schedule + i - 8);
    const s0 = rotr(w15, 7) ^ rotr(w15, 18) ^ (w15 >>> 3),
      s1 = rotr(w2, 17) ^ rotr(w2, 19) ^ (w2 >>> 10);
    store<u32>(schedule + i, load<u32>(schedule + i - 64) + s0 + load<u32>(schedule + i - 28) + s1);
  }
  let a = load<u32>(state),
    b = load<u32>(state, 4),
    c = load<u32>(state, 8),
    d = load<u32>(state, 12),
    e = load<u32>(state, 16),
    f = load<u32>(state, 20),
    g = load<u32>(state, 24),
    h = load<u32>(state, 28);
  for (let i: usize = 0; i < 256; i += 4) {
    const s1 = rotr(e, 6) ^ rotr(e, 11) ^ rotr(e, 25),
      chosen = g ^ (e & (f ^ g)),
      t1 = h + s1 + chosen + load<u32>(SHA256_ROUNDS + i) + load<u32>(schedule + i);
    const s0 = rotr(a, 2) ^ rotr(a, 13) ^ rotr(a, 22),
      majority = (a & b) | (c & (a | b));
    h = g;
    g = f;
    f = e;
    e = d + t1;
    d = c;
    c = b;
    b = a;
    a = t1 + s0 + majority;
  }
  store<u32>(state, load<u32>(state) + a);
  store<u32>(state, load<u32>(state, 4) + b, 4);
  store<u32>(state, load<u32>(state, 8) + c, 8);
  store<u32>(state, load<u32>(state, 12) + d, 12);
  store<u32>(state, load<u32>(state, 16) + e, 16);
  store<u32>(state, load<u32>(state, 20) + f, 20);
  store<u32>(state, load<u32>(state, 24) + g, 24);
  store<u32>(state, load<u32>(state, 28) + h, 28);
}

/** Writes the digest of `length` bytes. */
export function sha256(out: usize, data: usize, length: usize): void {
  memory.copy(state, SHA256_START, 32);
  const rest = length & 63,
    end = data + (length - rest);
  for (let block = data; block < end; block += 64) compress(block);
  memory.fill(tail, 0, 128);
  memory.copy(tail, end, rest);
  store<u8>(tail + rest, 0x80);
  const last: usize = rest < 56 ? 0 : 64;
  store<u64>(tail + last + 56, bswap((<u64>length) << 3));
  compress(tail);
  if (last > 0) compress(tail + 64);
  for (let i: usize = 0; i < 32; i += 4) store<u32>(out + i, bswap(load<u32>(state + i)));
}
