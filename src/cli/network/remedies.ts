// What whoever runs a node does about a code, where a message alone does not say it: beside it on the terminal, and in
// the log. docs/errors.md has all codes, for programmers.
import { type ErrorCode, FeldsparError } from "../../encoding/index.js";

const REMEDIES: { readonly [code in ErrorCode]?: string } = {
  BAD_MAC:
    "one of the two has another chain, or not the key for private messages that it registered: compare the genesis'" +
    " hashes with `feldspar check`; a node is started again after `feldspar update --encryption-key`",
  BAD_PASSPHRASE: "give the passphrase that the file was made with: --passphrase-file names the file that has it",
  LEDGER_UNAVAILABLE:
    "see whether sharders run, and are at the addresses that are given: `feldspar check` asks all of them",
  LOG_DIVERGED: "start nothing again before it is known which log is right (docs/network.md, status 65)",
  MINER_FAILED: "start it again, and report it with `feldspar report`",
  NOT_ATTESTED: "take the snapshot of another sharder's backup, or none: then the log is read from its beginning",
  NOT_READY:
    "nothing, if it has just begun: it is sent again; else see how that node is with `feldspar status --state`",
  SET_ASIDE:
    "look for a second node with this identity, or an old copy of its folder; it takes part in the next attempt",
  STORE_FAILED: "look at the disk: its space, its rights, its health; then start the node again",
  STORE_LATE: "look at what slows the disk down; then start the node again",
  STORE_TAKEN: "end the other process first: a folder, and an identity, is for one node",
  STORE_WENT_BACK: "give the node its newest folder, never a backup of it: without one it begins with an empty `db`",
  TOO_MANY: "nothing, if it passes; else somebody sends without end, or --requests-per-second is too low",
  UNKNOWN_SENDER:
    "one of the two is behind, or of another chain: see both in `feldspar check`, and who is on the list of the attempt" +
    " and in office in `feldspar status`",
  WRONG_CHAIN: "compare the genesis' hash, `feldspar genesis hash genesis.json`, with that of the other members",
};

/** null: the message says it all. */
export function remedyOf(error: unknown): string | null {
  return error instanceof FeldsparError ? (REMEDIES[error.code] ?? null) : null;
}

/** The same as a field of the log, of a code. */
export function todoOf(code: ErrorCode): { readonly todo?: string } {
  const todo = REMEDIES[code];
  return todo === undefined ? {} : { todo };
}
