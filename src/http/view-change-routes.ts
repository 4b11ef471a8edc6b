// The view change as it runs: phase, lists, who registered, what was published.
import {
  contributionOf,
  dealersWith,
  listsOf,
  matrixOf,
  minersOf,
  PAGE,
  pageOf,
  parametersOf,
  phaseOf,
  publicationOf,
  shardersOf,
} from "../node/queries.js";
import type { Route } from "./route.js";
import { found, from, index, integerOf, limit, MAYBE, OK } from "./route-parameters.js";
import { type SharderService, stamped } from "./service.js";

export function viewChangeRoutes(service: SharderService): Route[] {
  const state = () => service.chain.state;
  return [
    {
      method: "GET",
      path: "/v1/phase",
      about: "The view change: phase, attempt, rounds left, who is missing.",
      answers: OK,
      handle: () => stamped(service, phaseOf(state())),
    },
    {
      method: "GET",
      path: "/v1/parameters",
      about: "In force, and what is taken next.",
      answers: OK,
      handle: () => stamped(service, parametersOf(state())),
    },
    {
      method: "GET",
      path: "/v1/list",
      about: "The frozen lists of the running attempt.",
      answers: OK,
      handle: () => stamped(service, listsOf(state())),
    },
    {
      method: "GET",
      path: "/v1/matrix",
      about: "Dealer × receiver of the running attempt: a acknowledged, r revealed, - nothing.",
      answers: OK,
      handle: () => stamped(service, { rows: matrixOf(state()).map((row) => ({ ...row })) }),
    },
    {
      method: "GET",
      path: "/v1/miners",
      about: "All registered miners.",
      answers: OK,
      parameters: [from, limit],
      handle: (request) => ({
        json: { ...pageOf(minersOf(state()), integerOf(request, "from", 0), integerOf(request, "limit", PAGE)) },
      }),
    },
    {
      method: "GET",
      path: "/v1/sharders",
      about: "All registered sharders.",
      answers: OK,
      parameters: [from, limit],
      handle: (request) => ({
        json: { ...pageOf(shardersOf(state()), integerOf(request, "from", 0), integerOf(request, "limit", PAGE)) },
      }),
    },
    {
      method: "GET",
      path: "/v1/mpks",
      about: "Dealers whose commitments were accepted.",
      answers: OK,
      parameters: [from, limit],
      handle: (request) => ({
        json: {
          ...pageOf(
            dealersWith(state(), "contributions"),
            integerOf(request, "from", 0),
            integerOf(request, "limit", PAGE),
          ),
        },
      }),
    },
    {
      method: "GET",
      path: "/v1/mpks/{index}",
      about: "A dealer's commitments.",
      answers: MAYBE,
      parameters: [index],
      handle: (request) => found(contributionOf(state(), integerOf(request, "index", 0)), "an MPK of this dealer"),
    },
    {
      method: "GET",
      path: "/v1/publications",
      about: "Dealers whose publication was accepted.",
      answers: OK,
      parameters: [from, limit],
      handle: (request) => ({
        json: {
          ...pageOf(
            dealersWith(state(), "publications"),
            integerOf(request, "from", 0),
            integerOf(request, "limit", PAGE),
          ),
        },
      }),
    },
    {
      method: "GET",
      path: "/v1/publications/{index}",
      about: "What a dealer published.",
      answers: MAYBE,
      parameters: [index],
      handle: (request) =>
        found(publicationOf(state(), integerOf(request, "index", 0)), "a publication of this dealer"),
    },
  ];
}
