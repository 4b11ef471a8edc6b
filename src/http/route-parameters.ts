// What routes have in common: their parameters, and how those are read.
import { FeldsparError, type JsonInput } from "../encoding/index.js";
import type { RouteAnswer, RouteParameter, RouteRequest } from "./route.js";

export const COUNT: RouteParameter["schema"] = { type: "integer", minimum: 0 };
export const number: RouteParameter = {
  name: "number",
  in: "path",
  about: "Number of a magic block, or `latest`.",
  schema: { type: "string", pattern: "^(\\d+|latest|pending)$" },
};
export const index: RouteParameter = {
  name: "index",
  in: "path",
  about: "Index in the list.",
  schema: { type: "integer", minimum: 1 },
};
export const round: RouteParameter = {
  name: "round",
  in: "path",
  about: "A round, or `latest`.",
  schema: { type: "string", pattern: "^(\\d+|latest)$" },
};
export const from: RouteParameter = {
  name: "from",
  in: "query",
  about: "Where to begin; 0 or 1 by default.",
  schema: COUNT,
};
export const limit: RouteParameter = { name: "limit", in: "query", about: "At most so many.", schema: COUNT };
export const OK = { 200: "What is asked for." } as const;
export const MAYBE = { ...OK, 404: "It is not there." } as const;

export function integerOf(request: RouteRequest, name: string, otherwise: number): number {
  const value = request.value(name);
  if (value === undefined) return otherwise;
  if (!/^\d{1,15}$/.test(value)) throw new FeldsparError("BAD_INTEGER", `${name}: expected an integer >= 0`);
  return Number(value);
}

export function notFound(what: string): never {
  throw new FeldsparError("NOT_FOUND", `${what} is not there`);
}

export const found = (json: JsonInput | null, what: string): RouteAnswer => ({ json: json ?? notFound(what) });
