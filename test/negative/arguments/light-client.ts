// light-client.js: see ../arguments.test.ts.
import { beaconToJson } from "../../../src/beacon/index.js";
import { LightClient } from "../../../src/entry/light-client.js";
import {
  genesisToJson,
  headersToJson,
  MagicBlock,
  memberProofToJson,
  proveMember,
} from "../../../src/magic-block/index.js";
import { materials } from "../material.js";
import { type Case, call, method } from "./call.js";
import { block, blockHash, chain } from "./world.js";

const [m] = materials as [(typeof materials)[number]];
const genesis = genesisToJson(chain.genesis);
const light = LightClient.begin(genesis, chain.hash);
light.takeHeaders(headersToJson([block]));
light.takeBlock(MagicBlock.toJson(block));
const { index } = block.members[0]!;
const proof = memberProofToJson({ scheme: block.scheme, magicBlockHash: blockHash, proof: proveMember(block, index) });
const { rounds } = JSON.parse(beaconToJson({ view: m.view, magicBlockHash: blockHash, rounds: [m.record] })) as {
  readonly rounds: unknown;
};

export const LIGHT_CLIENT: Record<string, Case> = {
  "light-client.LightClient.begin": call(LightClient.begin, genesis, chain.hash),
  "light-client.LightClient#takeHeaders": method(light, "takeHeaders", headersToJson([block])),
  "light-client.LightClient#takeBlock": method(light, "takeBlock", MagicBlock.toJson(block)),
  "light-client.LightClient#checkMember": method(light, "checkMember", 1, index, proof),
  "light-client.LightClient#takeRounds": method(light, "takeRounds", JSON.stringify(rounds)),
  "light-client.LightClient#membersOf": method(light, "membersOf", 1),
  "light-client.LightClient#ranksOf": method(light, "ranksOf", 200),
};
