// What dealers publish when shares are out: who acknowledged its share, as one aggregate signature, and the shares of
// everybody who did not. All publications of a block are checked in two batches, one of signatures and one of revealed
// shares.
import { checkList, isBytes } from "../../bindings/bytes.js";
import { describe, fail } from "../../bindings/errors.js";
import type { BatchItem, BlsScheme, SignatureOptions } from "../bls/index.js";
import { wrongPositions } from "../bls/wrong-positions.js";
import { checkThreshold } from "../threshold/ids.js";
import { batchVerifyRevealed, type RevealedShare } from "./verify.js";

/** What one dealer published. */
export interface PublishedShares {
  /** The aggregate of the receivers' signatures, with the sum of their keys; left out where nobody acknowledged. */
  readonly acknowledgement?: BatchItem | undefined;
  /** The shares of those who did not acknowledge. */
  readonly reveals: readonly RevealedShare[];
}

export interface VerifyPublicationsOptions extends SignatureOptions {
  readonly scheme: BlsScheme;
  /** How many commitments every dealer has. */
  readonly threshold: number;
  readonly publications: readonly PublishedShares[];
  /**
   * Where several machines must come to the same verdict: makes the weights a hash of this and of everything that is
   * checked.
   */
  readonly transcript?: Uint8Array | undefined;
}

export interface PublicationsResult {
  /** True when every acknowledgement and every revealed share is right. */
  readonly valid: boolean;
  /** Positions of the publications with anything wrong, ascending. */
  readonly invalid: number[];
  /** Positions of the publications whose acknowledgement is wrong, ascending. */
  readonly acknowledgements: number[];
  /** Positions of the publications with wrong reveals, ascending, and the positions of those among its reveals. */
  readonly reveals: { readonly publication: number; readonly wrong: number[] }[];
}

/**
 * Throws BAD_TYPE, BAD_THRESHOLD, and BAD_LENGTH for commitments of another number than the threshold; names
 * publications.
 */
export function checkPublications({ scheme, threshold, publications }: VerifyPublicationsOptions): void {
  checkThreshold(threshold, Number.MAX_SAFE_INTEGER, "any");
  checkList(publications, "publications", true);
  publications.forEach((publication: PublishedShares | null, position) => {
    const subject = `publication ${position}`;
    if (typeof publication !== "object" || publication === null || !Array.isArray(publication.reveals)) {
      fail("BAD_TYPE", `${subject}: expected { acknowledgement, reveals }, got ${describe(publication)}`, [position]);
    }
    for (const reveal of publication.reveals as readonly (RevealedShare | null | undefined)[]) {
      const commitments = reveal?.commitments;
      const count = Array.isArray(commitments)
        ? commitments.length
        : (commitments as { threshold?: number })?.threshold;
      if (count !== threshold) {
        fail("BAD_LENGTH", `${subject}: expected reveals under ${threshold} commitments`, [position]);
      }
    }
    const { acknowledgement } = publication;
    if (acknowledgement !== undefined && !isBytes((acknowledgement as BatchItem | null)?.message)) {
      fail("BAD_TYPE", `${subject}: expected an acknowledgement { signature, message, publicKey }`, [position]);
    }
  });
  if (typeof scheme?.batchVerify !== "function") fail("BAD_TYPE", `scheme: expected one, got ${describe(scheme)}`);
}

/**
 * Checks what many dealers published, in one batch of signatures and one of shares, and names exactly what is wrong.
 * Signatures, keys, shares and commitments that are malformed count as wrong: a publication comes from others, and none
 * may stop the check of the rest. The keys in an acknowledgement must have had their proofs of possession checked.
 * Everything is public; variable-time. Throws BAD_TYPE, BAD_THRESHOLD, and BAD_LENGTH for reveals that come with
 * another number of commitments than `threshold`.
 */
export function verifyPublications(options: VerifyPublicationsOptions): PublicationsResult {
  checkPublications(options);
  const { scheme, publications, transcript, DST } = options;
  const signed = publications.flatMap(({ acknowledgement }, publication) =>
    acknowledgement === undefined ? [] : [{ publication, acknowledgement }],
  );
  const wrongSigned = wrongPositions(signed, (some) => {
    const items = some.map(({ acknowledgement }) => acknowledgement);
    return scheme.batchVerify(items, { ...(DST === undefined ? {} : { DST }), transcript }).invalid;
  });
  const revealed = publications.flatMap(({ reveals }, publication) =>
    reveals.map((reveal, place) => ({ publication, place, reveal })),
  );
  const wrongRevealed = wrongPositions(
    revealed,
    (some) => batchVerifyRevealed({ scheme, items: some.map(({ reveal }) => reveal), transcript }).invalid,
  );
  const wrongPlaces = new Map<number, number[]>();
  for (const position of [...wrongRevealed].sort((a, b) => a - b)) {
    const { publication, place } = revealed[position]!;
    wrongPlaces.set(publication, [...(wrongPlaces.get(publication) ?? []), place]);
  }
  return publicationsResult(
    [...wrongSigned].map((position) => signed[position]!.publication),
    [...wrongPlaces].map(([publication, wrong]) => ({ publication, wrong })),
  );
}

/** The verdict from what is wrong, in any order. Inside the package only. */
export function publicationsResult(
  acknowledgements: number[],
  reveals: { publication: number; wrong: number[] }[],
): PublicationsResult {
  acknowledgements.sort((a, b) => a - b);
  reveals.sort((a, b) => a.publication - b.publication);
  const invalid = [...new Set([...acknowledgements, ...reveals.map(({ publication }) => publication)])];
  invalid.sort((a, b) => a - b);
  return { valid: invalid.length === 0, invalid, acknowledgements, reveals };
}
