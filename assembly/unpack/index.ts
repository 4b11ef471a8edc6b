// Unpacks an embedded module: base64 -> LZMA ("lzma alone" format, as `xz --format=lzma` writes it) -> bytes. A module
// of its own, about
// 1.5 KB, because base64 and gzip together cost a third more than LZMA, and because JavaScript that has not been
// compiled yet needs several times as long for it. It decodes what scripts/build.mjs packed and nothing else: with the
// fixed properties lc = 3, lp = 0, pb = 2. Source: I. Pavlov, LZMA specification (the LZMA SDK's lzma-specification).

/** 11-bit probabilities, adapted by a 32nd of the error. */
const PROBABILITY_BITS: u32 = 11;
const ADAPTATION: u32 = 5;
/** One half. */
const EVEN: u16 = 1 << 10;
const HEADER: usize = 13;
/** The first byte of the header: (pb * 5 + lp) * 9 + lc. */
const PROPERTIES: u32 = 93;

// Where each set of probabilities lies, counted in probabilities.
const IS_MATCH: u32 = 0; // 12 states x 16 positions
const IS_REPETITION: u32 = IS_MATCH + 192;
const IS_REPETITION_0: u32 = IS_REPETITION + 12;
const IS_REPETITION_1: u32 = IS_REPETITION_0 + 12;
const IS_REPETITION_2: u32 = IS_REPETITION_1 + 12;
const IS_LONG_REPETITION_0: u32 = IS_REPETITION_2 + 12; // 12 states x 16 positions
const DISTANCE_SLOT: u32 = IS_LONG_REPETITION_0 + 192; // 4 trees of 6 bits
const DISTANCE_MIDDLE: u32 = DISTANCE_SLOT + 256;
const DISTANCE_ALIGN: u32 = DISTANCE_MIDDLE + 128; // a tree of 4 bits
const MATCH_LENGTH: u32 = DISTANCE_ALIGN + 16; // 2 choices, 16 trees of 3 bits twice, a tree of 8 bits
const REPETITION_LENGTH: u32 = MATCH_LENGTH + 514;
const LITERAL: u32 = REPETITION_LENGTH + 514; // 8 contexts of 3 * 256
const PROBABILITIES: u32 = LITERAL + 8 * 0x300;

const TABLE: usize = __heap_base;

/** The next byte of the packed data. */
let source: usize = 0;
let range: u32 = 0;
let code: u32 = 0;

// @ts-ignore: decorator
@inline
function normalise(): void {
  if (range >= 0x1000000) return;
  range <<= 8;
  code = (code << 8) | load<u8>(source++);
}

// @ts-ignore: decorator
@inline
function decodeBit(index: u32): u32 {
  const address = TABLE + ((<usize>index) << 1);
  const probability: u32 = load<u16>(address);
  const bound = (range >>> PROBABILITY_BITS) * probability;
  let bit: u32 = 0;
  if (code < bound) {
    range = bound;
    store<u16>(address, probability + (((1 << PROBABILITY_BITS) - probability) >>> ADAPTATION));
  } else {
    range -= bound;
    code -= bound;
    store<u16>(address, probability - (probability >>> ADAPTATION));
    bit = 1;
  }
  normalise();
  return bit;
}

/** The same where it is seldom needed, to keep the module small. */
function decodeFlag(index: u32): u32 {
  return decodeBit(index);
}

function decodeTree(tree: u32, bits: u32): u32 {
  let node: u32 = 1;
  for (let i: u32 = 0; i < bits; i++) node = (node << 1) | decodeBit(tree + node);
  return node - (1 << bits);
}

/** Lowest bit first. */
function decodeReversed(tree: u32, bits: u32): u32 {
  let node: u32 = 1;
  let value: u32 = 0;
  for (let i: u32 = 0; i < bits; i++) {
    const bit = decodeFlag(tree + node);
    node = (node << 1) | bit;
    value |= bit << i;
  }
  return value;
}

/** Two more than what is coded. */
function decodeLength(set: u32, position: u32): u32 {
  if (decodeFlag(set) == 0) return 2 + decodeTree(set + 2 + (position << 3), 3);
  if (decodeFlag(set + 1) == 0) return 10 + decodeTree(set + 130 + (position << 3), 3);
  return 18 + decodeTree(set + 258, 8);
}

/** One less than how far back the match lies. */
function decodeDistance(length: u32): u32 {
  const slot = decodeTree(DISTANCE_SLOT + ((length < 5 ? length - 2 : 3) << 6), 6);
  if (slot < 4) return slot;
  const bits = (slot >>> 1) - 1;
  const base = (2 | (slot & 1)) << bits;
  if (slot < 14) return base + decodeReversed(DISTANCE_MIDDLE + base - slot, bits);
  let direct: u32 = 0;
  for (let i: u32 = 4; i < bits; i++) {
    range >>>= 1;
    direct <<= 1;
    if (code >= range) {
      code -= range;
      direct |= 1;
    }
    normalise();
  }
  return base + (direct << 4) + decodeReversed(DISTANCE_ALIGN, 4);
}

/**
 * Nearly all bits are those of literals, hence decodeBit written out with locals: they cost a baseline compiler half as
 * much as globals.
 * `matched`: the byte at the last distance where the literal follows a match, 0x100 elsewhere.
 */
function decodeLiteral(previous: u32, matched: u32): u32 {
  const table = TABLE + ((<usize>(LITERAL + 0x300 * (previous >>> 5))) << 1);
  let r = range;
  let c = code;
  let from = source;
  let symbol: u32 = 1;
  // the matched byte's bit chooses the tree until the first that differs
  let tree: u32 = matched < 0x100 ? 0x100 : 0;
  do {
    matched <<= 1;
    const expected = matched & tree;
    const address = table + ((<usize>(tree + expected + symbol)) << 1);
    const probability: u32 = load<u16>(address);
    const bound = (r >>> PROBABILITY_BITS) * probability;
    symbol <<= 1;
    if (c < bound) {
      r = bound;
      store<u16>(address, probability + (((1 << PROBABILITY_BITS) - probability) >>> ADAPTATION));
      tree &= ~expected;
    } else {
      r -= bound;
      c -= bound;
      store<u16>(address, probability - (probability >>> ADAPTATION));
      symbol |= 1;
      tree &= expected;
    }
    if (r < 0x1000000) {
      r <<= 8;
      c = (c << 8) | load<u8>(from++);
    }
  } while (symbol < 0x100);
  range = r;
  code = c;
  source = from;
  return symbol;
}

/** Standard base64 without line breaks, decoded onto itself. */
function decodeBase64(text: usize, length: u32): void {
  let out = text;
  const end = text + length;
  for (let quad = text; quad < end; quad += 4) {
    let bits: u32 = 0;
    for (let i: usize = 0; i < 4; i++) {
      const symbol: u32 = load<u8>(quad + i);
      // '+' 43, '/' 47, '0' 48, '=' 61 (its bits fall off the end), 'A' 65, 'a' 97
      const value =
        symbol >= 97 ? symbol - 71 : symbol >= 65 ? symbol - 65 : symbol >= 48 ? symbol + 4 : symbol == 43 ? 62 : 63;
      bits = (bits << 6) | (value & 63);
    }
    store<u8>(out, bits >>> 16);
    store<u8>(out, bits >>> 8, 1);
    store<u8>(out, bits, 2);
    out += 3;
  }
}

/**
 * Makes room for `textLength` characters and `size` bytes after them; returns where the characters go, 0 when there is
 * no memory.
 */
export function reserve(textLength: u32, size: u32): usize {
  const text = TABLE + ((<usize>PROBABILITIES) << 1);
  const missing = <i32>((text + textLength + size + 0xffff) >>> 16) - memory.size();
  return missing > 0 && memory.grow(missing) < 0 ? 0 : text;
}

/** Unpacks into the `size` bytes after the text. 1 when the data ended where it should, 0 for anything else. */
export function unpack(text: usize, textLength: u32, size: u32): i32 {
  decodeBase64(text, textLength);
  if (load<u8>(text) != PROPERTIES || load<u32>(text, 5) != size) return 0;
  for (let i: usize = 0; i < PROBABILITIES; i++) store<u16>(TABLE + (i << 1), EVEN);
  code = bswap(load<u32>(text, HEADER + 1));
  range = 0xffffffff;
  source = text + HEADER + 5;

  const start = text + textLength;
  const end = start + size;
  let out = start;
  let state: u32 = 0;
  let distance0: u32 = 0;
  let distance1: u32 = 0;
  let distance2: u32 = 0;
  let distance3: u32 = 0;
  while (out < end) {
    const position = (<u32>(out - start)) & 3;
    if (decodeFlag(IS_MATCH + (state << 4) + position) == 0) {
      const previous: u32 = out > start ? load<u8>(out - 1) : 0;
      store<u8>(out, decodeLiteral(previous, state < 7 ? 0x100 : load<u8>(out - distance0 - 1)));
      out++;
      state = state < 4 ? 0 : state < 10 ? state - 3 : state - 6;
      continue;
    }
    let length: u32;
    if (decodeFlag(IS_REPETITION + state) == 0) {
      distance3 = distance2;
      distance2 = distance1;
      distance1 = distance0;
      length = decodeLength(MATCH_LENGTH, position);
      distance0 = decodeDistance(length);
      state = state < 7 ? 7 : 10;
    } else {
      const older = decodeFlag(IS_REPETITION_0 + state) != 0;
      if (older) {
        let distance = distance1;
        if (decodeFlag(IS_REPETITION_1 + state) != 0) {
          distance = distance2;
          if (decodeFlag(IS_REPETITION_2 + state) != 0) {
            distance = distance3;
            distance3 = distance2;
          }
          distance2 = distance1;
        }
        distance1 = distance0;
        distance0 = distance;
      }
      if (!older && decodeFlag(IS_LONG_REPETITION_0 + (state << 4) + position) == 0) {
        length = 1;
        state = state < 7 ? 9 : 11;
      } else {
        length = decodeLength(REPETITION_LENGTH, position);
        state = state < 7 ? 8 : 11;
      }
    }
    // damaged data: a match before the start or over the end, or more than there is
    if (distance0 >= <u32>(out - start) || out + length > end || source > start) return 0;
    const from = out - distance0 - 1;
    for (let i: usize = 0; i < length; i++) store<u8>(out + i, load<u8>(from + i));
    out += length;
  }
  // the end marker: a match of the shortest length at a distance of 2^32, after which nothing is left in the range
  // coder
  const position = size & 3;
  const marked =
    decodeFlag(IS_MATCH + (state << 4) + position) != 0 &&
    decodeFlag(IS_REPETITION + state) == 0 &&
    decodeDistance(decodeLength(MATCH_LENGTH, position)) == 0xffffffff;
  return marked && code == 0 ? 1 : 0;
}
