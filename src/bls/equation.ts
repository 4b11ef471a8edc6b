// The verification equation, in both arrangements of the groups:
//
//   e(S, G) = Π e(H_j, K_j) S in the signature group, H_j hashes of messages, K_j keys, G the generator of the key
//   group
//
// checked as one product of pairings with -G and one final exponentiation. Factors with the same message, or with the
// same key, are merged by addition before the pairing, whichever leaves fewer of them: e(H, K1) e(H, K2) = e(H, K1 +
// K2).
import {
  mixedPairingProductIsOne,
  type PairingFactor,
  pairingProductOfMembersIsOne,
  prepareLines,
  type RawLines,
} from "../../bindings/pairing.js";
import {
  generator,
  hashUniformToCurve,
  isIdentity,
  multiplyPoint,
  negatePoint,
  type RawPoint,
  SCALAR_SIZE,
  SIZES,
} from "../../bindings/point.js";
import { WEIGHT_BITS } from "../../bindings/scalar.js";
import { multiScalarMultiply, packVector, pickVector, type RawVector, sumVector } from "../../bindings/vector.js";
import { type DomainTag, expandMessageXmd } from "../curve/expand-message.js";
import type { Ciphersuite } from "./ciphersuite.js";
import type { KeySet } from "./keys.js";

let negatedG1: RawPoint | undefined;
let negatedG2Lines: RawLines | undefined;

/** The factor e(S, -G). */
export function signatureFactor({ signatureGroup }: Ciphersuite, signature: RawPoint): PairingFactor {
  if (signatureGroup === "G1") {
    negatedG2Lines ??= prepareLines(negatePoint("G2", generator("G2")));
    return { p: signature, lines: negatedG2Lines };
  }
  negatedG1 ??= negatePoint("G1", generator("G1"));
  return { p: negatedG1, q: signature };
}

/** The factor e(H, K), with the key's lines if there are any. */
export function keyFactor(
  { signatureGroup }: Ciphersuite,
  hash: RawPoint,
  key: RawPoint,
  lines?: RawLines,
): PairingFactor {
  if (signatureGroup === "G2") return { p: key, q: hash };
  return lines === undefined ? { p: hash, q: key } : { p: hash, lines };
}

/** A message to the signature group. */
export function hashMessage({ signatureGroup }: Ciphersuite, message: Uint8Array, DST: DomainTag): RawPoint {
  return hashUniformToCurve(signatureGroup, expandMessageXmd(message, DST, SIZES[signatureGroup].uniform));
}

/**
 * One signature under one key. The one of both that is in G2, unless it is a key with lines, need only be on the curve:
 * undefined when it is outside of the subgroup.
 */
export function singleHolds(
  suite: Ciphersuite,
  signature: RawPoint,
  hash: RawPoint,
  key: { raw: RawPoint; lines?: RawLines | undefined },
): boolean | undefined {
  return pairingProductOfMembersIsOne([signatureFactor(suite, signature), keyFactor(suite, hash, key.raw, key.lines)]);
}

/** Statements "this key signed this message", with keys and hashes numbered without repetition. */
export interface Statements {
  readonly keys: KeySet;
  /** The hash of each distinct message. */
  readonly hashes: readonly RawPoint[];
  /** For each statement the position of its message among the distinct ones. */
  readonly messages: readonly number[];
}

/** Groups statements by a position each of them has. */
function groupBy(statements: readonly number[], positionOf: (statement: number) => number): Map<number, number[]> {
  const groups = new Map<number, number[]>();
  for (const statement of statements) {
    const position = positionOf(statement);
    const group = groups.get(position);
    if (group === undefined) groups.set(position, [statement]);
    else group.push(statement);
  }
  return groups;
}

/** The 32-byte weights of some statements, end to end. */
export function pickWeights(weights: Uint8Array, statements: readonly number[]): Uint8Array {
  const picked = new Uint8Array(SCALAR_SIZE * statements.length);
  statements.forEach((statement, index) => {
    picked.set(weights.subarray(SCALAR_SIZE * statement, SCALAR_SIZE * (statement + 1)), SCALAR_SIZE * index);
  });
  return picked;
}

/**
 * The factors e(H_m, K_k)^w of the given statements, merged. `weights` holds 32 bytes (below 2^bits) per statement,
 * indexed like the statements themselves; without weights every one is 1.
 */
export function statementFactors(
  suite: Ciphersuite,
  { keys, hashes, messages }: Statements,
  statements: readonly number[],
  weights?: Uint8Array,
  bits = WEIGHT_BITS,
): PairingFactor[] {
  const { signatureGroup, publicKeyGroup } = suite;
  const byMessage = groupBy(statements, (statement) => messages[statement]!);
  const byKey = groupBy(statements, (statement) => keys.positions[statement]!);
  const combine = (group: "G1" | "G2", vector: RawVector, members: readonly number[]): RawPoint =>
    weights === undefined
      ? sumVector(group, vector)
      : multiScalarMultiply(group, vector, pickWeights(weights, members), bits);

  /** One statement alone: the weight goes to the side in G1, where multiplying is cheap. */
  const alone = (statement: number): PairingFactor => {
    const position = keys.positions[statement]!;
    let hash = hashes[messages[statement]!]!;
    let key = keys.points[position]!;
    if (weights !== undefined) {
      const weight = weights.subarray(SCALAR_SIZE * statement, SCALAR_SIZE * (statement + 1));
      if (signatureGroup === "G1") hash = multiplyPoint("G1", hash, weight, "vartime");
      else key = multiplyPoint("G1", key, weight, "vartime");
    }
    return keyFactor(suite, hash, key, keys.lines[position]);
  };

  const factors: PairingFactor[] = [];
  if (byMessage.size <= byKey.size) {
    for (const [message, members] of byMessage) {
      if (members.length === 1) {
        factors.push(alone(members[0]!));
        continue;
      }
      const vector = pickVector(
        publicKeyGroup,
        keys.vector,
        members.map((statement) => keys.positions[statement]!),
      );
      factors.push(keyFactor(suite, hashes[message]!, combine(publicKeyGroup, vector, members)));
    }
  } else {
    for (const [key, members] of byKey) {
      if (members.length === 1) {
        factors.push(alone(members[0]!));
        continue;
      }
      const vector = packVector(
        signatureGroup,
        members.map((statement) => hashes[messages[statement]!]!),
      );
      const hash = combine(signatureGroup, vector, members);
      factors.push(keyFactor(suite, hash, keys.points[key]!, keys.lines[key]));
    }
  }
  return factors;
}

/**
 * True when the keys under one repeated message add up to the identity. Such a group says nothing about its message:
 * anybody can make two keys that cancel ("splitting zero"), and the equation holds for them whatever was signed.
 */
export function someKeysCancel({ publicKeyGroup }: Ciphersuite, { keys, messages }: Statements): boolean {
  const all = messages.map((_, statement) => statement);
  for (const members of groupBy(all, (statement) => messages[statement]!).values()) {
    if (members.length === 1) continue;
    const positions = members.map((statement) => keys.positions[statement]!);
    const sum = sumVector(publicKeyGroup, pickVector(publicKeyGroup, keys.vector, positions));
    if (isIdentity(publicKeyGroup, sum)) return true;
  }
  return false;
}

/** True when the product of all factors is one. */
export function productIsOne(factors: readonly PairingFactor[]): boolean {
  return mixedPairingProductIsOne(factors);
}
