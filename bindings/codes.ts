// Every code of a FeldsparError: what it means, and what to do about it. docs/errors.md is written from this table.
// Only its type is imported by the package itself, so that the texts are in no bundle.

interface Explanation {
  /** One sentence without its full stop. */
  readonly meaning: string;
  /** The same, for whoever got the error. */
  readonly remedy: string;
}

type Explanations = Record<string, Explanation>;

const POINTS_AND_SCALARS = {
  BAD_FLAGS: {
    meaning: "the flag bits of an encoded point contradict its length or its content",
    remedy: "see that all of it came, 48 or 96 bytes in G1 and 96 or 192 in G2; otherwise refuse it",
  },
  BAD_SCALAR: {
    meaning: "a scalar is not an integer in the range that is allowed here: below the group order, and mostly not zero",
    remedy: "take a scalar of your own modulo the group order; refuse one that came from outside",
  },
  IS_IDENTITY: {
    meaning: "a point is the identity (the point at infinity) where none is allowed, or a sum came out as it",
    remedy: "refuse the key or the signature; when a sum is meant, see whether its parts cancel",
  },
  NOT_CANONICAL: {
    meaning: "a coordinate is not below the field's modulus, or spare bits are set",
    remedy: "refuse it: a value has one encoding only",
  },
  NOT_IN_SUBGROUP: {
    meaning: "a point, or an element of Gt, is not in the subgroup of prime order",
    remedy: "refuse it; points of your own that are not there by design are decoded with `subgroupCheck: false`",
  },
  NOT_ON_CURVE: {
    meaning: "the coordinates are not those of a point of the curve",
    remedy: "refuse it; see that it was not meant for the other group",
  },
} satisfies Explanations;

const ARGUMENTS = {
  BAD_DST: {
    meaning: "a domain separation tag is empty, which RFC 9380 forbids",
    remedy: "give a tag of at least one byte, or leave it out",
  },
  BAD_HEX: {
    meaning: "a text is not an even number of hexadecimal digits",
    remedy: "give hex without a prefix and without spaces",
  },
  BAD_INDEX: {
    meaning: "a position is outside a vector",
    remedy: "give an integer from 0 to `length` - 1",
  },
  BAD_INTEGER: {
    meaning: "a number is not an integer that the field has room for",
    remedy: "give an integer in the range that the message names",
  },
  BAD_LENGTH: {
    meaning: "bytes, or a list, have another length than is expected, or two lists that belong together differ in it",
    remedy: "compare with the lengths in the message; `culprits` are the positions of the wrong items",
  },
  BAD_OPTION: {
    meaning: "an option has a value that is none",
    remedy: "give one of those that the message names, or leave the option out",
  },
  BAD_SCHEME: {
    meaning: "the name of a signature scheme is unknown, or the scheme cannot do what it is asked for",
    remedy: 'give "min-sig" or "min-pk"; for partial signatures a scheme without message augmentation',
  },
  BAD_TYPE: {
    meaning: "a value has another type than is expected; nothing is converted silently",
    remedy: "give what the message names; the type that came is named beside it, never the value",
  },
  UNKNOWN_OPTION: {
    meaning: "an options object has a name that the function does not know",
    remedy: "see the message for the names that there are; a default would have been used in its place",
  },
  EMPTY: {
    meaning: "a list without items where at least one is needed",
    remedy: "do not call with nothing, or decide yourself what nothing means",
  },
} satisfies Explanations;

const SIGNATURES = {
  BAD_SIGNATURE: {
    meaning: "the signature under a transaction, or a member's second one in a round of the beacon, does not verify",
    remedy: "ignore what it came with; only an accepted signature says who sent it",
  },
  NOT_ENOUGH_SIGNATURES: {
    meaning: "a round of the beacon has fewer good partial signatures than its threshold",
    remedy: "wait for more, and call `finish` again; `culprits` are the members that sent wrong ones",
  },
  UNKNOWN_MEMBER: {
    meaning: "a partial signature for the beacon is from nobody of this view",
    remedy: "ignore it, or see whether it belongs to the view before or after",
  },
  UNKNOWN_SCHEME: {
    meaning: "chain info of drand names a scheme that is not known",
    remedy: "use one of `drand.DRAND_SCHEMES`",
  },
} satisfies Explanations;

const SHARING = {
  BAD_ENVELOPE: {
    meaning: "a share could not be sealed to the receiver's key, or opened as one from this dealer in this session",
    remedy: "ignore it, the dealer will send again; look at the keys if everything from one dealer fails",
  },
  BAD_ID: {
    meaning: "a party's id is not a non-zero integer below the group order, or a miner's not 64 hex digits",
    remedy: "number the parties from 1, or give bigints or 32 bytes",
  },
  BAD_SHARE: {
    meaning: "shares do not fit the commitments that they came with, or their sum is zero",
    remedy: "leave out the dealings in `culprits`, if all parties do, or begin again without their dealers",
  },
  BAD_THRESHOLD: {
    meaning: "a threshold is not an integer from 1 to the number of parties",
    remedy: "give one in the range that the message names",
  },
  DUPLICATE_ID: {
    meaning: "an id is given twice where all must differ",
    remedy: "leave the second one out; `culprits` are the ids, or their positions",
  },
  INCONSISTENT_KEYS: {
    meaning: "enough partial signatures are good under their public shares, but do not make one of the group's key",
    remedy: "see that public shares, group key and threshold are of the same key generation",
  },
  THRESHOLD: {
    meaning: "fewer parties than the threshold gave a good partial signature",
    remedy: "collect more; `culprits` are the parties with bad ones",
  },
  UNKNOWN_ID: {
    meaning: "the party's own id is not among the ids of all",
    remedy: "give the list of ids that the dealers had, in any order",
  },
} satisfies Explanations;

const MEMBERS = {
  BAD_AUTHORITY: {
    meaning: "an entry of the chain's authority does not have the signatures of enough admins",
    remedy: "have it signed by as many as the genesis asks for, in the order of their keys",
  },
  NOT_SUSPENDED: {
    meaning: "a miner wants to return that is not suspended",
    remedy: "nothing needs to be done",
  },
  OLD_SERIAL: {
    meaning: "an entry's serial is not above the last accepted one of the same signer",
    remedy: "sign it again with a higher serial; a replayed entry is refused like this too",
  },
  TOO_LITTLE_STAKE: {
    meaning: "a member has less stake than the chain asks for",
    remedy: "have the authority enter the stake first",
  },
  WRONG_CHAIN: {
    meaning: "an entry names the genesis of another chain",
    remedy: "compare the genesis hash with the one that the network was started with",
  },
} satisfies Explanations;

const TRANSACTIONS = {
  BAD_BEACON: {
    meaning: "an output of the beacon is not its view's, does not follow the round before, or is of no view in office",
    remedy: "ignore it; append outputs that verify, of views in office",
  },
  BAD_LOT: {
    meaning: "a lot is not the signature of the set in office over the closed candidates",
    remedy: "ignore it; t members in office draw the lot by their partial signatures",
  },
  TOO_FEW_ACKNOWLEDGEMENTS: {
    meaning: "a dealer of a reshare published although fewer than t receivers have acknowledged",
    remedy: "such a dealer publishes nothing: what it would reveal is too much of its current share",
  },
  BAD_ACKNOWLEDGEMENT: {
    meaning: "a publication's aggregate is not the signature of everybody whom it marks as having acknowledged",
    remedy: "the dealer is to publish again in this phase, with acknowledgements that it has verified",
  },
  BAD_BLOCK: {
    meaning: "a block was applied whose round is not after the last one's",
    remedy: "apply every block once, in the order of the ledger",
  },
  BAD_CONFIRMATION: {
    meaning: "a member's partial signature of the new magic block does not verify under its public share",
    remedy: "the member is to compare the block's hash and its share with the chain; the others go on",
  },
  BAD_HAND_OVER: {
    meaning: "a partial signature of the hand-over does not verify under the signer's share of the view in office",
    remedy: "the miner is to sign with its share of that view; the others go on",
  },
  BAD_PROOF: {
    meaning: "the proof that a dealer knows its polynomial does not verify for this sender and this session",
    remedy: "the dealer is to make the proof for the session that is on the chain, and send again",
  },
  BAD_REGISTRATION: {
    meaning: "a miner's record is malformed, older than the one that is known, or not proven by its keys",
    remedy:
      "sign a new record with a higher serial number; `culprits` are positions in the list of the first candidates",
  },
  BAD_REVEAL: {
    meaning: "shares that a publication reveals do not match the dealer's commitments",
    remedy: "the dealer is to reveal the shares that it had dealt; the others go on",
  },
  BOTH_ENTRIES: {
    meaning: "a publication has an acknowledgement and a revealed share for the same receiver",
    remedy: "reveal only the shares of receivers that did not acknowledge",
  },
  MISSING_ENTRY: {
    meaning: "a publication says nothing about a receiver, or about fewer of them than are needed",
    remedy: "publish an acknowledgement or a share for every member on the list",
  },
  NOT_A_MEMBER: {
    meaning: "a wait transaction confirms, or hands over, for a set of which its sender is no member",
    remedy: "confirm only as a member of the new set, hand over only as one of the set in office",
  },
  REMOVED: {
    meaning: "the sender was taken off the list in an earlier phase",
    remedy: "wait for the next view change; the message says in which phase, and why",
  },
  REPEATED: {
    meaning: "the sender's transaction of this phase is on the chain, or earlier in this block",
    remedy: "nothing: the first one counts",
  },
  TOO_LARGE: {
    meaning: "a transaction is longer than any that is looked at",
    remedy: "drop it unread",
  },
  UNKNOWN_RECEIVER: {
    meaning: "a publication has entries about miners that are not on the list",
    remedy: "publish about the members that are left on the list of this session",
  },
  UNKNOWN_SENDER: {
    meaning: "the sender is neither on the list of this attempt nor, in the wait phase, in office",
    remedy: "see that the miner is registered, and was selected when the list was frozen",
  },
  WRONG_PHASE: {
    meaning: "no attempt is running, or a transaction belongs to another phase",
    remedy: "read the phase from the contract's state, and send what belongs to it",
  },
  WRONG_SESSION: {
    meaning: "a transaction belongs to another attempt, another view or another chain",
    remedy: "read the session from the contract's state, and sign for that one",
  },
} satisfies Explanations;

const PARAMETERS = {
  BAD_FAULT: {
    meaning:
      "a plan of faults cannot be read, names somebody who does not take part, or has a fault that can do nothing",
    remedy: "see docs/faults.md for the kinds of faults and how they are written",
  },
  BAD_PARAMETER: {
    meaning: "a parameter of a view change, a beacon, a network or a simulation is out of range, or contradicts others",
    remedy: "give a value in the range that the message names; docs/operating.md helps with n, t and k",
  },
} satisfies Explanations;

const FILES = {
  BAD_DOCUMENT: {
    meaning: "a file cannot be read, is not UTF-8 or JSON, or is of no known kind; the message names it",
    remedy: "give files as `feldspar` or drand writes them, saved as UTF-8",
  },
  BAD_JSON: {
    meaning: "a text is not JSON, or a field in it is missing, unknown or of the wrong kind",
    remedy: "look at the place that the message names, for example `$.miners[3].url`",
  },
  MALFORMED: {
    meaning: "bytes are not an encoding of what they should be, or what they say contradicts itself",
    remedy: "refuse what came from outside; what you stored yourself is damaged, or of another version",
  },
  UNKNOWN_CHAIN: {
    meaning: "a beacon of drand is to be verified, and it is not known of which network",
    remedy: "give the chain info in a file, or the name of a public network",
  },
} satisfies Explanations;

const NODES = {
  LEDGER_UNAVAILABLE: {
    meaning: "an engine is closed, shows no more blocks, or cannot say whether an entry got in",
    remedy: "append again, which is safe; open another replica when one has stopped",
  },
  NOT_ATTESTED: {
    meaning: "a snapshot is not signed by more than half of the sharders in office, or they are not the known ones",
    remedy: "take one from another sharder, or replay the log from its beginning",
  },
  NOT_FOUND: {
    meaning: "what was asked for is not there, or not any more, or not yet",
    remedy: "see the address; a round that is still to come can be asked for again when it is due",
  },
  NOT_READY: {
    meaning: "a node is catching up with the log",
    remedy: "ask another one, or the same a little later",
  },
  TOO_MANY: {
    meaning: "somebody has asked, or sent, more than its share",
    remedy: "wait for the time that the answer names, or for the next phase",
  },
  BAD_MAC: {
    meaning: "a private message was not authenticated under the keys that its ends are known by",
    remedy: "see that both ends follow the same chain and have the keys that they registered",
  },
  BAD_PASSPHRASE: {
    meaning: "a keystore, or what is sealed under it, does not open with this passphrase",
    remedy: "give the one that it was sealed under; nothing was changed",
  },
  LOG_DIVERGED: {
    meaning: "the log of an engine is not the one that was read up to here",
    remedy: "find out which log is right before going on; then open a replica from its beginning",
  },
  SET_ASIDE: {
    meaning: "another MPK or key than the one that a miner has made stands on the ledger under its name",
    remedy: "look for a twin with the same identity, or for lost state; it takes part again in the next attempt",
  },
  STOPPED: {
    meaning: "a replica was closed, or a runner (of a miner, a beacon's member, a sharder) was stopped",
    remedy: "nothing if you did it; else open, or load, again",
  },
  MINER_FAILED: {
    meaning: "a step (of a miner, a beacon's member, a sharder) threw: a part of it is missing, or there is a bug",
    remedy: "look at what the message says: is the identity whole (with its secret key), are cipher and options right?",
  },
  STORE_FAILED: {
    meaning: "a store did not read or write the state of a miner, a beacon's member or a sharder",
    remedy: "mend the store and load again; nothing was said that is not stored",
  },
  STORE_LATE: {
    meaning: "a store took longer than `putTimeout`",
    remedy: "find out why it is slow, or allow it more time, and load again",
  },
  STORE_TAKEN: {
    meaning: "somebody else in this process has loaded the same state since, and goes on with it",
    remedy: "run one node, or runner, for each: stop the old one before the next is started",
  },
  STORE_WENT_BACK: {
    meaning: "a store shows an older state than this process has stored",
    remedy: "give back the newest state, not a backup of it: a miner that forgets may contradict itself",
  },
} satisfies Explanations;

const POOL = {
  POOL_CLOSED: {
    meaning: "the pool is closed and takes no more work",
    remedy: "make another one",
  },
  POOL_FULL: {
    meaning: "as many calls are under way as the pool may have",
    remedy: "ask `canAcceptWork()` first, and wait for calls to end; or raise `maxPending`",
  },
  POOL_UNAVAILABLE: {
    meaning: "a worker cannot be started here",
    remedy: "see docs/pool.md for what bundlers and policies must allow, or call the functions on one thread",
  },
  WORKER_DIED: {
    meaning: "a worker ended while it computed, and so did the one that tried again",
    remedy: "look for a lack of memory; the call can be made again",
  },
  WORKER_FAILED: {
    meaning: "something went wrong inside a worker that is no error of the input",
    remedy: "report it as a bug of this package",
  },
} satisfies Explanations;

const START_UP = {
  BAD_MODULE: {
    meaning: "a module is not the core of this version, or the embedded one is damaged",
    remedy: "give `init` a module compiled from core.wasm of this very version; install the package again",
  },
  COMPILING_FORBIDDEN: {
    meaning: "the platform does not allow WebAssembly to be compiled from bytes",
    remedy: "allow 'wasm-unsafe-eval' in the page's policy, or give `init` a compiled module; see docs/bundlers.md",
  },
  CORE_TRAP: {
    meaning: "the WebAssembly core stopped in the middle of a call",
    remedy: "report it as a bug of this package: no input should do that",
  },
  KERNEL_IN_USE: {
    meaning: "another kernel was asked for after one had been used",
    remedy: "call `init` before anything else",
  },
  KERNEL_UNAVAILABLE: {
    meaning: "the kernel that was asked for does not work on this engine",
    remedy: 'ask for "auto", which takes the fastest that does',
  },
  NO_RANDOM: {
    meaning: "the platform has no secure random numbers, or they come out as zero, or the same again and again",
    remedy: "use a platform that has crypto.getRandomValues, or give a source of random bytes",
  },
  NO_SIMD: {
    meaning: "the engine has WebAssembly, but not its 128-bit SIMD, of which the core is made",
    remedy: "use a browser or Node of 2023 or later, on a processor with SSE4.1 or NEON",
  },
  NO_WEBASSEMBLY: {
    meaning: "the engine has no WebAssembly, or it is switched off",
    remedy: "start Node without --jitless and --no-expose-wasm; in a browser allow WebAssembly in its settings",
  },
  OUT_OF_MEMORY: {
    meaning: "the engine gives the WebAssembly core, or a result, no more memory",
    remedy: "give shorter lists at once",
  },
  UNKNOWN_STATUS: {
    meaning: "the core answered with a status that has no name",
    remedy: "report it as a bug of this package",
  },
} satisfies Explanations;

/** The tables by their subjects, in the order of the document. */
export const GROUPS: Record<string, Explanations> = {
  "Points and scalars": POINTS_AND_SCALARS,
  Arguments: ARGUMENTS,
  "Signatures and the beacon": SIGNATURES,
  Sharing: SHARING,
  Members: MEMBERS,
  "Transactions and registrations": TRANSACTIONS,
  Parameters: PARAMETERS,
  "Files and encodings": FILES,
  "Nodes, stores and ledgers": NODES,
  "The pool": POOL,
  "Start-up": START_UP,
};

export const CODES = {
  ...POINTS_AND_SCALARS,
  ...ARGUMENTS,
  ...SIGNATURES,
  ...SHARING,
  ...MEMBERS,
  ...TRANSACTIONS,
  ...PARAMETERS,
  ...FILES,
  ...NODES,
  ...POOL,
  ...START_UP,
};

/** The codes of a FeldsparError; docs/errors.md says what each means and what to do about it. */
export type ErrorCode = keyof typeof CODES;
