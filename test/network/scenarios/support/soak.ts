// A network of processes in drand mode for many rounds: members die with kill -9 and come back, and others take the key
// over, while drand's own client fetches and verifies every round.
import { type ChainInfo, fetchBeacon, watch } from "drand-client";
import { RemoteLog } from "../../../../src/ledger/remote.js";
import { patience } from "../../../support/patience.js";
import { drandClient } from "../../support/drand-client.js";
import { stakeEntry } from "../../support/founders.js";
import { type Memory, memoryOf } from "./memory.js";
import { HASTY, type ProcessRow, ScenarioNetwork } from "./network.js";
import type { ScenarioNode } from "./node.js";
import { progress, stopwatch } from "./record.js";

export interface SoakOptions {
  /** Rounds to make, at least: it also lasts until all reshares are done, and all members killed that are due. */
  readonly rounds: number;
  /** Seconds. */
  readonly period: number;
  readonly members: number;
  /** Miners that wait for a place: as many members are replaced at a time. */
  readonly spare: number;
  readonly sharders: number;
  /** A member is killed every so many rounds. */
  readonly killEvery: number;
  /** View changes in which members are replaced. */
  readonly reshares: number;
  /** Milliseconds. */
  readonly roundTime: number;
}

export interface Replacement {
  readonly view: number;
  readonly replaced: number;
  /** The latest round when the others were seen in office. */
  readonly round: number;
}

export interface Kill {
  readonly name: string;
  readonly round: number;
  /** Seconds until it took part again; null if the run was over before. */
  readonly back: number | null;
}

/** From when a round was due until drand's client had verified it, in milliseconds. */
export interface Lag {
  readonly rounds: number;
  readonly median: number;
  readonly p99: number;
  readonly most: number;
}

export interface Soaked {
  readonly seconds: number;
  readonly info: ChainInfo;
  /** Every one of them fetched, and verified by drand's client. */
  readonly verified: readonly number[];
  /** Signatures by round as each sharder lists them in the end. */
  readonly listed: readonly (readonly string[])[];
  readonly signatures: readonly string[];
  /** Requests that had to be made again, with what was said. */
  readonly again: readonly string[];
  /** Rounds that its `watch` delivered, in that order; and what it ended with, if it did not go on to the end. */
  readonly watched: readonly number[];
  readonly watchError: string | null;
  /** Chain information of every sharder, each time it was asked. */
  readonly infos: readonly ChainInfo[];
  /** Distinct group keys of all magic blocks. */
  readonly groupKeys: readonly string[];
  readonly kills: readonly Kill[];
  readonly replacements: readonly Replacement[];
  readonly views: number;
  /** Of the rounds that were due when there was a network to make them. */
  readonly lag: Lag;
  readonly memory: { readonly start: Memory | null; readonly end: Memory | null };
  readonly processes: readonly ProcessRow[];
}

/** Rounds that its `watch` is to deliver: what was due before there was a network is no part of them. */
export const leastWatched = ({ rounds }: SoakOptions): number => Math.floor((3 * rounds) / 4);

/** Rounds that are still made after the last reshare and the last death. */
const AFTER = 3;
/** Rounds of the chain in which a view change is made when nobody is away. */
const VIEW_CHANGE = 35;
/** How much longer a round of the chain takes than its time: both of two sharders close it. */
const ROUND_TAKES = 1.4;
const PAUSE = 250;
const pause = (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds));

const ROUNDED = 1000;
const toSeconds = (milliseconds: number) => Math.round(milliseconds / 10) / (ROUNDED / 10);

class Soak {
  private readonly began = stopwatch();
  private readonly verified: number[] = [];
  private readonly signatures: string[] = [];
  private readonly again: string[] = [];
  private readonly watched: number[] = [];
  private readonly infos: ChainInfo[] = [];
  private readonly kills: (Omit<Kill, "back"> & { back: number | null })[] = [];
  private readonly replacements: Replacement[] = [];
  private readonly lags: number[] = [];
  private watchError: string | null = null;
  private serial: number;
  private isOver = false;

  constructor(
    private readonly network: ScenarioNetwork,
    private readonly options: SoakOptions,
  ) {
    this.serial = network.miners.length;
  }

  private get latest(): number {
    return this.verified.at(-1) ?? 0;
  }

  async run(): Promise<Soaked> {
    const { network } = this;
    await network.start();
    await network.untilView(1);
    const info = await this.ask();
    const before = memoryOf(network);
    progress(`${this.began()} s: view 1 is in office; chain ${info.hash}`);
    const ending = new AbortController();
    const beside = [this.watching(info, ending), this.killing(), this.replacing()];
    try {
      await Promise.race([this.fetching(info), failing(beside)]);
    } finally {
      this.isOver = true;
      ending.abort();
    }
    await Promise.all(beside);
    await network.begun(network.nodes);
    const end = memoryOf(network);
    await this.ask();
    const views = await network.view();
    await network.agreed(views);
    return {
      ...{ seconds: this.began(), info, verified: this.verified, signatures: this.signatures, again: this.again },
      listed: await this.listed(),
      ...{ watched: this.watched, watchError: this.watchError, infos: this.infos },
      ...{ groupKeys: await this.groupKeys(views), kills: this.kills, replacements: this.replacements, views },
      ...{ lag: lagOf(this.lags), memory: { start: before, end }, processes: network.rows(views) },
    };
  }

  /** Chain information, of each sharder. */
  private async ask(): Promise<ChainInfo> {
    const { sharders } = this.network;
    const all = await Promise.all(sharders.map(({ place }) => drandClient(place.url).chain().info()));
    this.infos.push(...all);
    return all[0]!;
  }

  private isDone(): boolean {
    const { rounds, reshares, killEvery } = this.options;
    // on a busy machine many rounds are due before there is a network, and a watch that has ended is judged
    if (this.watchError === null && this.watched.length < leastWatched(this.options)) return false;
    const { kills, replacements, latest } = this;
    // on a quiet machine the last death is due with the last round
    const isPlayed = kills.length >= Math.floor(rounds / killEvery) && replacements.length >= reshares;
    const last = Math.max(replacements.at(-1)?.round ?? 0, kills.at(-1)?.round ?? 0);
    return isPlayed && latest >= rounds && latest >= last + AFTER;
  }

  /** One round after the other. A sharder holds the request for the next one until it is out. */
  private async fetching(info: ChainInfo): Promise<void> {
    const client = drandClient(this.network.sharders.at(-1)!.place.url, info);
    const isDue = (round: number) => info.genesis_time + (round - 1) * info.period;
    const lastLate = Math.floor(Date.now() / ROUNDED);
    while (!this.isDone()) {
      const round = this.latest + 1;
      const end = performance.now() + patience(120);
      const { signature } = await this.fetched(client, round, end);
      if (isDue(round) > lastLate) this.lags.push(Date.now() - ROUNDED * isDue(round));
      this.signatures.push(signature);
      this.verified.push(round);
    }
  }

  private async fetched(client: ReturnType<typeof drandClient>, round: number, end: number) {
    for (;;) {
      try {
        return await fetchBeacon(client, round);
      } catch (error) {
        const { message, cause } = error as Error;
        this.again.push(`round ${round}: ${message} ${cause instanceof Error ? cause.message : ""}`);
        if (performance.now() > end) throw error;
        await pause(PAUSE);
      }
    }
  }

  /** drand's own way of following, at the other sharder. */
  private async watching(info: ChainInfo, ending: AbortController): Promise<void> {
    const { sharders } = this.network;
    const client = drandClient(sharders[0]!.place.url, info);
    // what was due before there was a network is made first
    const due = () => Math.floor((Date.now() / ROUNDED - info.genesis_time) / info.period);
    const isMade = async () => (await this.network.latestBeacon()) >= due();
    await this.network.until(isMade, 60, "the rounds that were due are made");
    try {
      for await (const { round } of watch(client, ending)) {
        this.watched.push(round);
        if (ending.signal.aborted) return;
      }
    } catch (error) {
      this.watchError = (error as Error).message;
    }
  }

  private async inOffice(): Promise<ScenarioNode[]> {
    const ids = await this.network.membersOf(await this.network.view());
    return this.network.miners.filter(({ place }) => ids.includes(place.id));
  }

  /** The members in turn. */
  private async killing(): Promise<void> {
    const { killEvery } = this.options;
    const returns: Promise<void>[] = [];
    for (let next = killEvery; !this.isOver; next += killEvery) {
      while (this.latest < next && !this.isOver) await pause(PAUSE);
      const members = await this.inOffice();
      const victim = members[this.kills.length % Math.max(1, members.length)];
      if (this.isOver || victim === undefined) continue;
      const round = this.latest;
      const kill: Kill & { back: number | null } = { name: victim.name, round, back: null };
      this.kills.push(kill);
      victim.kill();
      returns.push(this.backAgain(victim, kill));
      const most = memoryOf(this.network)?.most ?? "?";
      progress(`${this.began()} s: round ${round}, ${victim.name} killed; at most ${most} MB`);
    }
    await Promise.all(returns);
  }

  private async backAgain(node: ScenarioNode, kill: { back: number | null }): Promise<void> {
    const began = performance.now();
    // the process that was killed answers no more
    await pause(PAUSE);
    await this.network.begun([node]);
    kill.back = toSeconds(performance.now() - began);
  }

  /** Takes the stake of members and gives it to those who wait, once in every view until it was done often enough. */
  private async replacing(): Promise<void> {
    const { network } = this;
    const { spare, reshares } = this.options;
    while (this.replacements.length < reshares && !this.isOver) {
      const before = await this.inOffice();
      const leaving = before.slice(0, spare);
      const coming = network.miners.filter((node) => !before.includes(node)).slice(0, spare);
      for (const node of leaving) await this.stake(node, 0n);
      for (const node of network.miners) if (!leaving.includes(node)) await this.stake(node, 10n);
      const after = () => this.inOffice().then((now) => coming.every((node) => now.includes(node)));
      while (!(await after()) && !this.isOver) await pause(PAUSE);
      if (this.isOver) return;
      const view = await network.view();
      const replaced = (await this.inOffice()).filter((node) => !before.includes(node)).length;
      await this.ask();
      this.replacements.push({ view, replaced, round: this.latest });
      progress(`${this.began()} s: round ${this.latest}, view ${view}: ${replaced} of ${before.length} replaced`);
    }
  }

  private async stake({ place }: ScenarioNode, stake: bigint): Promise<void> {
    this.serial++;
    const { kind, bytes } = stakeEntry(this.network.founded, { serial: this.serial, id: place.id, stake });
    const log = new RemoteLog({ urls: this.network.sharders.map((node) => node.place.url) });
    await log.append(kind, bytes);
    await log.close();
  }

  private listed(): Promise<string[][]> {
    const rounds = this.latest;
    const most = 1000;
    return Promise.all(
      this.network.sharders.map(async (node) => {
        const signatures: string[] = [];
        while (signatures.length < rounds) {
          const limit = Math.min(most, rounds - signatures.length);
          const path = `/v1/beacon?from=${signatures.length + 1}&limit=${limit}`;
          const page = await this.network.rest<{ beacons: { signature: string }[] }>(path, [node]);
          if (page === null || page.beacons.length === 0) break;
          signatures.push(...page.beacons.map(({ signature }) => signature));
        }
        return signatures;
      }),
    );
  }

  private async groupKeys(views: number): Promise<string[]> {
    const keys = new Set<string>();
    for (let view = 1; view <= views; view++) {
      const block = await this.network.rest<{ groupPublicKey: string }>(`/v1/magic-blocks/${view}`);
      keys.add(block?.groupPublicKey ?? "none");
    }
    return [...keys];
  }
}

/** Rejects when one of them does; never resolves. */
function failing(all: readonly Promise<void>[]): Promise<never> {
  return new Promise((_, reject) => {
    for (const one of all) one.catch(reject);
  });
}

function lagOf(lags: readonly number[]): Lag {
  const sorted = [...lags].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
  return { rounds: lags.length, median: at(0.5), p99: at(0.99), most: sorted.at(-1) ?? 0 };
}

/** Plays it; whoever calls judges what was found. */
export async function soak(options: SoakOptions): Promise<Soaked> {
  const { rounds, period, members, spare, sharders, reshares, roundTime } = options;
  const genesisTime = Math.floor(Date.now() / ROUNDED);
  // views last so long that the last reshare is over some time before the last round
  const inView = Math.floor((ROUNDED * rounds * period) / (reshares + 1) / (ROUND_TAKES * roundTime));
  const quorum = Math.ceil((2 * members) / 3);
  const parameters = {
    ...{ miners: members, threshold: Math.floor(members / 2) + 1, quorum, minMiners: quorum },
    ...{ viewRounds: Math.max(2, inView - VIEW_CHANGE), phaseRounds: HASTY },
  };
  const beacon = { mode: "drand", genesisTime, period } as const;
  const genesis = { mode: "reshare", beacon, roundTime, parameters } as const;
  const network = await ScenarioNetwork.open({ miners: members + spare, sharders, genesis });
  try {
    return await new Soak(network, options).run();
  } finally {
    await network.end();
  }
}
