// The nodes of a devnet together: started in order, looked at, and judged.
import { verifyFiles } from "../../../documents/index.js";
import { toHex } from "../../../encoding/index.js";
import { SharderClient } from "../../../http/client/client.js";
import { genesisHash } from "../../../magic-block/index.js";
import { type BeaconStanding, beaconStanding } from "../../../node/beacon-standing.js";
import { Asking } from "../asking.js";
import { controlJson } from "../control-client.js";
import type { NodeSaid, PhaseSaid } from "../status-command.js";
import { fetchDocuments } from "../verify-from.js";
import { followEvents } from "./events.js";
import type { Founded } from "./founding.js";
import { NodeProcess } from "./node-process.js";
import type { Shown } from "./table.js";

/** What a node's control socket tells, as far as this needs it. */
type Said = NodeSaid & { readonly blocks: Readonly<Record<string, string>> };

export interface ProcessOutcome {
  readonly name: string;
  readonly role: string;
  readonly id: string;
  readonly pid: number | null;
  readonly url: string;
  readonly restarts: number;
  readonly round: number | null;
  /** Of the magic block that was asked for; null: it does not know it. */
  readonly hash: string | null;
}

export interface Outcome {
  readonly activated: number;
  readonly agreement: boolean;
  readonly verified: boolean;
  readonly beaconRounds: number;
  readonly genesisHash: string;
  readonly processes: readonly ProcessOutcome[];
}

/** How long the miners are waited for before time begins, in milliseconds. */
const PATIENCE = 120_000;
const ANSWER = 3000;

export class Network {
  private readonly sharders: readonly NodeProcess[];
  private readonly miners: readonly NodeProcess[];
  private readonly said = new Map<string, Said>();
  /** By node and magic block: every hash that it ever said of it, one if all is well. */
  private readonly hashes = new Map<string, Map<string, Set<string>>>();
  private readonly ending = new AbortController();
  private readonly client: SharderClient;
  private firstRound: number | null = null;
  private latestRound: number | null = null;
  private phase: PhaseSaid | null = null;
  /** Told with every round. */
  onPhase: (phase: string) => void = () => {};

  constructor(
    private readonly founded: Founded,
    onFailed: (why: string) => void,
  ) {
    this.sharders = founded.sharders.map((plan) => new NodeProcess(plan, onFailed));
    this.miners = founded.miners.map((plan) => new NodeProcess(plan, onFailed));
    this.client = new SharderClient({ urls: this.sharderUrls, timeout: ANSWER });
  }

  get sharderUrls(): string[] {
    return this.founded.sharders.map(({ url }) => url);
  }

  private get all(): readonly NodeProcess[] {
    return [...this.sharders, ...this.miners];
  }

  node(role: "miner" | "sharder", number: number): NodeProcess {
    return (role === "miner" ? this.miners : this.sharders)[number - 1]!;
  }

  /** Rounds need more than half of the sharders: the others come when the miners are there. */
  async start(isOver: () => boolean): Promise<void> {
    const early = Math.ceil((this.sharders.length + 1) / 2) - 1;
    for (const node of [...this.sharders.slice(0, early), ...this.miners]) node.start();
    const end = Date.now() + PATIENCE;
    // without a sharder they can only serve
    const isThere = (said: Said | undefined) => said !== undefined && (said.begun || early === 0);
    while (!isOver() && Date.now() < end && !this.miners.every(({ plan }) => isThere(this.said.get(plan.name)))) {
      await this.askNodes(this.miners);
      await new Promise<void>((resolve) => setTimeout(resolve, 100));
    }
    if (isOver()) return;
    for (const node of this.sharders.slice(early)) node.start();
    void followEvents(this.sharderUrls, this.ending.signal, ({ event, data }) => {
      if (event !== "round") return;
      this.phase = data as PhaseSaid;
      this.onPhase(this.phase.phase);
    });
  }

  private async askNodes(nodes: readonly NodeProcess[]): Promise<void> {
    await Promise.all(
      nodes.map(async ({ plan, isStopped }) => {
        if (isStopped) return;
        const said = await controlJson<Said>(plan.folder, "/status", ANSWER).catch(() => null);
        if (said === null) return;
        this.said.set(plan.name, said);
        // a node that was started again knows the latest blocks alone
        const known = this.hashes.get(plan.name) ?? new Map<string, Set<string>>();
        this.hashes.set(plan.name, known);
        for (const [number, hash] of Object.entries(said.blocks))
          known.set(number, (known.get(number) ?? new Set()).add(hash));
      }),
    );
  }

  /** Asks everybody how it is. */
  async look(): Promise<void> {
    await Promise.all([this.askNodes(this.all), this.askBeacon()]);
  }

  private async askBeacon(): Promise<void> {
    try {
      // by the clock, rounds count from 1
      if (this.founded.genesis.beacon.mode !== "chained") this.firstRound = 1;
      this.firstRound ??= ((await this.client.json("/v1/magic-blocks/1")) as { startingRound: number }).startingRound;
      this.latestRound = ((await this.client.json("/v1/beacon/latest")) as { round: number }).round;
    } catch {
      // not yet, or not now
    }
  }

  get view(): number {
    return this.phase?.inOffice.number ?? 0;
  }

  get beaconRounds(): number {
    return this.firstRound === null || this.latestRound === null ? 0 : this.latestRound - this.firstRound + 1;
  }

  get shown(): Omit<Shown, "footer"> {
    const rows = this.all.map(({ plan, pid, restarts, isStopped }) => {
      const said = this.said.get(plan.name);
      const isCurrent = said?.pid === pid;
      const state = said === undefined || !isCurrent ? "begins" : said.begun ? "takes part" : "catches up";
      return {
        ...{ name: plan.name, pid, restarts },
        state: pid === null ? "down" : isStopped ? "cut off" : state,
        round: isCurrent ? (said?.head.round ?? null) : null,
        view: isCurrent ? (said?.phase.inOffice.number ?? null) : null,
      };
    });
    return { phase: this.phase, beacon: this.latestRound, standing: this.standing, rows };
  }

  private get standing(): BeaconStanding | null {
    const { phase, firstRound, latestRound: latest } = this;
    if (phase === null || phase.inOffice.number === 0) return null;
    return beaconStanding({
      ...{ genesis: this.founded.genesis, round: phase.round, firstRound, latest },
      now: Date.now(),
    });
  }

  /** Do all nodes say the same of this magic block, each of which has said something of it? */
  agreesOn(view: number): boolean {
    const all = this.all.map(({ plan }) => this.hashes.get(plan.name)?.get(String(view)));
    return all.every((known) => known !== undefined) && new Set(all.flatMap((known) => [...known!])).size === 1;
  }

  /** Has nobody said anything of a magic block that is not what somebody else, or it itself, has said of it? */
  get isConsistent(): boolean {
    const all = new Map<string, Set<string>>();
    for (const known of this.hashes.values())
      for (const [number, hashes] of known) all.set(number, new Set([...(all.get(number) ?? []), ...hashes]));
    return [...all.values()].every((hashes) => hashes.size === 1);
  }

  /**
   * What came of it, with a light client's verdict on what the last sharder serves. All must know the magic block of
   * `view` and agree on it; null: on whatever they know.
   */
  async outcome(view: number | null): Promise<Outcome> {
    const hash = toHex(genesisHash(this.founded.genesis));
    return {
      activated: this.view,
      agreement: view === null ? this.isConsistent : this.agreesOn(view),
      verified: await this.verify(hash),
      beaconRounds: this.beaconRounds,
      genesisHash: hash,
      processes: this.all.map(({ plan: { name, role, id, url }, pid, restarts }) => {
        const said = this.said.get(name);
        return {
          name,
          role,
          id,
          pid,
          url,
          restarts,
          round: said?.head.round ?? null,
          hash: said?.blocks[view ?? this.view] ?? null,
        };
      }),
    };
  }

  private async verify(hash: string): Promise<boolean> {
    try {
      const asking = new Asking({ from: this.sharderUrls.slice(-1), genesisHash: hash }, ANSWER);
      return verifyFiles(await fetchDocuments(asking), { genesisHash: asking.genesisHash }).valid;
    } catch {
      return false;
    }
  }

  /** Ends every process, by its id. */
  async end(): Promise<void> {
    this.ending.abort();
    await Promise.all(this.all.map((node) => node.end()));
  }
}
