// A miner as a whole: its runner on the ports of a machine. It follows the chain, takes what the transport brings, and
// comes back from its store where it was.
import { MinerRunner, type MinerRunnerOptions } from "./miner-runner.js";
import type { ChainView, Transport } from "./ports.js";

/** The ports of one machine: each node has its own. */
export interface MinerNodeOptions extends MinerRunnerOptions {
  /** What the miner acts on: a `Replica`, or another view of a chain that applies the contract. */
  readonly chain: ChainView;
  /** The miner's own end of the network. */
  readonly transport: Transport;
}

export class MinerNode {
  private readonly ends: (() => void)[] = [];

  private constructor(
    private readonly options: MinerNodeOptions,
    private readonly runner: MinerRunner,
  ) {}

  /**
   * Loads the miner's state and goes on from it. Resolves when everything that it had to say is said. Throws what the
   * runner's `load` throws, and the reason if it has stopped already. One node for each identity at a time: stop the
   * old one, also one that stopped by itself, before the next is started.
   */
  static async start(options: MinerNodeOptions): Promise<MinerNode> {
    const node = new MinerNode(options, new MinerRunner(options));
    await node.begin();
    return node;
  }

  private async begin(): Promise<void> {
    const { runner } = this;
    const { chain, transport } = this.options;
    await runner.load();
    // why the runner stopped, if it did, was told when it did
    const quietly = (taken: Promise<void>) => void taken.catch(() => {});
    this.ends.push(chain.subscribe(() => quietly(runner.notify("block"))));
    transport.receive((message) => quietly(runner.receive([message])));
    this.ends.push(() => transport.receive(null));
    await runner.notify("restarted");
  }

  /** The miner's state, which is stored; all of it is secret. `state.keys` has its shares of keys. */
  get state(): MinerRunner["state"] {
    return this.runner.state;
  }

  /** Why it has stopped; null while it runs. */
  get stopped(): MinerRunner["stopped"] {
    return this.runner.stopped;
  }

  /** Resolves when everything that has come is acted on. Never rejects. */
  idle(): Promise<void> {
    return this.runner.idle();
  }

  /**
   * Stops at once; resolves when what had begun has ended. Nothing is said after this call. The ports are not closed:
   * with the same options, `start` goes on from the store.
   */
  stop(): Promise<void> {
    for (const end of this.ends) end();
    this.ends.length = 0;
    return this.runner.stop();
  }
}
