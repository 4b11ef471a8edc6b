// How long a sharder takes to say which phase it is while its contract checks what a hundred miners have said: the
// blocks are those of a recorded view change, the questions come a hundred a second, whether others were answered.
import { fork } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Recording } from "../../../../bench/view/recording.js";
import { genesisToJson } from "../../../../src/magic-block/index.js";
import { ViewChangeContract } from "../../../../src/view-change/contract/contract.js";
import type { ContractState } from "../../../../src/view-change/contract/state.js";
import { type LedgerEntry, transactionEntry } from "../../../../src/view-change/entries.js";

const PROGRAM = fileURLToPath(new URL("../programs/replayed.mjs", import.meta.url));
const EVERY = 10;

export interface Latency {
  readonly miners: number;
  readonly questions: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
  readonly most: number;
  /** Seconds that the contract took for one block, at most. */
  readonly longestBlock: number;
}

type Blocks = readonly (readonly LedgerEntry[])[];

/** Every block until the magic block is made; what belongs to a phase is in one of them. */
async function recordedBlocks(n: number, t: number) {
  const recording = await Recording.create({ n, t, k: t, seed: `latency ${n}`, watched: 1 });
  const contract = new ViewChangeContract();
  let state: ContractState = contract.genesis(recording.members.genesis);
  const blocks: (readonly LedgerEntry[])[] = [];
  const apply = (entries: readonly LedgerEntry[]) => {
    blocks.push(entries);
    state = contract.apply(state, { round: state.round + 1, entries }).state;
  };
  const endPhase = () => {
    const { phase } = state;
    while (state.phase === phase) apply([]);
  };
  apply(recording.members.registrations(contract));
  while (state.session === null) apply([]);
  apply([recording.members.keep(state)]);
  const [contributions, shared, publications]: [LedgerEntry[], LedgerEntry[], LedgerEntry[]] = [[], [], []];
  for (let index = 1; index <= n; index++) {
    const { contribution, publication } = await recording.dealing(index);
    contributions.push(transactionEntry(contribution));
    shared.push(transactionEntry(recording.shared(index)));
    publications.push(transactionEntry(publication));
  }
  for (const entries of [contributions, shared, publications]) {
    apply(entries);
    endPhase();
  }
  if (state.phase !== "wait") throw new Error(`expected the wait phase, got ${state.phase}`);
  return { genesis: recording.members.genesis, blocks };
}

function write(folder: string, { genesis, blocks }: Awaited<ReturnType<typeof recordedBlocks>>): void {
  writeFileSync(join(folder, "genesis.json"), genesisToJson(genesis, 1));
  const plain = (all: Blocks) =>
    all.map((entries) => entries.map(({ kind, bytes }) => ({ kind, bytes: Buffer.from(bytes).toString("base64") })));
  writeFileSync(join(folder, "blocks.json"), JSON.stringify(plain(blocks)));
}

interface Told {
  readonly port?: number;
  readonly done?: boolean;
  readonly longest?: number;
  readonly phase?: string;
}

export async function phaseLatency(n: number, t: number): Promise<Latency> {
  const folder = mkdtempSync(join(tmpdir(), "feldspar-latency-"));
  write(folder, await recordedBlocks(n, t));
  const child = fork(PROGRAM, [folder], { stdio: ["ignore", "ignore", "inherit", "ipc"], execArgv: [] });
  const gone = new Promise<never>((_, reject) => child.once("exit", () => reject(new Error("the sharder has ended"))));
  gone.catch(() => {});
  const told = (isIt: (said: Told) => boolean) =>
    Promise.race([
      gone,
      new Promise<Told>((resolve) => {
        child.on("message", (said: Told) => {
          if (isIt(said)) resolve(said);
        });
      }),
    ]);
  try {
    const { port } = await told((said) => said.port !== undefined);
    const times: number[] = [];
    const open = new Set<Promise<void>>();
    const ask = async () => {
      const began = performance.now();
      await (await fetch(`http://127.0.0.1:${port}/v1/phase`)).arrayBuffer();
      times.push(performance.now() - began);
    };
    // the way there is known before it counts
    for (let time = 0; time < 50; time++) await ask();
    times.length = 0;
    const timer = setInterval(() => {
      const asking = ask().finally(() => open.delete(asking));
      open.add(asking);
    }, EVERY);
    const done = told((said) => said.done === true);
    child.send("begin");
    await done;
    clearInterval(timer);
    await Promise.all(open);
    const how = told((said) => said.longest !== undefined);
    child.send("how");
    const { longest = 0, phase } = await how;
    if (phase !== "wait") throw new Error(`the sharder is in phase ${phase}`);
    times.sort((a, b) => a - b);
    const at = (part: number) =>
      Math.round(10 * times[Math.min(times.length - 1, Math.floor(part * times.length))]!) / 10;
    const longestBlock = Math.round(1000 * longest) / 1000;
    return { miners: n, questions: times.length, p50: at(0.5), p99: at(0.99), most: at(1), longestBlock };
  } finally {
    child.kill("SIGTERM");
    rmSync(folder, { recursive: true, force: true });
  }
}
