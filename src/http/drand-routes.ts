// drand's own routes, for a chain whose beacon is in its form: existing clients need nothing but the address. A request
// for the next round waits until it is out, as in drand: a client that asks at the tick is answered, and not sent away.
import { drand } from "../beacon/index.js";
import { FeldsparError, toHex } from "../encoding/index.js";
import { type DrandArchive, decodeDrandRound } from "../node/drand/archive.js";
import { PAGE } from "../node/queries.js";
import { LONGEST_HELD } from "./connections.js";
import { HeldRequests } from "./held-requests.js";
import type { Route, RouteAnswer, RouteParameter, RouteRequest } from "./route.js";
import { COUNT, from, integerOf, limit, MAYBE, notFound, OK } from "./route-parameters.js";

export interface DrandService {
  readonly drand: DrandArchive;
  readonly scheme: "min-sig" | "min-pk";
  readonly held?: HeldRequests;
}

/** How long a request waits for a round before the latest. */
const SHORT = 3000;
const MOST_ROUNDS = 1000;

const HELD = "Not there, and not the next one.";
const chainhash: RouteParameter = {
  ...{ name: "chainhash", in: "path", about: "Hash of the chain information, hex." },
  schema: { type: "string", pattern: "^[0-9a-f]{64}$" },
};
const round: RouteParameter = { name: "round", in: "path", about: "A round, from 1.", schema: COUNT };

export function drandRoutes({ drand: archive, scheme, held = new HeldRequests() }: DrandService): Route[] {
  const info = () => archive.info ?? notFound("a key, and with it a beacon,");
  const latest = () => archive.latest ?? notFound("a round of the beacon");
  const shown = (beacon: drand.DrandBeacon): RouteAnswer => ({ text: drand.beaconToJson(beacon) });

  const isNext = (wanted: number): boolean => {
    // rounds that are due already are on their way, too: after a halt they come one after the other
    const known = Math.max(archive.latest?.round ?? 0, drand.roundAt(info(), Date.now()) - 1);
    return wanted >= 1 && wanted <= known + 1;
  };
  const heldRound = async (request: RouteRequest): Promise<drand.DrandBeacon> => {
    const wanted = integerOf(request, "round", 0);
    const there = await archive.round(wanted);
    if (there !== null) return there;
    if (!isNext(wanted)) return notFound(`round ${wanted}`);
    // one of those before the latest is on its way from another sharder, or nobody has it
    const isPast = archive.latest !== null && wanted < archive.latest.round;
    const wait = () => archive.held(wanted, isPast ? SHORT : LONGEST_HELD, request.signal);
    return (await held.during(request.address, wait)) ?? notFound(`round ${wanted}`);
  };
  /** The same under the chain's name; every other name is that of a chain that is not here. */
  const named = (route: Route): Route[] => [
    route,
    {
      ...route,
      path: `/{chainhash}${route.path}`,
      parameters: [chainhash, ...(route.parameters ?? [])],
      answers: { ...route.answers, 404: HELD },
      handle: (request) => {
        if (request.value("chainhash") !== toHex(info().hash)) notFound("a chain of this name");
        return route.handle(request);
      },
    },
  ];

  return [
    {
      method: "GET",
      path: "/chains",
      about: "drand: hashes of the chains that are here.",
      answers: OK,
      handle: () => ({ json: archive.info === null ? [] : [toHex(archive.info.hash)] }),
    },
    {
      method: "GET",
      path: "/health",
      about: "drand: the latest round, and the one that is due.",
      answers: OK,
      handle: () => ({ json: { current: latest().round, expected: drand.roundAt(info(), Date.now()) } }),
    },
    ...named({
      method: "GET",
      path: "/info",
      about: "drand: chain information.",
      answers: MAYBE,
      handle: () => ({ text: drand.chainInfoToJson(info()) }),
    }),
    ...named({
      method: "GET",
      path: "/public/latest",
      about: "drand: the latest round.",
      answers: MAYBE,
      handle: () => shown(latest()),
    }),
    ...named({
      method: "GET",
      path: "/public/{round}",
      about: "drand: a round. The next one is waited for, up to 40 seconds.",
      answers: { ...OK, 404: HELD },
      parameters: [round],
      immutable: true,
      handle: async (request) => shown(await heldRound(request)),
    }),
    {
      method: "GET",
      path: "/v1/beacon/latest",
      about: "The latest round, as drand has it.",
      answers: MAYBE,
      handle: () => shown(latest()),
    },
    {
      method: "GET",
      path: "/v1/beacon/{round}",
      about: "A round, as drand has it; nothing is waited for.",
      answers: MAYBE,
      parameters: [round],
      immutable: true,
      handle: async (request) => {
        const wanted = integerOf(request, "round", 0);
        return shown((await archive.round(wanted)) ?? notFound(`round ${wanted}`));
      },
    },
    {
      method: "GET",
      path: "/v1/beacon",
      about: "Rounds in order, in `beacons`, as drand has them.",
      answers: OK,
      parameters: [from, limit],
      handle: async (request) => {
        const beacons: string[] = [];
        const most = Math.min(integerOf(request, "limit", PAGE), MOST_ROUNDS);
        for (let at = Math.max(1, integerOf(request, "from", 1)); beacons.length < most; at++) {
          const beacon = await archive.round(at);
          if (beacon === null) break;
          beacons.push(drand.beaconToJson(beacon));
        }
        // nothing of it is in the form of the chain's own rounds
        return { text: `{"beacons":[${beacons.join(",")}],"rounds":[]}` };
      },
    },
    {
      method: "POST",
      path: "/v1/beacon",
      about: "A round, from anybody: it proves itself.",
      longestBody: 512,
      costly: true,
      answers: { 202: "Taken.", 200: "It is here already.", 400: "It is not one." },
      handle: async (request) => {
        const verdict = await archive.take(decodeDrandRound(scheme, await request.body()));
        if (verdict === "wrong") throw new FeldsparError("BAD_BEACON", "this is no round of this chain's beacon");
        return { status: verdict === "new" ? 202 : 200, json: { verdict } };
      },
    },
  ];
}
