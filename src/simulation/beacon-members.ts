// The beacon of the last view by its real members: each a state machine of its own, with messages over the simulated
// network and the ledger's blocks for a clock. Their miners are switched off: the play of view changes is over.
import {
  type BeaconChain,
  type BeaconEffect,
  type BeaconEvent,
  BeaconMember,
  type BeaconMessage,
  type BeaconOutput,
  type BeaconState,
  outputRecord,
  rank,
} from "../beacon/index.js";
import { MagicBlock, type MagicBlockMember } from "../magic-block/index.js";
import { beaconFrame, messageInFrame } from "../node/beacon-frames.js";
import type { Transport } from "../node/ports.js";
import type { MessageChannel } from "../sealing/channel.js";
import { readFrame } from "../sealing/frame.js";
import { beaconEntry } from "../view-change/entries.js";
import { keyInOffice } from "./agreement.js";
import { type BeaconRun, firstPrevious } from "./beacon-rounds.js";
import type { BeaconRoundReport } from "./report/report.js";
import type { Stage } from "./stage.js";

/** Rounds of the chain without an output after which the beacon is given up. */
const MOST_IDLE = 600;

/** One member's machine. */
interface Node {
  readonly own: MagicBlockMember;
  readonly member: BeaconMember;
  readonly transport: Transport;
  readonly channel: MessageChannel;
  /** Instead of what it should sign. */
  readonly badSignature: Uint8Array | null;
  inbox: Uint8Array[];
  state: BeaconState;
}

export class BeaconPlay {
  private readonly nodes = new Map<string, Node>();
  private readonly byId: ReadonlyMap<string, MagicBlockMember>;
  private readonly outputs = new Map<number, BeaconRoundReport>();
  /** By round: who sent its partial signature, and whose was found bad. */
  private readonly signed = new Map<number, Set<number>>();
  private readonly bad = new Map<number, Set<number>>();
  private signing = { times: 0, milliseconds: 0 };
  /** Whose time has come. */
  private alarms: Node[] = [];

  constructor(
    private readonly stage: Stage,
    private readonly block: MagicBlock,
  ) {
    this.byId = new Map(block.members.map((member) => [member.id, member]));
  }

  /** Makes `count` rounds, or as many as there can be. */
  async run(count: number): Promise<BeaconRun> {
    const { stage, block } = this;
    await this.populate();
    const { time, settings, progress } = stage;
    const until = block.startingRound + count;
    let failure: BeaconRun["failure"] = null;
    let idle = 0;
    let told = 0;
    if (this.nodes.size < block.t || firstPrevious(stage.state, block) === null) failure = this.failed();
    time.schedule(time.now(), "block", "beacon");
    while (failure === null && !this.outputs.has(until - 1)) {
      const due = time.next()!;
      for (const { on, action } of due) if (on) action();
      for (const node of this.nodes.values()) await this.empty(node);
      for (const node of this.alarms.splice(0)) await this.tell(node, { type: "tick" });
      if (due.some(({ turn }) => turn === "block")) {
        await stage.block();
        for (const node of this.nodes.values()) await this.tell(node, { type: "block" });
        time.schedule(time.now() + settings.roundTime, "block", "beacon");
        if (++idle > MOST_IDLE) failure = this.failed();
      }
      for (; this.outputs.has(block.startingRound + told) && told < count; told++) {
        idle = 0;
        settings.options.onEvent?.({ type: "beacon-round", round: this.outputs.get(block.startingRound + told)! });
        progress.report("beacon", told + 1, count);
      }
    }
    const rounds = Array.from({ length: told }, (_, place) => this.outputs.get(block.startingRound + place)!);
    return { rounds, failure };
  }

  private failed(): { readonly code: string; readonly message: string } {
    const { block } = this;
    const round = block.startingRound + this.outputs.size;
    const message = `beacon round ${round}: expected ${block.t} members that sign, ${this.nodes.size} are there`;
    return { code: "NOT_ENOUGH_SIGNATURES", message };
  }

  private async populate(): Promise<void> {
    const { stage, block } = this;
    for (const own of block.members) {
      const machine = stage.machines.get(own.id)!;
      const key = keyInOffice(stage, own);
      if (!machine.up) continue;
      await machine.stop();
      if (key === undefined) continue;
      const node: Node = {
        own,
        member: new BeaconMember({ id: own.id, secretShare: key.secretShare }),
        transport: stage.network.endpoint(own.id),
        channel: stage.channelOf(own.id),
        badSignature: stage.cast.has(own.id, "bad-partial", block)
          ? stage.scheme.sign(new Uint8Array(1), key.secretShare)
          : null,
        inbox: [],
        state: BeaconMember.initial({ number: block.number, blockHash: MagicBlock.hash(block) }),
      };
      node.transport.receive((message) => node.inbox.push(message));
      this.nodes.set(own.id, node);
    }
    // machines that are not members, or have no share, have nothing to do with it
    for (const machine of stage.machines.values()) if (machine.up) await machine.stop();
  }

  private chain(): BeaconChain {
    const { stage, block } = this;
    const { state } = stage;
    return {
      lastRound: state.round,
      view: {
        number: block.number,
        blockHash: state.current.hash,
        scheme: block.scheme,
        chainId: stage.settings.chainId,
        active: true,
        startingRound: block.startingRound,
        lastRound: null,
        groupPublicKey: block.groupPublicKey,
        threshold: block.t,
        members: block.members,
      },
      firstPrevious: firstPrevious(state, block),
      outputs: state.beacon,
    };
  }

  /** Messages that came, in their order. */
  private async empty(node: Node): Promise<void> {
    const { inbox } = node;
    node.inbox = [];
    for (const bytes of inbox) {
      const read = readFrame(bytes);
      const sender = read === null ? undefined : this.byId.get(read.frame.from);
      if (read === null || sender === undefined || read.frame.to !== node.own.id) continue;
      const keys = { own: node.own.encryptionKey, peer: sender.encryptionKey };
      const message = messageInFrame(this.block.scheme, read.frame);
      if (message === null || !(await node.channel.isAuthentic(read, keys))) continue;
      await this.tell(node, { ...message, from: sender.id });
    }
  }

  private async tell(node: Node, what: Told): Promise<void> {
    const begun = performance.now();
    const event = { ...what, time: this.stage.time.now(), chain: this.chain() } as BeaconEvent;
    const { state, effects } = node.member.step(node.state, event);
    node.state = state;
    const milliseconds = performance.now() - begun;
    if (effects.some((effect) => effect.type === "send" && effect.message.type === "partial")) {
      this.signing = { times: this.signing.times + 1, milliseconds: this.signing.milliseconds + milliseconds };
    }
    for (const effect of effects) await this.perform(node, effect, milliseconds);
  }

  private async perform(node: Node, effect: BeaconEffect, milliseconds: number): Promise<void> {
    switch (effect.type) {
      case "send":
        return this.send(node, effect.to, effect.message);
      case "append":
        return this.stage.append(beaconEntry(this.block.scheme, effect.output));
      case "publish":
        return this.note(effect.output, milliseconds);
      case "wake":
        this.stage.time.schedule(effect.at, "alarm", "", () => {
          this.alarms.push(node);
        });
        return;
      case "evidence":
        addTo(this.bad, effect.round, this.byId.get(effect.against)!.index);
    }
  }

  private async send(node: Node, to: string, said: BeaconMessage): Promise<void> {
    const { own, badSignature, channel, transport } = node;
    const message = said.type === "partial" && badSignature !== null ? { ...said, signature: badSignature } : said;
    if (said.type === "partial" && message === said) addTo(this.signed, said.round, own.index);
    const frame = beaconFrame(this.block.scheme, message, { from: own.id, to });
    const peer = this.byId.get(to)!.encryptionKey;
    transport.send(to, await channel.seal(frame, { own: own.encryptionKey, peer }));
  }

  /** The first member that has a round's output tells it; all others come to the same. */
  private note(output: BeaconOutput, recoverMilliseconds: number): void {
    const { block, signing } = this;
    const { round } = output;
    if (this.outputs.has(round)) return;
    const record = outputRecord(block.number, output);
    const invalid = this.bad.get(round) ?? new Set();
    const ascending = (indices: Iterable<number>) => [...indices].sort((a, b) => a - b);
    this.outputs.set(round, {
      record,
      ranks: rank(
        record.randomness,
        block.members.map(({ index }) => index),
      ),
      signers: ascending(this.signed.get(round) ?? []),
      invalid: ascending(invalid),
      signMilliseconds: signing.milliseconds / Math.max(1, signing.times),
      recoverMilliseconds,
    });
    this.signing = { times: 0, milliseconds: 0 };
  }
}

type Told = { readonly type: "block" | "tick" } | (BeaconMessage & { readonly from: string });

function addTo(sets: Map<number, Set<number>>, round: number, index: number): void {
  const set = sets.get(round) ?? new Set();
  sets.set(round, set.add(index));
}
