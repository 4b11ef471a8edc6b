// Asking sharders: one after the other until one answers. Nothing that they say is believed for who they are.

import { checkCallbacks, checkMilliseconds } from "../../../bindings/arguments.js";
import { onAbort } from "../../../bindings/on-abort.js";
import type { AbortSignal, Fetch, Headers } from "../../../bindings/platform.js";
import { describe, FeldsparError, fail, listOf, optionsOf, parseJson } from "../../encoding/index.js";
import { boundedBody } from "./body.js";

export interface ClientOptions {
  /** Addresses of sharders, asked in this order, the last one that answered first. */
  readonly urls: readonly string[] | (() => readonly string[]);
  /** Milliseconds until the next one is asked; 10,000 by default. */
  readonly timeout?: number;
  readonly fetch?: Fetch;
}

/** The names of its options. */
export const CLIENT_OPTIONS = ["urls", "timeout", "fetch"] as const;

/** Throws BAD_TYPE unless it is a list of texts. */
export function checkUrls(value: unknown, subject: string): void {
  for (const url of listOf(value, subject, true))
    if (typeof url !== "string") fail("BAD_TYPE", `${subject}: expected texts, got ${describe(url)}`);
}

function checkedOptions(given: ClientOptions): ClientOptions {
  const options = optionsOf<ClientOptions>(given, CLIENT_OPTIONS);
  const { urls, timeout } = options;
  if (typeof urls !== "function") checkUrls(urls, "urls");
  if (timeout !== undefined) checkMilliseconds(timeout, "timeout");
  checkCallbacks({ ...options }, ["fetch"]);
  return typeof urls === "function" ? options : { ...options, urls: [...urls] };
}

export interface Answered {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Uint8Array;
  /** Who answered. */
  readonly url: string;
}

interface Ask {
  readonly method?: "GET" | "POST";
  readonly body?: Uint8Array;
  readonly longest: number;
  readonly signal?: AbortSignal | undefined;
  /** Of waiting requests: how much longer they may take. */
  readonly extra?: number;
}

/** Refusals that say more of who answers than of what was asked: others' are told first. */
const PASSING = new Set([401, 403, 404, 408, 425, 429, 500, 502, 503, 504]);
/** What a process says of itself alone: nobody else can say that its log or its store is not what it was. */
const OWN = new Set(["LOG_DIVERGED", "MINER_FAILED", "SET_ASIDE", "STOPPED"]);

export class SharderClient {
  private favourite: string | null = null;

  private readonly options: ClientOptions;

  /** Throws BAD_TYPE, BAD_INTEGER, UNKNOWN_OPTION. */
  constructor(options: ClientOptions) {
    this.options = checkedOptions(options);
  }

  /** In the order in which they are asked. */
  get urls(): readonly string[] {
    const { urls } = this.options;
    const all = typeof urls === "function" ? urls() : urls;
    const { favourite } = this;
    return favourite !== null && all.includes(favourite) ? [favourite, ...all.filter((url) => url !== favourite)] : all;
  }

  /**
   * The first good answer: of one who refuses, does not answer, or answers what `read` throws for, the next is asked,
   * since any of them may lie. Throws the refusal that says most, or LEDGER_UNAVAILABLE when none answers.
   */
  async ask<Read = Answered>(
    path: string,
    ask: Ask,
    read: (answer: Answered) => Read = (answer) => answer as Read,
  ): Promise<Read> {
    let refusal: FeldsparError | null = null;
    let isPassing = true;
    for (const url of this.urls) {
      if (ask.signal?.aborted) break;
      try {
        const answer = await this.askOne(url, path, ask);
        if (answer.status < 300) {
          const result = read(answer);
          this.favourite = url;
          return result;
        }
        if (refusal === null || isPassing) refusal = refusalIn(answer);
        isPassing &&= PASSING.has(answer.status);
      } catch (error) {
        if (error instanceof FeldsparError) refusal ??= error;
      }
    }
    throw refusal ?? new FeldsparError("LEDGER_UNAVAILABLE", `none of ${this.urls.length} sharders answers ${path}`);
  }

  /** The next time somebody else than this one is asked first. */
  passOver(url: string): void {
    const { urls } = this.options;
    const all = typeof urls === "function" ? urls() : urls;
    this.favourite = all[(all.indexOf(url) + 1) % all.length] ?? null;
  }

  /** One sharder's answer, whatever it is. Throws what `fetch` throws. */
  async askOne(
    url: string,
    path: string,
    { method = "GET", body, longest, signal, extra = 0 }: Ask,
  ): Promise<Answered> {
    const { timeout = 10_000, fetch: ask = fetch } = this.options;
    const ending = new AbortController();
    const end = (): void => ending.abort();
    const timer = setTimeout(end, timeout + extra);
    const callOff = signal === undefined ? null : onAbort(signal, end);
    try {
      const response = await ask(new URL(path, url), {
        method,
        signal: ending.signal,
        redirect: "error",
        ...(body === undefined ? {} : { body: new Uint8Array(body) }),
      });
      const { status, headers } = response;
      return { status, headers, body: await boundedBody(response, longest), url };
    } finally {
      clearTimeout(timer);
      callOff?.();
    }
  }

  /** A JSON answer. Throws as `ask`, and BAD_JSON. */
  async json(path: string, longest = 64 << 20): Promise<unknown> {
    return this.ask(path, { longest }, ({ body }) => parseJson(new TextDecoder().decode(body), path));
  }
}

/** What a sharder said, as an error of its code; its text is shown as it may be shown. */
export function refusalIn({ status, body }: Pick<Answered, "status" | "body">): FeldsparError {
  const text = new TextDecoder().decode(body.subarray(0, 2000));
  try {
    const { code, message } = parseJson(text, "answer") as { code?: unknown; message?: unknown };
    const isSaid = typeof code === "string" && /^[A-Z_]{1,40}$/.test(code) && !OWN.has(code) && !/^STORE_/.test(code);
    if (isSaid && typeof message === "string")
      return new FeldsparError(code as FeldsparError["code"], message.replaceAll(/[^\p{L}\p{N}\p{P}\p{S} ]/gu, "?"));
  } catch {
    // no JSON
  }
  return new FeldsparError("LEDGER_UNAVAILABLE", `a sharder answered with status ${status}`);
}
