// All bytes that are signed, hashed, stored or sent: one module, so that there is one place to look for ambiguity.
export {
  checkInteger,
  checkList,
  checkText,
  listOf,
  optionsOf,
  reading,
  recordOf,
} from "../../bindings/arguments.js";
export {
  bytesToInteger,
  checkBytes,
  concatBytes,
  equalBytes,
  fromHex,
  integerToBytes,
  isBytes,
  toHex,
  utf8,
} from "../../bindings/bytes.js";
export type { ErrorCode } from "../../bindings/codes.js";
export { describe, FeldsparError, fail } from "../../bindings/errors.js";
export {
  bitmapCount,
  bitmapHas,
  bitmapLength,
  bitmapOf,
  bitmapPositions,
  bitmapWith,
  bitmapWithout,
  checkBitmap,
} from "./bitmap.js";
export { Decoder } from "./decoder.js";
export { Encoder } from "./encoder.js";
export { Gathered } from "./gathered.js";
export { canonicalJson, type JsonInput, JsonReader, parseJson } from "./json.js";
export { type MerklePath, MerkleTree, merklePathFormat, merkleRoot, rootOfPath, type TreeTags } from "./merkle.js";
export {
  bytes,
  bytesOf,
  choice,
  decodeAs,
  encodeAs,
  type Fields,
  type Format,
  fixed,
  flag,
  hexName,
  list,
  mapped,
  nullable,
  oneOf,
  record,
  text,
  unsigned,
  unsigned128,
} from "./record.js";
export { TAG, type Tag } from "./tags.js";
export { decodeText, withoutByteOrderMark } from "./text-files.js";
