// Contracts for EVM chains, and what is sent to them. No client of any chain is needed here: calldata and creation code
// are bytes, whoever sends them is free.
export type { Artifact } from "./artifact.js";
export {
  BOARD,
  type BoardArtifact,
  DRAND_BEACON,
  type DrandBeaconArtifact,
  FELDSPAR_BEACON,
  type FeldsparBeaconArtifact,
  LOTTERY,
  type LotteryArtifact,
} from "./artifacts.gen.js";
export { type BoardEvent, encodeAppend, readBoardEvent } from "./board.js";
export type { Hex } from "./calldata.js";
export {
  type BeaconClock,
  type BeaconDeployment,
  type DrandDeployment,
  deployBeacon,
  deployBoard,
  deployDrandBeacon,
  deployLottery,
  type LotteryDeployment,
} from "./deployment.js";
export { revertReason } from "./errors.js";
export { encodeHeader, type HeaderStart } from "./headers.js";
export { type ProbeReport, type ProbeResult, probe } from "./probe.js";
export { jsonRpc, type Provider, RpcError } from "./provider.js";
export {
  type DrandRoundInput,
  encodeDrandRound,
  encodeRandomness,
  encodeRound,
  type RoundMethod,
  type RoundOfAView,
} from "./rounds.js";
