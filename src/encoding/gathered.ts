// Bytes of whoever sends them, until all are there.

/**
 * Bytes that come in parts. They are kept as one: who sends them one by one would have each cost a hundred times its
 * length, in a list that no bound on bytes sees.
 */
export class Gathered {
  private bytes = new Uint8Array(0);
  private count = 0;

  get length(): number {
    return this.count;
  }

  add(part: Uint8Array): void {
    const length = this.count + part.length;
    if (length > this.bytes.length) {
      const grown = new Uint8Array(Math.max(length, 2 * this.bytes.length));
      grown.set(this.bytes.subarray(0, this.count));
      this.bytes = grown;
    }
    this.bytes.set(part, this.count);
    this.count = length;
  }

  /** All of them, as a copy. */
  whole(): Uint8Array<ArrayBuffer> {
    return this.bytes.slice(0, this.count);
  }
}
