// A network of separate processes for a scenario: started in order, asked over REST and over control sockets, and
// judged. Everything is bounded in time, and ends with the scenario, by process id.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import { patience } from "../../../support/patience.js";
import { type Founded, type FoundingOptions, foundFolders } from "./founding.js";
import { type Around, ScenarioNode } from "./node.js";
import { isWhole } from "./record.js";

type GenesisOptions = NonNullable<FoundingOptions["genesis"]>;

export interface NetworkOptions extends Omit<FoundingOptions, "folder" | "genesis"> {
  /** What differs from a chain of short rounds. */
  readonly genesis?: Omit<GenesisOptions, "parameters"> & {
    readonly parameters?: Partial<GenesisOptions["parameters"]>;
  };
  /** By name: "miner-3". */
  readonly around?: Readonly<Record<string, Around>>;
}

/** As `/v1/phase` says it, as far as scenarios need it. */
export interface Phase {
  readonly round: number;
  readonly phase: string;
  readonly number: number;
  readonly attempt: number;
  readonly failures: number;
  readonly inOffice: { readonly number: number; readonly hash: string; readonly activatedAt: number };
}

export interface ProcessRow {
  readonly name: string;
  readonly pids: readonly number[];
  readonly restarts: number;
  readonly round: number | null;
  readonly hash: string | null;
}

const PAUSE = 50;
const pause = (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds));

const open = new Set<ScenarioNetwork>();
afterAll(async () => {
  await Promise.all([...open].map((network) => network.end()));
});

/**
 * Miners of a scenario for which it does not matter how many there are. For CI fewer: what a round takes of the
 * processors grows with the processes, and with what each of them hears.
 */
export const MINERS = isWhole ? 7 : 5;

/** A chain of short rounds; phases last long enough for processes to be started again on a busy machine. */
export const SHORT = {
  roundTime: 200,
  parameters: {
    viewRounds: 2,
    handOverRounds: 2,
    // a phase ends when everybody is done, but for the last one, whose end says when a block comes into office
    phaseRounds: { start: 1, contribute: 300, share: 300, publish: 300, wait: 15 },
    maxAttempts: 1000,
    backOff: { cap: 4 },
  },
} as const;

/** Phases for views in which somebody is away all the time: they last to their end. */
export const HASTY = { start: 1, contribute: 20, share: 20, publish: 20, wait: 12 } as const;

export class ScenarioNetwork {
  readonly nodes: readonly ScenarioNode[];
  /** Of each node, by view: the hash of the magic block that it has told. */
  readonly hashes = new Map<string, Map<number, string>>();
  private readonly rounds = new Map<string, number>();

  private constructor(
    readonly founded: Founded,
    readonly folder: string,
    around: Readonly<Record<string, Around>>,
  ) {
    this.nodes = founded.places.map((place) => new ScenarioNode(place, around[place.name]));
    open.add(this);
  }

  static async open({ around = {}, ...options }: NetworkOptions): Promise<ScenarioNetwork> {
    const folder = mkdtempSync(join(tmpdir(), "feldspar-scenario-"));
    const { genesis } = options;
    const { parameters } = SHORT;
    const short = { ...SHORT, ...genesis, parameters: { ...parameters, ...genesis?.parameters } };
    const founded = await foundFolders({ ...options, folder, genesis: short as FoundingOptions["genesis"] });
    return new ScenarioNetwork(founded, folder, around);
  }

  get miners(): readonly ScenarioNode[] {
    return this.nodes.filter(({ place }) => place.role === "miner");
  }

  get sharders(): readonly ScenarioNode[] {
    return this.nodes.filter(({ place }) => place.role === "sharder");
  }

  node(name: string): ScenarioNode {
    return this.nodes.find((node) => node.name === name)!;
  }

  /** Rounds need more than half of the sharders: the others come when the miners are there. */
  async start(except: readonly string[] = []): Promise<void> {
    const early = Math.ceil((this.sharders.length + 1) / 2) - 1;
    const miners = this.miners.filter(({ name }) => !except.includes(name));
    const first = this.sharders.slice(0, early);
    for (const node of [...first, ...miners]) node.start();
    if (early > 0) await this.begun([...first, ...miners]);
    for (const node of this.sharders.slice(early)) if (!except.includes(node.name)) node.start();
  }

  /** Resolves when all of these take part. */
  async begun(nodes: readonly ScenarioNode[], seconds = 60): Promise<void> {
    const saying = async () => (await Promise.all(nodes.map((node) => node.ask()))).every((said) => said?.begun);
    await this.until(saying, seconds, `${nodes.map(({ name }) => name).join(", ")} take part`);
  }

  /** Waits for a condition; throws with what the nodes wrote when it does not come true in time. */
  async until(condition: () => boolean | Promise<boolean>, seconds: number, what: string): Promise<void> {
    const end = performance.now() + patience(seconds);
    for (;;) {
      if (await condition()) return;
      if (performance.now() > end) throw new Error(`not within ${seconds} s: ${what}\n${await this.told()}`);
      await pause(PAUSE);
    }
  }

  private async told(): Promise<string> {
    const phase = await this.phase();
    const lines = this.nodes.map((node) => {
      const ends = node.ends.map(({ status, signal }) => signal ?? status).join(" ");
      return `${node.name} (ended: ${ends || "never"})\n${node.lastLines()}`;
    });
    return [JSON.stringify(phase), ...lines].join("\n");
  }

  /** What the first sharder that answers says at a path; null when none does, or it does not have it. */
  async rest<T>(path: string, sharders: readonly ScenarioNode[] = this.sharders): Promise<T | null> {
    for (const { place } of sharders) {
      try {
        const response = await fetch(new URL(path, place.url), { signal: AbortSignal.timeout(patience(3)) });
        if (response.status === 200) return (await response.json()) as T;
        await response.body?.cancel();
      } catch {
        // the next one
      }
    }
    return null;
  }

  phase(): Promise<Phase | null> {
    return this.rest<Phase>("/v1/phase");
  }

  /** The magic block in office; 0 before the first. */
  async view(): Promise<number> {
    return (await this.phase())?.inOffice.number ?? 0;
  }

  /** Waits until this view, or a later one, is in office. */
  async untilView(number: number, seconds = 90): Promise<void> {
    await this.until(async () => (await this.view()) >= number, seconds, `view ${number} is in office`);
  }

  /** Waits until the beacon has come so far in rounds beyond view 1's first. */
  async untilBeacon(rounds: number, seconds = 60): Promise<number> {
    let made = 0;
    const isThere = async () => {
      const first = await this.rest<{ startingRound: number }>("/v1/magic-blocks/1");
      const latest = await this.rest<{ round: number }>("/v1/beacon/latest");
      made = first === null || latest === null ? 0 : latest.round - first.startingRound + 1;
      return made >= rounds;
    };
    await this.until(isThere, seconds, `${rounds} rounds of the beacon are made`);
    return made;
  }

  async latestBeacon(): Promise<number> {
    return (await this.rest<{ round: number }>("/v1/beacon/latest"))?.round ?? 0;
  }

  /** Asks everybody how it is, and remembers the hashes. */
  async look(nodes: readonly ScenarioNode[] = this.nodes): Promise<void> {
    await Promise.all(
      nodes.map(async (node) => {
        const said = await node.ask();
        if (said === null) return;
        this.rounds.set(node.name, said.head.round);
        const known = this.hashes.get(node.name) ?? new Map<number, string>();
        for (const [number, hash] of Object.entries(said.blocks)) known.set(Number(number), hash);
        this.hashes.set(node.name, known);
      }),
    );
  }

  /** Waits until all of these have told one hash of this view's block, and returns it. Two of them never come. */
  async agreed(view: number, nodes: readonly ScenarioNode[] = this.nodes, seconds = 30): Promise<string> {
    const told = () => nodes.map(({ name }) => this.hashes.get(name)?.get(view));
    const all = async () => {
      await this.look(nodes);
      const distinct = new Set(told().filter((hash) => hash !== undefined));
      if (distinct.size > 1) throw new Error(`the nodes have ${distinct.size} blocks of view ${view}`);
      return told().every((hash) => hash !== undefined);
    };
    await this.until(all, seconds, `everybody tells the hash of view ${view}`);
    return told()[0]!;
  }

  /** Waits until each of these makes the rounds of the view: it has a share that works. */
  async inOffice(view: number, nodes: readonly ScenarioNode[] = this.miners, seconds = 30): Promise<void> {
    const all = async () => {
      const said = await Promise.all(nodes.map((node) => node.ask()));
      return said.every((one) => one?.views?.some((number) => number >= view));
    };
    await this.until(all, seconds, `${nodes.map(({ name }) => name).join(", ")} have a share of view ${view}`);
  }

  /** Waits until a view not before this one has all miners as members, and returns it: one may be late for another. */
  async untilWhole(number: number, seconds = 90): Promise<number> {
    let view = 0;
    const isWhole = async () => {
      view = await this.view();
      return view >= number && (await this.membersOf(view)).length === this.miners.length;
    };
    await this.until(isWhole, seconds, `a view from ${number} on has all ${this.miners.length} members`);
    return view;
  }

  /** Ids of the members of a magic block. */
  async membersOf(view: number): Promise<string[]> {
    const block = await this.rest<{ members: { id: string }[] }>(`/v1/magic-blocks/${view}`);
    return block?.members.map(({ id }) => id) ?? [];
  }

  /** For the report. */
  rows(view: number): ProcessRow[] {
    return this.nodes.map(({ name, pids }) => ({
      ...{ name, pids: [...pids], restarts: Math.max(0, pids.length - 1) },
      ...{ round: this.rounds.get(name) ?? null, hash: this.hashes.get(name)?.get(view) ?? null },
    }));
  }

  async end(): Promise<void> {
    open.delete(this);
    await Promise.all(this.nodes.map((node) => node.end()));
    rmSync(this.folder, { recursive: true, force: true });
  }
}
