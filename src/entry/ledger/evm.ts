// "feldspar-dkg/ledger/evm.js": the ledger on an EVM chain, of people who do not trust each other: a `Board` that
// orders entries, and whose blocks are rounds.
export { EvmEngine } from "../../ledger/evm.js";
export type { BoardWriter, EvmEngineOptions } from "../../ledger/evm-options.js";
