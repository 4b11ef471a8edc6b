// One thing at a time: work is done in the order in which it was given, each piece when the one before it has ended,
// whether well or badly. Whoever gives work may do so at any moment, also from within a piece.
export class Serial {
  private tail: Promise<unknown> = Promise.resolve();

  /**
   * Does `work` after everything that was given before. Resolves or rejects as `work` does; others go on either way.
   */
  run<Result>(work: () => Result | Promise<Result>): Promise<Result> {
    const done = this.tail.then(work);
    this.tail = done.catch(() => {});
    return done;
  }

  /** Resolves when everything that was given, until nothing is left, has ended. */
  async idle(): Promise<void> {
    let last: Promise<unknown>;
    do {
      last = this.tail;
      await last;
    } while (last !== this.tail);
  }
}
