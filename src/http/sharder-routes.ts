// What a sharder serves (network.md §3), as one table.
import { beaconRoutes } from "./beacon-routes.js";
import { blockRoutes } from "./block-routes.js";
import { drandRoutes } from "./drand-routes.js";
import { evidenceRoutes } from "./evidence-routes.js";
import { logRoutes } from "./log-routes.js";
import { openApi } from "./open-api.js";
import type { Route } from "./route.js";
import type { SharderService } from "./service.js";
import { viewChangeRoutes } from "./view-change-routes.js";

/** All routes, with the document that describes them. */
export function sharderRoutes(service: SharderService, version: string): Route[] {
  const { drand, held } = service;
  const { scheme } = service.chain.state.genesis;
  const rounds = drand === null ? beaconRoutes(service) : drandRoutes({ drand, scheme, held });
  const routes = [
    ...viewChangeRoutes(service),
    ...blockRoutes(service),
    ...rounds,
    ...evidenceRoutes(service.evidence),
    ...logRoutes(service),
  ];
  return [...routes, openApiRoute(routes, "Feldspar sharder", version)];
}

/** The document of these routes, as a route. */
export function openApiRoute(routes: readonly Route[], title: string, version: string): Route {
  const text = openApi(routes, title, version);
  return {
    method: "GET",
    path: "/v1/openapi.json",
    about: "This document.",
    answers: { 200: "OpenAPI 3.1." },
    handle: () => ({ text }),
  };
}
