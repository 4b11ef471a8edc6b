// Verifiable randomness from threshold signatures, ours and drand's.
export {
  type Added,
  Beacon,
  type BeaconOptions,
  type BeaconPartial,
  type RoundOutcome,
  type TimeoutCertificate,
} from "./beacon.js";
export * as drand from "./drand.js";
export * from "./member/index.js";
export { beaconMessage, type RoundInput, randomness, timeoutMessage, type ViewName } from "./message.js";
export { type BeaconOutput, outputRecord } from "./output.js";
export { rank } from "./rank.js";
export { type BeaconFile, type BeaconRecord, type BeaconView, beaconFromJson, beaconToJson } from "./record.js";
export { type RoundBounds, verifyBeaconChain, verifyRound } from "./verify.js";
export {
  type BeaconCertificateMessage,
  type BeaconMessage,
  type BeaconOutputMessage,
  type BeaconPartialMessage,
  type BeaconRequestMessage,
  type BeaconVoteMessage,
  decodeBeaconMessage,
  encodeBeaconMessage,
  MAX_BEACON_MESSAGE,
} from "./wire.js";
