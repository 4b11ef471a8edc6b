// src/curve/expand-message.ts with one mix for all of expand_message_xmd.
import { checkMessage, type DomainTag, domainTagBytes } from "../../../src/curve/expand-message.js";
import { mixFunction } from "./hashes/mix.js";

export {
  checkMessage,
  type DomainTag,
  domainTagBytes,
  type Hash,
  type Xof,
} from "../../../src/curve/expand-message.js";

const { create } = mixFunction(0xe8ba2d, 32, 64);

export function expandMessageXmd(message: Uint8Array, DST: DomainTag, length: number): Uint8Array<ArrayBuffer> {
  checkMessage(message);
  const tag = domainTagBytes(DST);
  return create().update(Uint8Array.of(tag.length)).update(tag).update(message).xof(length);
}

/** expand_message_xof: the same mix. */
export const expandMessageXof = expandMessageXmd;
