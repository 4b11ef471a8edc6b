// Verifiable randomness from threshold signatures, ours and drand's.
export { type Added, Beacon, type BeaconOptions, type RoundOutcome } from "./beacon.js";
export * as drand from "./drand.js";
export { beaconGenesis, beaconMessage, type RoundInput, randomness, timeoutVoteMessage } from "./message.js";
export { rank } from "./rank.js";
export { type BeaconFile, type BeaconRecord, type BeaconView, beaconFromJson, beaconToJson } from "./record.js";
export { verifyBeaconChain, verifyRound } from "./verify.js";
