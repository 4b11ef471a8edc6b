// A sharder's part in a view change (protocol §5): it says that it wants to be in the next set, once the list is
// frozen, and signs block 1 where it is of the genesis. Pure, like the miner: the contract's state in, entries out;
// what must not be forgotten is stored before anything is said.
import {
  checkBytes,
  decodeAs,
  describe,
  encodeAs,
  equalBytes,
  fail,
  fixed,
  nullable,
  reading,
  record,
  recordOf,
  unsigned,
} from "../encoding/index.js";
import { firstMessage, identityDst, minerIdOf, type SchemeName } from "../magic-block/index.js";
import { findById } from "./contract/sorted.js";
import type { ContractState } from "./contract/state.js";
import { type LedgerEntry, memberEntry, transactionEntry } from "./entries.js";
import { type SharderIdentity, signLongTerm, signMember } from "./identity.js";
import type { Keep } from "./members.js";
import { signTransaction } from "./transaction.js";

/** What a sharder said, and when it handed it in last. */
interface Said {
  /** The round. */
  readonly at: number;
  readonly times: number;
}

/** The latest keep. */
export interface SaidKeep extends Said {
  readonly number: number;
  readonly attempt: number;
  readonly serial: number;
}

/** The one block 1 that this sharder signs, ever. */
export interface SaidFirst extends Said {
  readonly hash: Uint8Array;
}

/** Plain data; nothing in it is secret. A sharder that has lost it must not sign block 1. */
export interface SharderMemory {
  readonly keep: SaidKeep | null;
  readonly first: SaidFirst | null;
}

export const EMPTY_SHARDER_MEMORY: SharderMemory = { keep: null, first: null };

const said = { at: unsigned(64), times: unsigned(32) };
const memoryFormat = record<SharderMemory>({
  keep: nullable(
    record<SaidKeep>({ number: unsigned(64, 1), attempt: unsigned(32, 1), serial: unsigned(64, 1), ...said }),
  ),
  first: nullable(record<SaidFirst>({ hash: fixed(32), ...said })),
});

/**
 * The bytes under which a sharder stores its memory. Throws BAD_TYPE, BAD_INTEGER.
 *
 * @example
 * const bytes = encodeSharderMemory(EMPTY_SHARDER_MEMORY);
 * decodeSharderMemory(bytes); //=> EMPTY_SHARDER_MEMORY
 */
export function encodeSharderMemory(memory: SharderMemory): Uint8Array {
  return encodeAs(memoryFormat, memory);
}

/**
 * Reads what encodeSharderMemory wrote. Throws MALFORMED, BAD_TYPE.
 *
 * @example
 * decodeSharderMemory(encodeSharderMemory(EMPTY_SHARDER_MEMORY)).first; //=> null
 * decodeSharderMemory(new Uint8Array(1)); //=> throws MALFORMED
 */
export function decodeSharderMemory(bytes: Uint8Array): SharderMemory {
  return decodeAs(memoryFormat, bytes, "sharder's memory");
}

/** Pauses are doubled so many times at most, in rounds. */
const MOST_DOUBLINGS = 16;

export interface SharderStep {
  /** To be stored before the entries are appended, where it is another one. */
  readonly memory: SharderMemory;
  readonly entries: readonly LedgerEntry[];
}

/**
 * @example
 * const speaker = new Sharder("min-sig", sharder);
 * const { memory, entries } = speaker.step(EMPTY_SHARDER_MEMORY, frozen); // the memory is stored first
 * entries.map(({ kind }) => kind); //=> ["member"]
 * memory.keep!.number; //=> 1
 */
export class Sharder {
  readonly #scheme: SchemeName;
  readonly #identity: SharderIdentity;

  /** Throws BAD_SCHEME, BAD_TYPE. */
  constructor(scheme: SchemeName, identity: SharderIdentity) {
    identityDst(scheme);
    const { id, secretKey } = recordOf<SharderIdentity>(identity, "identity", ["id", "secretKey"]);
    if (typeof id !== "string") fail("BAD_TYPE", `identity: expected an id that is text, got ${describe(id)}`);
    checkBytes(secretKey, "identity's secret key", 32);
    this.#scheme = scheme;
    this.#identity = identity;
  }

  /**
   * As it was given; the secret key is in it.
   *
   * @example
   * new Sharder("min-sig", sharder).identity.url; //=> sharder.url
   */
  get identity(): SharderIdentity {
    return this.#identity;
  }

  /** What console.log of Node shows: nothing secret. */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return `Sharder ${this.#identity.id} (${this.#scheme})`;
  }

  /**
   * What the sharder has to say after a block. `attested`: the highest round whose state more than half of the sharders
   * in office have signed; everything, on engines that need no such signatures.
   */
  step(memory: SharderMemory, chain: ContractState, attested = Number.POSITIVE_INFINITY): SharderStep {
    return reading("Sharder.step", (): SharderStep => {
      const entries: LedgerEntry[] = [];
      const keep = this.keep(memory.keep, chain, entries);
      const first = this.first(memory.first, chain, attested, entries);
      const same = keep === memory.keep && first === memory.first;
      return { memory: same ? memory : { keep, first }, entries };
    });
  }

  private keep(before: SaidKeep | null, chain: ContractState, entries: LedgerEntry[]): SaidKeep | null {
    const { session, phase } = chain;
    const { id } = this.#identity;
    if (session === null || phase === "wait" || session.kept.includes(id)) return before;
    const known = findById(chain.sharders, id);
    if (known === undefined || known.left) return before;
    const { number, attempt } = session;
    const again = before !== null && before.number === number && before.attempt === attempt;
    if (again && !isDue(before, chain)) return before;
    // the same bytes again, unless another entry of this sharder was accepted meanwhile
    const serial =
      again && before.serial > known.serial ? before.serial : Math.max(known.serial, before?.serial ?? 0) + 1;
    // somebody who has its key too has used up all serials: nothing more is taken from this identity
    if (!Number.isSafeInteger(serial)) return before;
    const { genesisHash } = chain;
    const unsignedKeep = { type: "keep", role: "sharder", genesisHash, id, serial, number, attempt } as const;
    entries.push(memberEntry(this.#scheme, signMember<Keep>(this.#scheme, this.#identity, unsignedKeep)));
    return { number, attempt, serial, ...saidNow(chain, again ? before : null) };
  }

  private first(
    before: SaidFirst | null,
    chain: ContractState,
    attested: number,
    entries: LedgerEntry[],
  ): SaidFirst | null {
    const { session, current, genesis } = chain;
    if (current.magicBlock !== null || session === null || session.decided === null || session.certified) return before;
    if (session.decided.round > attested) return before;
    const { id } = this.#identity;
    const place = genesis.sharders.findIndex(({ publicKey }) => minerIdOf(publicKey) === id);
    if (place < 0 || session.firsts[place]) return before;
    const hash = session.magicBlockHash!;
    // one block 1 ever, whatever is decided in another history
    if (before !== null && (!equalBytes(before.hash, hash) || !isDue(before, chain))) return before;
    const payload = signLongTerm(this.#scheme, this.#identity, firstMessage(hash));
    entries.push(
      transactionEntry(signTransaction(this.#scheme, this.#identity, { session: hash, kind: "first", payload })),
    );
    return { hash, ...saidNow(chain, before) };
  }
}

function isDue({ at, times }: Said, { round }: ContractState): boolean {
  return round >= at + 2 ** times;
}

function saidNow({ round }: ContractState, before: Said | null): Said {
  return { at: round, times: Math.min((before?.times ?? 0) + 1, MOST_DOUBLINGS) };
}
