// People around a table: parties and a room in one process. Messages pass through queues that a test can see, change,
// drop and reorder; nothing is waited for but work.
import { cardOf, type InviteOptions, invite } from "../../../src/ceremony/invitation.js";
import type { FromRoom, ToRoom } from "../../../src/ceremony/messages.js";
import { Party } from "../../../src/ceremony/party.js";
import type { PartyOptions } from "../../../src/ceremony/party-options.js";
import { Room, type Seat } from "../../../src/ceremony/room.js";
import type { FeldsparError } from "../../../src/encoding/index.js";
import type { SchemeName } from "../../../src/magic-block/index.js";
import type { Clock, Store, Timers } from "../../../src/node/ports.js";
import { MemoryStore } from "../../../src/store/memory.js";
import { createMinerIdentity, type MinerIdentity } from "../../../src/view-change/identity.js";

const NAMES = ["Ada", "Ben", "Cleo", "Dan", "Eve", "Fay", "Gil", "Hal", "Ivy", "Jon"];

/** Identities with names, made once for a scheme: making them is slow. */
const made = new Map<string, Promise<MinerIdentity>>();
export function people(count: number, scheme: SchemeName = "min-sig", from = 0): Promise<MinerIdentity[]> {
  const identities = NAMES.slice(from, from + count).map((url) => {
    const name = `${scheme} ${url}`;
    const identity = made.get(name) ?? createMinerIdentity({ scheme, url });
    made.set(name, identity);
    return identity;
  });
  return Promise.all(identities);
}

/** Time that a test turns. */
export class Turned implements Clock, Timers {
  private time = 0;
  private readonly alarms = new Set<{ readonly at: number; readonly action: () => void }>();

  now(): number {
    return this.time;
  }

  at(time: number, action: () => void): () => void {
    const alarm = { at: time, action };
    this.alarms.add(alarm);
    return () => void this.alarms.delete(alarm);
  }

  pass(milliseconds: number): void {
    this.time += milliseconds;
    for (const alarm of [...this.alarms].filter(({ at }) => at <= this.time).sort((a, b) => a.at - b.at)) {
      if (this.alarms.delete(alarm)) alarm.action();
    }
  }
}

export interface Person {
  readonly identity: MinerIdentity;
  readonly store: Store;
  party: Party;
  seat: Seat;
  readonly problems: FeldsparError[];
}

export interface TableOptions {
  readonly people?: number;
  readonly scheme?: SchemeName;
  readonly purpose?: InviteOptions["purpose"];
  readonly threshold?: number;
  readonly quorum?: number;
  /** What becomes of a message on its way; null: lost. */
  readonly toRoom?: (from: string, message: ToRoom) => ToRoom | null;
  readonly toParty?: (to: string, message: FromRoom) => FromRoom | null;
  readonly storeOf?: (name: string) => Store;
  /** Rooms that somebody has made, in the place of one. */
  readonly given?: { readonly invitation: ReturnType<typeof invite>; readonly roomOf: (name: string) => Room };
  /** Who comes in later, by `revive`. */
  readonly lateFor?: (name: string) => boolean;
}

export class Table {
  readonly clock = new Turned();
  readonly seated = new Map<string, Person>();
  private readonly stores = new Map<string, Store>();
  readonly late = new Map<string, MinerIdentity>();
  private readonly queue: (() => void)[] = [];

  private constructor(
    readonly options: TableOptions,
    readonly scheme: SchemeName,
    readonly invitation: ReturnType<typeof invite>,
    public room: Room,
  ) {}

  /** Everybody has come in; nothing was said yet. The first of them is the host. */
  static async laid(options: TableOptions = {}): Promise<Table> {
    const { people: count = 4, scheme = "min-sig", purpose = "signing", threshold = 3, quorum = 3 } = options;
    const identities = await people(count, scheme);
    const members = identities.map((identity) => cardOf(scheme, identity));
    const invitation =
      options.given?.invitation ?? invite({ host: identities[0]!, members, threshold, quorum, purpose, scheme });
    const table = new Table(options, scheme, invitation, new Room({ invitation }));
    for (const identity of identities) {
      if (options.lateFor?.(identity.url)) table.late.set(identity.url, identity);
      else await table.sit(identity, invitation, options.given?.roomOf(identity.url) ?? table.room);
    }
    return table;
  }

  card(identity: MinerIdentity) {
    return cardOf(this.scheme, identity);
  }

  person(name: string): Person {
    return this.seated.get(name)!;
  }

  get host(): Person {
    return this.person("Ada");
  }

  get persons(): Person[] {
    return [...this.seated.values()];
  }

  async sit(identity: MinerIdentity, invitation: unknown = this.invitation, room = this.room): Promise<Person> {
    const name = identity.url;
    const store =
      this.seated.get(name)?.store ?? this.stores.get(name) ?? this.options.storeOf?.(name) ?? new MemoryStore();
    this.stores.set(name, store);
    const { toRoom = (_, message) => message, toParty = (_, message) => message } = this.options;
    const problems = this.seated.get(name)?.problems ?? [];
    let party: Party | null = null;
    const early: FromRoom[] = [];
    const seat = room.enter((message) => {
      const changed = toParty(name, structuredClone(message));
      if (changed === null) return;
      this.queue.push(() => (party === null ? early.push(changed) : party.receive(changed)));
    });
    const options: PartyOptions = {
      ...{ invitation, identity, store, clock: this.clock, timers: this.clock },
      send: (message) => {
        const changed = toRoom(name, structuredClone(message));
        if (changed !== null) this.queue.push(() => seat.receive(changed));
      },
      onProblem: (error) => void problems.push(error),
    };
    party = await Party.start(options);
    const person = { identity, store, party, seat, problems };
    this.seated.set(name, person);
    for (const message of early) party.receive(message);
    return person;
  }

  /** As if its machine lost its power: what was not stored is gone. */
  async dies(name: string): Promise<void> {
    const { party, seat } = this.person(name);
    seat.leave();
    await party.stop();
  }

  /** Comes in, or back: again where it dies on the way. */
  async revive(name: string, isDead: () => boolean): Promise<void> {
    const identity = this.late.get(name) ?? this.person(name).identity;
    if (this.seated.has(name)) await this.dies(name);
    try {
      await this.sit(identity);
    } catch (error) {
      if (!isDead()) throw error;
      await this.sit(identity);
    }
  }

  /** Delivers until nobody has anything to say. */
  async settle(): Promise<void> {
    for (;;) {
      while (this.queue.length > 0) this.queue.shift()!();
      await Promise.all(this.persons.map(({ party }) => party.idle()));
      await new Promise((resolve) => setTimeout(resolve, 0));
      if (this.queue.length > 0) continue;
      await Promise.all(this.persons.map(({ party }) => party.idle()));
      if (this.queue.length === 0) return;
    }
  }

  /** Goes on, second after second, until it is so. */
  async until(what: () => boolean, seconds = 200): Promise<void> {
    for (let second = 0; second < seconds; second++) {
      await this.settle();
      if (what()) return;
      this.clock.pass(1000);
    }
    await this.settle();
    if (!what()) throw new Error(`after ${seconds} seconds it is not so`);
  }

  /** Goes on until all of these have a result. */
  async sealed(number = 1, names: readonly string[] = [...this.seated.keys()]): Promise<void> {
    await this.until(() => names.every((name) => (this.person(name).party.result?.number ?? 0) >= number));
  }
}
