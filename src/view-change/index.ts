// "feldspar/view-change.js": selecting the next miners and making their key on a blockchain.
export { type ChainOptions, type ChainVerdict, verifyMagicBlockChain } from "./chain.js";
export type {
  MagicBlockCertificate,
  MagicBlockDealing,
  MagicBlockMiner,
  MagicBlockRemoval,
  MagicBlockSharder,
} from "./magic-block.js";
export { confirmationMessage, handOverMessage, MagicBlock, type Verdict } from "./magic-block.js";
export * from "./parameters.js";
export { partyIdOf } from "./party-ids.js";
export { FAULT_KINDS, type Fault, parseFaults } from "./simulation/faults.js";
export type * from "./simulation/report.js";
export { runViewChange } from "./simulation/run.js";
