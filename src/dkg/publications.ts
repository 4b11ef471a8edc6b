// What dealers publish when shares are out: who acknowledged its share, as one aggregate signature, and the shares of
// everybody who did not. All publications of a block are checked in two batches, one of signatures and one of revealed
// shares.
import { listOf, optionsOf, recordOf } from "../../bindings/arguments.js";
import { checkBytes, isBytes } from "../../bindings/bytes.js";
import { FeldsparError, fail } from "../../bindings/errors.js";
import type { BatchItem, BlsScheme, SignatureOptions } from "../bls/index.js";
import { checkScheme } from "../bls/scheme-argument.js";
import { wrongPositions } from "../bls/wrong-positions.js";
import { domainTagBytes } from "../curve/expand-message.js";
import { checkThreshold } from "../threshold/ids.js";
import { countOf } from "./commitments.js";
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

const OPTIONS = ["scheme", "threshold", "publications", "transcript", "DST"] as const;

/**
 * The options, read and checked. Throws BAD_TYPE, UNKNOWN_OPTION, BAD_THRESHOLD, and BAD_LENGTH for commitments of
 * another number than the threshold; names publications. Inside the package only.
 */
export function openPublications(options: unknown): VerifyPublicationsOptions {
  const {
    scheme,
    threshold,
    publications: given,
    transcript,
    DST,
  } = optionsOf<VerifyPublicationsOptions>(options, OPTIONS);
  checkThreshold(threshold, Number.MAX_SAFE_INTEGER, "any");
  const publications = listOf(given, "publications", true).map((item, position) => {
    const subject = `publication ${position}`;
    const publication = recordOf<PublishedShares>(item, subject, ["acknowledgement", "reveals"], [position]);
    const reveals = blaming(position, () => listOf(publication.reveals, `${subject}, reveals`, true)).map(
      (reveal): RevealedShare => {
        const read = blaming(position, () => recordOf<RevealedShare>(reveal, `${subject}, reveal`, REVEAL));
        if (countOf(read.commitments) !== threshold) {
          fail("BAD_LENGTH", `${subject}: expected reveals under ${threshold} commitments`, [position]);
        }
        return read;
      },
    );
    if (publication.acknowledgement === undefined) return { reveals };
    const acknowledgement = blaming(position, () =>
      recordOf<BatchItem>(publication.acknowledgement, `${subject}, acknowledgement`, ACKNOWLEDGEMENT),
    );
    if (!isBytes(acknowledgement.message)) {
      fail("BAD_TYPE", `${subject}: expected an acknowledgement { signature, message, publicKey }`, [position]);
    }
    return { acknowledgement, reveals };
  });
  checkScheme(scheme);
  if (transcript !== undefined) checkBytes(transcript, "transcript");
  if (DST !== undefined) domainTagBytes(DST);
  return { scheme, threshold, publications, transcript, DST };
}

const REVEAL = ["commitments", "id", "share"] as const;
const ACKNOWLEDGEMENT = ["signature", "message", "publicKey"] as const;

/** What `read` refuses is the publication's fault. */
function blaming<Result>(position: number, read: () => Result): Result {
  try {
    return read();
  } catch (error) {
    if (error instanceof FeldsparError) fail(error.code, error.message, [position]);
    throw error;
  }
}

/**
 * Checks what many dealers published, in one batch of signatures and one of shares, and names exactly what is wrong.
 * Signatures, keys, shares and commitments that are malformed count as wrong: a publication comes from others, and none
 * may stop the check of the rest. The keys in an acknowledgement must have had their proofs of possession checked.
 * Everything is public; variable-time. Throws BAD_TYPE, BAD_THRESHOLD, and BAD_LENGTH for reveals that come with
 * another number of commitments than `threshold`.
 *
 * @example
 * // dealer 1 shows the share of party 3, which acknowledged nothing
 * const [{ commitments, shares }] = dealings;
 * const publications = [{ reveals: [{ commitments, id: 3, share: shares.get(3)! }] }];
 * verifyPublications({ scheme: minSig, threshold: 2, publications }).valid; //=> true
 */
export function verifyPublications(options: VerifyPublicationsOptions): PublicationsResult {
  const { scheme, publications, transcript, DST } = openPublications(options);
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
