// Magic blocks as text: canonical JSON with the block's hash and certificate, and a strict reader of it.
import { canonicalJson, equalBytes, JsonReader, parseJson } from "../encoding/index.js";
import { check, malformed } from "./check.js";
import { hash } from "./encode.js";
import type { SoundBlock } from "./examine.js";
import { magicBlockFormats } from "./format.js";
import type { MagicBlock } from "./magic-block.js";

/** Canonical JSON of a block whose hash is known. */
export function writeMagicBlock({ block, hash }: Pick<SoundBlock, "block" | "hash">, indent = 0): string {
  return canonicalJson(magicBlockFormats(block.scheme).file.toJson({ ...block, hash }), indent);
}

/** Canonical JSON of the block with its hash and certificate; `indent` spreads it over lines. */
export function toJson(block: MagicBlock, indent = 0): string {
  return writeMagicBlock({ block, hash: hash(block) }, indent);
}

/** Reads what toJson wrote. Throws BAD_JSON or MALFORMED; the hash in the text must be the hash of the content. */
export function fromJson(input: unknown): MagicBlock {
  return readMagicBlock(input).block;
}

/** The same, with what had to be found out about the block. */
export function readMagicBlock(input: unknown): SoundBlock {
  const reader = new JsonReader(typeof input === "string" ? parseJson(input, "magic block") : input, "magic block");
  // a scheme that is none is found out by the format, with everything else
  const scheme = reader.peek("scheme") === "min-pk" ? "min-pk" : "min-sig";
  const { hash: stated, ...block } = magicBlockFormats(scheme).file.fromJson(reader);
  check(block);
  const digest = hash(block);
  if (!equalBytes(stated, digest)) malformed("the stated hash is not the hash of the content");
  return { block, hash: digest, fault: null };
}
