// HTTP as a table: each route says what it takes and answers, from which the server and the OpenAPI document are made.
// Answers are canonical JSON or bytes; errors are `{ code, message }` under a status that says whose fault it is.
import { Hono } from "hono";
import { canonicalJson, FeldsparError, type JsonInput, utf8 } from "../encoding/index.js";
import { type BodyBounds, BodyBudget } from "./body-budget.js";
import { boundedBody } from "./client/body.js";
import { Limits, type LimitsOptions } from "./limits.js";

/** Where a parameter of a route stands, and what it may be. */
export interface RouteParameter {
  readonly name: string;
  readonly in: "path" | "query";
  readonly about: string;
  readonly schema: { readonly type: "integer" | "string"; readonly minimum?: number; readonly pattern?: string };
}

/** A request as a route sees it. */
export interface RouteRequest {
  /** A path's or query's value; undefined for a query that is not there. */
  readonly value: (name: string) => string | undefined;
  readonly header: (name: string) => string | undefined;
  /** The whole body, bounded by the route's `longestBody`. Throws TOO_LARGE. */
  readonly body: () => Promise<Uint8Array>;
  /** Where it came from, as far as the server knows; "" otherwise. */
  readonly address: string;
  /** Given when whoever asked has gone. */
  readonly signal: AbortSignal;
}

export interface RouteAnswer {
  readonly status?: number;
  readonly json?: JsonInput;
  /** JSON that is text already. */
  readonly text?: string;
  readonly bytes?: Uint8Array;
  readonly type?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** A stream, in the place of all that. */
  readonly response?: Response;
}

export interface Route {
  readonly method: "GET" | "POST";
  /** With `{name}` for parameters of the path. */
  readonly path: string;
  readonly about: string;
  readonly parameters?: readonly RouteParameter[];
  /** By status: what it means. */
  readonly answers: Readonly<Record<number, string>>;
  /** The same for ever once it is there. */
  readonly immutable?: boolean;
  /** Of a POST, in bytes. */
  readonly longestBody?: number;
  /**
   * Of a POST: does it cost a signature's check to refuse one? Those that are refused are counted as a GET is; "unless
   * new": those with what is there already, too, and each 128 KiB of a body as one more, since reading costs as well.
   */
  readonly costly?: true | "unless new";
  /** May it be asked without limit? For health checks. */
  readonly unlimited?: boolean;
  readonly handle: (request: RouteRequest) => RouteAnswer | Promise<RouteAnswer>;
}

/** Who asked, as far as the server knows. */
export type AddressOf = (request: Request, environment: unknown) => string;

export interface AppOptions {
  readonly limits?: LimitsOptions;
  /** Of bodies that are being read or acted upon; of one address where requests are counted by address at all. */
  readonly bodies?: BodyBounds;
  readonly addressOf?: AddressOf;
  /** Origins of pages that may read: `*` by default, as everything that can be read is public. */
  readonly allowOrigin?: string;
  readonly onError?: (error: unknown, path: string) => void;
}

const BYTES_OF_A_TURN = 1 << 17;

/** What a code says of whose fault it is; 400 where nothing is listed. */
const STATUS: Readonly<Partial<Record<string, number>>> = {
  NOT_FOUND: 404,
  BAD_MAC: 401,
  UNKNOWN_SENDER: 403,
  TOO_LARGE: 413,
  TOO_MANY: 429,
  NOT_READY: 503,
  LEDGER_UNAVAILABLE: 503,
  STOPPED: 503,
  LOG_DIVERGED: 503,
};

function failed(error: unknown): { readonly status: number; readonly code: string; readonly message: string } {
  if (!(error instanceof FeldsparError)) return { status: 500, code: "INTERNAL", message: "something broke here" };
  return { status: STATUS[error.code] ?? 400, code: error.code, message: error.message };
}

async function etagOf(body: Uint8Array): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", new Uint8Array(body)));
  return `"${[...digest.subarray(0, 16)].map((byte) => byte.toString(16).padStart(2, "0")).join("")}"`;
}

/** The application that answers these routes: its `fetch` is all that a server needs. */
export function appOf(routes: readonly Route[], options: AppOptions = {}): Hono {
  const app = new Hono();
  const limits = new Limits(options.limits);
  const uncounted = options.limits?.perSecond === 0 ? { mostOfOne: Number.POSITIVE_INFINITY } : {};
  const bodies = new BodyBudget({ ...uncounted, ...options.bodies });
  const allowOrigin = options.allowOrigin ?? "*";
  for (const route of routes) {
    app.on(route.method, route.path.replaceAll(/\{(\w+)\}/g, ":$1"), async (context) => {
      const headers: Record<string, string> = {
        "access-control-allow-origin": allowOrigin,
        "x-content-type-options": "nosniff",
      };
      const { req } = context;
      const address = options.addressOf?.(req.raw, context.env) ?? "";
      const held = bodies.open(address);
      const taken: number[] = [];
      const take = (turns: number): void => {
        limits.take(address, turns);
        taken.push(turns);
      };
      const giveBack = (): void => {
        if (route.method === "POST") for (const turns of taken) limits.giveBack(address, turns);
      };
      try {
        if (route.unlimited !== true && (route.method === "GET" || route.costly !== undefined)) take(1);
        const answer = await route.handle({
          value: (name) => req.param(name) ?? req.query(name),
          header: (name) => req.header(name),
          body: async () => {
            const body = await boundedBody(req.raw, route.longestBody ?? 0, held.grow);
            if (route.costly === "unless new") take(Math.floor(body.length / BYTES_OF_A_TURN));
            return body;
          },
          address,
          signal: req.raw.signal,
        });
        const isKnown = route.costly === "unless new" && answer.status === 200;
        if (!isKnown) giveBack();
        // nobody will read a stream that was asked for its head alone
        if (req.method === "HEAD") await answer.response?.body?.cancel();
        return await responseOf(answer, route, req.header("if-none-match"), headers);
      } catch (error) {
        const { status, code, message } = failed(error);
        if (status === 500) options.onError?.(error, route.path);
        if (status >= 500) giveBack();
        if (status === 429) headers["retry-after"] = "1";
        headers["content-type"] = "application/json";
        headers["cache-control"] = "no-store";
        return new Response(canonicalJson({ code, message }), { status, headers });
      } finally {
        held.close();
      }
    });
  }
  app.notFound(() => {
    const body = canonicalJson({ code: "NOT_FOUND", message: "there is nothing at this path: see /v1/openapi.json" });
    const headers = {
      "content-type": "application/json",
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
    };
    return new Response(body, { status: 404, headers });
  });
  return app;
}

async function responseOf(
  answer: RouteAnswer,
  { immutable, method }: Route,
  known: string | undefined,
  headers: Record<string, string>,
): Promise<Response> {
  if (answer.response !== undefined) {
    for (const [name, value] of Object.entries(headers)) answer.response.headers.set(name, value);
    return answer.response;
  }
  const { status = 200, json, text, bytes, type } = answer;
  const body = bytes ?? utf8(text ?? (json === undefined ? "" : canonicalJson(json)));
  headers["content-type"] = type ?? (bytes === undefined ? "application/json" : "application/octet-stream");
  Object.assign(headers, answer.headers);
  if (method === "GET" && status === 200) {
    headers["cache-control"] ??= immutable === true ? "public, max-age=31536000, immutable" : "no-cache";
    headers.etag = await etagOf(body);
    if (known === headers.etag) return new Response(null, { status: 304, headers });
  }
  return new Response(new Uint8Array(body), { status, headers });
}
