// Codes about points, scalars, signatures and shares: see ../codes.ts.
import type { Explanations } from "./explanation.js";

export const POINTS_AND_SCALARS = {
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

export const SIGNATURES = {
  BAD_SIGNATURE: {
    meaning:
      "a transaction's signature, a member's second one in a round, or a beacon's for a ciphertext, does not verify",
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

export const TIMELOCK = {
  BAD_CIPHERTEXT: {
    meaning: "a ciphertext was changed, is cut off, has more behind its end, or is not for this key or round",
    remedy: "have it made again; throw away what a stream gave of it, and use no share for it",
  },
  WRONG_NETWORK: {
    meaning: "a ciphertext was made for another network than the one it is to be opened with",
    remedy: "give chain information of the network whose hash `timelockOf` shows",
  },
  WRONG_ROUND: {
    meaning: "the beacon is of another round than the one that a ciphertext waits for",
    remedy: "give the beacon of the round that `timelockOf` shows, once it is there",
  },
} satisfies Explanations;

export const SHARING = {
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
