// A miner's part in the beacon as a whole: a runner for every view of whose key the miner has a share, from the moment
// its block is decided until its last round is on the ledger and the miner has wiped the share. The block of a view
// that is out of office is on no chain's state any more, so it is kept in the store.
import { checkInteger, listOf, optionsOf, reading, recordOf } from "../../bindings/arguments.js";
import { checkBytes } from "../../bindings/bytes.js";
import { DrandMember } from "../beacon/drand-member/index.js";
import { hasDrandBeacon } from "../beacon/drand-own.js";
import { BeaconMember, type BeaconMemberOptions, type BeaconOutput, type drand } from "../beacon/index.js";
import { MEMBER_TIMES, withDefaults } from "../beacon/member/options.js";
import { equalBytes, type FeldsparError, toHex } from "../encoding/index.js";
import { MagicBlock } from "../magic-block/index.js";
import type { MessageChannel } from "../sealing/channel.js";
import type { ContractState } from "../view-change/contract/state.js";
import type { MinerKey, MinerState } from "../view-change/miner/state.js";
import { type BeaconEvidence, BeaconRunner, readOutput } from "./beacon-runner.js";
import { beaconStateKey } from "./beacon-state.js";
import { quietly } from "./callbacks.js";
import { DrandRunner } from "./drand/runner.js";
import type { Judgement } from "./judgement.js";
import { checkCallbacks, checkChain, checkId, checkPort, checkPutTimeout, checkTime } from "./options.js";
import type { ChainView, Clock, Store, Timers, Transport } from "./ports.js";
import { Serial } from "./serial.js";

export interface BeaconNodeOptions {
  /** The miner's id. */
  readonly id: string;
  /** The miner's state, with its shares of keys: of its `MinerNode`. */
  readonly miner: { readonly state: MinerState };
  /** A `FrameChannel` with the miner's identity. */
  readonly channel: MessageChannel;
  readonly chain: ChainView;
  /** The miner's own end of the network; see `sharedTransport`. */
  readonly transport: Transport;
  /** Keeps a state for each view under `beaconStateKey`, and its block under `beaconBlockKey`. */
  readonly store: Store;
  readonly clock?: Clock;
  readonly timers?: Timers;
  /** Modes "drand…": milliseconds since 1970, by which rounds are due; `Date.now` by default. */
  readonly wallClock?: Clock;
  readonly putTimeout?: number;
  /** Time-outs and retries of the members. */
  readonly member?: Omit<BeaconMemberOptions, "id" | "secretShare">;
  /** What came out of a round, verified: for the sharders. After a restart the last one comes again. */
  readonly onOutput?: (output: BeaconOutput, magicBlockNumber: number) => void;
  /** The same in modes "drand…". */
  readonly onRound?: (beacon: drand.DrandBeacon, magicBlockNumber: number) => void;
  /**
   * Modes "drand…": more rounds are due than are known. Ask the sharders for the latest, and give it to `offerRound`.
   */
  readonly onBehind?: () => void;
  readonly onEvidence?: (evidence: BeaconEvidence) => void;
  readonly onLost?: (error: unknown) => void;
  /** A view's member has stopped by itself, and why; the others go on. */
  readonly onStopped?: (error: FeldsparError) => void;
}

const CALLBACKS = ["onOutput", "onRound", "onBehind", "onEvidence", "onLost", "onStopped"] as const;
const NAMES = [
  ...(["id", "miner", "channel", "chain", "transport", "store"] as const),
  ...(["clock", "timers", "wallClock", "putTimeout", "member"] as const),
  ...CALLBACKS,
] as const;

/** The shares of keys that a miner has now. Throws BAD_TYPE for what is no miner. */
function keysOf(miner: BeaconNodeOptions["miner"]): readonly MinerKey[] {
  return reading("miner", () => listOf<MinerKey>(miner.state.keys, "miner's keys", true));
}

function checkedOptions(given: BeaconNodeOptions): BeaconNodeOptions {
  const options = optionsOf<BeaconNodeOptions>(given, NAMES);
  const { id, miner, channel, chain, transport, store, clock, timers, wallClock, putTimeout, member } = options;
  checkId(id);
  keysOf(miner);
  checkPort(channel, "channel", ["seal", "isAuthentic"]);
  checkChain(chain, ["append", "subscribe"]);
  checkPort(transport, "transport", ["send", "receive"]);
  checkPort(store, "store", ["get", "put", "delete"]);
  checkTime(clock, timers);
  if (wallClock !== undefined) checkPort(wallClock, "wallClock", ["now"]);
  checkPutTimeout(putTimeout);
  checkCallbacks({ ...options }, CALLBACKS);
  // what its members will be made of, before there is any
  if (member !== undefined) {
    const read = optionsOf<NonNullable<typeof member>>(member, MEMBER_TIMES);
    new BeaconMember({ ...read, id, secretShare: null });
    return { ...options, member: read };
  }
  return options;
}

/**
 * Where the block of a view lies in a store, as long as the miner owes rounds of it. Throws BAD_TYPE, BAD_LENGTH,
 * BAD_INTEGER.
 *
 * @example
 * const hash = genesisHash(genesis);
 * beaconBlockKey(hash, miners[0].id, 1) === beaconStateKey(hash, miners[0].id, 1); //=> false
 */
export function beaconBlockKey(genesisHash: Uint8Array, minerId: string, magicBlockNumber: number): string {
  checkBytes(genesisHash, "genesis hash", 32);
  checkId(minerId);
  checkInteger(magicBlockNumber, "magic block number", 0, Number.MAX_SAFE_INTEGER);
  return `beacon-block/${toHex(genesisHash)}/${minerId}/${magicBlockNumber}`;
}

interface Running {
  readonly number: number;
  readonly hash: Uint8Array;
  readonly runner: BeaconRunner | DrandRunner;
}

const WALL_CLOCK: Clock = { now: () => Date.now() };

/** The block whose key this is, if the chain shows it, decided or in office. */
function blockOnChain({ session, current }: ContractState, { blockHash }: MinerKey): MagicBlock | null {
  if (current.magicBlock !== null && equalBytes(current.hash, blockHash)) return current.magicBlock;
  const decided = session?.decided != null && equalBytes(session.magicBlockHash!, blockHash);
  return decided ? session.magicBlock : null;
}

/**
 * @example
 * const [{ id, ...identity }] = miners;
 * const node = await BeaconNode.start({
 *   ...{ id, miner: { state: memberState }, channel: new FrameChannel(identity, { chainId: "examples" }) },
 *   ...{ chain: replica, transport: network.endpoint(id), store: new MemoryStore() },
 * });
 * await node.look(); // when the miner has another key
 * node.views; //=> [1]
 * await node.stop();
 */
export class BeaconNode {
  private running: Running[] = [];
  private readonly changes = new Serial();
  private ends: (() => void)[] = [];
  private over = false;

  readonly #options: BeaconNodeOptions;

  private constructor(options: BeaconNodeOptions) {
    this.#options = options;
  }

  /**
   * Goes on with every view of which the miner has a share. Nothing happens on a chain without a beacon of its rounds.
   * Throws BAD_TYPE for ports that are none, BAD_INTEGER, BAD_OPTION, UNKNOWN_OPTION; what the store throws, and
   * MALFORMED for what is damaged in it.
   */
  static async start(options: BeaconNodeOptions): Promise<BeaconNode> {
    const given = checkedOptions(options);
    const node = new BeaconNode(given);
    const { chain, transport } = given;
    node.ends.push(chain.subscribe(() => quietly(() => node.look())));
    transport.receive((message) => {
      for (const { runner } of node.running) quietly(() => runner.receive([message]));
    });
    node.ends.push(() => transport.receive(null));
    try {
      await node.look();
    } catch (error) {
      void node.stop();
      throw error;
    }
    return node;
  }

  /** Magic block numbers of the views for which a member runs. */
  get views(): readonly number[] {
    return this.running.map(({ number }) => number);
  }

  /**
   * Takes an output from nobody in particular, as a sharder serves it: it proves itself.
   *
   * @example
   * const [{ id, ...identity }] = miners;
   * const node = await BeaconNode.start({
   *   ...{ id, miner: { state: memberState }, channel: new FrameChannel(identity, { chainId: "examples" }) },
   *   ...{ chain: replica, transport: network.endpoint(id), store: new MemoryStore() },
   * });
   * const [round, previousRandomness] = [block.startingRound, MagicBlock.hash(block)];
   * await node.offer({ round, timeoutCount: 0, previousRandomness, signature: new Uint8Array(48) }); // proves nothing
   * await node.offerRound(drandBeacon); // the chain has no beacon of that form
   * await node.idle();
   * await node.judge(new Uint8Array(80)); //=> { verdict: "malformed" }
   * await node.stop();
   */
  async offer(output: BeaconOutput): Promise<void> {
    const read = readOutput(output);
    await Promise.all(
      this.running.map(({ runner }) => (runner instanceof BeaconRunner ? runner.offer(read) : undefined)),
    );
  }

  /** Modes "drand…": the same for a round as `drand.beaconFromJson` reads it. */
  async offerRound(beacon: drand.DrandBeacon): Promise<void> {
    const names = ["round", "signature", "previousSignature"] as const;
    const read = recordOf<drand.DrandBeacon>(beacon, "round", names);
    await Promise.all(
      this.running.map(({ runner }) => (runner instanceof DrandRunner ? runner.offer(read) : undefined)),
    );
  }

  /** Is this a message to one of its members? "unknown" where none runs for the view that it names. */
  async judge(message: Uint8Array): Promise<Judgement> {
    checkBytes(message, "message");
    let judgement: Judgement = { verdict: "unknown" };
    for (const { runner } of this.running) {
      judgement = await runner.judge(message);
      if (judgement.verdict !== "unknown") break;
    }
    return judgement;
  }

  /** Looks at the chain and at the miner's keys; call it when the miner has a new one. */
  look(): Promise<void> {
    return this.changes.run(async () => {
      if (this.over) return;
      await this.follow();
      for (const { runner } of this.running) quietly(() => runner.notify("block"));
    });
  }

  /** Resolves when everything that has come is acted on. Never rejects. */
  async idle(): Promise<void> {
    await this.changes.idle();
    await Promise.all(this.running.map(({ runner }) => runner.idle()));
  }

  /** Stops at once; resolves when what had begun has ended. With the same options, `start` goes on from the store. */
  async stop(): Promise<void> {
    this.over = true;
    const { ends } = this;
    this.ends = [];
    for (const end of ends) quietly(end);
    await this.changes.idle();
    await Promise.all(this.running.map(({ runner }) => runner.stop()));
  }

  private async follow(): Promise<void> {
    const { genesis } = this.#options.chain.state;
    if (genesis.purpose !== "network") return;
    const keys = keysOf(this.#options.miner);
    const isKept = ({ hash }: Running) => keys.some(({ blockHash }) => equalBytes(blockHash, hash));
    for (const one of this.running.filter((other) => !isKept(other))) await this.forget(one);
    this.running = this.running.filter(isKept);
    for (const key of keys) {
      if (this.running.some(({ hash }) => equalBytes(hash, key.blockHash))) continue;
      const block = await this.blockOf(key);
      if (block !== null) await this.begin(key, block);
    }
  }

  /** Stored before the view goes out of office; nothing of it is secret. */
  private async blockOf(key: MinerKey): Promise<MagicBlock | null> {
    const { chain, store, id } = this.#options;
    const { scheme } = chain.state.genesis;
    const name = beaconBlockKey(chain.state.genesisHash, id, key.number);
    const shown = blockOnChain(chain.state, key);
    if (shown !== null) {
      await store.put(name, MagicBlock.encode(shown));
      return shown;
    }
    const stored = await store.get(name);
    if (stored === undefined) return null;
    const block = MagicBlock.decode(stored);
    return block.scheme === scheme && equalBytes(MagicBlock.hash(block), key.blockHash) ? block : null;
  }

  private async begin(key: MinerKey, block: MagicBlock): Promise<void> {
    const isDrand = hasDrandBeacon(this.#options.chain.state.genesis);
    const runner = isDrand ? this.drandRunner(key, block) : this.beaconRunner(key, block);
    await runner.load();
    this.running = [...this.running, { number: key.number, hash: key.blockHash, runner }];
  }

  private beaconRunner({ secretShare }: MinerKey, block: MagicBlock): BeaconRunner {
    const {
      miner: _,
      member,
      wallClock: _wall,
      onRound: _round,
      onBehind: _behind,
      onStopped,
      ...shared
    } = this.#options;
    const { id } = shared;
    return new BeaconRunner({
      ...shared,
      member: new BeaconMember({ ...member, id, secretShare }),
      block,
      onStopped: (error) => onStopped?.(error),
    });
  }

  private drandRunner({ secretShare }: MinerKey, block: MagicBlock): DrandRunner {
    const { id, channel, chain, transport, store, clock, timers, putTimeout, member = {} } = this.#options;
    const { wallClock = WALL_CLOCK, onRound, onBehind, onEvidence, onLost, onStopped } = this.#options;
    const times = withDefaults({ ...member, id, secretShare: null });
    const { retryBase, retryCap } = times;
    const runner: DrandRunner = new DrandRunner({
      ...{ id, channel, chain, transport, store, clock, timers, putTimeout, wallClock, block },
      member: new DrandMember({ id, secretShare, retryBase, retryCap }),
      onRound: (beacon, number) => {
        // the members of this miner for other views need not make it again
        for (const other of this.running)
          if (other.runner !== runner && other.runner instanceof DrandRunner)
            void other.runner.offer(beacon).catch(() => {});
        onRound?.(beacon, number);
      },
      onBehind: () => onBehind?.(),
      onEvidence: (evidence) => onEvidence?.(evidence),
      onLost: (error) => onLost?.(error),
      onStopped: (error) => onStopped?.(error),
    });
    return runner;
  }

  private async forget({ number, runner }: Running): Promise<void> {
    const { chain, store, id } = this.#options;
    await runner.stop();
    await store.delete(beaconStateKey(chain.state.genesisHash, id, number));
    await store.delete(beaconBlockKey(chain.state.genesisHash, id, number));
  }
}
