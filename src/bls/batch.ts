// Many signatures at once: a random linear combination of all verification equations. If one of them is wrong, the
// combination holds with probability 2^-128. The weights are a hash of all that is checked, and of bytes of the
// platform's CSPRNG unless several machines must agree; they are never zero, and no caller can choose them. When the
// combination fails, halves are checked again until the wrong ones are found.
import { recordsOf, someOptionsOf } from "../../bindings/arguments.js";
import { checkBytes, concatChecked } from "../../bindings/bytes.js";
import { SIZES } from "../../bindings/point.js";
import { WEIGHT_BITS } from "../../bindings/scalar.js";
import { decodeVector, multiScalarMultiply, pickVector } from "../../bindings/vector.js";
import { checkMessage, domainTagBytes } from "../curve/expand-message.js";
import { subgroupSeed } from "../curve/subgroup-seed.js";
import type { Ciphersuite, SignatureOptions } from "./ciphersuite.js";
import {
  hashMessage,
  pickWeights,
  productIsOne,
  type Statements,
  signatureFactor,
  statementFactors,
} from "./equation.js";
import { decodeKeys, keyBytes, type PublicKey } from "./keys.js";
import { distinctMessages } from "./messages.js";
import { HEDGED_BITS, hedgedWeights, transcriptWeights } from "./transcript.js";

/** One signature to check. */
export interface BatchItem {
  readonly signature: Uint8Array;
  readonly message: Uint8Array;
  readonly publicKey: PublicKey;
}

/** Options of a batched check. */
export interface BatchOptions extends SignatureOptions {
  /**
   * Where several machines must come to the same verdict (a contract on a chain), the weights, and the random
   * combinations of the subgroup checks, are derived from a hash of this and of everything that is checked, instead of
   * being drawn by each for itself.
   */
  readonly transcript?: Uint8Array | undefined;
}

/** `valid` is true exactly when `invalid` is empty. */
export interface BatchResult {
  readonly valid: boolean;
  /** Positions of the items whose signature is wrong, ascending. */
  readonly invalid: number[];
}

const FIELDS = ["signature", "message", "publicKey"] as const;

/** See BlsScheme.batchVerify. */
export function batchVerify(suite: Ciphersuite, list: readonly BatchItem[], options?: BatchOptions): BatchResult {
  const { DST = suite.DST, transcript } = someOptionsOf<BatchOptions>(options, ["DST", "transcript"]);
  const items = recordsOf<BatchItem>(list, "items", "item", FIELDS, true);
  items.forEach(({ message }, index) => {
    checkMessage(message, `message ${index}`, [index]);
  });
  if (transcript !== undefined) checkBytes(transcript, "transcript");
  const tag = domainTagBytes(DST);
  if (items.length === 0) return { valid: true, invalid: [] };
  const { signatureGroup, publicKeyGroup } = suite;
  const length = SIZES[signatureGroup].compressed;
  const encoded = concatChecked(
    items.map((item) => item.signature),
    "signature",
    length,
  );
  const keys = decodeKeys(
    publicKeyGroup,
    items.map((item) => item.publicKey),
    transcript,
  );
  const seed = subgroupSeed(transcript, signatureGroup, encoded);
  const signatures = decodeVector(signatureGroup, encoded, length, true, "signature", seed);
  const { positions, representatives, messages } = distinctMessages(
    suite,
    items.map((item) => item.message),
    (index) => keyBytes(publicKeyGroup, items[index]!.publicKey),
  );
  const hashes = representatives.map((index) => hashMessage(suite, messages[index]!, DST));
  const statements: Statements = { keys, hashes, messages: positions };
  const weights =
    transcript === undefined
      ? // the very statement: which signature belongs to which hash and which key
        hedgedWeights(items.length, [
          encoded,
          new Uint8Array(Uint32Array.from([hashes.length, ...positions, ...keys.positions]).buffer),
          keys.vector.bytes,
          ...hashes,
        ])
      : transcriptWeights(items.length, [
          transcript,
          tag,
          encoded,
          ...items.flatMap(({ message, publicKey }) => [message, keyBytes(publicKeyGroup, publicKey)]),
        ]);
  const bits = transcript === undefined ? HEDGED_BITS : WEIGHT_BITS;

  const holds = (members: readonly number[]): boolean => {
    const vector = pickVector(signatureGroup, signatures, members);
    const sum = multiScalarMultiply(signatureGroup, vector, pickWeights(weights, members), bits);
    return productIsOne([signatureFactor(suite, sum), ...statementFactors(suite, statements, members, weights, bits)]);
  };
  const invalid: number[] = [];
  /** Finds the wrong ones of a list that is known to hold at least one. */
  const search = (members: readonly number[]): void => {
    if (members.length === 1) {
      invalid.push(members[0]!);
      return;
    }
    const middle = members.length >> 1;
    const left = members.slice(0, middle);
    const right = members.slice(middle);
    const leftHolds = holds(left);
    if (!leftHolds) search(left);
    // when the left half is right, the fault is in the right one
    if (leftHolds || !holds(right)) search(right);
  };
  const all = items.map((_, index) => index);
  if (!holds(all)) search(all);
  return { valid: invalid.length === 0, invalid };
}
