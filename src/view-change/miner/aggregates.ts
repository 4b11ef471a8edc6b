// Sums of signatures, remembered: a dealer adds up the acknowledgements once to check them and once to publish them.
import { bytesKey } from "../../../bindings/bytes.js";
import { equalBytes } from "../../encoding/index.js";
import { BoundedMap } from "../bounded-map.js";

interface Remembered {
  readonly signatures: readonly Uint8Array[];
  readonly aggregate: Uint8Array;
}

/** Of the signatures behind all aggregates: those of 1000 miners with one another are 56 MB. */
const MAX_BYTES = 64 << 20;
/** Of a signature in a list, besides its own bytes. */
const REFERENCE = 8;

/**
 * The latest aggregates, each with what it was made from; at most `most` of them, and 64 MiB of signatures. Public
 * bytes only.
 */
export class RememberedAggregates {
  private readonly known: BoundedMap<Remembered>;

  constructor(most: number) {
    this.known = new BoundedMap(MAX_BYTES, most);
  }

  /**
   * The aggregate of exactly these signatures in this order; computed when it is not known. Throws what `compute`
   * throws.
   */
  of(signatures: readonly Uint8Array[], compute: () => Uint8Array): Uint8Array {
    const name = bytesKey(signatures[0] ?? new Uint8Array(0));
    const known = this.known.get(name);
    if (known !== undefined && sameList(known.signatures, signatures)) return known.aggregate;
    const aggregate = compute();
    const bytes = signatures.reduce((sum, signature) => sum + signature.length + REFERENCE, aggregate.length);
    this.known.set(name, { signatures: [...signatures], aggregate }, bytes);
    return aggregate;
  }
}

function sameList(a: readonly Uint8Array[], b: readonly Uint8Array[]): boolean {
  return a.length === b.length && a.every((bytes, position) => equalBytes(bytes, b[position]!));
}
