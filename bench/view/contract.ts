// Plays a recorded view change to the contract alone: what every node of the chain has to do.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { allowRelaxedSimd, describeEnvironment } from "../measure/environment.js";

allowRelaxedSimd();

import { progressBars } from "../../src/cli/progress.js";
import { coreInfo } from "../../src/entry/index.js";
import { ContractAhead } from "../../src/entry/node.js";
import {
  type Applied,
  type Block,
  type ContractState,
  encodeContractState,
  type LedgerEntry,
  MagicBlock,
  ProtocolCache,
  transactionEntry,
  ViewChangeContract,
} from "../../src/entry/view-change.js";
import { inPieces, readRecords } from "./files.js";
import { Members } from "./members.js";
import { Meter, Tally } from "./meter.js";
import { FILES, helpers, inOffice, scaleOptions } from "./options.js";

const options = scaleOptions();
const { n, folder, mode } = options;
const progress = progressBars();
const meter = new Meter();
const members = await Members.create(options, (done) => progress.update("identities", done, n));
const office = inOffice(options);
const { pool, suffix } = await helpers(options);
const cache = new ProtocolCache();
const contract = new ViewChangeContract(cache);
const ahead = pool && new ContractAhead({ pool, cache, contract });
let state: ContractState = office?.state ?? contract.genesis(members.genesis);

/** One block; a refusal would mean that the transcript is wrong. */
const apply = (tally: Tally, ...block: Parameters<typeof applyHere>) => tally.timed(() => applyHere(...block));

function applyHere(block: Omit<Block, "round">, round = state.round + 1): void {
  const applied: Applied = contract.apply(state, { round, ...block });
  const refused = applied.events.find((event) => event.type === "refused");
  if (refused !== undefined) throw new Error(`refused: ${JSON.stringify(refused)}`);
  state = applied.state;
}

/** Blocks of so many entries, as the chain would bring them; with a pool the next one is prepared meanwhile. */
async function applyAll(
  tally: Tally,
  entries: Iterable<LedgerEntry>,
  perBlock: number,
  show?: (done: number) => void,
): Promise<void> {
  let done = 0;
  const blocks = inPieces(entries, perBlock);
  const prepare = ({ value }: IteratorResult<LedgerEntry[]>) => value && ahead?.prepare(state, { entries: value });
  let next = blocks.next();
  let ready = prepare(next); // timed where it is waited for
  while (!next.done) {
    const some = next.value;
    for (const { bytes } of some) tally.bytesIn += bytes.length;
    await tally.timed(async () => {
      await ready;
      next = blocks.next();
      ready = prepare(next);
      applyHere({ entries: some });
    });
    done += some.length;
    show?.(done);
  }
}

function* recorded(file: string): Generator<LedgerEntry> {
  for (const bytes of readRecords(join(folder, file))) yield { kind: "transaction", bytes };
}

/** Applies recorded transactions. */
function applyFile(tally: Tally, name: string, file: string, perBlock: number): Promise<void> {
  return applyAll(tally, recorded(file), perBlock, (done) => progress.update(name, done, n));
}

/** The rounds of the phase are over. */
const endPhase = (tally: Tally) =>
  apply(tally, { entries: [] }, state.phaseStart + state.parameters.phaseRounds[state.phase as "wait"]);

/** Entries of such a size in a block: what a chain with blocks of 2 MB would take. */
const perBlock = (size: number) => Math.max(1, Math.min(n, Math.floor(2e6 / size)));

await meter.phase("start: registrations and selection", (tally) => {
  if (office === null) {
    const entries = members.registrations(contract);
    for (const { bytes } of entries) tally.bytesIn += bytes.length;
    apply(tally, { entries });
  }
  apply(tally, { entries: [] });
});
if (state.session?.mode !== mode) throw new Error(`expected a list for ${mode}, got ${state.phase}`);
apply(new Tally(), { entries: [members.keep(state)] });
await meter.phase("contribute: check commitments and proofs", async (tally) => {
  await applyFile(tally, "contribute", FILES.contributions, perBlock(200 * options.t));
  endPhase(tally);
});
await meter.phase("share: note who is done", async (tally) => {
  await applyFile(tally, "share", FILES.shared, perBlock(125));
  endPhase(tally);
});
await meter.phase("publish: check acknowledgements and revealed shares", async (tally) => {
  await applyFile(tally, "publish", FILES.publications, perBlock(n / 8 + 200));
});
await meter.phase("publish: group key, public shares, magic block", endPhase);
if (state.phase !== "wait" || !state.session?.magicBlock)
  throw new Error(`expected the wait phase, got ${state.phase}`);
writeFileSync(join(folder, FILES.magicBlock), MagicBlock.toJson(state.session.magicBlock));

const keyShares = [...readRecords(join(folder, FILES.keyShares))];
const confirmations = keyShares.map((share, position) => members.confirmation(state, position + 1, share));
await meter.phase("wait: check confirmations, decide", async (tally) => {
  await applyAll(tally, confirmations.map(transactionEntry), perBlock(200));
});
if (state.session?.decided === null) throw new Error("the magic block was not decided");
const handOvers = members.handOvers(state, office);
await meter.phase("wait: check hand-overs, certify", async (tally) => {
  await applyAll(tally, handOvers.map(transactionEntry), perBlock(200));
  apply(tally, { entries: [] }, state.session!.magicBlock!.startingRound);
});
progress.finish();
if (state.current.number !== (office?.state.current.number ?? 0) + 1)
  throw new Error("the magic block is not in office");
writeFileSync(join(folder, FILES.activated), encodeContractState(state));
const report = { environment: describeEnvironment(coreInfo()), phases: meter.phases, peakBytes: Meter.peakBytes() };
await pool?.close();
writeFileSync(join(folder, `contract${suffix}.json`), `${JSON.stringify(report)}\n`);
