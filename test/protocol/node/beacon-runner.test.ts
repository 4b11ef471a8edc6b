// Members of a beacon as machines run them: real keys of a view that four miners made, each member with its own store,
// on a network and a chain in virtual time.
import { beforeAll, describe, expect, it } from "vitest";
import {
  type BeaconEvent,
  BeaconMember,
  type BeaconMessage,
  type BeaconOutput,
  type BeaconState,
  encodeBeaconMessage,
  outputRecord,
  verifyRound,
} from "../../../src/beacon/index.js";
import type { FeldsparError } from "../../../src/encoding/index.js";
import { toHex } from "../../../src/encoding/index.js";
import type { MagicBlock } from "../../../src/magic-block/index.js";
import { beaconChainOf } from "../../../src/node/beacon-chain.js";
import { MAX_BEACON_FRAME } from "../../../src/node/beacon-frames.js";
import { BeaconRunner, type BeaconRunnerOptions } from "../../../src/node/beacon-runner.js";
import { beaconStateKey } from "../../../src/node/beacon-state.js";
import type { Timers } from "../../../src/node/ports.js";
import { FrameChannel } from "../../../src/sealing/channel.js";
import { encodeFrame, type Frame, readFrame } from "../../../src/sealing/frame.js";
import { randomFactory } from "../../../src/simulation/random.js";
import { MemoryStore } from "../../../src/store/memory.js";
import { MemoryNetwork } from "../../../src/transport/memory.js";
import type { ContractState } from "../../../src/view-change/contract/state.js";
import type { LedgerEntry } from "../../../src/view-change/entries.js";
import type { MinerIdentity } from "../../../src/view-change/identity.js";
import { leavesNobodyWithARejection } from "../../support/nobody-left.js";
import { codeOf } from "../sealing/support.js";
import { Driven, people } from "../view-change/driven.js";

const chainId = "driven";
const PHASES = { start: 2, contribute: 4, share: 10, publish: 12, wait: 8 };
const random = randomFactory("beacon runners");

/** Time that a test turns: a clock, and timers by it. */
class Virtual implements Timers {
  time = 1000;
  private alarms: { readonly at: number; readonly action: () => void }[] = [];
  readonly clock = { now: () => this.time };

  at(time: number, action: () => void): () => void {
    const alarm = { at: time, action };
    this.alarms.push(alarm);
    return () => {
      this.alarms = this.alarms.filter((other) => other !== alarm);
    };
  }

  ring(): void {
    const due = this.alarms.filter(({ at }) => at <= this.time).sort((a, b) => a.at - b.at);
    this.alarms = this.alarms.filter((alarm) => !due.includes(alarm));
    for (const { action } of due) action();
  }
}

let driven: Driven;
let everybody: MinerIdentity[];
let block: MagicBlock;
/** After the block that put the view in office. */
let activated: ContractState;

beforeAll(async () => {
  everybody = await people(4);
  const parameters = { miners: 4, threshold: 3, quorum: 3, minMiners: 3, phaseRounds: PHASES };
  driven = await Driven.of(everybody, parameters);
  await driven.untilView(1);
  activated = driven.state;
  block = activated.current.magicBlock!;
});

const channelOf = (identity: MinerIdentity) => new FrameChannel(identity, { chainId });
const shareOf = (id: string) => driven.keyOf(id)!.secretShare;

type Seen = Map<number, BeaconOutput>;

interface Machine {
  readonly id: string;
  readonly store: MemoryStore;
  readonly outputs: Seen;
  runner: BeaconRunner | null;
}

/** Four members that share nothing but a chain and a network. */
class World {
  readonly virtual = new Virtual();
  readonly network: MemoryNetwork;
  readonly machines: Machine[];
  state = activated;
  private pool: LedgerEntry[] = [];
  /** Stands between the network and every member. */
  spoil: (message: Uint8Array) => Uint8Array[] = (message) => [message];

  constructor(seed: string, loss = 0) {
    const { virtual } = this;
    const fate = random(seed);
    this.network = new MemoryNetwork({
      clock: virtual.clock,
      timersOf: () => virtual,
      random: fate,
      loss,
      duplication: loss,
    });
    this.machines = everybody.map(({ id }) => {
      return { id, store: new MemoryStore(), outputs: new Map(), runner: null };
    });
  }

  async start(position: number, over: Partial<BeaconRunnerOptions> = {}): Promise<BeaconRunner> {
    const machine = this.machines[position]!;
    const { id, store, outputs } = machine;
    const { virtual } = this;
    const world = this;
    const transport = this.network.endpoint(id);
    const runner = new BeaconRunner({
      id,
      member: new BeaconMember({ id, secretShare: shareOf(id) }),
      block,
      channel: channelOf(everybody[position]!),
      chain: {
        get state() {
          return world.state;
        },
        append: (entry) => void world.pool.push(entry),
      },
      transport,
      store,
      clock: virtual.clock,
      timers: virtual,
      onOutput: (output) => void outputs.set(output.round, output),
      ...over,
    });
    await runner.load();
    transport.receive((message) => void runner.receive(this.spoil(message)).catch(() => {}));
    machine.runner = runner;
    await runner.notify("block").catch(() => {});
    return runner;
  }

  /** As if the power failed. */
  async kill(position: number): Promise<void> {
    const machine = this.machines[position]!;
    this.network.endpoint(machine.id).receive(null);
    await machine.runner!.stop();
    machine.runner = null;
  }

  async pass(milliseconds: number): Promise<void> {
    const { virtual } = this;
    for (const end = virtual.time + milliseconds; virtual.time < end; ) {
      virtual.time += 10;
      virtual.ring();
      if (virtual.time % 500 === 0) this.produce();
      for (const { runner } of this.machines) await runner?.idle();
    }
  }

  private produce(): void {
    const entries = this.pool;
    this.pool = [];
    this.state = driven.contract.apply(this.state, { round: this.state.round + 1, entries }).state;
    for (const { runner } of this.machines) runner?.notify("block").catch(() => {});
  }

  async until(done: () => boolean, most = 60_000): Promise<void> {
    for (let passed = 0; !done(); passed += 100) {
      if (passed >= most) throw new Error("it takes too long");
      await this.pass(100);
    }
  }

  has(position: number, round: number): boolean {
    return this.machines[position]!.outputs.has(round);
  }
}

function verified(outputs: Seen): void {
  const { scheme, number: magicBlockNumber, groupPublicKey } = block;
  const view = { scheme, chainId, magicBlockNumber, groupPublicKey };
  for (const output of outputs.values()) verifyRound(view, outputRecord(magicBlockNumber, output));
}

/** Everybody has the same output of each round that it has; who comes late may lack some. */
function agreed({ machines }: World): void {
  const known = new Map<number, string>();
  for (const { outputs } of machines) {
    verified(outputs);
    for (const [round, { signature }] of outputs) {
      expect(known.get(round) ?? toHex(signature)).toBe(toHex(signature));
      known.set(round, toHex(signature));
    }
  }
}

leavesNobodyWithARejection();

describe("four members of a beacon", () => {
  it("make rounds, and one that was killed comes back from its store and agrees", async () => {
    const world = new World("kills", 0.1);
    for (const position of [0, 1, 2, 3]) await world.start(position);
    const first = block.startingRound;
    await world.until(() => [0, 1, 2, 3].every((position) => world.has(position, first + 2)));
    await world.kill(3);
    const stored = world.machines[3]!.store.get(beaconStateKey(activated.genesisHash, everybody[3]!.id, 1));
    expect(stored).toBeDefined();
    await world.until(() => world.has(0, first + 5));
    expect(world.has(3, first + 5)).toBe(false);
    const runner = await world.start(3);
    expect(runner.state.outputs.length).toBeGreaterThan(0);
    await world.until(() => [0, 1, 2, 3].every((position) => world.has(position, first + 8)));
    agreed(world);
    expect([...world.machines[0]!.outputs.keys()]).toEqual(Array.from({ length: 9 }, (_, at) => first + at));
  });

  it("of whom too few are there: what they vote about goes on the ledger when the third comes", async () => {
    const world = new World("too few");
    for (const position of [0, 1]) await world.start(position);
    const first = block.startingRound;
    await world.pass(11_000);
    expect(world.machines[0]!.outputs.size).toBe(0);
    await world.start(2);
    await world.until(() => [0, 1, 2].every((position) => world.has(position, first + 1)));
    expect(world.state.beacon.map(({ round }) => round)).toContain(first);
    agreed(world);
  });

  it("whose partial signatures are lost: a time-out, and its output goes on the ledger", async () => {
    const world = new World("time-outs");
    world.spoil = (message) => {
      const { kind } = readFrame(message)!.frame;
      return kind === "partial" && world.virtual.time < 12_500 ? [] : [message];
    };
    for (const position of [0, 1, 2, 3]) await world.start(position);
    await world.until(() => world.state.beacon.length > 0);
    expect(world.state.beacon[0]).toMatchObject({ round: block.startingRound, timeoutCount: 1 });
    await world.until(() => [0, 1, 2, 3].every((position) => world.has(position, block.startingRound + 2)));
    agreed(world);
  });

  it("do not mind what was changed on the way, and go on", async () => {
    const world = new World("spoilt");
    const evidence: unknown[] = [];
    world.spoil = (message) => {
      const { frame, mac } = readFrame(message)!;
      const changed = [0, 1, 9, 17, 60, 90, message.length - 40, message.length - 1].map((at) => {
        const copy = message.slice();
        copy[at]! ^= 1;
        return copy;
      });
      const turned = encodeFrame({ ...frame, from: frame.to, to: frame.from }, mac);
      return [...changed, turned, message.slice(1), new Uint8Array(5000), new Uint8Array(0), message, message];
    };
    for (const position of [0, 1, 2, 3]) {
      await world.start(position, {
        onEvidence: (one) => void evidence.push(one),
        onLost: (one) => evidence.push(one),
      });
    }
    const round = block.startingRound + 2;
    await world.until(() => [0, 1, 2, 3].every((position) => world.has(position, round)), 10_000);
    agreed(world);
    expect(evidence).toEqual([]);
  });

  it("take an output from nobody in particular, and no other", async () => {
    const world = new World("offers");
    for (const position of [0, 1, 2]) await world.start(position);
    const round = block.startingRound;
    await world.until(() => world.has(0, round));
    const output = world.machines[0]!.outputs.get(round)!;
    const other = new World("alone");
    const alone = await other.start(3);
    const spoilt = output.signature.slice();
    spoilt[5]! ^= 1;
    await alone.offer({ ...output, signature: spoilt });
    await alone.offer({ ...output, signature: new Uint8Array(3) });
    await alone.offer({ ...output, round: 2 ** 60 });
    expect(alone.state.outputs).toEqual([]);
    await alone.offer(output);
    expect(alone.state.outputs).toEqual([output]);
  });
});

// --- one member that only listens ------------------------------------------------------------------------------------

/** A runner whose member remembers what it is told, and says what the test wants. */
function listener(over: Partial<BeaconRunnerOptions> = {}, persists = false) {
  const events: BeaconEvent[] = [];
  const sent: string[] = [];
  const [own, peer] = [everybody[0]!, everybody[1]!];
  const told = { type: "request", number: 1, round: block.startingRound } as const;
  const runner = new BeaconRunner({
    id: own.id,
    member: {
      step: (state: BeaconState, event: BeaconEvent) => {
        events.push(event);
        const said = { type: "send", to: peer.id, message: told } as const;
        return { state, effects: persists ? [{ type: "persist" }, said] : [] };
      },
    },
    block,
    channel: channelOf(own),
    chain: { state: activated, append: () => {} },
    transport: { send: (to) => void sent.push(to) },
    store: new MemoryStore(),
    ...over,
  });
  return { events, sent, runner, own, peer };
}

describe("a message", () => {
  const seal = async (sender: MinerIdentity, over: Partial<Frame> = {}, message: Partial<BeaconMessage> = {}) => {
    const { round, scheme } = { round: block.startingRound, scheme: block.scheme };
    const body = encodeBeaconMessage(scheme, {
      ...{ type: "vote", number: 1, round, timeoutCount: 1, signature: new Uint8Array(48).fill(7) },
      ...message,
    } as BeaconMessage);
    const ends = { from: sender.id, to: everybody[0]!.id };
    const frame = { kind: "vote", number: 1, round, ...ends, body, ...over } as Frame;
    const keys = { own: sender.encryptionKey, peer: everybody[0]!.encryptionKey };
    return channelOf(sender).seal(frame, keys);
  };

  it("of a member comes as it was said, after the news that the member has begun a life", async () => {
    const { runner, events, peer } = listener();
    await runner.receive([await seal(peer)]);
    expect(events.map(({ type }) => type)).toEqual(["restarted", "vote"]);
    expect(events[1]).toMatchObject({ from: peer.id, round: block.startingRound, timeoutCount: 1 });
  });

  it("whose frame and body differ, or that is no member's, or for somebody else, does nothing", async () => {
    const { runner, events, peer, own } = listener();
    const [outsider] = (await people(5)).filter(({ id }) => everybody.every((one) => one.id !== id));
    const round = block.startingRound;
    await runner.receive([
      await seal(peer, { kind: "partial" } as Partial<Frame>),
      await seal(peer, { kind: "timeout-certificate" } as Partial<Frame>),
      await seal(peer, { round: round + 1 } as Partial<Frame>),
      await seal(peer, {}, { round: round + 1 }),
      await seal(peer, { number: 2 } as Partial<Frame>),
      await seal(peer, { number: 2 } as Partial<Frame>, { number: 2 }),
      await seal(peer, {}, { number: 2 }),
      await seal(peer, { kind: "lot" } as Partial<Frame>),
      await seal(peer, { to: everybody[2]!.id }),
      await seal(peer, { from: everybody[2]!.id }),
      await seal(peer, { body: new Uint8Array(0) }),
      await seal(peer, { body: new Uint8Array(1000) }),
      await seal(outsider!),
      await seal(outsider!, { from: peer.id }),
      await seal(own),
      new Uint8Array(MAX_BEACON_FRAME + 1),
    ]);
    expect(events.map(({ type }) => type)).toEqual(["restarted"]);
  });

  it("of any sort comes through: the longest fits", async () => {
    const { runner, events, peer } = listener();
    const previousRandomness = new Uint8Array(32);
    const kinds = { partial: "partial", output: "output", certificate: "timeout-certificate", request: "request" };
    for (const [type, kind] of Object.entries(kinds))
      await runner.receive([
        await seal(peer, { kind } as Partial<Frame>, { type, previousRandomness } as Partial<BeaconMessage>),
      ]);
    expect(events.slice(1).map(({ type }) => type)).toEqual(Object.keys(kinds));
  });
});

describe("a store", () => {
  it("that fails stops the runner: typed, nothing is said, and load goes on", async () => {
    const store = new MemoryStore();
    const put = store.put.bind(store);
    store.put = () => {
      throw new Error("EIO");
    };
    const told: FeldsparError[] = [];
    const { runner, sent } = listener({ store, onStopped: (error) => void told.push(error) }, true);
    expect(await codeOf(runner.notify("block"))).toBe("STORE_FAILED");
    expect(await codeOf(runner.notify("tick"))).toBe("STORE_FAILED");
    expect([told.map(({ code }) => code), runner.stopped?.code, sent]).toEqual([["STORE_FAILED"], "STORE_FAILED", []]);
    store.put = put;
    await runner.load();
    await runner.notify("block");
    expect(sent).toEqual([everybody[1]!.id, everybody[1]!.id]);
  });

  it("that is late, damaged, an old backup, taken, or another block's: typed", async () => {
    const store = new MemoryStore();
    const key = beaconStateKey(activated.genesisHash, everybody[0]!.id, 1);
    const late = listener({ store: { ...emptyStore, put: () => new Promise<void>(() => {}) }, putTimeout: 10 }, true);
    expect(await codeOf(late.runner.notify("block"))).toBe("STORE_LATE");
    expect(late.sent).toEqual([]);
    const first = listener({ store }, true);
    await first.runner.notify("block");
    const old = store.get(key)!;
    await first.runner.notify("block");
    const second = listener({ store }, true);
    await second.runner.load();
    expect(await codeOf(first.runner.notify("block"))).toBe("STORE_TAKEN");
    const newest = store.get(key)!;
    store.put(key, old);
    expect(await codeOf(second.runner.load())).toBe("STORE_WENT_BACK");
    store.put(key, newest.subarray(1));
    expect(await codeOf(second.runner.load())).toBe("MALFORMED");
    store.put(key, newest);
    await second.runner.load();
    const another = listener({ store, block: { ...block, startingRound: block.startingRound + 1 } }, true);
    expect(await codeOf(another.runner.load())).toBe("BAD_PARAMETER");
  });
});

const emptyStore = { get: () => undefined, put: () => {}, delete: () => {} };

describe("alarms", () => {
  it("that a member asks for last come in the place of those before, and one that could not be set is tried again", async () => {
    const virtual = new Virtual();
    let broken = true;
    const at: number[] = [];
    const timers: Timers = {
      at: (time, action) => {
        if (broken && time < 5000) throw new Error("not now");
        return virtual.at(time, action);
      },
    };
    const heard: string[] = [];
    const lost: unknown[] = [];
    const { runner } = listener({
      clock: virtual.clock,
      timers,
      onLost: (error) => void lost.push(error),
      member: {
        step: (state, event) => {
          heard.push(event.type);
          const wake = at.shift();
          return { state, effects: wake === undefined ? [] : [{ type: "wake", at: wake }] };
        },
      },
    });
    await runner.load();
    await runner.notify("restarted");
    at.push(50);
    await runner.notify("block");
    expect(lost.length).toBe(1);
    broken = false;
    await runner.notify("block");
    virtual.time += 50;
    virtual.ring();
    await runner.idle();
    expect(heard).toEqual(["restarted", "block", "block", "tick"]);
    at.push(100, 80, 90);
    for (let times = 0; times < 3; times++) await runner.notify("block");
    virtual.time += 100;
    virtual.ring();
    await runner.idle();
    expect(heard.filter((type) => type === "tick").length).toBe(2);
  });
});

describe("what a member knows of the chain", () => {
  it("comes from the contract's state: a view in office, a successor that is decided, a view that is over", async () => {
    const chain = beaconChainOf(activated, 1)!;
    expect(chain.view).toMatchObject({ number: 1, active: true, startingRound: block.startingRound, lastRound: null });
    expect(chain.view.members).toBe(beaconChainOf(activated, 1)!.view.members);
    expect(chain.firstPrevious).toEqual(activated.current.hash);
    expect(chain.lastRound).toBe(activated.round);
    expect(beaconChainOf(activated, 2)).toBe(null);
    await driven.until(({ session, current }) => session?.decided != null && current.number === 1);
    const next = driven.session.magicBlock!;
    expect(beaconChainOf(driven.state, 1)!.view.lastRound).toBe(next.startingRound - 1);
    expect(beaconChainOf(driven.state, 2)!.view).toMatchObject({ number: 2, active: false, lastRound: null });
    expect(beaconChainOf(driven.state, 2)!.firstPrevious).toBe(null);
    await driven.untilView(2);
    expect(beaconChainOf(driven.state, 2)!.view.active).toBe(true);
    expect(beaconChainOf(driven.state, 1)).toBe(null);
    const past = beaconChainOf(driven.state, 1, block)!;
    expect(past.view).toMatchObject({ active: true, lastRound: next.startingRound - 1, members: block.members });
    expect(beaconChainOf(driven.state, 1, next)).toBe(null);
    expect(beaconChainOf(driven.state, 1, { ...block, groupPublicKey: next.groupPublicKey })).toBe(null);
  });

  it("is nothing on a chain without a beacon of its rounds, and before the first block", () => {
    const { genesis } = activated;
    const drand = { ...activated, genesis: { ...genesis, beacon: { ...genesis.beacon, mode: "drand" as const } } };
    expect(beaconChainOf(drand, 1)).toBe(null);
    expect(beaconChainOf(driven.contract.genesis(driven.genesis), 1)).toBe(null);
  });
});
