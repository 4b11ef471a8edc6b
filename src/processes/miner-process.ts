// A miner as a process: its chain, its part in view changes and in the beacon, and the server for its peers' messages.
import type { BeaconOutput, drand } from "../beacon/index.js";
import { type ErrorCode, encodeAs, equalBytes, FeldsparError, toHex, utf8 } from "../encoding/index.js";
import { beaconBodyFormat } from "../http/beacon-body.js";
import { refusalIn, SharderClient } from "../http/client/client.js";
import { connectionBounds } from "../http/connections.js";
import { healthRoutes } from "../http/health-routes.js";
import type { LimitsOptions } from "../http/limits.js";
import { addressOf, type ListenAt, type Listening, listen } from "../http/listen.js";
import { minerRoutes } from "../http/miner-routes.js";
import { appOf } from "../http/route.js";
import { type Genesis, genesisHash } from "../magic-block/index.js";
import { BeaconNode } from "../node/beacon-node.js";
import { encodeDrandRound } from "../node/drand/archive.js";
import type { EvidenceNotice } from "../node/evidence.js";
import type { Judgement } from "../node/judgement.js";
import { LogChain } from "../node/log/chain.js";
import { officeOf } from "../node/log/office.js";
import type { Snapshot } from "../node/log/snapshot.js";
import { MinerNode } from "../node/miner-node.js";
import type { EntryLog, LedgerEngine, Store } from "../node/ports.js";
import { sharedTransport } from "../node/shared-transport.js";
import { FrameChannel } from "../sealing/channel.js";
import { HpkeCipher } from "../sealing/cipher.js";
import { MAX_FRAME } from "../sealing/frame.js";
import { HttpTransport } from "../transport/http.js";
import { evidenceFileOf } from "../view-change/contract/evidence-file.js";
import { findById } from "../view-change/contract/sorted.js";
import type { ContractState } from "../view-change/contract/state.js";
import { evidenceToJson } from "../view-change/evidence-file.js";
import type { MinerIdentity } from "../view-change/identity.js";
import { Miner } from "../view-change/miner/miner.js";
import type { MinerSession } from "../view-change/miner/state.js";
import { ContractThread } from "./contract/thread.js";
import { latestRounds } from "./drand-gaps.js";
import { MessageWatch } from "./message-watch.js";
import { type Observer, type ShareCounts, silent } from "./observer.js";
import { Outbox } from "./outbox.js";

export interface MinerProcessOptions {
  readonly genesis: Genesis;
  readonly identity: MinerIdentity;
  readonly ledger: EntryLog | LedgerEngine;
  /** Its own, and secret: the miner's state lies in it. */
  readonly store: Store;
  /** To begin with in the place of the store's: from `verifySnapshot`. */
  readonly snapshot?: Snapshot;
  readonly listen: ListenAt;
  readonly version: string;
  /** Addresses of sharders beside those in office: for rounds of the beacon. */
  readonly sharders?: readonly string[];
  readonly limits?: LimitsOptions;
  /** Times of the protocol's own retries. */
  readonly miner?: Omit<ConstructorParameters<typeof Miner>[0], "scheme" | "identity">;
  readonly observer?: Observer;
  /** It has stopped by itself, and why: the process should end, and be started again by a supervisor. */
  readonly onStopped?: (error: FeldsparError) => void;
}

/** Where a miner is, as the running attempt, the block in office or its registration says. */
function urlOf({ session, current, candidates }: ContractState, id: string): string | undefined {
  const inSession = session?.receivers.find((one) => one.id === id) ?? session?.dealers.find((one) => one.id === id);
  const inOffice = current.magicBlock?.members.find((one) => one.id === id);
  return inSession?.url ?? inOffice?.url ?? findById(candidates, id)?.url;
}

function countsOf(session: MinerSession | null): ShareCounts | null {
  if (session === null) return null;
  const count = (list: readonly { readonly acknowledgement: Uint8Array | null }[]) =>
    list.filter(({ acknowledgement }) => acknowledgement !== null).length;
  const { outgoing, incoming } = session;
  return {
    ...{ receivers: outgoing.length, acknowledged: count(outgoing) },
    ...{ dealers: incoming.length, received: count(incoming) },
  };
}

/** Does an MPK of this miner stand in an attempt of which it knows nothing: of a twin, or of a state that was lost? */
function hasStrangeMpk({ session }: ContractState, mine: MinerSession | null, id: string): boolean {
  const dealer = session?.dealers.find((one) => one.id === id);
  if (session === null || dealer === undefined || !session.contributions[dealer.index - 1]) return false;
  return mine === null || !equalBytes(mine.id, session.id);
}

export class MinerProcess {
  private server: Listening | null = null;
  private node: MinerNode | null = null;
  private beacon: BeaconNode | null = null;
  private isSetAside = false;
  private readonly transport: HttpTransport;
  private readonly messages: MessageWatch;
  private readonly sharders: SharderClient;
  private readonly ends: (() => void)[] = [];
  /** By sharder. */
  private readonly outboxes = new Map<string, Outbox>();

  private constructor(
    readonly options: MinerProcessOptions,
    readonly chain: LogChain,
    private readonly contract: ContractThread,
  ) {
    // keys are in it: not for whoever prints or clones a process
    Object.defineProperty(this, "options", { enumerable: false });
    const { observer = silent, sharders = [] } = options;
    this.transport = new HttpTransport({
      urlOf: (id) => urlOf(chain.state, id),
      onTaken: (to) => observer.peer(to, true),
      onLost: (to, reason, code) => {
        observer.peer(to, false);
        observer.lost(
          `message to ${to.slice(0, 16)}`,
          code === null ? new Error(reason) : new FeldsparError(code, reason),
        );
      },
    });
    this.messages = new MessageWatch(observer);
    const known = () => [...new Set([...[...officeOf(chain.state).values()].map(({ url }) => url), ...sharders])];
    this.sharders = new SharderClient({ urls: known });
  }

  /** Serves at once; resolves when it answers. Throws what the store and the server throw. */
  static async start(options: MinerProcessOptions): Promise<MinerProcess> {
    const { genesis, ledger, store, observer = silent } = options;
    const contract = new ContractThread({
      took: (seconds) => observer.took("apply", seconds),
      onDied: (reason) => observer.lost("contract thread", new Error(reason)),
    });
    const chain = await LogChain.open({
      genesis,
      ledger,
      store,
      contract,
      ...(options.snapshot === undefined ? {} : { snapshot: options.snapshot }),
      onStopped: (error) => options.onStopped?.(error),
      onLost: (error) => observer.lost("chain", error),
    });
    const process = new MinerProcess(options, chain, contract);
    process.ends.push(chain.subscribe(({ after, events }) => observer.applied(after, events, !chain.isReady)));
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

  /** The miner's node, once it has begun; its state is secret. */
  get miner(): MinerNode | null {
    return this.node;
  }

  /** Magic block numbers of the views whose rounds this miner makes. */
  get views(): readonly number[] {
    return this.beacon?.views ?? [];
  }

  /**
   * Resolves when everything that was on the ledger has been read, nothing being said meanwhile, and the miner acts.
   */
  async begin(): Promise<void> {
    const { chain, options, transport } = this;
    const { identity, genesis, store, observer = silent, onStopped } = options;
    const { id } = identity;
    await chain.caughtUp();
    const channel = new FrameChannel(identity, { chainId: genesis.chainId });
    const [forMiner, forBeacon] = sharedTransport(this.messages.over(transport), 2);
    const shared = { id, channel, chain, store, onStopped: (error: FeldsparError) => onStopped?.(error) };
    this.node = await MinerNode.start({
      ...shared,
      miner: new Miner({ ...options.miner, scheme: genesis.scheme, identity }),
      cipher: new HpkeCipher(identity),
      transport: forMiner!,
      onEvidence: (notice) => {
        this.tellEvidence(notice);
        if (notice.code === "ANOTHER_MPK") this.setAside();
      },
      onLost: (error) => observer.lost("miner", error),
    });
    this.beacon = await BeaconNode.start({
      ...shared,
      miner: this.node,
      transport: forBeacon!,
      onOutput: (output, number) => this.publishOutput(output, number),
      onRound: (beacon, number) => this.publishRound(beacon, number),
      onBehind: () => void this.lookForRounds(),
      onEvidence: ({ code, against }) => observer.evidence(code, against, null),
      onLost: (error) => observer.lost("beacon", error),
    });
    this.watchSession();
  }

  /** After every block: how far it is with shares, and whether something stands under its name that it has not said. */
  private watchSession(): void {
    const { node, chain, options } = this;
    const { observer = silent, identity } = options;
    const look = async () => {
      await node?.idle();
      const mine = node?.state.session ?? null;
      observer.shares(countsOf(mine));
      if (hasStrangeMpk(chain.state, mine, identity.id)) this.setAside();
    };
    this.ends.push(chain.subscribe(() => void look()));
    void look();
  }

  /** Somebody has its key, or its state is not the newest: it ends, once. */
  private setAside(): void {
    if (this.isSetAside) return;
    this.isSetAside = true;
    const reason = "another MPK or key than this miner's stands on the ledger under its name";
    this.options.onStopped?.(new FeldsparError("SET_ASIDE", `${reason}: has its twin run, or was its state lost?`));
  }

  /** Ends everything; resolves when it has ended. The ledger and the store stay open. */
  async stop(): Promise<void> {
    for (const end of this.ends.splice(0)) end();
    await this.server?.close();
    await this.node?.stop();
    await this.beacon?.stop();
    this.transport.close();
    await this.chain.close();
    await this.contract.close();
  }

  private publishOutput(output: BeaconOutput, number: number): void {
    const { observer = silent, genesis } = this.options;
    observer.beaconRound(output.round, number);
    this.publish(encodeAs(beaconBodyFormat(genesis.scheme), { number, output }));
  }

  private publishRound(beacon: drand.DrandBeacon, number: number): void {
    const { observer = silent, genesis } = this.options;
    observer.beaconRound(beacon.round, number);
    this.publish(encodeDrandRound(genesis.scheme, beacon));
  }

  /** To every sharder: it proves itself, and they take it once. */
  private publish(body: Uint8Array): void {
    for (const url of this.sharders.urls) {
      const outbox = this.outboxes.get(url) ?? new Outbox((one) => this.hand(url, "/v1/beacon", one, "beacon round"));
      this.outboxes.set(url, outbox);
      outbox.add(body);
    }
  }

  /** What proves itself goes to the sharders, for whoever asks. */
  private tellEvidence({ code, against, evidence }: EvidenceNotice): void {
    const { observer = silent } = this.options;
    const found = evidence === null ? null : evidenceFileOf(this.chain.state, evidence);
    const file = found === null ? null : evidenceToJson(found);
    observer.evidence(code, against, file);
    if (file === null) return;
    for (const url of this.sharders.urls) void this.hand(url, "/v1/evidence", utf8(file), "evidence");
  }

  /** To one sharder. Resolves with whether it has answered; why it refused is told. */
  private async hand(url: string, path: string, body: Uint8Array, what: string): Promise<boolean> {
    const { observer = silent } = this.options;
    try {
      const answer = await this.sharders.askOne(url, path, { method: "POST", body, longest: 4096 });
      if (answer.status >= 300) observer.lost(`${what} to ${url}`, refusalIn(answer));
      return true;
    } catch (error) {
      observer.lost(`${what} to ${url}`, error);
      return false;
    }
  }

  /** Modes "drand…": what came out while this miner was away, or had no part in it. */
  private async lookForRounds(): Promise<void> {
    for (const beacon of await latestRounds(this.sharders)) await this.beacon?.offerRound(beacon).catch(() => {});
  }

  private async judge(message: Uint8Array): Promise<Judgement> {
    const first = await this.node!.judge(message);
    const judgement = first.verdict === "unknown" ? await this.beacon!.judge(message) : first;
    this.messages.judged(message, judgement);
    return judgement;
  }

  private app() {
    const { chain, options } = this;
    const { identity, version, genesis, observer = silent } = options;
    const about = { version, role: "miner", id: identity.id, genesisHash: toHex(genesisHash(genesis)) };
    const isReady = () => this.node !== null && this.beacon !== null && this.node.stopped === null;
    const health = () => {
      const stopped = chain.stopped ?? this.node?.stopped ?? null;
      const reasons = [...(stopped === null ? [] : [stopped.code]), ...(isReady() ? [] : ["NOT_READY"])];
      return { reasons, facts: { round: chain.head.round, phase: chain.state.phase } };
    };
    const service = {
      longest: MAX_FRAME,
      judge: (message: Uint8Array) => this.judge(message),
      take: async (message: Uint8Array) => {
        this.transport.deliver(message);
        await Promise.all([this.node?.idle(), this.beacon?.idle()]);
      },
      isReady,
      onRefused: (code: ErrorCode, from: string) => observer.refused(code, from),
    };
    return appOf([...healthRoutes(health, about), ...minerRoutes(service, version)], {
      addressOf,
      onError: (error, path) => observer.lost(`http ${path}`, error),
      ...(options.limits === undefined ? {} : { limits: options.limits }),
    });
  }
}
