// Members of a beacon in mode "drand" by themselves: a clock that the test turns, and a network that it spoils.
import { describe, expect, it } from "vitest";
import {
  type DrandEffect,
  type DrandEvent,
  type DrandFacts,
  DrandMember,
  type DrandMemberMessage,
  type DrandState,
  drandStateFormat,
  encodeDrandMessage,
  initialDrandState,
  readDrandMessage,
} from "../../../src/beacon/drand-member/index.js";
import { drand } from "../../../src/beacon/index.js";
import { schemeByName } from "../../../src/bls/index.js";
import { decodeAs, encodeAs } from "../../../src/encoding/index.js";
import { randomFactory } from "../../../src/simulation/random.js";
import { split } from "../../../src/threshold/index.js";

const GENESIS = 1_700_000_000;
const PERIOD = 3;
const random = randomFactory("drand members");

const SCHEMES = [
  ["min-sig", "bls-unchained-g1-rfc9380"],
  ["min-pk", "pedersen-bls-unchained"],
  ["min-pk", "pedersen-bls-chained"],
] as const;
type Names = readonly ["min-sig" | "min-pk", drand.DrandScheme];

const idOf = (position: number) => (position + 1).toString(16).padStart(64, "0");

/** One key, and shares of it for the members of a view: others for every view. */
class Net {
  readonly info: drand.ChainInfo;
  readonly seed = new Uint8Array(32).fill(9);
  private readonly secret: Uint8Array;
  private readonly scheme;

  constructor(
    readonly names: Names,
    readonly catchUp = 100,
  ) {
    this.scheme = schemeByName(names[0]);
    this.secret = this.scheme.keygen(new Uint8Array(32).fill(3));
    this.info = { scheme: names[1], publicKey: this.scheme.getPublicKey(this.secret) };
  }

  view(number: number, n: number, threshold: number): { facts: DrandFacts; shares: Uint8Array[] } {
    const shares = split(this.secret, { threshold, ids: Array.from({ length: n }, (_, index) => index + 1) });
    const members = shares.map(({ id, value }, position) => ({
      ...{ index: position + 1, id: idOf(position), partyId: id },
      publicShare: this.scheme.getPublicKey(value),
    }));
    const network = {
      ...{ scheme: this.names[0], drandScheme: this.names[1], publicKey: this.info.publicKey, seed: this.seed },
      ...{ genesisTime: GENESIS, period: PERIOD, catchUp: this.catchUp },
    };
    const blockHash = new Uint8Array(32).fill(number);
    return {
      facts: { network, view: { number, blockHash, active: true, threshold, members } },
      shares: shares.map(({ value }) => value),
    };
  }
}

type Effect<Type> = Extract<DrandEffect, { readonly type: Type }>;

/** The members of a view on a network in virtual time. */
class World {
  readonly states: DrandState[];
  readonly members: DrandMember[];
  readonly made: drand.DrandBeacon[][];
  readonly evidence: Effect<"evidence">[] = [];
  /** How often each asked the sharders. */
  readonly asked: number[];
  readonly down = new Set<number>();
  /** Milliseconds since the first round is due. */
  time = 0;
  /** What is done to a message on its way: how often it comes. */
  fate: () => number = () => 1;
  longest = 0;
  private readonly alarms: (number | null)[];
  private readonly ways: { readonly to: number; readonly from: number; readonly bytes: Uint8Array }[] = [];

  constructor(
    readonly facts: DrandFacts,
    shares: readonly Uint8Array[],
  ) {
    const { number, blockHash } = facts.view;
    this.members = shares.map((secretShare, at) => {
      return new DrandMember({ id: idOf(at), secretShare, retryBase: 400, retryCap: 1600 });
    });
    this.states = shares.map(() => initialDrandState(number, blockHash));
    this.made = shares.map(() => []);
    this.asked = shares.map(() => 0);
    this.alarms = shares.map(() => null);
  }

  private get scheme() {
    return this.facts.network.scheme;
  }

  tell(at: number, what: { type: "block" | "tick" | "restarted" } | (DrandMemberMessage & { from?: string })): void {
    if (this.down.has(at)) return;
    const event = { ...what, time: this.time, now: 1000 * GENESIS + this.time, facts: this.facts };
    const { state, effects } = this.members[at]!.step(this.states[at]!, event as DrandEvent);
    this.states[at] = state;
    for (const effect of effects) {
      if (effect.type === "send") {
        const bytes = encodeDrandMessage(effect.message);
        this.longest = Math.max(this.longest, bytes.length);
        const to = this.facts.view.members.findIndex(({ id }) => id === effect.to);
        for (let copy = this.fate(); copy > 0; copy--) this.ways.push({ to, from: at, bytes });
      } else if (effect.type === "wake") this.alarms[at] = effect.at;
      else if (effect.type === "publish") {
        const { round, signature, previous } = effect.output;
        this.made[at]!.push({ round, signature, ...(previous === null ? {} : { previousSignature: previous }) });
      } else if (effect.type === "behind") this.asked[at]!++;
      else if (effect.type === "evidence") this.evidence.push(effect);
    }
  }

  private deliver(): void {
    const chained = this.facts.network.drandScheme === "pedersen-bls-chained";
    for (let way = this.ways.shift(); way !== undefined; way = this.ways.shift()) {
      const message = readDrandMessage(this.scheme, chained, way.bytes);
      if (message !== null) this.tell(way.to, { ...message, from: idOf(way.from) });
    }
  }

  all(type: "block" | "restarted"): void {
    for (const at of this.members.keys()) this.tell(at, { type });
    this.deliver();
  }

  /** From alarm to alarm. */
  until(time: number): void {
    for (;;) {
      const due = this.alarms.filter((at, place): at is number => at !== null && !this.down.has(place));
      const next = Math.max(this.time, Math.min(...due));
      if (next > time) break;
      this.time = next;
      for (const [at, alarm] of [...this.alarms.entries()]) {
        if (alarm === null || alarm > next || this.down.has(at)) continue;
        this.alarms[at] = null;
        this.tell(at, { type: "tick" });
      }
      this.deliver();
    }
    this.time = time;
  }

  /** What a crash leaves. */
  crash(at: number): void {
    const format = drandStateFormat(this.scheme);
    this.states[at] = decodeAs(format, encodeAs(format, this.states[at]!), "state");
    this.tell(at, { type: "restarted" });
    this.deliver();
  }
}

const roundsOf = (made: readonly drand.DrandBeacon[]) => made.map(({ round }) => round);
const upTo = (last: number, first = 1) => Array.from({ length: last - first + 1 }, (_, place) => first + place);

describe.each(SCHEMES)("members of a %s beacon, %s", (...names) => {
  const net = new Net(names);
  const chained = names[1] === "pedersen-bls-chained";

  it("make each round when it is due, and what they make is drand's", () => {
    const { facts, shares } = net.view(1, 4, 3);
    const world = new World(facts, shares);
    world.all("restarted");
    world.until(1000 * PERIOD * 5 + 100);
    for (const made of world.made) expect(roundsOf(made)).toEqual(upTo(6));
    expect(drand.verifyMany(net.info, world.made[0]!)).toEqual({ valid: true, invalid: [] });
    expect(world.made[0]![0]!.previousSignature).toEqual(chained ? net.seed : undefined);
    expect(world.asked).toEqual([0, 0, 0, 0]);
  });

  it("make nothing before the first round is due, and nothing of a view that is not in office", () => {
    const { facts, shares } = net.view(1, 4, 3);
    const world = new World(facts, shares);
    world.time = -5000;
    world.all("restarted");
    world.until(-1);
    expect(world.made.flat()).toEqual([]);
    world.until(0);
    expect(roundsOf(world.made[2]!)).toEqual([1]);
    const waiting = new World({ ...facts, view: { ...facts.view, active: false } }, shares);
    waiting.time = 9000;
    waiting.all("block");
    waiting.until(30_000);
    expect(waiting.made.flat()).toEqual([]);
  });

  it("make up for a halt, oldest first", () => {
    const { facts, shares } = net.view(1, 4, 3);
    const world = new World(facts, shares);
    world.all("restarted");
    for (const at of [0, 1, 2, 3]) world.down.add(at);
    world.time = 1000 * PERIOD * 50;
    world.down.clear();
    for (const at of [0, 1, 2, 3]) world.crash(at);
    world.until(1000 * PERIOD * 50 + 2000);
    for (const made of world.made) expect(roundsOf(made)).toEqual(expect.arrayContaining(upTo(51, 2)));
    expect(roundsOf(world.made[0]!.slice(-50))).toEqual(upTo(51, 2));
    expect(world.asked.every((count) => count > 0)).toBe(true);
    // a message is never longer than that of a share
    expect(world.longest).toBeLessThanOrEqual(1536);
  });

  it("go on with a member that is down, one that lies, and a network that loses and repeats", () => {
    const { facts, shares } = net.view(1, 5, 3);
    const liar = [...shares.slice(0, 4), schemeByName(names[0]).keygen(new Uint8Array(32).fill(77))];
    const world = new World(facts, liar);
    const draw = random(`fate of ${names[1]}`);
    // three in ten are lost, two in ten come twice
    world.fate = () => [0, 0, 0, 1, 1, 1, 1, 1, 2, 2][draw(1)[0]! % 10]!;
    world.down.add(0);
    world.all("restarted");
    world.until(1000 * PERIOD * 12);
    for (const at of [1, 2, 3]) expect(roundsOf(world.made[at]!).at(-1)).toBeGreaterThanOrEqual(11);
    expect(new Set(world.evidence.map(({ against }) => against))).toEqual(new Set([idOf(4)]));
    // one that comes back learns where the others are, and goes on with them
    world.down.delete(0);
    world.tell(0, { type: "restarted" });
    world.until(1000 * PERIOD * 16);
    expect(roundsOf(world.made[0]!).at(-1)).toBeGreaterThanOrEqual(16);
  });

  it("of a new view go on where the old one was, told by a sharder", () => {
    const { facts, shares } = net.view(1, 4, 3);
    const old = new World(facts, shares);
    old.all("restarted");
    old.until(1000 * PERIOD * 5);
    const next = net.view(2, 5, 3);
    const world = new World(next.facts, next.shares);
    world.time = 1000 * PERIOD * 9;
    world.all("restarted");
    const { round, signature, previousSignature = null } = old.made[0]!.at(-1)!;
    for (const at of [0, 1, 2, 3, 4]) {
      world.tell(at, { type: "output", number: 2, round, signature, previous: previousSignature });
    }
    world.until(1000 * PERIOD * 10);
    for (const made of world.made) expect(roundsOf(made)).toEqual(upTo(11, 7));
    // partial signatures of the view before are nothing to it
    const foreign = { ...world.states[0]!, number: 1 };
    expect(world.members[0]!.step(foreign, { type: "tick", time: 0, now: 0, facts: next.facts }).effects).toEqual([]);
  });

  it("take nothing from anybody that is not the group's", () => {
    const { facts, shares } = net.view(1, 4, 3);
    const world = new World(facts, shares);
    world.all("restarted");
    const { round, signature, previousSignature = null } = world.made[0]![0]!;
    const output = { type: "output" as const, number: 1, round: round + 1, signature, previous: previousSignature };
    world.tell(0, output);
    world.tell(0, { ...output, from: idOf(1) });
    world.tell(0, { ...output, signature: new Uint8Array(signature.length), from: idOf(1) });
    expect(world.states[0]!.tip!.round).toBe(1);
    for (const bytes of [new Uint8Array(0), new Uint8Array(17), new Uint8Array(2000), Uint8Array.of(1, ...signature)])
      expect(readDrandMessage(names[0], chained, bytes)).toBeNull();
  });
});

describe("rounds at once", () => {
  it("are at most as many as the genesis says", () => {
    const net = new Net(SCHEMES[0], 2);
    const { facts, shares } = net.view(1, 3, 3);
    const world = new World(facts, shares);
    world.time = 1000 * PERIOD * 20;
    const longest = 17 + 1 + 2 * 48;
    world.all("restarted");
    world.until(1000 * PERIOD * 20 + 3000);
    expect(roundsOf(world.made[0]!)).toEqual(upTo(22));
    expect(world.longest).toBe(longest);
  });
});
