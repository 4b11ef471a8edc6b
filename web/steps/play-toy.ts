// Plays the protocol of the drawing: the library's own functions, on polynomials whose coefficients are small.
import { minSig } from "../../src/bls/index.js";
import { aggregateCommitments, verifyShare } from "../../src/dkg/index.js";
import { equalBytes, toHex, utf8 } from "../../src/encoding/index.js";
import { recoverSignature } from "../../src/entry/threshold.js";
import { type Coefficients, TOY_SIZE, type Toy, valueAt } from "./toy.js";

const IDS = Array.from({ length: TOY_SIZE }, (_, place) => place + 1);
/** Who signs, in two ways. */
const SETS = [
  [1, 2, 4],
  [2, 3, 4],
] as const;

/** A small number as the library takes a scalar: 32 bytes, big-endian. */
function scalarOf(number: number): Uint8Array {
  const bytes = new Uint8Array(32);
  new DataView(bytes.buffer).setUint32(28, number);
  return bytes;
}

/** From 1 to `most`. */
const draw = (most: number) => 1 + Math.floor(Math.random() * most);

export function playToy(): Toy {
  const polynomials = IDS.map((): Coefficients => [draw(9), draw(5), draw(2)]);
  const points = polynomials.map((coefficients) => coefficients.map((one) => minSig.getPublicKey(scalarOf(one))));
  const shares = polynomials.map((coefficients) => IDS.map((id) => valueAt(coefficients, id)));
  const right = shares.every((row, dealer) =>
    row.every((share, place) => {
      const check = { scheme: minSig, commitments: points[dealer]!, id: IDS[place]!, share: scalarOf(share) };
      return verifyShare(check);
    }),
  );
  const sums = IDS.map((_, place) => shares.reduce((total, row) => total + row[place]!, 0));
  const sumOf = (power: 0 | 1 | 2) => polynomials.reduce((total, one) => total + one[power], 0);
  const sum: Coefficients = [sumOf(0), sumOf(1), sumOf(2)];
  const groupPublicKey = aggregateCommitments(minSig, points)[0]!;
  const message = utf8("four miners");
  const made = SETS.map((signers) => {
    const partials = signers.map((id) => ({ id, signature: minSig.sign(message, scalarOf(sums[id - 1]!)) }));
    return { signers, signature: recoverSignature(minSig, partials) };
  });
  return {
    ...{ polynomials, shares, right, sums, sum, groupPublicKey: toHex(groupPublicKey) },
    commitments: points.map((row) => row.map(toHex)),
    signatures: made.map(({ signers, signature }) => ({ signers, signature: toHex(signature) })),
    verified: made.every(
      ({ signature }) => minSig.verify(signature, message, groupPublicKey) && equalBytes(signature, made[0]!.signature),
    ),
  };
}
