// A member of a beacon in mode "drand".
export type { DrandEffect, DrandEvent, DrandStep } from "./events.js";
export { type DrandFacts, type DrandNetworkFacts, type DrandOutput, type DrandView, isChained } from "./facts.js";
export { DrandMember, type DrandMemberOptions } from "./member.js";
export { type DrandState, drandStateFormat, initialDrandState } from "./state.js";
export { type DrandMemberMessage, encodeDrandMessage, MAX_DRAND_MESSAGE, readDrandMessage } from "./wire.js";
