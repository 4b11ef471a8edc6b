// Codes about what runs: nodes, pools, and the engine below them. See ../codes.ts.
import type { Explanations } from "./explanation.js";

export const NODES = {
  NO_KEY: {
    meaning: "there is no share of a key to use: its ceremony has no result yet, or this party is no member any more",
    remedy: "wait for the result; after a reshare ask the members of now",
  },
  NOT_HOST: {
    meaning: "something was asked of a party of a ceremony that only its host may do",
    remedy: "ask the host: the one whose key the invitation is signed with",
  },
  REFUSED: {
    meaning: "the policy of whoever holds a share does not let it be used for this request",
    remedy: "ask for something that its policy allows, or ask other members",
  },
  WRONG_PURPOSE: {
    meaning: "a key was used for something else than it is for: a key has one purpose",
    remedy: "make another key for the other purpose; the message names both",
  },
  LEDGER_UNAVAILABLE: {
    meaning: "an engine is closed, shows no more blocks, or cannot say whether an entry got in",
    remedy: "append again, which is safe; open another replica when one has stopped",
  },
  NOT_ATTESTED: {
    meaning: "a snapshot is not signed by more than half of the sharders in office, or they are not the known ones",
    remedy: "take one from another sharder, or replay the log from its beginning",
  },
  INTERNAL: {
    meaning: "a server has failed in a way that is not the fault of who asked it",
    remedy: "look into its log; ask another one",
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

export const POOL = {
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

export const START_UP = {
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
