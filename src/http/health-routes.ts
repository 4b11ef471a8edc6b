// Is this process alive, and of use? For supervisors and load balancers.
import type { JsonInput } from "../encoding/index.js";
import type { Route } from "./route.js";

export interface Health {
  /** What stands in the way; empty when nothing does. */
  readonly reasons: readonly string[];
  /** What else is good to know. */
  readonly facts: { readonly [name: string]: JsonInput };
}

export function healthRoutes(health: () => Health, about: { readonly [name: string]: JsonInput }): Route[] {
  return [
    {
      method: "GET",
      path: "/healthz",
      about: "The process answers.",
      answers: { 200: "It does." },
      unlimited: true,
      handle: () => ({ json: { alive: true } }),
    },
    {
      method: "GET",
      path: "/readyz",
      about: "Is the engine reachable, and the replica at most two rounds behind?",
      answers: { 200: "Yes.", 503: "No, and why." },
      unlimited: true,
      handle() {
        const { reasons, facts } = health();
        return { status: reasons.length === 0 ? 200 : 503, json: { ready: reasons.length === 0, reasons, ...facts } };
      },
    },
    {
      method: "GET",
      path: "/v1/version",
      about: "What runs here, of which chain.",
      answers: { 200: "Version, role, id, genesis hash." },
      handle: () => ({ json: about }),
    },
  ];
}
