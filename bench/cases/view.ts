// The contract of a view change: the check of a whole publish phase, all publications in one block.
import {
  type ContractState,
  ProtocolCache,
  type Transaction,
  transactionEntry,
  ViewChangeContract,
} from "../../src/entry/view-change.js";
import { Recording } from "../view/recording.js";
import type { Case } from "./case.js";

const MINERS = 100;
const THRESHOLD = 67;

/**
 * Commitments decoded in the contribute phase; sums of keys are made anew each time, since the publish phase is the
 * first to need them.
 */
class AfterContribute extends ProtocolCache {
  constructor(private readonly contribute: ProtocolCache) {
    super();
  }

  override tryDecodeAll(...request: Parameters<ProtocolCache["tryDecodeAll"]>) {
    return this.contribute.tryDecodeAll(...request);
  }
}

export async function viewCases(): Promise<Case[]> {
  const recording = await Recording.create({ n: MINERS, t: THRESHOLD, k: 75, seed: "publish check", watched: 1 });
  const cache = new ProtocolCache();
  const contract = new ViewChangeContract(cache);
  const contributions: Transaction[] = [];
  const publications: Transaction[] = [];
  for (let index = 1; index <= MINERS; index++) {
    const dealing = await recording.dealing(index);
    contributions.push(dealing.contribution);
    publications.push(dealing.publication);
  }
  const apply = (state: ContractState, transactions: Transaction[]) =>
    contract.apply(state, { round: state.round + 1, entries: transactions.map(transactionEntry) }).state;
  const end = (state: ContractState) =>
    contract.apply(state, { round: state.round + state.parameters.phaseRounds.contribute, entries: [] }).state;
  const shared = recording.list.map(({ index }) => recording.shared(index));
  const state = end(apply(end(apply(recording.frozen, contributions)), shared));
  if (state.phase !== "publish") throw new Error(`expected the publish phase, got ${state.phase}`);
  const block = { round: state.round + 1, entries: publications.map(transactionEntry) };
  return [
    {
      id: "publish-check-100",
      group: "view",
      title: `the contract checks a whole publish phase, n = ${MINERS}`,
      note: "100 transactions with their signatures, 100 aggregates of 99 or 100 acknowledgements, 98 revealed shares; naively 10,000 verifications",
      contestants: {
        feldspar: () => {
          const { events } = new ViewChangeContract(new AfterContribute(cache)).apply(state, block);
          const accepted = events.filter((event) => event.type === "accepted").length;
          if (accepted !== MINERS) throw new Error(`expected ${MINERS} accepted publications, got ${accepted}`);
        },
      },
    },
  ];
}
