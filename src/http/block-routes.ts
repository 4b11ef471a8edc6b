// What is decided: the genesis, magic blocks, headers, proofs of members, and the rounds of the beacon.
import { outputRecord } from "../beacon/index.js";
import { decodeAs, FeldsparError, type JsonInput } from "../encoding/index.js";
import {
  genesisToJson,
  headersToJson,
  MagicBlock,
  memberProofToJson,
  proveMember,
  proveSharder,
  sharderProofToJson,
} from "../magic-block/index.js";
import type { ArchivedOutput } from "../node/archive.js";
import { PAGE } from "../node/queries.js";
import { beaconBodyFormat } from "./beacon-body.js";
import type { Route } from "./route.js";
import { from, index, integerOf, limit, MAYBE, notFound, number, OK, round } from "./route-parameters.js";
import type { SharderService } from "./service.js";

function shownOutput({ number: view, output }: ArchivedOutput): JsonInput {
  return { ...outputRecord(view, output) };
}

export function blockRoutes(service: SharderService): Route[] {
  const { chain, archive } = service;
  const state = () => chain.state;
  const block = async (name: string | undefined): Promise<MagicBlock> => {
    if (name === "pending") return state().session?.magicBlock ?? notFound("a pending magic block");
    const latest = state().current;
    if (name === "latest") return latest.magicBlock ?? notFound("a magic block in office");
    const wanted = Number(name);
    if (latest.magicBlock !== null && latest.number === wanted) return latest.magicBlock;
    return (await archive.magicBlock(wanted)) ?? notFound(`magic block ${name}`);
  };
  const output = async (name: string | undefined): Promise<ArchivedOutput> => {
    if (name === "latest") return archive.latestOutput ?? notFound("a round of the beacon");
    return (await archive.output(state(), Number(name))) ?? notFound(`round ${name} of the beacon`);
  };
  return [
    {
      method: "GET",
      path: "/v1/genesis",
      about: "The genesis with its hash.",
      answers: OK,
      immutable: true,
      handle: () => ({ text: genesisToJson(state().genesis) }),
    },
    {
      method: "GET",
      path: "/v1/magic-blocks/{number}",
      about: "A magic block with its certificate.",
      answers: MAYBE,
      parameters: [number],
      handle: async (request) => ({ text: MagicBlock.toJson(await block(request.value("number"))) }),
    },
    {
      method: "GET",
      path: "/v1/headers",
      about: "Certified headers in order, for a light client.",
      answers: OK,
      parameters: [from, limit],
      handle: async (request) => {
        const first = Math.max(1, integerOf(request, "from", 1));
        const last = Math.min(state().current.number, first + Math.min(integerOf(request, "limit", PAGE), PAGE) - 1);
        const blocks: MagicBlock[] = [];
        for (let at = first; at <= last; at++) blocks.push(await block(String(at)));
        return { text: headersToJson(blocks) };
      },
    },
    {
      method: "GET",
      path: "/v1/members/{number}/{index}",
      about: "A member with its path to the header.",
      answers: MAYBE,
      parameters: [number, index],
      handle: async (request) => {
        const one = await block(request.value("number"));
        const proof = proveMember(one, integerOf(request, "index", 0));
        return { text: memberProofToJson({ scheme: one.scheme, magicBlockHash: MagicBlock.hash(one), proof }) };
      },
    },
    {
      method: "GET",
      path: "/v1/sharders/{number}/{index}",
      about: "A sharder with its path to the header.",
      answers: MAYBE,
      parameters: [number, index],
      handle: async (request) => {
        const one = await block(request.value("number"));
        const proof = proveSharder(one, integerOf(request, "index", 0));
        return { text: sharderProofToJson({ scheme: one.scheme, magicBlockHash: MagicBlock.hash(one), proof }) };
      },
    },
    {
      method: "GET",
      path: "/v1/beacon/{round}",
      about: "A round of the beacon.",
      answers: MAYBE,
      parameters: [round],
      handle: async (request) => ({ json: shownOutput(await output(request.value("round"))) }),
    },
    {
      method: "GET",
      path: "/v1/beacon",
      about: "Rounds of the beacon in order.",
      answers: OK,
      parameters: [from, limit],
      handle: async (request) => {
        const first = integerOf(request, "from", 0);
        const rounds: JsonInput[] = [];
        for (let at = first; rounds.length < Math.min(integerOf(request, "limit", 100), 1000); at++) {
          const made = await archive.output(state(), at);
          if (made === null) break;
          rounds.push(shownOutput(made));
        }
        return { json: { rounds } };
      },
    },
    {
      method: "POST",
      path: "/v1/beacon",
      about: "A round of the beacon, from anybody: it proves itself.",
      longestBody: 512,
      costly: true,
      answers: { 202: "Taken.", 200: "It is here already.", 400: "It is not one." },
      handle: async (request) => {
        const made = decodeAs(beaconBodyFormat(state().genesis.scheme), await request.body(), "beacon round");
        const verdict = await archive.take(state(), made);
        if (verdict === "wrong") throw new FeldsparError("BAD_BEACON", "this is no round of the view that it names");
        return { status: verdict === "new" ? 202 : 200, json: { verdict } };
      },
    },
  ];
}
