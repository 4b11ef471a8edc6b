// Sums of signatures, remembered: a dealer adds up the acknowledgements once to check them and once to publish them.
import { bytesKey } from "../../../bindings/bytes.js";
import { equalBytes } from "../../encoding/index.js";

interface Remembered {
  readonly signatures: readonly Uint8Array[];
  readonly aggregate: Uint8Array;
}

/** The latest aggregates, each with what it was made from; at most `most` of them. Public bytes only. */
export class RememberedAggregates {
  private readonly known = new Map<string, Remembered>();

  constructor(private readonly most: number) {}

  /**
   * The aggregate of exactly these signatures in this order; computed when it is not known. Throws what `compute`
   * throws.
   */
  of(signatures: readonly Uint8Array[], compute: () => Uint8Array): Uint8Array {
    const name = bytesKey(signatures[0] ?? new Uint8Array(0));
    const known = this.known.get(name);
    if (known !== undefined && sameList(known.signatures, signatures)) return known.aggregate;
    const aggregate = compute();
    this.known.delete(name);
    if (this.known.size >= this.most) this.known.delete(this.known.keys().next().value!);
    this.known.set(name, { signatures: [...signatures], aggregate });
    return aggregate;
  }
}

function sameList(a: readonly Uint8Array[], b: readonly Uint8Array[]): boolean {
  return a.length === b.length && a.every((bytes, position) => equalBytes(bytes, b[position]!));
}
