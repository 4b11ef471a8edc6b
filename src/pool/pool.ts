// The pool: the heavy checks of public data on other threads, with the results of the single-threaded calls.
//
// What has the wrong shape (types, lengths of lists) is refused on the calling thread, by the single-threaded call
// itself. What has the right shape is copied at once and may be changed by the caller from then on. Large work is split
// over the threads. A part of it that throws says little about the whole, so the whole is done again on one thread, and
// its error is the one that the single-threaded call would have thrown.
import { checkSignal, listOf, optionsOf, readingLater, recordsOf } from "../../bindings/arguments.js";
import { checkBytes, isBytes } from "../../bindings/bytes.js";
import { type FeldsparError, fail } from "../../bindings/errors.js";
import { core, init } from "../../bindings/instance.js";
import type { AbortSignal, AsyncDisposal } from "../../bindings/platform.js";
import type { Scalar } from "../../bindings/scalar.js";
import type { BatchItem, BatchOptions, BatchResult, BlsScheme, SignatureOptions } from "../bls/index.js";
import { checkScheme } from "../bls/scheme-argument.js";
import type { CurveGroup, GroupName, Point, Vector, VectorDecodeOptions } from "../curve/index.js";
import { checkEncoding, isCommitments, openCommitments } from "../dkg/commitments.js";
import type {
  BatchVerifyRevealedOptions,
  BatchVerifySharesOptions,
  Commitments,
  CommitmentsInput,
  DecodeCommitmentsOptions,
  PublicationsResult,
  VerifyPublicationsOptions,
} from "../dkg/index.js";
import { type Id, idToScalar } from "../threshold/ids.js";
import { type Call, Calls } from "./calls.js";
import type { OpenChannel } from "./channel.js";
import { decodeLists, evaluateAhead } from "./commitments.js";
import { Dispatcher } from "./dispatcher.js";
import {
  type CallOptions,
  type CheckedPoolOptions,
  checkPoolOptions,
  checkProgress,
  type PoolOptions,
} from "./options.js";
import { decodeVector, msm } from "./points.js";
import { verifyPublished, verifyReceived, verifyRevealed } from "./shares.js";
import { Signatures } from "./signatures.js";
import { checkSource, type StreamOptions, verdictsOf } from "./stream.js";
import { Threads } from "./threads.js";

/** `await using` closes a pool, where compiler and engine know it. */
export interface Pool extends AsyncDisposal {}

/**
 * Threads that do the heavy calls of this package on public data. Made by `createPool`. Every call gives what its
 * single-threaded namesake gives, as a promise: the same verdict, the same indices, the same FeldsparError with its
 * culprits. Besides that a call is rejected with
 *   - POOL_FULL when `maxPending` calls are under way (see `canAcceptWork`), POOL_CLOSED after `close`,
 *   - the reason of its signal when that aborts,
 *   - WORKER_DIED when the thread died twice at this work, WORKER_FAILED for a fault inside it,
 *   - POOL_UNAVAILABLE when a thread that died could not be replaced.
 * Inputs are copied when the call is made. Nothing secret is ever sent to a thread.
 */
// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: the constructor fulfils it where the engine can
export class Pool {
  readonly #calls: Calls;
  readonly #threads: Threads;
  readonly #dispatcher: Dispatcher;
  readonly #signatures: Signatures;
  #closing: Promise<void> | undefined;

  /** Not for callers: use createPool. */
  constructor(threads: Threads, options: CheckedPoolOptions) {
    this.#threads = threads;
    this.#calls = new Calls(options.maxPending);
    this.#dispatcher = new Dispatcher(threads, options.workers);
    this.#signatures = new Signatures(this.#dispatcher, options);
    // not every engine has it
    if (Symbol.asyncDispose) Object.defineProperty(this, Symbol.asyncDispose, { value: () => this.close() });
  }

  /** The number of threads. */
  get workers(): number {
    return this.#dispatcher.width;
  }

  /**
   * True when a call made now would not be refused with POOL_FULL or POOL_CLOSED.
   *
   * @example
   * const pool = await createPool({ workers: 1, maxPending: 1 });
   * [pool.workers, pool.canAcceptWork()]; //=> [1, true]
   * const sum = pool.msm(G1, [G1.BASE, G1.BASE.double()], [3n, 4n]);
   * pool.canAcceptWork(); //=> false
   * (await sum).equals(G1.BASE.multiply(11n)); //=> true
   * await pool.close();
   */
  canAcceptWork(): boolean {
    return this.#calls.open;
  }

  /**
   * `scheme.batchVerify`. Batches of up to 8 signatures without a transcript wait a moment for others and are checked
   * together with them.
   *
   * @example
   * const pool = await createPool({ workers: 1 });
   * const [secretKey, message] = [minSig.randomSecretKey(), bytesOf("one of many")];
   * const item = { signature: minSig.sign(message, secretKey), message, publicKey: minSig.getPublicKey(secretKey) };
   * (await pool.batchVerify(minSig, [item, { ...item, message: bytesOf("another") }])).invalid; //=> [1]
   * await pool.close();
   */
  batchVerify(
    scheme: BlsScheme,
    items: readonly BatchItem[],
    options: BatchOptions & CallOptions = {},
  ): Promise<BatchResult> {
    return this.#run(options, ["DST", "transcript"], (call, { DST, transcript }) => {
      checkScheme(scheme);
      return this.#signatures.batchVerify(call, scheme, items, { DST, transcript });
    });
  }

  /**
   * Verifies a stream of signatures: for every item whether it is right, in their order. They are checked in batches
   * of 64 with one tag, `batchVerify` each; at most two batches for each thread are under way or waiting to be read,
   * and no more items are taken from the source before the verdicts are. An item is copied when it is taken; where the
   * pool is full its batch waits for room. The end of `for await`, an abort and an error end the source too. An item
   * that is malformed ends the stream with the error of `batchVerify`, its position in the stream in `culprits`, after
   * the verdicts of the batches before; what the source throws is BAD_TYPE, with it as the `cause`, after the verdicts
   * of all items before.
   *
   * @example
   * const pool = await createPool({ workers: 1 });
   * const [secretKey, message] = [minSig.randomSecretKey(), bytesOf("one of many")];
   * const item = { signature: minSig.sign(message, secretKey), message, publicKey: minSig.getPublicKey(secretKey) };
   * const verdicts: boolean[] = [];
   * for await (const right of pool.verifyStream(minSig, [item, item])) verdicts.push(right);
   * verdicts; //=> [true, true]
   * await pool.close();
   */
  verifyStream(
    scheme: BlsScheme,
    source: Iterable<BatchItem> | AsyncIterable<BatchItem>,
    options: SignatureOptions & StreamOptions = {},
  ): AsyncGenerator<boolean, void, undefined> {
    const { DST, signal } = withOwnBytes(optionsOf<SignatureOptions & StreamOptions>(options, ["DST", "signal"]));
    checkScheme(scheme);
    checkSignal(signal);
    checkSource(source);
    const check = async (items: readonly BatchItem[], ended: AbortSignal) => {
      while (this.#calls.full) await this.#calls.room();
      return this.#calls.run(ended, (call) => this.#signatures.batchVerify(call, scheme, items, { DST }, true));
    };
    return verdictsOf(source, { check, ahead: 2 * this.workers, signal });
  }

  /** `group.msm`: Σ scalar_i·point_i for public scalars. */
  msm<Name extends GroupName>(
    group: CurveGroup<Name>,
    points: readonly Point<Name>[] | Vector<Name>,
    scalars: readonly Scalar[],
    options: CallOptions = {},
  ): Promise<Point<Name>> {
    return this.#run(options, [], (call) => msm(this.#dispatcher, call, group, points, scalars));
  }

  /**
   * `group.Vector.fromBytes`: decodes points, checks that they are on the curve and in the subgroup.
   *
   * @example
   * const pool = await createPool({ workers: 1 });
   * (await pool.decodeVector(G1, [G1.BASE.toBytes()])).at(0).equals(G1.BASE); //=> true
   * await pool.close();
   */
  decodeVector<Name extends GroupName>(
    group: CurveGroup<Name>,
    encodings: readonly Uint8Array[] | Uint8Array,
    options: VectorDecodeOptions & CallOptions = {},
  ): Promise<Vector<Name>> {
    return this.#run(options, ["subgroupCheck", "transcript"], (call, read) =>
      decodeVector(this.#dispatcher, call, group, encodings, read),
    );
  }

  /**
   * `decodeCommitmentLists` of dkg.js: for every list the commitments, or the FeldsparError it is refused with.
   *
   * @example
   * const pool = await createPool({ workers: 1 });
   * const lists = [dealings[0].commitments, [new Uint8Array(96)]];
   * const [good, bad] = await pool.decodeCommitmentLists(minSig, lists);
   * [good instanceof FeldsparError, bad instanceof FeldsparError]; //=> [false, true]
   * await pool.close();
   */
  decodeCommitmentLists(
    scheme: BlsScheme,
    lists: readonly CommitmentsInput[],
    options: DecodeCommitmentsOptions & CallOptions = {},
  ): Promise<(Commitments | FeldsparError)[]> {
    return this.#run(options, ["transcript", "encoding"], (call, read) => {
      checkScheme(scheme);
      if (read.transcript !== undefined) checkBytes(read.transcript, "transcript");
      checkEncoding(read.encoding);
      const given = listOf<CommitmentsInput>(lists, "lists", true);
      return readingLater("lists", async () => decodeLists(this.#dispatcher, call, scheme, given, read));
    });
  }

  /**
   * Computes values of decoded commitments before they are needed, each at the id beside it, and leaves them with the
   * commitments: checks of shares and of reveals at these ids, `batchVerifyShares` and `batchVerifyRevealed` of dkg.js
   * and all that uses them, then cost a small part of the time, and come to the same verdicts. An eighth of the
   * threshold, or four, is the most that is kept with one list; more are not computed. Throws BAD_TYPE, BAD_ID.
   *
   * @example
   * const pool = await createPool({ workers: 1 });
   * const decoded = dealings.map(({ commitments }) => decodeCommitments(minSig, commitments));
   * await pool.evaluateAhead(minSig, decoded.map((commitments) => ({ commitments, id: 2 })));
   * const items = decoded.map((commitments, at) => ({ commitments, share: dealings[at].shares.get(2)! }));
   * (await pool.batchVerifyShares({ scheme: minSig, id: 2, items })).valid; //=> true
   * await pool.close();
   */
  evaluateAhead(
    scheme: BlsScheme,
    items: readonly { readonly commitments: Commitments; readonly id: Id }[],
    options: CallOptions = {},
  ): Promise<void> {
    return this.#run(options, [], (call) => {
      checkScheme(scheme);
      const list = recordsOf<(typeof items)[number]>(items, "items", "item", ["commitments", "id"], true);
      const wanted = list.map(({ commitments, id }, index) => {
        if (!isCommitments(commitments)) fail("BAD_TYPE", `item ${index}: expected decoded commitments`, [index]);
        openCommitments(scheme, commitments);
        return { commitments, id: idToScalar(id, `item ${index}: id`) };
      });
      return evaluateAhead(this.#dispatcher, call, scheme, wanted);
    });
  }

  /**
   * `batchVerifyShares` of dkg.js, for one receiver's shares, which are secret: they stay on the calling thread, in
   * constant-sequence code and in memory that is wiped. The threads work on the commitments. The check is exact and
   * needs no weights.
   */
  batchVerifyShares(options: Omit<BatchVerifySharesOptions, "random"> & CallOptions): Promise<BatchResult> {
    return this.#run(options, ["scheme", "id", "items", "transcript"], (call, read) => {
      checkScheme(read.scheme);
      return verifyReceived(this.#dispatcher, call, read);
    });
  }

  /** `batchVerifyRevealed` of dkg.js, for shares that have been published. */
  batchVerifyRevealed(options: Omit<BatchVerifyRevealedOptions, "random"> & CallOptions): Promise<BatchResult> {
    return this.#run(options, ["scheme", "items", "transcript"], (call, read) => {
      checkScheme(read.scheme);
      return verifyRevealed(this.#dispatcher, call, read);
    });
  }

  /**
   * `verifyPublications` of dkg.js: the content of a whole publish phase.
   *
   * @example
   * const pool = await createPool({ workers: 1 });
   * const [{ commitments, shares }] = dealings;
   * const revealed = { commitments, id: 3, share: shares.get(3)! };
   * (await pool.batchVerifyRevealed({ scheme: minSig, items: [revealed] })).valid; //=> true
   * const publications = [{ reveals: [revealed] }];
   * (await pool.verifyPublications({ scheme: minSig, threshold: 2, publications })).valid; //=> true
   * await pool.close();
   */
  verifyPublications(options: VerifyPublicationsOptions & CallOptions): Promise<PublicationsResult> {
    return this.#run(options, ["scheme", "threshold", "publications", "transcript", "DST"], (call, read) => {
      checkScheme(read.scheme);
      return verifyPublished(this.#dispatcher, call, read);
    });
  }

  /**
   * Takes no more work, waits until all calls under way are answered, and ends the threads. Calling it again gives the
   * same promise. The same as `await using`, where the language has it.
   */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    const done = this.#calls.close();
    this.#signatures.flush();
    await done;
    this.#threads.terminate();
  }

  /** Anything thrown while the work is prepared rejects like all the rest. */
  async #run<Options extends CallOptions, Result>(
    options: Options,
    names: readonly (keyof Omit<Options, keyof CallOptions> & string)[],
    work: (call: Call, read: Omit<Options, keyof CallOptions>) => Promise<Result>,
  ): Promise<Result> {
    const all = [...names, "signal", "onProgress"] as (keyof Options & string)[];
    const { signal, onProgress, ...read } = optionsOf<Options>(options, all);
    checkSignal(signal);
    checkProgress(onProgress);
    return this.#calls.run(signal, (call) => work(call, withOwnBytes(read)), onProgress);
  }
}

/** Options whose bytes, of a tag or a transcript, nobody else can change: parts of the work are sent later. */
function withOwnBytes<Options extends object>(options: Options): Options {
  const own = Object.entries(options).map(([name, value]) => [name, isBytes(value) ? new Uint8Array(value) : value]);
  return Object.fromEntries(own) as Options;
}

/**
 * Compiles the core if it is not yet, and starts the threads with it. `open` starts one. Throws BAD_OPTION,
 * POOL_UNAVAILABLE.
 */
export async function startPool(open: OpenChannel, processors: number, options: PoolOptions): Promise<Pool> {
  const checked = checkPoolOptions(options, processors);
  await init();
  // from here on the kernel cannot change any more: decoded points go to the threads and back
  const threads = new Threads(open, core().module, checked.workers);
  await threads.start();
  return new Pool(threads, checked);
}
