// A machine's state in a store, where its versions only rise. One call at a time: the store sees the next put when the
// one before it has answered. A put that fails or is late is told as a typed error; it may still arrive afterwards, and
// whoever reads again waits for it first. Of several that load one state in one process the last one writes.
import { FeldsparError } from "../encoding/index.js";
import { reasonOf } from "./callbacks.js";
import type { Elapsed } from "./elapsed.js";
import type { Store } from "./ports.js";

/** How a state is stored. */
export interface StateCodec<State> {
  /** For messages: "the miner's state". */
  readonly name: string;
  /** Where nothing was stored. */
  readonly initial: State;
  /** With the version in it, and a hash at the end: what is damaged is seen. */
  encode(state: State, version: number): Uint8Array;
  /** Throws MALFORMED. */
  decode(stored: Uint8Array): { readonly state: State; readonly version: number };
}

/** What one process knows of a state in a store, whoever has written it. */
interface Place {
  /** Who loaded last, and alone may write. */
  writer: object | null;
  /** Of the state that was stored last; 0: none was. */
  version: number;
  /** A put that was given up and may still arrive. */
  outstanding: Promise<unknown>;
}

const places = new WeakMap<Store, Map<string, Place>>();

function placeOf(store: Store, key: string): Place {
  const inStore = places.get(store) ?? new Map<string, Place>();
  places.set(store, inStore);
  const place = inStore.get(key) ?? { writer: null, version: 0, outstanding: Promise.resolve() };
  inStore.set(key, place);
  return place;
}

export class DurableState<State> {
  private readonly place: Place;

  constructor(
    private readonly store: Store,
    private readonly key: string,
    private readonly codec: StateCodec<State>,
    private readonly elapsed: Elapsed,
    /** An answer that takes longer, in milliseconds, is late. */
    private readonly timeout: number,
  ) {
    this.place = placeOf(store, key);
  }

  /**
   * The stored state. Throws MALFORMED for a damaged store, STORE_WENT_BACK for one that has an older state than this
   * process stored, STORE_FAILED for one that does not answer, STORE_LATE while a put that was given up may arrive.
   */
  async load(): Promise<State> {
    const { place, codec } = this;
    place.writer = this;
    const stored = await this.reading();
    const { state, version } = stored === undefined ? { state: codec.initial, version: 0 } : codec.decode(stored);
    if (version < place.version) {
      throw new FeldsparError(
        "STORE_WENT_BACK",
        `the store has version ${version} of ${codec.name}, version ${place.version} was stored: an old backup?`,
      );
    }
    place.version = version;
    return state;
  }

  private async reading(): Promise<Uint8Array | undefined> {
    let read: { readonly answer: Uint8Array | undefined } | null;
    try {
      if ((await this.inTime(this.place.outstanding)) === null)
        throw new FeldsparError("STORE_LATE", `${this.codec.name} that was to be stored may still arrive`);
      read = await this.inTime((async () => this.store.get(this.key))());
    } catch (error) {
      if (error instanceof FeldsparError) throw error;
      throw new FeldsparError("STORE_FAILED", `${this.codec.name} could not be read: ${reasonOf(error)}`);
    }
    if (read === null)
      throw new FeldsparError("STORE_FAILED", `${this.codec.name} was not read within ${this.timeout} ms`);
    return read.answer;
  }

  /** Resolves when the state is durable. Throws STORE_FAILED, STORE_LATE, or STORE_TAKEN: another has loaded since. */
  async put(state: State): Promise<void> {
    const { place } = this;
    if (place.writer !== this)
      throw new FeldsparError("STORE_TAKEN", `somebody else has loaded ${this.codec.name} since, and goes on with it`);
    const version = place.version + 1;
    const written = (async () => this.store.put(this.key, this.codec.encode(state, version)))();
    place.outstanding = written.catch(() => {});
    let stored: object | null;
    try {
      stored = await this.inTime(written);
    } catch (error) {
      throw new FeldsparError("STORE_FAILED", `${this.codec.name} could not be stored: ${reasonOf(error)}`);
    }
    if (stored === null)
      throw new FeldsparError("STORE_LATE", `${this.codec.name} was not stored within ${this.timeout} ms`);
    place.version = version;
  }

  /** What is answered; null when it takes too long. */
  private async inTime<Answer>(work: Promise<Answer>): Promise<{ readonly answer: Answer } | null> {
    let callOff = (): void => {};
    const tooLate = new Promise<null>((resolve) => {
      callOff = this.elapsed.at(this.elapsed.milliseconds() + this.timeout, () => resolve(null));
    });
    try {
      return await Promise.race([work.then((answer) => ({ answer })), tooLate]);
    } finally {
      callOff();
    }
  }
}
