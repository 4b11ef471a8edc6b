// A member of a beacon, mode "chained".
export type { BeaconChain, BeaconChainMember, BeaconMemberView } from "./chain.js";
export type { BeaconEffect, BeaconEvent, BeaconStep } from "./events.js";
export { BeaconMember } from "./member.js";
export { BEACON_NOTICES, type BeaconNoticeCode } from "./notices.js";
export type { BeaconMemberOptions } from "./options.js";
export type { BeaconState, BeaconWork, Heard, Pause, RoundMemory } from "./state.js";
export { decodeBeaconState, encodeBeaconState } from "./state-bytes.js";
