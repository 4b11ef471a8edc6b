// What is decided: the genesis, magic blocks, headers, proofs of members.
import {
  genesisToJson,
  headersToJson,
  MagicBlock,
  memberProofToJson,
  proveMember,
  proveSharder,
  sharderProofToJson,
} from "../magic-block/index.js";
import { PAGE } from "../node/queries.js";
import type { Route } from "./route.js";
import { from, index, integerOf, limit, MAYBE, notFound, number, OK } from "./route-parameters.js";
import type { SharderService } from "./service.js";

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
  ];
}
