// A miner as a whole: its runner on the ports of a machine. It follows the chain, takes what the transport brings, and
// comes back from its store where it was.
import { optionsOf } from "../../bindings/arguments.js";
import type { FeldsparError } from "../encoding/index.js";
import { quietly } from "./callbacks.js";
import { MinerRunner, type MinerRunnerOptions } from "./miner-runner.js";
import { checkPort } from "./options.js";
import type { ChainView, Transport } from "./ports.js";
import { RUNNER_OPTIONS } from "./runner-options.js";

/** The ports of one machine: each node has its own. */
export interface MinerNodeOptions extends MinerRunnerOptions {
  /** What the miner acts on: a `Replica`, or another view of a chain that applies the contract. */
  readonly chain: ChainView;
  /** The miner's own end of the network. */
  readonly transport: Transport;
}

/**
 * @example
 * const [identity] = miners;
 * const node = await MinerNode.start({
 *   ...{ id: identity.id, miner: new Miner({ scheme: "min-sig", identity }), cipher: new HpkeCipher(identity) },
 *   ...{ channel: new FrameChannel(identity, { chainId: "examples" }), transport: network.endpoint(identity.id) },
 *   ...{ chain: replica, store: new MemoryStore() }, // on a machine: a LevelStore under a SealedStore
 * });
 * await node.idle();
 * node.stopped; //=> null
 * node.state.keys; //=> []
 * await node.judge(new Uint8Array(80)); //=> { verdict: "malformed" }
 * await node.stop();
 */
export class MinerNode {
  readonly #runner: MinerRunner;
  readonly #options: MinerNodeOptions;
  private ends: (() => void)[] = [];

  private constructor(options: MinerNodeOptions) {
    this.#options = options;
    const onStopped = (error: FeldsparError): void => {
      this.detach();
      options.onStopped?.(error);
    };
    this.#runner = new MinerRunner({ ...options, onStopped });
  }

  /**
   * Loads the miner's state and goes on from it. Resolves when everything that it had to say is said. Throws what the
   * runner's `load` throws, the reason if it has stopped already, and what a port throws; nothing runs then.
   */
  static async start(options: MinerNodeOptions): Promise<MinerNode> {
    const given = optionsOf<MinerNodeOptions>(options, RUNNER_OPTIONS);
    checkPort(given.chain, "chain", ["subscribe"]);
    checkPort(given.transport, "transport", ["receive"]);
    const node = new MinerNode(given);
    try {
      await node.begin();
    } catch (error) {
      void node.stop();
      throw error;
    }
    return node;
  }

  private async begin(): Promise<void> {
    const runner = this.#runner;
    const { chain, transport } = this.#options;
    await runner.load();
    // why the runner stopped, if it did, was told when it did
    this.ends.push(chain.subscribe(() => quietly(() => runner.notify("block"))));
    transport.receive((message) => quietly(() => runner.receive([message])));
    this.ends.push(() => transport.receive(null));
    await runner.notify("restarted");
  }

  /** The miner's state, which is stored; all of it is secret. `state.keys` has its shares of keys. */
  get state(): MinerRunner["state"] {
    return this.#runner.state;
  }

  /** What console.log of Node shows: nothing secret. */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return `MinerNode of ${this.#options.id}, ${this.stopped?.code ?? "running"}`;
  }

  /** Why it has stopped; null while it runs. */
  get stopped(): MinerRunner["stopped"] {
    return this.#runner.stopped;
  }

  /** Is this a message to the miner, of somebody it knows now, under that one's key? At the cost of one MAC. */
  judge(message: Uint8Array): ReturnType<MinerRunner["judge"]> {
    return this.#runner.judge(message);
  }

  /** Resolves when everything that has come is acted on. Never rejects. */
  idle(): Promise<void> {
    return this.#runner.idle();
  }

  /**
   * Stops at once; resolves when what had begun has ended. Nothing is said after this call. The ports are not closed:
   * with the same options, `start` goes on from the store.
   */
  stop(): Promise<void> {
    const stopped = this.#runner.stop();
    this.detach();
    return stopped;
  }

  /** Lets go of the chain and the transport, once: somebody else may have them next. */
  private detach(): void {
    const { ends } = this;
    this.ends = [];
    for (const end of ends) quietly(end);
  }
}
