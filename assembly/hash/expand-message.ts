// expand_message_xmd of RFC 9380, section 5.3.1, with SHA-256. Branches and addresses depend on lengths alone.
import { allocate, mark, release } from "../memory";
import { DIGEST, sha256 } from "./sha256";

const first: usize = memory.data(32, 16);
const previous: usize = memory.data(32, 16);
// 32 bytes of a digest, a number, the tag of at most 255 bytes and its length
const mixed: usize = memory.data(304, 16);

/** The tag and its length, at `to`; returns where they end. */
function putTag(to: usize, tag: usize, tagLength: usize): usize {
  memory.copy(to, tag, tagLength);
  store<u8>(to + tagLength, <u8>tagLength);
  return to + tagLength + 1;
}

/** out = `length` bytes, at most 255 digests, of a message under a tag of at most 255 bytes. */
export function expandMessage(
  out: usize,
  message: usize,
  messageLength: usize,
  tag: usize,
  tagLength: usize,
  length: usize,
): void {
  const position = mark();
  // a block of zeros, the message, the length in two bytes, zero, the tag
  const whole = allocate(64 + messageLength + 3 + tagLength + 1);
  memory.fill(whole, 0, 64);
  memory.copy(whole + 64, message, messageLength);
  const after = whole + 64 + messageLength;
  store<u16>(after, bswap(<u16>length));
  store<u8>(after, 0, 2);
  sha256(first, whole, putTag(after + 3, tag, tagLength) - whole);
  release(position);
  memory.fill(previous, 0, DIGEST);
  const end = putTag(mixed + DIGEST + 1, tag, tagLength);
  let number: u8 = 0;
  for (let at: usize = 0; at < length; at += DIGEST) {
    for (let i: usize = 0; i < DIGEST; i += 8) store<u64>(mixed + i, load<u64>(first + i) ^ load<u64>(previous + i));
    store<u8>(mixed + DIGEST, ++number);
    sha256(previous, mixed, end - mixed);
    memory.copy(out + at, previous, min(DIGEST, length - at));
  }
}
