// Codes with which the contract refuses what members and the authority say: see ../codes.ts.
import type { Explanations } from "./explanation.js";

export const MEMBERS = {
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

export const TRANSACTIONS = {
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
