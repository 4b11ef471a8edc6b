// Evidence that a sharder keeps for whoever asks: one file against each dealer and attempt, each of which proves
// itself. Only what is about the running attempt is taken, so that nobody can fill a disk with it.
import { equalBytes, FeldsparError, toHex, utf8 } from "../encoding/index.js";
import type { ContractState } from "../view-change/contract/state.js";
import {
  type EvidenceFile,
  evidenceFromJson,
  evidenceToJson,
  verifyEvidenceFile,
} from "../view-change/evidence-file.js";
import type { Store } from "./ports.js";
import { Serial } from "./serial.js";

/** Files that are kept, and their bytes together: of a large list one has some megabytes. The oldest goes first. */
const MOST_FILES = 1000;
const MOST_BYTES = 256 << 20;
/** Files that wait to be judged. */
const MOST_WAITING = 8;

/** What is told of a file. */
export interface EvidenceFacts {
  /** Its name: counts up. */
  readonly name: number;
  readonly against: string;
  readonly number: number;
  readonly attempt: number;
  readonly type: string;
  /** Of the file. */
  readonly bytes: number;
}

export interface EvidenceArchiveOptions {
  /** Everything lies under keys that begin with `evidence/` and the hash of the genesis. */
  readonly store: Store;
  readonly genesisHash: Uint8Array;
  readonly chain: { readonly state: ContractState };
  /** Of all files together; 256 MiB by default. */
  readonly mostBytes?: number;
  /** A file was taken that proves something new: what it is, and the file as JSON. */
  readonly onTaken?: (facts: EvidenceFacts, file: string) => void;
}

export class EvidenceArchive {
  private readonly prefix: string;
  private readonly turns = new Serial();
  private waiting = 0;
  private known: EvidenceFacts[] = [];

  constructor(private readonly options: EvidenceArchiveOptions) {
    this.prefix = `evidence/${toHex(options.genesisHash)}`;
  }

  /** Newest last. */
  get files(): readonly EvidenceFacts[] {
    return this.known;
  }

  /** Finds what is stored, after a restart. Throws what the store throws. */
  async load(): Promise<void> {
    const stored = await this.options.store.get(`${this.prefix}/list`);
    const known: EvidenceFacts[] = stored === undefined ? [] : JSON.parse(new TextDecoder().decode(stored));
    // lists of before say no lengths
    this.known = known.map((facts) => ({ ...facts, bytes: facts.bytes ?? 0 }));
  }

  /** A file by its name, as JSON; null: there is none. */
  async file(name: number): Promise<string | null> {
    const stored = await this.options.store.get(`${this.prefix}/${name}`);
    return stored === undefined ? null : new TextDecoder().decode(stored);
  }

  /** Takes a file from anybody, if it proves something. Throws BAD_JSON, MALFORMED; TOO_MANY: send it again. */
  async take(text: string): Promise<"new" | "known" | "wrong"> {
    if (this.waiting >= MOST_WAITING) throw new FeldsparError("TOO_MANY", "evidence waits already: send it again");
    this.waiting++;
    try {
      return await this.turns.run(() => this.judge(evidenceFromJson(text)));
    } finally {
      this.waiting--;
    }
  }

  private async judge(file: EvidenceFile): Promise<"new" | "known" | "wrong"> {
    const { state } = this.options.chain;
    const { number, attempt, evidence } = file;
    const { session } = state;
    const of = evidence.type === "share" ? evidence.session : evidence.first.session;
    if (session === null || !equalBytes(of, session.id)) return "wrong";
    const isOf = (accused: string | undefined) => (one: EvidenceFacts) =>
      one.against === accused && one.number === number && one.attempt === attempt && one.type === evidence.type;
    const named = evidence.type === "mpk" ? evidence.first.sender : session.dealers[evidence.dealer - 1]?.id;
    // verifying is what costs: once for each
    if (this.known.some(isOf(named))) return "known";
    const { valid, against } = verifyEvidenceFile(file);
    if (!valid) return "wrong";
    const { store, mostBytes = MOST_BYTES, onTaken } = this.options;
    const name = (this.known.at(-1)?.name ?? 0) + 1;
    const text = evidenceToJson(file);
    const json = utf8(text);
    await store.put(`${this.prefix}/${name}`, json);
    const facts: EvidenceFacts = { name, against, number, attempt, type: evidence.type, bytes: json.length };
    const kept = [...this.known, facts];
    let all = kept.reduce((sum, { bytes }) => sum + bytes, 0);
    while (kept.length > MOST_FILES || (all > mostBytes && kept.length > 1)) {
      const oldest = kept.shift()!;
      all -= oldest.bytes;
      await store.delete(`${this.prefix}/${oldest.name}`);
    }
    await store.put(`${this.prefix}/list`, utf8(JSON.stringify(kept)));
    this.known = kept;
    onTaken?.(facts, text);
    return "new";
  }
}
