// What is found out about a magic block once and then goes where the block goes: whether it is consistent in itself,
// and its hash. Values that are passed on, not a memory beside the blocks: a block that was changed has nothing to go
// by. Of a header alone the same is found out, less what it says of lists that are not there.
import { FeldsparError } from "../encoding/index.js";
import { check, checkHeader } from "./check.js";
import { hash } from "./encode.js";
import { checkGenesis, type Genesis, genesisHash } from "./genesis.js";
import type { CertifiedHeader, MagicBlock } from "./magic-block.js";

/** A block or header that is consistent in itself, with its hash. Its signatures are another matter. */
export interface Sound<Header extends CertifiedHeader> {
  readonly block: Header;
  readonly hash: Uint8Array;
  readonly fault: null;
}

/** One that is not consistent, or cannot be encoded (then it has no hash). */
export interface Faulty<Header extends CertifiedHeader> {
  readonly block: Header;
  readonly hash: Uint8Array | null;
  readonly fault: string;
}

export type Examined<Header extends CertifiedHeader> = Sound<Header> | Faulty<Header>;
export type SoundBlock = Sound<MagicBlock>;

/** What a refusal says; other errors are faults of the program, and thrown. */
export function reasonOf(error: unknown): string {
  if (error instanceof FeldsparError) return error.message;
  throw error;
}

function examineWith<Header extends CertifiedHeader>(block: Header, verify: (block: Header) => void): Examined<Header> {
  let fault: string | null = null;
  try {
    verify(block);
  } catch (error) {
    fault = reasonOf(error);
  }
  try {
    const digest = hash(block);
    return fault === null ? { block, hash: digest, fault } : { block, hash: digest, fault };
  } catch (error) {
    return { block, hash: null, fault: fault ?? reasonOf(error) };
  }
}

/** One check and one hash. Never throws for a well-typed block. */
export function examine(block: MagicBlock): Examined<MagicBlock> {
  return examineWith(block, check);
}

/** The same for a header; lists that come with it are not looked at. */
export function examineHeader<Header extends CertifiedHeader>(header: Header): Examined<Header> {
  return examineWith<Header>(header, checkHeader);
}

/** A genesis that was checked, proofs of possession too, with its hash. */
export interface SoundGenesis {
  readonly genesis: Genesis;
  readonly hash: Uint8Array;
}

/** Throws BAD_PARAMETER. */
export function examineGenesis(genesis: Genesis): SoundGenesis {
  checkGenesis(genesis);
  return { genesis, hash: genesisHash(genesis) };
}
