// What both daemons do: open what they stand on, serve, say how they are, and end in order, by a signal, by the control
// socket, or because they have stopped by themselves.

import { VERSION } from "../../../bindings/version.js";
import type { JsonInput } from "../../encoding/index.js";
import { FeldsparError, toHex } from "../../encoding/index.js";
import type { CertifiedHeader, Genesis } from "../../magic-block/index.js";
import { genesisHash } from "../../magic-block/index.js";
import { beaconStanding } from "../../node/beacon-standing.js";
import type { LogChain } from "../../node/log/chain.js";
import { type Snapshot, snapshotKey } from "../../node/log/snapshot.js";
import { phaseOf } from "../../node/queries.js";
import type { Observer } from "../../processes/observer.js";
import type { LevelStore } from "../../store/level.js";
import type { MinerKey } from "../../view-change/miner/state.js";
import type { CommandResult } from "../result.js";
import { OutputError, oneLine, UsageError } from "../usage-error.js";
import { signedPart } from "./application.js";
import { serveControl } from "./control.js";
import { EvidenceLog } from "./evidence-log.js";
import { DAEMON_EXIT, statusOfStop } from "./exit.js";
import { openMetrics } from "./metrics.js";
import { boundNameLookups } from "./name-lookups.js";
import { failureFields, type NodeLog, openLog } from "./node-log.js";
import { remedyOf } from "./remedies.js";
import { resolveSettings, type SettingFlags, type Settings } from "./settings.js";
import { openSnapshot, provenSnapshot } from "./snapshot-file.js";
import { History, tellReading } from "./starting.js";
import { openGenesis, openStore, prepareFolder } from "./state-folder.js";
import { clockTime, logObserver, observers, Tally } from "./watching.js";

/** A process of either role, as far as a daemon cares. */
export interface Served {
  readonly chain: LogChain;
  readonly port: number;
  begin(): Promise<void>;
  stop(): Promise<void>;
}

export interface Ground {
  readonly settings: Settings;
  readonly genesis: Genesis;
  readonly store: LevelStore;
  readonly observer: Observer;
  /** To begin with, where the store has none. */
  readonly snapshot?: Snapshot;
  readonly onStopped: (error: FeldsparError) => void;
}

/** A node that runs, as its operator sees it. */
export interface Running {
  readonly served: Served;
  status(): JsonInput;
  /** The latest round of the beacon that it has; undefined where it has no part in making or keeping them. */
  beaconRound(taken: number | null): number | null | undefined;
  /** Of blocks that have been in office, from the first one on; null where they are not all there. */
  headers(through: number): Promise<readonly CertifiedHeader[] | null>;
  /** The share of the key in office; null: it has none. */
  share(): MinerKey | null;
  /** How many entries the log has. Rejects where nobody answers. */
  logEnd(): Promise<{ readonly position: bigint }>;
  close(): Promise<void>;
}

/** What differs between the roles. */
export interface Role<Identity extends { readonly id: string }> {
  readonly name: "miner" | "sharder";
  /** Refuses settings that make no sense. */
  check(settings: Settings): void;
  open(
    settings: Settings,
  ): Promise<{ readonly identity: Identity; readonly storageKey: Uint8Array; readonly scheme: string }>;
  start(ground: Ground, opened: { readonly identity: Identity; readonly storageKey: Uint8Array }): Promise<Running>;
}

/** How long ending in order may take, in milliseconds. */
const PATIENCE = 10_000;
/** Set for nodes that another process starts: they end when its end of their standard input closes. */
const END_WITH_INPUT = "FELDSPAR_END_WITH_INPUT";

class Ending {
  private resolve: (reason: Reason) => void = () => {};
  readonly given = new Promise<Reason>((resolve) => {
    this.resolve = resolve;
  });
  private readonly ends: (() => void)[] = [];

  constructor() {
    for (const signal of ["SIGTERM", "SIGINT"] as const) {
      const listener = () => this.give({ why: signal, status: DAEMON_EXIT.good });
      process.on(signal, listener);
      this.ends.push(() => process.off(signal, listener));
    }
    if (process.env[END_WITH_INPUT] === "1") {
      process.stdin.on("end", () => this.give({ why: "its parent has gone", status: DAEMON_EXIT.good }));
      process.stdin.on("error", () => this.give({ why: "its parent has gone", status: DAEMON_EXIT.good }));
      process.stdin.resume();
      this.ends.push(() => process.stdin.destroy());
    }
  }

  give(reason: Reason): void {
    this.resolve(reason);
  }

  /** Signals are the system's again: a second one ends the process at once. */
  done(): void {
    for (const end of this.ends.splice(0)) end();
  }
}

interface Reason {
  readonly why: string;
  readonly status: number;
  readonly error?: unknown;
}

/** Runs a node until it ends. Throws `UsageError` and what opening throws, before it serves. */
export async function runDaemon<Identity extends { readonly id: string }>(
  role: Role<Identity>,
  flags: SettingFlags,
): Promise<CommandResult> {
  const { settings } = resolveSettings(flags, process.env);
  role.check(settings);
  boundNameLookups();
  prepareFolder(settings.state);
  const genesis = await openGenesis(settings);
  const opened = await role.open(settings);
  const { id } = opened.identity;
  if (opened.scheme !== genesis.scheme)
    throw new UsageError(`${settings.identity}: expected a key of ${genesis.scheme}, got one of ${opened.scheme}`);
  const ending = new Ending();
  const log = await openLog(settings.logLevel, { role: role.name, id: id.slice(0, 16) });
  const closing: (() => Promise<unknown>)[] = [];
  let reason: Reason;
  try {
    reason = await live(role, opened, { settings, genesis, log, ending, closing });
  } catch (error) {
    reason = { why: oneLine(error), status: statusOfStart(error), error: aboutPort(error, settings) };
  }
  const { error } = reason;
  log.write(
    reason.status === 0 ? "info" : "error",
    "ending",
    error === undefined ? { why: reason.why } : failureFields(error),
  );
  const isClosed = await withinPatience(closing.reverse());
  ending.done();
  if (!isClosed) log.write("warn", "it did not end in time", {});
  log.write("info", "ended", { status: reason.status });
  // whatever is still open must not hold the process
  setTimeout(() => process.exit(reason.status), 500).unref();
  const todo = remedyOf(error);
  const problem = `${oneLine(error)}${todo === null ? "" : ` (${todo})`}`;
  return { output: "", problems: error === undefined ? [] : [problem], exitCode: reason.status };
}

/** Of a port that cannot be had also which setting it is. */
function aboutPort(error: unknown, { listen: { host, port } }: Settings): unknown {
  const { code, syscall, port: asked = -1 } = error as { code?: string; syscall?: string; port?: number };
  // the control socket has none
  if (syscall !== "listen" || asked < 0) return error;
  const hint = code === "EADDRINUSE" ? "another process has it" : "this machine, or this user, cannot have it";
  return new OutputError(`--listen ${host}:${port}: ${oneLine(error)}: ${hint}; end that one, or give another address`);
}

/** What a node that never served ended by: a port that is taken is no bad input. */
function statusOfStart(error: unknown): number {
  if (error instanceof UsageError) return DAEMON_EXIT.badInput;
  return (error as { code?: string }).code?.startsWith("E") === true && !(error instanceof FeldsparError)
    ? DAEMON_EXIT.failed
    : statusOfStop(error);
}

interface Life {
  readonly settings: Settings;
  readonly genesis: Genesis;
  readonly log: NodeLog;
  readonly ending: Ending;
  readonly closing: (() => Promise<unknown>)[];
}

async function live<Identity extends { readonly id: string }>(
  role: Role<Identity>,
  opened: { readonly identity: Identity; readonly storageKey: Uint8Array },
  { settings, genesis, log, ending, closing }: Life,
): Promise<Reason> {
  const { state, metricsPort } = settings;
  const { id } = opened.identity;
  const hash = toHex(genesisHash(genesis));
  const tally = new Tally();
  log.write("info", "begins", { state, pid: process.pid, version: VERSION, genesisHash: hash });
  const store = await openStore(state);
  closing.push(() => store.close());
  const labels = { role: role.name, id: id.slice(0, 16) };
  const kept = role.name === "sharder" ? genesis : null;
  const metrics = metricsPort === null ? null : await openMetrics(metricsPort, labels, kept);
  if (metrics !== null) closing.push(() => metrics.close());
  const history = new History();
  const watching = [
    logObserver(log),
    new EvidenceLog(state, log).observer,
    history.observer,
    tally.observer,
    ...(metrics === null ? [] : [metrics.observer]),
  ];
  const onStopped = (error: FeldsparError): void =>
    ending.give({ why: error.message, status: statusOfStop(error), error });
  const snapshot = await snapshotFor(settings, genesis, store, log);
  const ground = { settings, genesis, store, observer: observers(...watching), onStopped, ...snapshot };
  const node = await role.start(ground, opened);
  closing.push(
    () => node.close(),
    () => node.served.stop(),
  );
  const { served } = node;
  const startedAt = clockTime();
  let isBegun = false;
  const standing = (): JsonInput => {
    const [latest, { round, current }] = [node.beaconRound(tally.beaconRound), served.chain.state];
    const firstRound = current.magicBlock?.startingRound ?? null;
    const found = latest === undefined ? null : beaconStanding({ genesis, round, firstRound, latest, now: Date.now() });
    return found === null ? null : { ...found };
  };
  const status = (): JsonInput => ({
    ...{ role: role.name, id, version: VERSION, pid: process.pid, port: served.port, genesisHash: hash },
    ...{ begun: isBegun, ready: served.chain.isReady, stopped: served.chain.stopped?.code ?? null },
    ...{ seconds: Math.round((clockTime() - startedAt) / 1000), lost: tally.lost, peersDown: tally.peersDown },
    ...{ secondsSinceBlock: tally.lastBlockAt === null ? null : Math.round((clockTime() - tally.lastBlockAt) / 1000) },
    head: { round: served.chain.head.round, position: served.chain.head.position, logHash: served.chain.head.logHash },
    beaconRound: node.beaconRound(tally.beaconRound) ?? tally.beaconRound,
    beacon: standing(),
    shares: tally.shares === null ? null : { ...tally.shares },
    blocks: Object.fromEntries(tally.blocks),
    phase: phaseOf(served.chain.state),
    ...(node.status() as object),
  });
  // once it is answered
  const stop = () => setTimeout(() => ending.give({ why: "asked to", status: DAEMON_EXIT.good }), 50);
  const control = await serveControl(state, {
    ...{ status, stop, log },
    snapshot: () => provenSnapshot(served.chain, (through) => node.headers(through)),
    sign: async (context, message) => signedPart(genesis, node.share(), { context, message }),
  });
  closing.push(() => control.close());
  const { chain } = served;
  log.write("info", "serving", { port: served.port, pid: process.pid, version: VERSION, genesisHash: hash });
  const reading = { isReady: () => chain.isReady, head: () => chain.head, end: () => node.logEnd() };
  const callOff = tellReading(log, reading);
  closing.push(async () => callOff());
  const begun = served.begin().then(() => {
    isBegun = true;
    callOff();
    const { round, phase, failures, current } = chain.state;
    log.write("info", "caught up", { ...history.summary, round, phase, viewInOffice: current.number });
    // that it came to this may be long ago: it still stands
    if (phase === "stopped") log.write("error", "the contract has stopped: an admin must resume", { round, failures });
  });
  begun.catch((error) => ending.give({ why: oneLine(error), status: statusOfStop(error), error }));
  return ending.given;
}

/** A node that has been further goes on from there, whatever file is named. Throws as `openSnapshot`. */
async function snapshotFor({ snapshot, board }: Settings, genesis: Genesis, store: LevelStore, log: NodeLog) {
  const isStored = (await store.get(snapshotKey(genesisHash(genesis)))) !== undefined;
  const begins = snapshot === null ? "begins with the genesis" : "begins with the snapshot that it is given";
  log.write("info", isStored ? "goes on from its own snapshot" : begins, snapshot === null ? {} : { snapshot });
  if (snapshot === null || isStored) return {};
  if (board !== null)
    throw new UsageError("--snapshot: nobody attests states of a network on an EVM chain: replay its board");
  return { snapshot: openSnapshot(snapshot, genesis) };
}

/** Closes one after the other; false when it takes too long. What closing throws is nothing any more. */
async function withinPatience(closing: readonly (() => Promise<unknown>)[]): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), PATIENCE);
  });
  const all = (async () => {
    for (const close of closing) await close().catch(() => {});
    return true as const;
  })();
  const isClosed = await Promise.race([all, late]);
  clearTimeout(timer);
  return isClosed;
}
