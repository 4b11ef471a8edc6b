// The rounds of the beacon, in the chain's own form.
import { outputRecord } from "../beacon/index.js";
import { decodeAs, FeldsparError, type JsonInput } from "../encoding/index.js";
import type { ArchivedOutput } from "../node/archive.js";
import { beaconBodyFormat } from "./beacon-body.js";
import type { Route } from "./route.js";
import { from, integerOf, limit, MAYBE, notFound, OK, round } from "./route-parameters.js";
import type { SharderService } from "./service.js";

function shownOutput({ number: view, output }: ArchivedOutput): JsonInput {
  return { ...outputRecord(view, output) };
}

export function beaconRoutes({ chain, archive }: Pick<SharderService, "chain" | "archive">): Route[] {
  const state = () => chain.state;
  const output = async (name: string | undefined): Promise<ArchivedOutput> => {
    if (name === "latest") return archive.latestOutput ?? notFound("a round of the beacon");
    return (await archive.output(state(), Number(name))) ?? notFound(`round ${name} of the beacon`);
  };
  return [
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
