// A sharder as a process: its chain, its archive, its say, and the REST API around them.

import { hasDrandBeacon } from "../beacon/drand-own.js";
import { drand, outputRecord } from "../beacon/index.js";
import { canonicalJson, type FeldsparError, toHex } from "../encoding/index.js";
import { SharderClient } from "../http/client/client.js";
import { connectionBounds } from "../http/connections.js";
import { dashboardFiles } from "../http/dashboard-files.js";
import { dashboardRoutes } from "../http/dashboard-routes.js";
import { EventStreams } from "../http/event-streams.js";
import { healthRoutes } from "../http/health-routes.js";
import { HeldRequests } from "../http/held-requests.js";
import type { LimitsOptions } from "../http/limits.js";
import { addressOf, type ListenAt, type Listening, listen } from "../http/listen.js";
import { appOf, type Route } from "../http/route.js";
import { sharderRoutes } from "../http/sharder-routes.js";
import type { Genesis } from "../magic-block/index.js";
import { genesisHash } from "../magic-block/index.js";
import { Admission } from "../node/admission.js";
import { Archive } from "../node/archive.js";
import { DrandArchive } from "../node/drand/archive.js";
import { EvidenceArchive } from "../node/evidence-archive.js";
import { LogChain } from "../node/log/chain.js";
import { officeOf } from "../node/log/office.js";
import type { Snapshot } from "../node/log/snapshot.js";
import type { EntryLog, LedgerEngine, Store } from "../node/ports.js";
import { phaseOf } from "../node/queries.js";
import { SharderNode } from "../node/sharder-node.js";
import type { SharderIdentity } from "../view-change/identity.js";
import { ContractThread } from "./contract/thread.js";
import { DrandGaps } from "./drand-gaps.js";
import { type Observer, silent } from "./observer.js";

export interface SharderProcessOptions {
  readonly genesis: Genesis;
  readonly identity: SharderIdentity;
  readonly ledger: EntryLog | LedgerEngine;
  /** Its own: snapshot, archive, and what it has said. */
  readonly store: Store;
  /** To begin with in the place of the store's: from `verifySnapshot`. */
  readonly snapshot?: Snapshot;
  readonly listen: ListenAt;
  readonly version: string;
  readonly limits?: LimitsOptions;
  /** The folder of a built dashboard, or null for none; the package's own by default, where it was built. */
  readonly dashboard?: string | null;
  /** More routes. */
  readonly routes?: (process: SharderProcess) => readonly Route[];
  readonly observer?: Observer;
  /** It has stopped by itself, and why. */
  readonly onStopped?: (error: FeldsparError) => void;
}

const PING = 15_000;

export class SharderProcess {
  readonly archive: Archive;
  /** Of a chain whose beacon is in drand's form; null of others. */
  readonly drand: DrandArchive | null;
  readonly evidence: EvidenceArchive;
  readonly events: EventStreams;
  readonly admission: Admission;
  private node: SharderNode | null = null;
  private server: Listening | null = null;
  private stale = false;
  private readonly ends: (() => void)[] = [];

  private constructor(
    readonly options: SharderProcessOptions,
    readonly chain: LogChain,
    archive: Archive,
    private readonly contract: ContractThread,
  ) {
    // keys are in it: not for whoever prints or clones a process
    Object.defineProperty(this, "options", { enumerable: false });
    this.archive = archive;
    const { genesis, store, observer = silent } = options;
    this.evidence = new EvidenceArchive({
      store,
      genesisHash: genesisHash(genesis),
      chain,
      onTaken: ({ type, against }, file) => observer.evidence(type === "mpk" ? "TWO_MPKS" : "BAD_SHARE", against, file),
    });
    this.drand = hasDrandBeacon(genesis) ? new DrandArchive({ store, genesisHash: genesisHash(genesis), chain }) : null;
    this.admission = new Admission(chain);
    this.events = new EventStreams(connectionBounds(options.limits).mostOfOne);
  }

  /**
   * Serves at once, and has its say when it has caught up. Resolves when it answers; see `caughtUp`. Throws what the
   * store and the server throw.
   */
  static async start(options: SharderProcessOptions): Promise<SharderProcess> {
    const { genesis, ledger, store, observer = silent } = options;
    const archive = new Archive({ store, genesisHash: genesisHash(genesis) });
    const contract = new ContractThread({
      took: (seconds) => observer.took("apply", seconds),
      onDied: (reason) => observer.lost("contract thread", new Error(reason)),
    });
    const chain = await LogChain.open({
      genesis,
      ledger,
      store,
      contract,
      archive,
      ...(options.snapshot === undefined ? {} : { snapshot: options.snapshot }),
      onStopped: (error) => options.onStopped?.(error),
      onLost: (error) => observer.lost("chain", error),
    });
    const process = new SharderProcess(options, chain, archive, contract);
    await archive.load(chain.state);
    await process.drand?.load();
    await process.evidence.load();
    if (process.latestRound !== null) observer.beaconRound(process.latestRound, chain.state.current.number);
    process.watch();
    try {
      process.server = await listen(process.app(), options.listen, connectionBounds(options.limits));
    } catch (error) {
      await process.stop();
      throw error;
    }
    return process;
  }

  get port(): number {
    return this.server?.port ?? 0;
  }

  /** The latest round of the beacon that it keeps; null: none. */
  get latestRound(): number | null {
    return (this.drand === null ? this.archive.latestOutput?.output.round : this.drand.latest?.round) ?? null;
  }

  /** Resolves when everything that was on the ledger has been read, and the sharder has its say. */
  async begin(): Promise<void> {
    const { identity, store, observer = silent, onStopped } = this.options;
    this.node = await SharderNode.start({
      identity,
      chain: this.chain,
      store,
      onConflict: (round) => observer.conflict(round),
      onLost: (error) => observer.lost("sharder", error),
      onStopped: (error) => onStopped?.(error),
    });
  }

  /** Ends everything; resolves when it has ended. The ledger and the store stay open. */
  async stop(): Promise<void> {
    for (const end of this.ends.splice(0)) end();
    this.events.close();
    this.drand?.close();
    await this.server?.close();
    await this.node?.stop();
    await this.chain.close();
    await this.contract.close();
  }

  private watch(): void {
    const { chain, archive, events } = this;
    const { observer = silent } = this.options;
    this.ends.push(
      chain.subscribe(({ after, before, events: told }) => {
        observer.applied(after, told, !chain.isReady);
        const { round } = after;
        events.send({ id: round, event: "round", data: canonicalJson(phaseOf(after)) });
        if (after.current.number !== before.current.number) {
          const { number, hash } = after.current;
          events.send({ id: round, event: "activated", data: canonicalJson({ number, hash }) });
        }
      }),
      archive.onOutput(({ number, output }) => {
        observer.beaconRound(output.round, number);
        events.send({
          id: chain.head.round,
          event: "beacon",
          data: canonicalJson({ ...outputRecord(number, output) }),
        });
      }),
    );
    if (this.drand !== null) this.watchDrand(this.drand);
    const ping = setInterval(() => events.ping(), PING);
    const look = setInterval(() => void this.lookAtLedger(), 2000);
    this.ends.push(
      () => clearInterval(ping),
      () => clearInterval(look),
    );
  }

  private watchDrand(archive: DrandArchive): void {
    const { chain, events } = this;
    const { identity, observer = silent } = this.options;
    const urls = () => [...officeOf(chain.state)].flatMap(([id, { url }]) => (id === identity.id ? [] : [url]));
    const gaps = new DrandGaps(archive, new SharderClient({ urls }), (error) => observer.lost("missed rounds", error));
    this.ends.push(
      archive.onBeacon((beacon) => {
        observer.beaconRound(beacon.round, chain.state.current.number);
        events.send({ id: chain.head.round, event: "drand", data: drand.beaconToJson(beacon) });
        if (beacon === archive.latest) gaps.fill(beacon.round);
      }),
      () => void gaps.close(),
    );
  }

  private async lookAtLedger(): Promise<void> {
    this.stale = await this.options.ledger.head().then(
      () => false,
      () => true,
    );
  }

  private app() {
    const { chain, archive, drand: rounds, evidence, admission, events, options } = this;
    const { ledger, identity, version, genesis, observer = silent } = options;
    const log = "entries" in ledger ? ledger : null;
    const service = {
      chain,
      archive,
      drand: rounds,
      evidence,
      admission,
      events,
      held: new HeldRequests(connectionBounds(options.limits).mostOfOne),
      log,
      id: identity.id,
      isStale: () => this.stale,
    };
    const about = { version, role: "sharder", id: identity.id, genesisHash: toHex(genesisHash(genesis)) };
    const health = () => {
      const reasons = [
        ...(chain.stopped === null ? [] : [chain.stopped.code]),
        ...(chain.isReady ? [] : ["NOT_READY"]),
        ...(this.stale ? ["LEDGER_UNAVAILABLE"] : []),
      ];
      return { reasons, facts: { round: chain.head.round, phase: chain.state.phase } };
    };
    const routes = [
      ...healthRoutes(health, about),
      ...sharderRoutes(service, version),
      ...(options.dashboard === null ? [] : dashboardRoutes(dashboardFiles(options.dashboard))),
      ...(options.routes?.(this) ?? []),
    ];
    return appOf(routes, {
      addressOf,
      onError: (error, path) => observer.lost(`http ${path}`, error),
      ...(options.limits === undefined ? {} : { limits: options.limits }),
    });
  }
}
