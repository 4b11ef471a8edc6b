// The protocol with four miners, t = 3 and numbers that fit in a drawing. Nothing of it is secret.
export const TOY_SIZE = 4;
export const TOY_THRESHOLD = 3;
/** a + b·x + c·x². */
export type Coefficients = readonly [number, number, number];

export interface Toy {
  /** By dealer. */
  readonly polynomials: readonly Coefficients[];
  /** Hex: of each dealer, a·G, b·G and c·G. */
  readonly commitments: readonly (readonly string[])[];
  /** shares[dealer][receiver], and whether the commitments say that they are right. */
  readonly shares: readonly (readonly number[])[];
  readonly right: boolean;
  /** By receiver: the sum of what it was given. */
  readonly sums: readonly number[];
  /** The sum of all polynomials: only who sees all can compute it. */
  readonly sum: Coefficients;
  /** Hex: the sum of all a·G. */
  readonly groupPublicKey: string;
  /** Who signed, and what came out, as hex; all verify under the group's key. */
  readonly signatures: readonly { readonly signers: readonly number[]; readonly signature: string }[];
  readonly verified: boolean;
}

export const valueAt = ([a, b, c]: Coefficients, x: number): number => a + b * x + c * x * x;
