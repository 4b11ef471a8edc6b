// A room: orders what is said, shows it to everybody in that order, and passes on private messages. It is trusted for
// nothing else. One that lies can keep a ceremony from having a result; it learns no share, and nobody is shown another
// result than the others. This one lets in only what changes something, so that nobody fills it.

import { checkCallbacks, optionsOf } from "../../bindings/arguments.js";
import { bytesKey } from "../../bindings/bytes.js";
import { FeldsparError, toHex } from "../encoding/index.js";
import { entryHash } from "../node/log/log-hash.js";
import type { LedgerEntry } from "../view-change/entries.js";
import { Course, type CourseEvent, type CourseState } from "./course.js";
import { type InvitationJson, invitationToJson, readInvitation } from "./invitation.js";
import { entryToJson, type FromRoom, MOST_TOGETHER, readTold } from "./messages.js";
import { readTranscript, type Transcript, transcriptOf } from "./transcript.js";

export interface RoomOptions {
  /** The first one of the ceremony; or `transcript`, to go on with one. */
  readonly invitation?: unknown;
  readonly transcript?: unknown;
  /** After each entry, with its place, from 1: where a room is to outlive its machine, it is stored here. */
  readonly onEntry?: (entry: LedgerEntry, position: number) => void;
  readonly onEvent?: (event: CourseEvent) => void;
  /** What was said and changes nothing, or is nothing. */
  readonly onRefused?: (error: FeldsparError) => void;
}

/** Somebody's place in a room. */
export interface Seat {
  /** Takes a message as JSON, text or bytes. What is none is told to `onRefused`. */
  receive(message: unknown): void;
  leave(): void;
}

/** Private messages that are kept for each member, for when it comes. */
const MOST_KEPT = 1024;
const CALLBACKS = ["onEntry", "onEvent", "onRefused"] as const;

interface Sitting {
  id: string | null;
  readonly send: (message: FromRoom) => void;
}

/**
 * @example
 * const room = new Room({ invitation });
 * const seat = room.enter((message) => message.type); // brings messages to somebody
 * seat.receive({ type: "hello", id: host.id, after: 0, fresh: true });
 * room.state.chain.current.number; //=> 0
 * seat.leave();
 */
export class Room {
  private readonly course = new Course();
  private current: CourseState;
  private readonly log: LedgerEntry[] = [];
  private readonly known = new Set<string>();
  private readonly seats = new Set<Sitting>();
  private readonly kept = new Map<string, string[]>();
  private readonly invitation: InvitationJson;
  private readonly options: RoomOptions;

  /** Throws as `readInvitation` and `readTranscript`, BAD_OPTION for neither or both, BAD_TYPE, UNKNOWN_OPTION. */
  constructor(given: RoomOptions) {
    const options = optionsOf<RoomOptions>(given, ["invitation", "transcript", ...CALLBACKS]);
    checkCallbacks({ ...options }, CALLBACKS);
    this.options = options;
    if ((options.invitation === undefined) === (options.transcript === undefined))
      throw new FeldsparError("BAD_OPTION", "room: expected either an invitation or a transcript");
    const { invitation, entries } =
      options.transcript === undefined
        ? { invitation: readInvitation(options.invitation), entries: [] }
        : readTranscript(options.transcript);
    if (invitation.number !== 1)
      throw new FeldsparError("BAD_OPTION", "room: expected the first invitation of the ceremony, or a transcript");
    this.invitation = invitationToJson(invitation);
    this.current = this.course.begin(invitation.genesis);
    for (const entry of entries) this.add(entry, this.course.take(this.current, entry).state);
  }

  /** What everybody has seen, and where the ceremony is. */
  get state(): CourseState {
    return this.current;
  }

  /**
   * All that was said, with the invitation: anybody can verify it.
   *
   * @example
   * new Room({ invitation }).transcript.entries; //=> []
   */
  get transcript(): Transcript {
    return transcriptOf(this.invitation, this.log);
  }

  /** What console.log of Node shows. */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return `Room with ${this.log.length} entries, phase ${this.current.chain.phase}`;
  }

  /** Somebody comes in; `send` brings messages to them, and must not throw. */
  enter(send: (message: FromRoom) => void): Seat {
    checkCallbacks({ send: send ?? null }, ["send"]);
    const sitting: Sitting = { id: null, send };
    this.seats.add(sitting);
    return {
      receive: (message) => this.receive(sitting, message),
      leave: () => void this.seats.delete(sitting),
    };
  }

  private receive(sitting: Sitting, message: unknown): void {
    try {
      this.take(sitting, message);
    } catch (error) {
      if (!(error instanceof FeldsparError)) throw error;
      this.options.onRefused?.(error);
    }
  }

  private take(sitting: Sitting, message: unknown): void {
    const told = readTold(message);
    if (told.type === "hello") {
      sitting.id = told.id;
      for (let after = told.after; after < this.log.length; after += MOST_TOGETHER)
        sitting.send(this.entriesAfter(after));
      if (told.fresh) for (const bytes of this.kept.get(told.id) ?? []) sitting.send(privately(told.id, bytes));
    } else if (told.type === "private") this.pass(told.to, toHex(told.bytes));
    else this.say(told.entry);
  }

  private entriesAfter(after: number): FromRoom {
    return { type: "entries", after, entries: this.log.slice(after, after + MOST_TOGETHER).map(entryToJson) };
  }

  /** To whoever says that it is `to`: nobody else can read it. */
  private pass(to: string, bytes: string): void {
    if (!this.isKnown(to)) throw new FeldsparError("UNKNOWN_ID", "a private message to nobody of this ceremony");
    const kept = this.kept.get(to) ?? [];
    this.kept.set(to, kept);
    if (!kept.includes(bytes)) kept.push(bytes);
    if (kept.length > MOST_KEPT) kept.shift();
    for (const { id, send } of this.seats) if (id === to) send(privately(to, bytes));
  }

  private isKnown(id: string): boolean {
    const { candidates, stakes } = this.current.chain;
    return candidates.some((one) => one.id === id) || stakes.some((one) => one.id === id);
  }

  private say(entry: LedgerEntry): void {
    const name = bytesKey(entryHash(entry));
    if (this.known.has(name)) return;
    const { state, events, refused } = this.course.take(this.current, entry);
    if (refused !== null) throw refused;
    // what was private in an attempt is of no use after it
    if (this.current.chain.session?.id !== state.chain.session?.id) this.kept.clear();
    this.add(entry, state);
    for (const event of events) this.options.onEvent?.(event);
    this.options.onEntry?.(entry, this.log.length);
    const message = this.entriesAfter(this.log.length - 1);
    for (const { send } of [...this.seats]) send(message);
  }

  private add(entry: LedgerEntry, state: CourseState): void {
    this.current = state;
    this.known.add(bytesKey(entryHash(entry)));
    this.log.push(entry);
  }
}

function privately(to: string, bytes: string): FromRoom {
  return { type: "private", to, bytes };
}
