// What the tables of the protocol take their right arguments from: a chain of one block, and a key generation that has
// come to its publications.

import { makeChain } from "../../protocol/view-change/block-support.js";
import { Driven, people } from "../../protocol/view-change/driven.js";

export const chain = makeChain({ views: 1 });
export const block = chain.blocks[0]!;
export const blockHash = chain.views[0]!.hash;

const parameters = { miners: 4, threshold: 3, quorum: 3, minMiners: 3 };
export const miners = await people(4);
export const driven = await Driven.of(miners, parameters);
await driven.untilPhase("publish");
/** In "publish". */
export const published = driven.state;
export const minerState = driven.states.get(miners[0]!.id)!;

const other = await Driven.of(miners, parameters);
await other.untilView(1);
/** With a view in office. */
export const inOffice = other.state;
export const office = other;
