// A whole beacon in virtual time: members with real keys, a ledger of blocks that each replica applies late, a network
// that loses, doubles and delays, and crashes between any two effects. Deterministic from a seed. What no member may
// ever do is watched as it happens.
import {
  type BeaconChain,
  type BeaconEvent,
  BeaconMember,
  type BeaconMessage,
  type BeaconOutput,
  type BeaconState,
  beaconMessage,
  decodeBeaconMessage,
  decodeBeaconState,
  encodeBeaconMessage,
  encodeBeaconState,
  randomness,
} from "../../../../src/beacon/index.js";
import { schemeByName } from "../../../../src/bls/index.js";
import { toHex } from "../../../../src/encoding/index.js";
import { idOf, signer, type TestView } from "./support.js";

export interface NetworkOptions {
  readonly seed: number;
  /** Of a message to be lost; to come twice. */
  readonly loss?: number;
  readonly twice?: number;
  /** Longest delay of a message, and of a partial signature of a round's first count, in milliseconds. */
  readonly delay?: number;
  readonly slow?: number;
  /** Of an effect to be the last before a crash. */
  readonly crash?: number;
  readonly blockTime?: number;
  /** Most blocks by which a replica is behind. */
  readonly lag?: number;
  /** Positions of members that send junk instead. */
  readonly junk?: readonly number[];
  /** Positions that are not there (yet). */
  readonly away?: readonly number[];
}

interface Node {
  readonly position: number;
  readonly member: BeaconMember;
  stored: Uint8Array;
  state: BeaconState;
  up: boolean;
  bornAt: number;
  life: number;
  applied: number;
  // all lives together, for what must never happen
  readonly voted: Map<number, number>;
  readonly signed: Set<number>;
  /** All outputs that it ever believed, the latest of each round. */
  readonly believed: Map<number, BeaconOutput>;
}

export class Network {
  time = 0;
  readonly nodes: Node[];
  /** Blocks, by what the ledger shows after each; the first is of round 8. */
  private blocks: BeaconOutput[][] = [[]];
  private pending: BeaconOutput[] = [];
  private queue: { at: number; order: number; run: () => void }[] = [];
  private order = 0;
  private seed: number;
  /** By round and count, all signatures that came out. */
  readonly published = new Map<string, Set<string>>();
  readonly blamed = new Set<string>();
  sent = 0;

  constructor(
    readonly test: TestView,
    readonly options: NetworkOptions,
  ) {
    this.seed = options.seed;
    const { scheme } = test.view;
    this.nodes = test.view.members.map(({ id }, position) => {
      const state = BeaconMember.initial(test.view);
      const member = new BeaconMember({
        ...{ id, secretShare: test.shares[position]!, timeout: 3000, cap: 12_000, retryBase: 300, retryCap: 2000 },
      });
      const up = !options.away?.includes(position);
      const stored = encodeBeaconState(scheme, state);
      const fresh = {
        up,
        bornAt: 0,
        life: 0,
        applied: 0,
        voted: new Map(),
        signed: new Set<number>(),
        believed: new Map(),
      };
      return { position, member, stored, state, ...fresh };
    });
    this.later(1, () => this.block());
  }

  random(): number {
    this.seed = (this.seed + 0x6d2b79f5) | 0;
    let t = Math.imul(this.seed ^ (this.seed >>> 15), 1 | this.seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  }

  private later(delay: number, run: () => void): void {
    this.queue.push({ at: this.time + delay, order: this.order++, run });
  }

  /** Lets time pass. */
  run(milliseconds: number): void {
    const until = this.time + milliseconds;
    for (;;) {
      let first = -1;
      this.queue.forEach((item, index) => {
        const best = this.queue[first];
        if (best === undefined || item.at < best.at || (item.at === best.at && item.order < best.order)) first = index;
      });
      const next = this.queue[first];
      if (next === undefined || next.at > until) break;
      this.queue.splice(first, 1);
      this.time = next.at;
      next.run();
    }
    this.time = until;
  }

  honest(): Node[] {
    return this.nodes.filter(({ position }) => !this.options.junk?.includes(position));
  }

  get ledger(): readonly BeaconOutput[] {
    return this.blocks.at(-1)!;
  }

  chainOf(node: Node): BeaconChain {
    const { view, first } = this.test;
    return { lastRound: 8 + node.applied, view, firstPrevious: first, outputs: this.blocks[node.applied]! };
  }

  /** What a member believes about a round. */
  outputOf(node: Node, round: number): BeaconOutput | undefined {
    const entry = this.chainOf(node).outputs.find((output) => output.round === round);
    return entry ?? node.believed.get(round);
  }

  tipOf(node: Node): number {
    return Math.max(node.state.outputs.at(-1)?.round ?? 0, this.chainOf(node).outputs.at(-1)?.round ?? 0);
  }

  private block(): void {
    const last = this.ledger;
    const entries = new Map(last.map((output) => [output.round, output]));
    for (const output of this.pending) if (this.isValidEntry(entries, output)) entries.set(output.round, output);
    this.pending = [];
    const changed = entries.size > last.length;
    this.blocks.push(changed ? [...entries.values()].sort((a, b) => a.round - b.round) : (last as BeaconOutput[]));
    const height = this.blocks.length - 1;
    for (const node of this.nodes) this.later(this.lagTime(), () => this.apply(node, height));
    this.later(this.options.blockTime ?? 1000, () => this.block());
  }

  private lagTime(): number {
    return this.random() * (this.options.lag ?? 0.3) * (this.options.blockTime ?? 1000);
  }

  private isValidEntry(entries: ReadonlyMap<number, BeaconOutput>, output: BeaconOutput): boolean {
    const { view, first } = this.test;
    if (entries.has(output.round)) return false;
    const before = entries.get(output.round - 1);
    const previous = output.round === view.startingRound ? first : before && randomness(before.signature);
    if (previous !== undefined && toHex(previous) !== toHex(output.previousRandomness)) return false;
    const message = beaconMessage({ chainId: view.chainId, magicBlockNumber: view.number }, output);
    return schemeByName(view.scheme).verify(output.signature, message, view.groupPublicKey);
  }

  private apply(node: Node, height: number): void {
    node.applied = Math.max(node.applied, height);
    this.tell(node, { type: "block" });
  }

  /** One event for a node; its effects happen in order, and between any two of them it may crash. */
  tell(node: Node, event: object): void {
    if (!node.up) return;
    if (this.options.junk?.includes(node.position)) this.junk(node);
    else this.step(node, event);
  }

  private step(node: Node, event: object): void {
    const { view } = this.test;
    const time = this.time - node.bornAt;
    const given = { time, chain: this.chainOf(node), ...event } as BeaconEvent;
    const { state, effects } = node.member.step(node.state, given);
    node.state = state;
    for (const output of [...state.outputs].reverse()) node.believed.set(output.round, output);
    for (const effect of effects) {
      if (this.random() < (this.options.crash ?? 0)) {
        this.kill(node);
        return;
      }
      if (effect.type === "persist") node.stored = encodeBeaconState(view.scheme, state);
      else if (effect.type === "send") this.send(node, effect.to, effect.message);
      else if (effect.type === "append") {
        if (this.random() >= (this.options.loss ?? 0)) this.pending.push(effect.output);
      } else if (effect.type === "publish") this.publish(effect.output);
      else if (effect.type === "evidence") this.blamed.add(effect.against);
      else {
        const { life } = node;
        const tick = () => node.life === life && this.tell(node, { type: "tick" });
        this.later(Math.max(0, effect.at - time), tick);
      }
    }
  }

  private kill(node: Node): void {
    node.up = false;
    node.life++;
    this.later(200 + this.random() * 4000, () => this.start(node));
  }

  start(node: Node): void {
    node.up = true;
    node.life++;
    node.bornAt = this.time;
    node.state = decodeBeaconState(this.test.view.scheme, node.stored).state;
    this.tell(node, { type: "restarted" });
  }

  stop(node: Node): void {
    node.up = false;
    node.life++;
  }

  private publish(output: BeaconOutput): void {
    const key = `${output.round}/${output.timeoutCount}`;
    const known = this.published.get(key) ?? new Set();
    this.published.set(key, known.add(toHex(output.signature)));
  }

  private send(node: Node, to: string, message: BeaconMessage): void {
    this.watch(node, message);
    this.deliver(node, to, message);
  }

  private deliver(node: Node, to: string, message: BeaconMessage): void {
    this.sent++;
    const { scheme } = this.test.view;
    const bytes = encodeBeaconMessage(scheme, message);
    const receiver = this.nodes[Number.parseInt(to, 16) - 1]!;
    for (const chance of [1 - (this.options.loss ?? 0), this.options.twice ?? 0]) {
      if (this.random() >= chance) continue;
      const isFirst = message.type === "partial" && message.timeoutCount === 0;
      const longest = Math.max(this.options.delay ?? 100, isFirst ? (this.options.slow ?? 0) : 0);
      this.later(1 + this.random() * longest, () =>
        this.tell(receiver, { ...decodeBeaconMessage(scheme, bytes), from: idOf(node.position) }),
      );
    }
  }

  /** What no honest member may ever say, whatever it has forgotten. */
  private watch(node: Node, message: BeaconMessage): void {
    const fail = (what: string) => {
      throw new Error(`member ${node.position} ${what} at ${this.time}`);
    };
    const { type, round } = message;
    if (type === "vote") {
      if (node.signed.has(round + 1)) fail(`votes about ${round}, having signed ${round + 1}`);
      node.voted.set(round, Math.max(node.voted.get(round) ?? 0, message.timeoutCount));
    }
    if (type === "partial") {
      if (message.timeoutCount < (node.voted.get(round) ?? 0)) fail(`signs a count of ${round} that it voted to leave`);
      const entry = this.chainOf(node).outputs.find((output) => output.round === round - 1);
      const onLedger = entry !== undefined && toHex(randomness(entry.signature)) === toHex(message.previousRandomness);
      if ((node.voted.get(round - 1) ?? 0) > 0 && !onLedger) fail(`signs ${round} over what the ledger does not have`);
      node.signed.add(round);
    }
  }

  /** A member that answers everything with nonsense. */
  private junk(node: Node): void {
    const sign = signer(this.test);
    const near = this.tipOf(this.honest()[0]!) + Math.floor(this.random() * 4);
    const count = Math.floor(this.random() * 3);
    const previous = this.outputOf(this.honest()[0]!, near - 1);
    const over = previous === undefined ? this.test.first : randomness(previous.signature);
    const { type: _type, ...partial } = sign.junk(node.position, Math.max(10, near), count, over, this.order & 0xff);
    const { previousRandomness: _over, ...vote } = partial;
    const all: BeaconMessage[] = [
      { type: "partial", ...partial },
      { type: "output", ...partial },
      { type: "vote", ...vote },
      { type: "certificate", ...vote },
      { type: "request", number: 1, round: near },
      { type: "partial", ...partial, round: near + 1_000_000 },
    ];
    if (this.random() > 0.15) return;
    for (const { id } of this.test.view.members) {
      if (id !== idOf(node.position)) this.deliver(node, id, all[Math.floor(this.random() * all.length)]!);
    }
  }
}
