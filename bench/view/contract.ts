// Plays a recorded view change to the contract alone: what every node of the chain has to do.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { allowRelaxedSimd, describeEnvironment } from "../measure/environment.js";

allowRelaxedSimd();

import { progressBars } from "../../src/cli/progress.js";
import { coreInfo } from "../../src/entry/index.js";
import {
  type Applied,
  type Block,
  type ContractState,
  decodeTransaction,
  encodeTransaction,
  MagicBlock,
  ProtocolCache,
  type Transaction,
  ViewChangeContract,
} from "../../src/entry/view-change.js";
import { inPieces, readRecords } from "./files.js";
import { Members, waitTransaction } from "./members.js";
import { Meter, type Tally } from "./meter.js";
import { FILES, scaleOptions } from "./options.js";

const options = scaleOptions();
const { n, folder } = options;
const progress = progressBars();
const meter = new Meter();
const members = await Members.create(options, (done) => progress.update("identities", done, n));
const contract = new ViewChangeContract(new ProtocolCache());
let state!: ContractState;

/** One block; a refusal would mean that the transcript is wrong. */
function apply(tally: Tally, block: Omit<Block, "round">, round = state.round + 1): void {
  const applied: Applied = tally.timed(() => contract.apply(state, { round, ...block }));
  const refused = applied.events.find((event) => event.type === "refused");
  if (refused !== undefined) throw new Error(`refused: ${JSON.stringify(refused)}`);
  state = applied.state;
}

/** Applies recorded transactions in blocks, as the chain would bring them. */
function applyFile(tally: Tally, name: string, file: string, perBlock: number): void {
  let done = 0;
  for (const records of inPieces(readRecords(join(folder, file)), perBlock)) {
    for (const record of records) tally.bytesIn += record.length;
    apply(tally, { transactions: tally.timed(() => records.map(decodeTransaction)) });
    done += records.length;
    progress.update(name, done, n);
  }
}

/** The rounds of the phase are over. */
const endPhase = (tally: Tally) =>
  apply(tally, { transactions: [] }, state.phaseStart + state.parameters.phaseRounds[state.phase as "wait"]);

/** Bytes of transactions in a block: what a chain with blocks of 2 MB would take. */
const perBlock = (size: number) => Math.max(1, Math.min(n, Math.floor(2e6 / size)));

await meter.phase("start: registrations and selection", (tally) => {
  state = tally.timed(() => members.genesis(contract));
  tally.bytesIn = members.registrationBytes;
  apply(tally, { transactions: [] });
});
await meter.phase("contribute: check commitments and proofs", (tally) => {
  applyFile(tally, "contribute", FILES.contributions, perBlock(100 * options.t));
  endPhase(tally);
});
await meter.phase("share: note who is done", (tally) => {
  applyFile(tally, "share", FILES.shared, perBlock(100));
  endPhase(tally);
});
await meter.phase("publish: check acknowledgements and revealed shares", (tally) => {
  applyFile(tally, "publish", FILES.publications, perBlock(n / 8 + 100));
});
await meter.phase("publish: group key, public shares, magic block", endPhase);
if (state.phase !== "wait" || !state.session?.magicBlock)
  throw new Error(`expected the wait phase, got ${state.phase}`);
const { magicBlockHash } = state.session;
writeFileSync(join(folder, FILES.magicBlock), MagicBlock.toJson(state.session.magicBlock));

const confirmations: Transaction[] = [];
for (const keyShare of readRecords(join(folder, FILES.keyShares))) {
  const index = confirmations.length + 1;
  confirmations.push(waitTransaction(members, state.session.id, index, magicBlockHash!, keyShare));
}
await meter.phase("wait: check confirmations", (tally) => {
  for (const transactions of inPieces(confirmations, perBlock(250))) {
    for (const transaction of transactions) tally.bytesIn += encodeTransaction(transaction).length;
    apply(tally, { transactions });
  }
});
await meter.phase("wait: recover the group signature, certify", endPhase);
progress.finish();
if (!state.session?.certified && state.current.magicBlock === null)
  throw new Error("the magic block was not certified");
const report = { environment: describeEnvironment(coreInfo()), phases: meter.phases, peakBytes: Meter.peakBytes() };
writeFileSync(join(folder, "contract.json"), `${JSON.stringify(report)}\n`);
