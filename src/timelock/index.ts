// Encryption to a round of a beacon: what drand calls timelock.
export type { Timelock } from "./file-key.js";
export type { TimelockChain } from "./network.js";
export type { ByteSource } from "./source.js";
export {
  type BeaconSource,
  decryptStream,
  type EncryptStreamOptions,
  encryptStream,
  type StreamOptions,
} from "./streams.js";
export { decrypt, encrypt, type TimelockOptions, timelockOf } from "./whole.js";
