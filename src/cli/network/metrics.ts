// Metrics for Prometheus, on a port of their own on loopback.
import { createServer } from "node:http";
import { boundConnections } from "../../http/connections.js";
import type { Genesis } from "../../magic-block/index.js";
import { beaconStanding } from "../../node/beacon-standing.js";
import type { Observer } from "../../processes/observer.js";
import type { ContractState } from "../../view-change/contract/state.js";
import { OutputError } from "../usage-error.js";
import { needPackages } from "./packages.js";
import { clockTime, missingCount, peersIn } from "./watching.js";

export interface Metrics {
  readonly observer: Observer;
  close(): Promise<void>;
}

const PHASES = ["start", "contribute", "share", "publish", "wait", "stopped"] as const;
const SECONDS = [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10];

const labelOf = (id: string): string => id.slice(0, 16);

/**
 * Serves them; with the genesis of a node that keeps all rounds of the beacon also how late the next one is. Throws
 * `UsageError` without prom-client, `OutputError` for a port that cannot be had.
 */
export async function openMetrics(
  port: number,
  labels: Readonly<Record<string, string>>,
  genesis: Genesis | null = null,
): Promise<Metrics> {
  needPackages(["prom-client"]);
  const { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } = await import("prom-client");
  const registry = new Registry();
  registry.setDefaultLabels(labels);
  collectDefaultMetrics({ register: registry });
  const of = (name: string, help: string) => ({ name: `feldspar_${name}`, help, registers: [registry] });
  // who never gets a block is late from the beginning
  let [blockAt, beaconAt] = [clockTime(), 0];
  const peers = new Set<string>();
  let latest: number | null = null;
  let shown: ContractState | null = null;
  const round = new Gauge(of("round", "The chain's round."));
  const view = new Gauge(of("view", "Number of the magic block in office."));
  const attempt = new Gauge(of("attempt", "Attempt at the next magic block."));
  const phase = new Gauge({ ...of("phase", "1 for the running phase."), labelNames: ["phase"] });
  const missing = new Gauge(of("missing", "Members that are still to do something in the phase."));
  const spare = new Gauge(of("spare_members", "Members in office that can be lost before the beacon halts."));
  const beacon = new Gauge(of("beacon_round", "Latest round of the beacon."));
  const peer = new Gauge({ ...of("peer_up", "Did the peer take the last message?"), labelNames: ["peer"] });
  const shares = new Gauge({ ...of("shares", "Shares of the running attempt."), labelNames: ["state"] });
  const failures = new Counter({ ...of("failures_total", "Attempts that started over."), labelNames: ["code"] });
  const evidence = new Counter({ ...of("evidence_total", "Proofs of misbehaviour."), labelNames: ["code"] });
  const messages = new Counter({
    ...of("messages_total", "Private messages by kind: sent, sent once more, received."),
    labelNames: ["what", "kind"],
  });
  const refused = new Counter({
    ...of("messages_refused_total", "Messages of others, by code."),
    labelNames: ["code"],
  });
  const lost = new Counter({ ...of("lost_total", "What failed and is tried again."), labelNames: ["what"] });
  const conflicts = new Counter(of("conflicts_total", "Rounds of a history that is not the signed one."));
  const beaconSeconds = new Histogram({ ...of("beacon_round_seconds", "Between rounds."), buckets: SECONDS });
  const seconds = {
    apply: new Histogram({ ...of("contract_apply_seconds", "The contract, for a block."), buckets: SECONDS }),
    put: new Histogram({ ...of("put_seconds", "The store, for a put."), buckets: SECONDS }),
  };
  new Gauge({
    ...of("lag_seconds", "Since the last block, or since there was none."),
    collect() {
      this.set((clockTime() - blockAt) / 1000);
    },
  });
  if (genesis !== null)
    new Gauge({
      ...of("beacon_late_seconds", "Since the beacon's next round was due; of sharders."),
      collect() {
        const firstRound = shown?.current.magicBlock?.startingRound ?? null;
        const facts = { genesis, round: shown?.round ?? 0, firstRound, latest, now: Date.now() };
        this.set(beaconStanding(facts)?.seconds ?? 0);
      },
    });
  const observer: Observer = {
    applied(state, events, isPast) {
      const { session, current } = state;
      shown = state;
      blockAt = clockTime();
      if (peers.size > 0) {
        const here = peersIn(state);
        // nobody is to be alarmed for ever by who has left
        for (const id of [...peers].filter((one) => !here.has(one))) {
          peers.delete(id);
          peer.remove({ peer: labelOf(id) });
        }
      }
      round.set(state.round);
      view.set(current.number);
      attempt.set(session?.attempt ?? state.attempt);
      missing.set(missingCount(state));
      if (current.magicBlock !== null) spare.set(current.magicBlock.members.length - current.magicBlock.t);
      for (const one of PHASES) phase.set({ phase: one }, one === state.phase ? 1 : 0);
      // of what was counted when it happened nobody is told once more
      for (const event of isPast ? [] : events)
        if (event.type === "restarted" || event.type === "dropped") failures.inc({ code: event.code });
    },
    beaconRound(at) {
      // rounds that were missed come later
      latest = Math.max(at, latest ?? 0);
      beacon.set(latest);
      const now = clockTime();
      if (beaconAt > 0) beaconSeconds.observe((now - beaconAt) / 1000);
      beaconAt = now;
    },
    // the first word: what follows names a peer or a path
    lost: (what) => lost.inc({ what: what.split(" ")[0]! }),
    evidence: (code) => evidence.inc({ code }),
    message: (what, kind) => messages.inc({ what, kind }),
    refused: (code) => refused.inc({ code }),
    conflict: () => conflicts.inc(),
    peer(id, answers) {
      peers.add(id);
      peer.set({ peer: labelOf(id) }, answers ? 1 : 0);
    },
    shares(counts) {
      if (counts === null) return shares.reset();
      for (const [state, count] of Object.entries(counts)) shares.set({ state }, count);
    },
    took: (what, time) => seconds[what].observe(time),
  };
  const server = createServer((request, response) => {
    // a page of elsewhere may have a name of its own that leads here
    if (!/^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/.test(request.headers.host ?? ""))
      return void response.writeHead(403).end();
    if (request.url !== "/metrics") return void response.writeHead(404).end();
    registry.metrics().then(
      (text) => response.writeHead(200, { "content-type": registry.contentType }).end(text),
      () => response.writeHead(500).end(),
    );
  });
  boundConnections(server);
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error) => reject(new OutputError(`--metrics-port ${port}: ${error.message}`)));
    server.listen(port, "127.0.0.1", resolve);
  });
  return {
    observer,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
