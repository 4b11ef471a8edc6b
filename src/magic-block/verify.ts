// One magic block as a light client sees it: what stands before it on the chain, the genesis' sharders or the view
// before that let it follow, and its own group key that confirms it. All of this is about headers: two verifications.
import { schemeByName } from "../bls/index.js";
import { bitmapPositions, equalBytes, reading, toHex } from "../encoding/index.js";
import { confirmMessage, firstMessage, handOverMessage } from "./certificate.js";
import { malformed } from "./check.js";
import { hash } from "./encode.js";
import { type Examined, examine, reasonOf, type Sound, type SoundGenesis } from "./examine.js";
import { chainIdHash } from "./genesis.js";
import { identityDst } from "./long-term-keys.js";
import type { CertifiedHeader, MagicBlock, MagicBlockHeader, Verdict } from "./magic-block.js";

/** A header and its hash: what its successor is held against. */
export interface Predecessor {
  readonly block: MagicBlockHeader;
  readonly hash: Uint8Array;
}

/** A verdict from the first reason against, which is empty where there is none; a refusal's message is one. */
function verdictOf({ fault }: Examined<CertifiedHeader>, firstReason: () => string): Verdict {
  if (fault !== null) return { valid: false, reason: fault };
  try {
    const reason = firstReason();
    return { valid: reason === "", reason };
  } catch (error) {
    return { valid: false, reason: reasonOf(error) };
  }
}

/** What never changes on a chain. */
function checkChain(block: MagicBlockHeader, chain: Pick<MagicBlockHeader, "chainIdHash" | "scheme" | "mode">): void {
  if (!equalBytes(block.chainIdHash, chain.chainIdHash)) malformed("it is of another chain");
  if (block.scheme !== chain.scheme) malformed(`its scheme is ${block.scheme}, the chain's ${chain.scheme}`);
  if (block.mode !== chain.mode) malformed(`its mode is ${block.mode}, the chain's ${chain.mode}`);
}

/**
 * Throws MALFORMED unless the header may follow the one before: number, previous hash, starting round, chain, scheme,
 * mode, and in mode "reshare" the group key. Whoever makes a block runs this; signatures are not looked at.
 */
export function checkSuccessor(block: MagicBlockHeader, { block: previous, hash }: Predecessor): void {
  if (block.number !== previous.number + 1)
    malformed(`number ${block.number} does not follow ${previous.number}: expected ${previous.number + 1}`);
  if (!equalBytes(block.previousHash, hash)) malformed("the previous hash is another block's");
  if (block.startingRound <= previous.startingRound) {
    malformed(
      `expected a starting round after its predecessor's ${previous.startingRound}, got ${block.startingRound}`,
    );
  }
  checkChain(block, previous);
  if (block.mode === "reshare" && !equalBytes(block.groupPublicKey, previous.groupPublicKey))
    malformed("the group key is another one, and the chain's mode is reshare");
}

/** The same for the first block: throws MALFORMED unless it may follow the genesis. */
export function checkFirst(block: MagicBlockHeader, { genesis, hash }: SoundGenesis): void {
  if (block.number !== 1) malformed(`expected number 1 after the genesis, got ${block.number}`);
  if (!equalBytes(block.previousHash, hash)) malformed(`the previous hash is not that of the genesis, ${toHex(hash)}`);
  if (block.startingRound <= genesis.startRound)
    malformed(`expected a starting round after the genesis' ${genesis.startRound}, got ${block.startingRound}`);
  checkChain(block, { chainIdHash: chainIdHash(genesis.chainId), scheme: genesis.scheme, mode: genesis.mode });
}

function againstHandOver({ block, hash }: Sound<CertifiedHeader>, previous: MagicBlockHeader): string {
  const { handOver, first } = block.certificate;
  if (first !== null) return "signatures of the genesis' sharders are present, but it is not the first block";
  if (handOver === null) return "the hand-over signature of the previous view is missing";
  return schemeByName(previous.scheme).verify(handOver, handOverMessage(hash), previous.groupPublicKey)
    ? ""
    : "the hand-over signature is not valid under the previous view's group key";
}

/** More than half of the genesis' sharders, whose proofs of possession the check of the genesis has looked at. */
function againstFirst({ block, hash }: Sound<CertifiedHeader>, { genesis }: SoundGenesis): string {
  const { handOver, first } = block.certificate;
  const { scheme, sharders } = genesis;
  if (handOver !== null) return "a hand-over signature is present, but no view is before the first block";
  if (first === null) return "the signatures of the genesis' sharders are missing";
  const signers = bitmapPositions(first.signers, sharders.length);
  if (2 * signers.length <= sharders.length) {
    return `expected signatures of more than half of the genesis' ${sharders.length} sharders, got ${signers.length}`;
  }
  const keys = signers.map((position) => sharders[position]!.publicKey);
  const DST = identityDst(scheme);
  return schemeByName(scheme).fastAggregateVerify(first.aggregate, firstMessage(hash), keys, { DST })
    ? ""
    : "the signatures of the genesis' sharders are not valid";
}

function againstConfirmation({ block, hash }: Sound<CertifiedHeader>): string {
  const { confirmation } = block.certificate;
  if (confirmation === null) return "the confirmation signature of the new view is missing";
  return schemeByName(block.scheme).verify(confirmation, confirmMessage(hash), block.groupPublicKey)
    ? ""
    : "the confirmation signature is not valid under the block's own group key";
}

/** Verifies the block that follows another one. */
export function verifySuccessor(examined: Examined<CertifiedHeader>, previous: Predecessor): Verdict {
  return verdictOf(examined, () => {
    checkSuccessor(examined.block, previous);
    const sound = examined as Sound<CertifiedHeader>;
    return againstHandOver(sound, previous.block) || againstConfirmation(sound);
  });
}

/** Verifies the block that follows the genesis. */
export function verifyFirst(examined: Examined<CertifiedHeader>, genesis: SoundGenesis): Verdict {
  return verdictOf(examined, () => {
    checkFirst(examined.block, genesis);
    const sound = examined as Sound<CertifiedHeader>;
    return againstFirst(sound, genesis) || againstConfirmation(sound);
  });
}

/** Verifies a block of which nothing before is known: that its own group key confirms it, and nothing else. */
export function verifyAlone(examined: Examined<CertifiedHeader>): Verdict {
  return verdictOf(examined, () => againstConfirmation(examined as Sound<CertifiedHeader>));
}

/**
 * Verifies one block as a light client would: consistent in itself, signed by its own group key, and following
 * `previous`, handed over by that view's group key. `previous = null` takes it on trust that the block is of a chain at
 * all: compare its hash. A first block is held against its genesis by `verifyMagicBlockChain`. Never throws for a
 * well-typed block.
 */
export function verify(block: MagicBlock, previous: MagicBlockHeader | null): Verdict {
  return reading("verify", (): Verdict => {
    const examined = examine(block);
    if (previous === null) return verifyAlone(examined);
    return verdictOf(examined, () => {
      const { valid, reason } = verifySuccessor(examined, { block: previous, hash: hash(previous) });
      return valid ? "" : reason;
    });
  });
}
