// The beacon of one view, as every member and every observer runs it (protocol §8). Partial signatures are collected
// without looking at them; once t are there the group signature is recovered and verified, which is one verification
// per round. Only if that fails are single partial signatures checked, each once: the bad ones are named and ignored,
// the good ones remembered until the round ends. A round is repeated (another timeout count) only when t members have
// signed for it.
import { checkInteger, listOf, optionsOf, recordOf } from "../../bindings/arguments.js";
import { checkBytes } from "../../bindings/bytes.js";
import { type BlsScheme, schemeByName } from "../bls/index.js";
import { describe, equalBytes, FeldsparError } from "../encoding/index.js";
import { type Id, idKey } from "../threshold/ids.js";
import { type Combination, combinePartials, type PartialSignature } from "../threshold/signatures.js";
import { beaconMessage, type RoundInput, randomness, timeoutMessage } from "./message.js";
import { BEACON_VIEW, type BeaconRecord, type BeaconView } from "./record.js";

type Member = { readonly id: Id; readonly publicShare: Uint8Array };

export interface BeaconOptions extends BeaconView {
  readonly threshold: number;
  /** x-coordinate and public share of every member. */
  readonly members: readonly Member[];
  /** First round to make, and the randomness before it. */
  readonly round: number;
  readonly previousRandomness: Uint8Array;
}

/**
 * What a member sent, and what it says it is about: whatever came over a network says so. What does not say it is taken
 * to be about the round being made.
 */
export interface BeaconPartial extends PartialSignature {
  readonly round?: number;
  /** Of a vote: the count it is for. */
  readonly timeoutCount?: number;
  readonly previousRandomness?: Uint8Array;
}

/** What became of something that was added; "other-round": it is about something else, and is left out. */
export type Added = "accepted" | "duplicate" | "other-round";

export interface RoundOutcome {
  readonly record: BeaconRecord;
  /** Members whose partial signature was there and was not found bad. */
  readonly signers: Id[];
  /** Members that sent a bad partial signature. */
  readonly invalid: Id[];
}

/** The group's signature for a round to go on under a count: whoever was away catches up by it. */
export interface TimeoutCertificate {
  readonly round: number;
  readonly timeoutCount: number;
  readonly signature: Uint8Array;
}

/** What one member sent. */
interface Entry {
  readonly id: Id;
  readonly signature: Uint8Array;
  /** Was it verified under the member's public share? */
  verified: boolean;
}

/** By the member's key. */
type Ballot = Map<string, Entry>;

const PARTIAL = [
  ...(["id", "signature"] as const),
  ...(["round", "timeoutCount", "previousRandomness"] as const),
] as const satisfies readonly (keyof BeaconPartial)[];

const OPTIONS = [
  ...BEACON_VIEW,
  ...(["threshold", "members", "round", "previousRandomness"] as const),
] as const satisfies readonly (keyof BeaconOptions)[];

/** The options, read, checked and copied: a beacon must not change with what its maker does to them later. */
function open(options: BeaconOptions): BeaconOptions {
  const read = optionsOf<BeaconOptions>(options, OPTIONS);
  const { publicKeyLength } = schemeByName(read.scheme);
  checkBytes(read.groupPublicKey, "group public key", publicKeyLength);
  checkBytes(read.previousRandomness, "previous randomness", 32);
  // numbers only: the next round is one more
  checkInteger(read.round, "round", 0, Number.MAX_SAFE_INTEGER);
  checkInteger(read.magicBlockNumber, "magic block number", 0, Number.MAX_SAFE_INTEGER);
  const members = listOf(read.members, "members", true).map((item, index) => {
    const { id, publicShare } = recordOf<Member>(item, `member ${index}`, ["id", "publicShare"]);
    checkBytes(publicShare, `public share of member ${index}`);
    return { id, publicShare: new Uint8Array(publicShare) };
  });
  return {
    ...read,
    members,
    groupPublicKey: new Uint8Array(read.groupPublicKey),
    previousRandomness: new Uint8Array(read.previousRandomness),
  };
}

/** What a member signs: a vote does not cover the previous randomness. */
type Subject = Pick<RoundInput, "round" | "timeoutCount"> & Partial<RoundInput>;

function isAbout(said: BeaconPartial, subject: Subject): boolean {
  const { round = subject.round, timeoutCount = subject.timeoutCount, previousRandomness } = said;
  if (round !== subject.round || timeoutCount !== subject.timeoutCount) return false;
  if (previousRandomness === undefined || subject.previousRandomness === undefined) return true;
  checkBytes(previousRandomness, "previous randomness", 32);
  return equalBytes(previousRandomness, subject.previousRandomness);
}

/**
 * @example
 * const members = block.members.map(({ index, publicShare }) => ({ id: index, publicShare }));
 * const beacon = new Beacon({
 *   ...{ scheme: "min-sig", chainId: "examples", magicBlockNumber: 1, groupPublicKey: block.groupPublicKey },
 *   ...{ threshold: block.t, members, round: block.startingRound, previousRandomness: MagicBlock.hash(block) },
 * });
 * for (const { index, secretShare } of keys) beacon.add({ id: index, signature: beacon.sign(secretShare) });
 * const { record } = beacon.finish();
 * record.randomness; //=> randomness(record.signature)
 */
export class Beacon {
  private readonly scheme: BlsScheme;
  private readonly options: BeaconOptions;
  private readonly shares = new Map<string, Member>();
  private partials: Ballot = new Map();
  private votes: Ballot = new Map();
  private bad: Id[] = [];
  private timeout: TimeoutCertificate | null = null;
  private input: RoundInput;

  /**
   * Throws BAD_PARAMETER for a threshold that the members cannot meet, DUPLICATE_ID for a repeated member (in whatever
   * form), BAD_ID, BAD_TYPE, BAD_LENGTH, BAD_INTEGER, UNKNOWN_OPTION.
   */
  constructor(given: BeaconOptions) {
    const options = open(given);
    this.options = options;
    this.scheme = schemeByName(options.scheme);
    for (const member of options.members) {
      const key = idKey(member.id, "beacon: member");
      if (this.shares.has(key)) throw new FeldsparError("DUPLICATE_ID", `beacon: member ${key} is given twice`, [key]);
      this.shares.set(key, member);
    }
    const { threshold } = options;
    if (!Number.isSafeInteger(threshold) || threshold < 1 || threshold > this.shares.size) {
      throw new FeldsparError(
        "BAD_PARAMETER",
        `beacon: expected a threshold from 1 to ${this.shares.size}, got ${
          typeof threshold === "number" ? threshold : describe(threshold)
        }`,
      );
    }
    this.input = { round: options.round, timeoutCount: 0, previousRandomness: options.previousRandomness };
    beaconMessage(options, this.input); // throws for values out of range
  }

  /** The round being made. */
  get current(): RoundInput {
    return { ...this.input, previousRandomness: new Uint8Array(this.input.previousRandomness) };
  }

  /** This member's partial signature of the current round. */
  sign(secretShare: Uint8Array): Uint8Array {
    return this.scheme.sign(beaconMessage(this.options, this.input), secretShare);
  }

  /** This member's vote for repeating the current round with the next timeout count. */
  signTimeout(secretShare: Uint8Array): Uint8Array {
    return this.scheme.sign(timeoutMessage(this.options, this.nextTimeout()), secretShare);
  }

  /**
   * Adds a partial signature of the current round. Anybody may deliver it, so a second, different one for the same
   * member is checked at once and replaces the first if it is valid. One that says that it is about another round,
   * count or previous randomness is left out, and nobody is blamed for it. Throws UNKNOWN_MEMBER, BAD_LENGTH,
   * BAD_SIGNATURE, BAD_ID, BAD_TYPE.
   */
  add(partial: BeaconPartial): Added {
    return this.put(this.partials, partial, this.input, () => beaconMessage(this.options, this.input));
  }

  /**
   * Adds a vote for the next timeout count; with t valid votes the round starts again under it, and partial
   * signatures for the old count no longer count. Returns the timeout count now in force; what the votes made for
   * others is `timeoutCertificate`. Throws like `add`.
   *
   * @example
   * // a round that came to nothing: t members vote, and it begins again under the next count
   * const members = block.members.map(({ index, publicShare }) => ({ id: index, publicShare }));
   * const [beacon, another] = [1, 2].map(() => new Beacon({
   *   ...{ scheme: "min-sig", chainId: "examples", magicBlockNumber: 1, groupPublicKey: block.groupPublicKey },
   *   ...{ threshold: block.t, members, round: block.startingRound, previousRandomness: MagicBlock.hash(block) },
   * }));
   * const voters = keys.slice(0, 3);
   * const votes = voters.map(({ index: id, secretShare }) => ({ id, signature: beacon.signTimeout(secretShare) }));
   * votes.map((vote) => beacon.addTimeoutVote(vote)); //=> [0, 0, 1]
   * another.addTimeoutCertificate(beacon.timeoutCertificate!); //=> 1
   * another.current.timeoutCount; //=> 1
   */
  addTimeoutVote(vote: BeaconPartial): number {
    const { round, timeoutCount } = this.nextTimeout();
    const message = timeoutMessage(this.options, { round, timeoutCount });
    this.put(this.votes, vote, { round, timeoutCount }, () => message);
    if (this.votes.size >= this.options.threshold) {
      const { signature } = this.recover(this.votes, message);
      if (signature !== null) this.goOnUnder({ ...this.nextTimeout(), signature });
    }
    return this.input.timeoutCount;
  }

  /** By which the count in force came, null for count 0. */
  get timeoutCertificate(): TimeoutCertificate | null {
    return this.timeout === null ? null : { ...this.timeout, signature: new Uint8Array(this.timeout.signature) };
  }

  /**
   * Takes a certificate that others made: the current round goes on under its count. One for another round, or for no
   * higher count than the one in force, changes nothing. Returns the timeout count now in force. Throws BAD_SIGNATURE,
   * BAD_INTEGER, BAD_LENGTH, BAD_TYPE.
   */
  addTimeoutCertificate(certificate: TimeoutCertificate): number {
    const fields = ["round", "timeoutCount", "signature"] as const;
    const read = recordOf<TimeoutCertificate>(certificate, "timeout certificate", fields);
    checkBytes(read.signature, "beacon: signature", this.scheme.signatureLength);
    const message = timeoutMessage(this.options, read); // throws for values out of range
    if (read.round !== this.input.round || read.timeoutCount <= this.input.timeoutCount) return this.input.timeoutCount;
    if (!this.isValid(read.signature, message, this.options.groupPublicKey)) {
      throw new FeldsparError("BAD_SIGNATURE", "beacon: the timeout certificate is not the group's");
    }
    this.goOnUnder(read);
    return this.input.timeoutCount;
  }

  private goOnUnder({ round, timeoutCount, signature }: TimeoutCertificate): void {
    this.input = { ...this.input, timeoutCount };
    this.timeout = { round, timeoutCount, signature: new Uint8Array(signature) };
    this.partials = new Map();
    this.votes = new Map();
    this.bad = [];
  }

  /**
   * Finishes the current round if t good partial signatures are there and moves on to the next; throws
   * NOT_ENOUGH_SIGNATURES (with the bad members as culprits) otherwise, and keeps what it has.
   */
  finish(): RoundOutcome {
    const { threshold, magicBlockNumber } = this.options;
    const message = beaconMessage(this.options, this.input);
    const { signature, invalid } = this.recover(this.partials, message);
    this.bad.push(...invalid);
    if (signature === null) {
      throw new FeldsparError(
        "NOT_ENOUGH_SIGNATURES",
        `beacon round ${this.input.round}: expected ${threshold} good partial signatures, got ${this.partials.size}`,
        this.bad.map((id) => idKey(id)),
      );
    }
    const record: BeaconRecord = { magicBlockNumber, ...this.input, signature, randomness: randomness(signature) };
    // what a caller does to the record must not reach the next round
    const outcome = { record, signers: [...this.partials.values()].map((partial) => partial.id), invalid: this.bad };
    this.input = {
      round: this.input.round + 1,
      timeoutCount: 0,
      previousRandomness: new Uint8Array(record.randomness),
    };
    this.partials = new Map();
    this.votes = new Map();
    this.bad = [];
    this.timeout = null;
    return outcome;
  }

  private nextTimeout(): RoundInput {
    return { ...this.input, timeoutCount: this.input.timeoutCount + 1 };
  }

  private put(ballot: Ballot, partial: BeaconPartial, subject: Subject, message: () => Uint8Array): Added {
    const read = recordOf<BeaconPartial>(partial, "partial signature", PARTIAL);
    const { id, signature } = read;
    const key = idKey(id);
    const member = this.shares.get(key);
    if (member === undefined) throw new FeldsparError("UNKNOWN_MEMBER", `beacon: ${key} is not a member of this view`);
    checkBytes(signature, "beacon: signature", this.scheme.signatureLength);
    if (!isAbout(read, subject)) return "other-round";
    const held = ballot.get(key);
    if (held !== undefined) {
      if (equalBytes(held.signature, signature)) return "duplicate";
      // a key has one signature of a message: beside a good one, any other is bad
      if (held.verified || !this.isValid(signature, message(), member.publicShare)) {
        throw new FeldsparError("BAD_SIGNATURE", `beacon: a second signature of member ${key} is not valid`, [key]);
      }
    }
    // a copy: a verdict must not outlive the bytes that it is about
    ballot.set(key, { id: member.id, signature: new Uint8Array(signature), verified: held !== undefined });
    return "accepted";
  }

  private isValid(signature: Uint8Array, message: Uint8Array, publicShare: Uint8Array): boolean {
    try {
      return this.scheme.verify(signature, message, publicShare);
    } catch {
      return false; // not a point of the signature group
    }
  }

  /**
   * Recovers and verifies; drops bad entries from the ballot and returns whose they were, marks the good ones.
   * `signature` is null when too few good ones are left.
   */
  private recover(ballot: Ballot, message: Uint8Array): { signature: Uint8Array | null; invalid: Id[] } {
    const { threshold, groupPublicKey } = this.options;
    if (ballot.size < threshold) return { signature: null, invalid: [] };
    const publicShares = new Map(
      [...ballot.keys()].map((key) => [this.shares.get(key)!.id, this.shares.get(key)!.publicShare]),
    );
    const partials = [...ballot.values()];
    const known = new Set(partials.filter(({ verified }) => verified));
    let combination: Combination;
    try {
      const options = { message, threshold, groupPublicKey, publicShares, partials };
      combination = combinePartials(this.scheme, options, known);
    } catch (error) {
      // a key that is no key: whatever hangs on a member's share is that member's fault
      if (!(error instanceof FeldsparError)) throw error;
      return { signature: null, invalid: this.checkSingly(ballot, message, error) };
    }
    const { signature, failure, good, invalid } = combination;
    for (const { id } of good) ballot.get(idKey(id))!.verified = true;
    for (const id of invalid) ballot.delete(idKey(id));
    if (failure !== null && invalid.length === 0) throw failure;
    return { signature, invalid };
  }

  /** Drops bad entries and returns whose they were; throws the error when there are none to which it could be due. */
  private checkSingly(ballot: Ballot, message: Uint8Array, error: FeldsparError): Id[] {
    const invalid: Id[] = [];
    for (const [key, entry] of ballot) {
      entry.verified ||= this.isValid(entry.signature, message, this.shares.get(key)!.publicShare);
      if (entry.verified) continue;
      ballot.delete(key);
      invalid.push(entry.id);
    }
    if (invalid.length === 0) throw error;
    return invalid;
  }
}
