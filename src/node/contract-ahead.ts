// The contract with the help of other threads: before a block is applied, its commitments are decoded there and its
// reveals evaluated, and the results kept in the cache that the contract looks into. The contract stays what it is, one
// synchronous, deterministic step: what it finds in the cache it need not compute, and it comes to the same state.
import { optionsOf, reading } from "../../bindings/arguments.js";
import { type BlsScheme, schemeByName } from "../bls/index.js";
import type { Commitments, CommitmentsInput, DecodeCommitmentsOptions } from "../dkg/index.js";
import { FeldsparError } from "../encoding/index.js";
import { type HashedCommitments, ProtocolCache } from "../view-change/caches.js";
import { type Applied, ViewChangeContract } from "../view-change/contract/contract.js";
import { screen } from "../view-change/contract/screen.js";
import type { Block, ContractState, SessionState } from "../view-change/contract/state.js";
import { decodeContribution, decodePublication } from "../view-change/payloads.js";
import { commitmentsHash } from "../view-change/session.js";
import { decodeTransaction } from "../view-change/transaction.js";
import { checkPort } from "./options.js";
import type { AppliesBlocks } from "./replica.js";

/** What is needed of a pool (`feldspar-dkg/pool.js`). */
export interface AheadPool {
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

export interface ContractAheadOptions {
  readonly pool: AheadPool;
  /** The cache of `contract`. A new one by default. */
  readonly cache?: ProtocolCache;
  /** Who applies blocks, with the same cache; a contract of its own by default. */
  readonly contract?: AppliesBlocks;
}

/** The content of a transaction of one kind, or nothing where the contract will refuse it. */
function contentOf<Content>(
  state: ContractState,
  bytes: Uint8Array,
  kind: "mpk" | "publication",
  read: (payload: Uint8Array, place: number) => Content,
): Content[] {
  try {
    const transaction = decodeTransaction(bytes);
    if (transaction.kind !== kind) return [];
    return [read(transaction.payload, screen(state, transaction).place)];
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
    checkPort(pool, "pool", ["decodeCommitmentLists", "evaluateAhead"]);
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
   */
  async prepare(state: ContractState, block: Pick<Block, "entries">): Promise<void> {
    const { name, session, phase, transactions } = reading("ContractAhead.prepare", () => ({
      name: state.genesis.scheme,
      session: state.session,
      phase: state.phase,
      transactions: block.entries.flatMap(({ kind, bytes }) => (kind === "transaction" ? [bytes] : [])),
    }));
    if (session === null || (phase !== "contribute" && phase !== "publish")) return;
    const scheme = schemeByName(name);
    try {
      if (phase === "contribute") {
        const dealt = reading("state", () =>
          transactions.flatMap((bytes) => this.contribution(state, session, scheme, bytes)),
        );
        await this.cache.decodeAhead(name, dealt, (bls, lists, options) =>
          this.pool.decodeCommitmentLists(bls, lists, options),
        );
      } else {
        const revealed = reading("state", () =>
          transactions.flatMap((bytes) => this.reveals(state, session, scheme, bytes)),
        );
        await this.pool.evaluateAhead(scheme, revealed);
      }
    } catch (error) {
      // what is not there the contract computes
      if (!(error instanceof FeldsparError)) throw error;
    }
  }

  private contribution(
    state: ContractState,
    { thresholds }: SessionState,
    scheme: BlsScheme,
    bytes: Uint8Array,
  ): HashedCommitments[] {
    const length = (state.genesis.commitmentEncoding === "uncompressed" ? 2 : 1) * scheme.publicKeyLength;
    return contentOf(state, bytes, "mpk", (payload) => {
      const { commitments } = decodeContribution(payload, thresholds.t, length);
      return { commitments, hash: commitmentsHash(commitments) };
    });
  }

  private reveals(state: ContractState, session: SessionState, scheme: BlsScheme, bytes: Uint8Array) {
    const { contributions, receivers } = session;
    return contentOf(state, bytes, "publication", (payload, place) => {
      const { reveals } = decodePublication(payload, receivers.length, scheme.signatureLength);
      const commitments = this.cache.known(state.genesis.scheme, contributions[place - 1]!);
      return commitments === undefined
        ? []
        : reveals.map(({ index }) => ({ commitments, id: receivers[index - 1]!.partyId }));
    }).flat();
  }
}
