// Which entries a sharder lets into the log (network.md §1): what is well-formed, signed by somebody who may say it now,
// and within the sender's quota. The contract judges everything again; this keeps junk from the log. What is refused
// may be right a moment later, when this replica has caught up: nothing is remembered of a refusal.
import { FeldsparError } from "../encoding/index.js";
import { verifiesLongTerm } from "../magic-block/index.js";
import { ProtocolCache } from "../view-change/caches.js";
import { takeBeacon } from "../view-change/contract/beacon.js";
import { takeLots } from "../view-change/contract/lot.js";
import { takeMembers } from "../view-change/contract/members.js";
import { BlockRun } from "../view-change/contract/run.js";
import { screen } from "../view-change/contract/screen.js";
import type { ContractState } from "../view-change/contract/state.js";
import { type LedgerEntry, MAX_ENTRY } from "../view-change/entries.js";
import { decodeTransaction, transactionMessage } from "../view-change/transaction.js";
import type { LogChain } from "./log/chain.js";
import { officeOf } from "./log/office.js";
import { checkpointMessage, decodeCheckpoint, decodeTick, tickMessage } from "./log/statements.js";
import type { Appended } from "./ports.js";

/** Entries of one sender in one phase that are new to the log. */
const QUOTA = 8;

export class Admission {
  /** By proven sender; begins again with every phase. */
  private counts = new Map<string, number>();
  private phase = "";
  private readonly cache = new ProtocolCache();

  constructor(private readonly chain: Pick<LogChain, "state" | "isReady" | "append">) {}

  /**
   * Checks an entry and appends it. Throws NOT_READY while this replica catches up, TOO_MANY for a sender that has used
   * up its turns in this phase, what the contract would refuse it for, and LEDGER_UNAVAILABLE.
   */
  async take(entry: LedgerEntry): Promise<Appended> {
    const { chain } = this;
    if (!chain.isReady) throw new FeldsparError("NOT_READY", "this sharder is catching up: try another, or again");
    if (entry.bytes.length > MAX_ENTRY)
      throw new FeldsparError(
        "TOO_LARGE",
        `expected an entry of at most ${MAX_ENTRY} bytes, got ${entry.bytes.length}`,
      );
    const sender = senderOf(chain.state, entry, this.cache);
    const turn = this.turnOf(sender);
    const used = this.counts.get(turn) ?? 0;
    if (sender !== null && used >= QUOTA)
      throw new FeldsparError("TOO_MANY", `the sender has used its ${QUOTA} entries of this phase`);
    const appended = await chain.append(entry);
    if (!appended.duplicate) this.counts.set(turn, used + 1);
    return appended;
  }

  private turnOf(sender: string | null): string {
    const { phase, attempt, current, phaseStart } = this.chain.state;
    const now = `${current.number} ${attempt} ${phase} ${phaseStart}`;
    if (now !== this.phase) {
      this.phase = now;
      this.counts = new Map();
    }
    return sender ?? "";
  }
}

/** Who has proven to have said it; null for what proves itself. Throws what is wrong with it. */
function senderOf(state: ContractState, entry: LedgerEntry, cache: ProtocolCache): string | null {
  const { scheme } = state.genesis;
  switch (entry.kind) {
    case "transaction": {
      const transaction = decodeTransaction(entry.bytes);
      const { publicKey } = screen(state, transaction);
      checkSigned(verifiesLongTerm(scheme, transaction.signature, transactionMessage(transaction), publicKey));
      return transaction.sender;
    }
    case "tick": {
      const tick = decodeTick(scheme, entry.bytes);
      return sharderOf(state, tick, tickMessage(state.genesisHash, tick));
    }
    case "checkpoint": {
      const checkpoint = decodeCheckpoint(scheme, entry.bytes);
      return sharderOf(state, checkpoint, checkpointMessage(state.genesisHash, checkpoint));
    }
    default:
      return judged(state, entry, cache);
  }
}

function checkSigned(good: boolean): void {
  if (!good) throw new FeldsparError("BAD_SIGNATURE", "the sender's signature does not verify");
}

function sharderOf(
  state: ContractState,
  { id, signature }: { readonly id: string; readonly signature: Uint8Array },
  message: Uint8Array,
): string {
  const sharder = officeOf(state).get(id);
  if (sharder === undefined) throw new FeldsparError("UNKNOWN_SENDER", "the sender is not a sharder in office");
  checkSigned(verifiesLongTerm(state.genesis.scheme, signature, message, sharder.publicKey));
  return id;
}

/** By the contract's own rules, as if it were alone in the next block. */
function judged(state: ContractState, entry: LedgerEntry, cache: ProtocolCache): string | null {
  const round = state.round + 1;
  const run = new BlockRun(cache, { ...state, round }, { round, entries: [entry] });
  takeMembers(run);
  takeLots(run);
  takeBeacon(run);
  for (const event of run.events) {
    if (event.type === "refused") throw new FeldsparError(event.code, event.message);
  }
  const said = run.events.find((event) => "id" in event);
  return said !== undefined && "id" in said && entry.kind === "member" ? String(said.id) : null;
}
