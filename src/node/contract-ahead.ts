// The contract with the help of other threads: before a block is applied, its commitments are decoded there and its
// reveals evaluated, and the results kept in the cache that the contract looks into. The contract stays what it is, one
// synchronous, deterministic step: what it finds in the cache it need not compute, and it comes to the same state.
import { optionsOf, reading } from "../../bindings/arguments.js";
import { utf8 } from "../../bindings/bytes.js";
import { type BatchItem, type BatchOptions, type BatchResult, type BlsScheme, schemeByName } from "../bls/index.js";
import type { Commitments, CommitmentsInput, DecodeCommitmentsOptions } from "../dkg/index.js";
import { FeldsparError } from "../encoding/index.js";
import { identityDst } from "../magic-block/index.js";
import { type HashedCommitments, ProtocolCache } from "../view-change/caches.js";
import { type Applied, ViewChangeContract } from "../view-change/contract/contract.js";
import { type Submission, screen } from "../view-change/contract/screen.js";
import type { Block, ContractState, SessionState } from "../view-change/contract/state.js";
import { decodeContribution, decodePublication } from "../view-change/payloads.js";
import { commitmentsHash } from "../view-change/session.js";
import { decodeTransaction, PHASE_OF, type TransactionKind, transactionMessage } from "../view-change/transaction.js";
import { checkPort } from "./options.js";
import type { AppliesBlocks } from "./replica.js";

/** What is needed of a pool (`feldspar-dkg/pool.js`). */
export interface AheadPool {
  batchVerify(scheme: BlsScheme, items: readonly BatchItem[], options: BatchOptions): Promise<BatchResult>;
  decodeCommitmentLists(
    scheme: BlsScheme,
    lists: readonly CommitmentsInput[],
    options: DecodeCommitmentsOptions,
  ): Promise<(Commitments | FeldsparError)[]>;
  evaluateAhead(
    scheme: BlsScheme,
    items: readonly { readonly commitments: Commitments; readonly id: number | bigint }[],
  ): Promise<void>;
}

/** With a transcript a batch waits for no others. What is found out here decides nothing. */
const PURPOSE = utf8("what may be computed ahead");

export interface ContractAheadOptions {
  readonly pool: AheadPool;
  /** The cache of `contract`. A new one by default. */
  readonly cache?: ProtocolCache;
  /** Who applies blocks, with the same cache; a contract of its own by default. */
  readonly contract?: AppliesBlocks;
}

/** A transaction of one kind that the contract would look at, or nothing. */
function screened(state: ContractState, bytes: Uint8Array, kind: TransactionKind): Submission[] {
  try {
    const transaction = decodeTransaction(bytes);
    return transaction.kind === kind ? [screen(state, transaction)] : [];
  } catch (error) {
    if (error instanceof FeldsparError) return [];
    throw error;
  }
}

/** What `read` makes of a payload, or nothing where the contract will refuse it. */
function contentOf<Content>(read: () => Content[]): Content[] {
  try {
    return read();
  } catch (error) {
    if (error instanceof FeldsparError) return [];
    throw error;
  }
}

/**
 * Applies blocks like `ViewChangeContract`, to the same states, with what takes longest done on a pool's threads
 * before: for `Replica.open({ contract })`. A pool that fails (it is full or closed, its threads died) costs nothing
 * but time.
 *
 * @example
 * const [pool, engine] = [await createPool({ workers: 1 }), new MemoryEngine()];
 * const contract = new ContractAhead({ pool });
 * const replica = Replica.open({ engine, genesis: new ViewChangeContract().genesis(genesis), contract });
 * engine.produce();
 * await replica.applied(1);
 * replica.state.round; //=> 1
 * replica.close();
 * await pool.close();
 */
export class ContractAhead implements AppliesBlocks {
  private readonly pool: AheadPool;
  private readonly cache: ProtocolCache;
  private readonly contract: AppliesBlocks;

  /** Throws BAD_TYPE, UNKNOWN_OPTION. */
  constructor(options: ContractAheadOptions) {
    const read = optionsOf<ContractAheadOptions>(options, ["pool", "cache", "contract"]);
    const { pool, cache = new ProtocolCache(), contract = new ViewChangeContract(cache) } = read;
    checkPort(pool, "pool", ["batchVerify", "decodeCommitmentLists", "evaluateAhead"]);
    checkPort(cache, "cache", ["decodeAhead", "known"]);
    checkPort(contract, "contract", ["apply"]);
    this.pool = pool;
    this.cache = cache;
    this.contract = contract;
  }

  /** Throws BAD_BLOCK as the contract does. */
  async apply(state: ContractState, block: Block): Promise<Applied> {
    await this.prepare(state, block);
    return this.contract.apply(state, block);
  }

  /**
   * Does what a block needs on the pool's threads, for entries that may be applied to this state or one after it: as
   * soon as they are known, while other blocks are applied. Rejects only for arguments that are malformed.
   *
   * @example
   * const pool = await createPool({ workers: 1 });
   * const contract = new ContractAhead({ pool });
   * const [before, next] = [new ViewChangeContract().genesis(genesis), entries.slice(0, 8)];
   * await contract.prepare(before, { entries: next }); // as soon as the entries are known
   * (await contract.apply(before, { round: before.round + 1, entries: next })).state.candidates.length; //=> 4
   * await pool.close();
   */
  async prepare(state: ContractState, block: Pick<Block, "entries">): Promise<void> {
    const { phase, session, kind, submissions } = reading("ContractAhead.prepare", () => {
      const { phase, session } = state;
      const kind: TransactionKind = phase === "contribute" ? "mpk" : "publication";
      const transactions = block.entries.flatMap(({ kind, bytes }) => (kind === "transaction" ? [bytes] : []));
      const isOfUse = session !== null && phase === PHASE_OF[kind];
      const submissions = isOfUse ? transactions.flatMap((bytes) => screened(state, bytes, kind)) : [];
      return { phase, session, kind, submissions };
    });
    if (session === null || phase !== PHASE_OF[kind] || submissions.length === 0) return;
    const { scheme: name } = state.genesis;
    const scheme = schemeByName(name);
    try {
      const signed = await this.signedOnes(state, scheme, submissions);
      if (kind === "mpk") {
        const dealt = signed.flatMap((submission) => contributionOf(state, session, scheme, submission));
        await this.cache.decodeAhead(name, dealt, (bls, lists, options) =>
          this.pool.decodeCommitmentLists(bls, lists, options),
        );
      } else {
        await this.pool.evaluateAhead(
          scheme,
          signed.flatMap((submission) => this.revealsOf(state, session, scheme, submission)),
        );
      }
    } catch {
      // what is not there the contract computes, and it says what is wrong
    }
  }

  /**
   * What the contract will look into: of each sender the first that it signed. What others say in its name costs no
   * more here than there.
   */
  private async signedOnes(
    state: ContractState,
    scheme: BlsScheme,
    submissions: readonly Submission[],
  ): Promise<Submission[]> {
    const options = { DST: identityDst(state.genesis.scheme), transcript: PURPOSE };
    let left = submissions;
    while (left.length > 0) {
      const items = left.map(({ transaction, publicKey }) => ({
        signature: transaction.signature,
        message: transactionMessage(transaction),
        publicKey,
      }));
      try {
        const { invalid } = await this.pool.batchVerify(scheme, items, options);
        const wrong = new Set(invalid);
        const firsts = new Map<number, Submission>();
        left.forEach((submission, position) => {
          if (!wrong.has(position) && !firsts.has(submission.place)) firsts.set(submission.place, submission);
        });
        return [...firsts.values()];
      } catch (error) {
        // malformed ones are named
        const bad = new Set(error instanceof FeldsparError ? error.culprits : []);
        const others = left.filter((_, position) => !bad.has(position));
        if (others.length === left.length) throw error;
        left = others;
      }
    }
    return [];
  }

  private revealsOf(state: ContractState, session: SessionState, scheme: BlsScheme, submission: Submission) {
    const { contributions, receivers } = session;
    return contentOf(() => {
      const { reveals } = decodePublication(submission.transaction.payload, receivers.length, scheme.signatureLength);
      const commitments = this.cache.known(state.genesis.scheme, contributions[submission.place - 1]!);
      return commitments === undefined
        ? []
        : reveals.map(({ index }) => ({ commitments, id: receivers[index - 1]!.partyId }));
    });
  }
}

function contributionOf(
  state: ContractState,
  { thresholds }: SessionState,
  scheme: BlsScheme,
  { transaction }: Submission,
): HashedCommitments[] {
  const length = (state.genesis.commitmentEncoding === "uncompressed" ? 2 : 1) * scheme.publicKeyLength;
  return contentOf(() => {
    const { commitments } = decodeContribution(transaction.payload, thresholds.t, length);
    return [{ commitments, hash: commitmentsHash(commitments) }];
  });
}
