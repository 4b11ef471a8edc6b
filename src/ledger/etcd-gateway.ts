// How servers of etcd are asked: by their JSON gateway, one after the other until one answers. 64-bit numbers are texts
// there, bytes base64, and what is empty is left out.
import type { AbortSignal, Fetch } from "../../bindings/platform.js";
import { describe, FeldsparError, fail, listOf, optionsOf, reading, recordOf } from "../encoding/index.js";
import { checkUrls } from "../http/client/client.js";
import { checkCallbacks, checkMilliseconds } from "../node/options.js";

/** A user of etcd, whose role may read and write the network's keys. */
export interface EtcdCredentials {
  readonly user: string;
  /** Secret. */
  readonly password: string;
}

export interface GatewayOptions {
  /** Of all servers, `http://…:2379`: asked one after the other until one answers. */
  readonly endpoints: readonly string[];
  /** Where etcd asks for it: logged in with before the first question, and again when the session has ended. */
  readonly credentials?: EtcdCredentials;
  /** Sent with every question: for what stands before etcd. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Milliseconds until the next server is asked; 3000 by default. */
  readonly timeout?: number;
  /** In the place of the global function: one that knows certificates, for example. */
  readonly fetch?: Fetch;
}

/** The names of its options. */
export const GATEWAY_OPTIONS = ["endpoints", "credentials", "headers", "timeout", "fetch"] as const;

const JSON_TYPE = { "content-type": "application/json" } as const;
/** A status that says: log in (again). */
const UNAUTHENTICATED = 401;

function checkedOptions(given: GatewayOptions): GatewayOptions {
  const options = optionsOf<GatewayOptions>(given, GATEWAY_OPTIONS);
  const { endpoints, headers, credentials, timeout } = options;
  checkUrls(endpoints, "endpoints");
  if (timeout !== undefined) checkMilliseconds(timeout, "timeout");
  checkCallbacks({ ...options }, ["fetch"]);
  return {
    ...options,
    endpoints: listOf<string>(endpoints, "endpoints"),
    ...(headers === undefined ? {} : { headers: readHeaders(headers) }),
    ...(credentials === undefined ? {} : { credentials: readCredentials(credentials) }),
  };
}

function readCredentials(given: EtcdCredentials): EtcdCredentials {
  const { user, password } = recordOf<EtcdCredentials>(given, "credentials", ["user", "password"]);
  // what it is stays unsaid: it may be the password
  for (const [name, text] of Object.entries({ user, password }))
    if (typeof text !== "string") fail("BAD_TYPE", `credentials' ${name}: expected a text`);
  return { user, password };
}

function readHeaders(headers: unknown): Record<string, string> {
  return reading("headers", () => {
    if (typeof headers !== "object" || headers === null)
      return fail("BAD_TYPE", `headers: expected an object of texts, got ${describe(headers)}`);
    const read = Object.entries(headers);
    for (const [name, value] of read)
      if (typeof value !== "string") fail("BAD_TYPE", `headers: expected a text as ${describe(name)}`);
    return Object.fromEntries(read);
  });
}

export class EtcdGateway {
  readonly #options: GatewayOptions;
  readonly #ending: AbortSignal;
  /** Of the session; null: none, or none is needed. */
  #token: string | null = null;
  private favourite = 0;

  /** Throws BAD_TYPE, BAD_INTEGER, EMPTY for no endpoints, UNKNOWN_OPTION. */
  constructor(options: GatewayOptions, ending: AbortSignal) {
    this.#options = checkedOptions(options);
    this.#ending = ending;
  }

  /**
   * What the first server answers that answers well. A server that says that it has no leader is one that does not.
   * Throws LEDGER_UNAVAILABLE.
   */
  async ask(path: string, body: object): Promise<unknown> {
    const { endpoints } = this.#options;
    let reason = "it is closed";
    for (let turn = 0; turn < endpoints.length && !this.#ending.aborted; turn++) {
      const place = (this.favourite + turn) % endpoints.length;
      try {
        const answer = await this.askOne(endpoints[place]!, path, body);
        this.favourite = place;
        return answer;
      } catch (error) {
        reason = error instanceof Error ? error.message : "no reason was given";
      }
    }
    throw new FeldsparError("LEDGER_UNAVAILABLE", `etcd does not answer: ${reason}`);
  }

  /**
   * Calls whenever the key is put from a revision on, until the stream ends; then it is for the caller to ask again.
   * Never rejects.
   */
  async watch(key: string, startRevision: string, changed: () => void, signal: AbortSignal): Promise<void> {
    const { timeout = 3000, endpoints } = this.#options;
    const body = { createRequest: { key, startRevision } };
    for (const endpoint of endpoints) {
      // a server that takes the question and says nothing is one that does not answer; a stream may be silent
      const patience = new AbortController();
      const timer = setTimeout(() => patience.abort(), timeout);
      try {
        const either = AbortSignal.any([signal, patience.signal]);
        const response = await this.authenticated(endpoint, "/v3/watch", body, either);
        const reader = response.body!.getReader();
        // the first part says that the watch was made
        for (let part = await reader.read(); !part.done; part = await reader.read()) {
          clearTimeout(timer);
          changed();
        }
      } catch {
        if (signal.aborted) return;
      } finally {
        clearTimeout(timer);
      }
    }
  }

  private async askOne(endpoint: string, path: string, body: object): Promise<unknown> {
    const { timeout = 3000 } = this.#options;
    const signal = AbortSignal.any([this.#ending, AbortSignal.timeout(timeout)]);
    const response = await this.authenticated(endpoint, path, body, signal);
    if (response.ok) return response.json();
    await response.body?.cancel();
    throw new Error(`status ${response.status}`);
  }

  /** An answer to who has logged in, where that is asked for. */
  private async authenticated(endpoint: string, path: string, body: object, signal: AbortSignal): Promise<Response> {
    if (this.#options.credentials === undefined) return this.post(endpoint, path, body, signal);
    const known = this.#token;
    this.#token ??= await this.logIn(endpoint, signal);
    const response = await this.post(endpoint, path, body, signal);
    if (known === null || response.status !== UNAUTHENTICATED) return response;
    // the session has ended
    await response.body?.cancel();
    this.#token = await this.logIn(endpoint, signal);
    return this.post(endpoint, path, body, signal);
  }

  private async logIn(endpoint: string, signal: AbortSignal): Promise<string> {
    const { user, password } = this.#options.credentials!;
    this.#token = null;
    const response = await this.post(endpoint, "/v3/auth/authenticate", { name: user, password }, signal);
    const { token } = (await response.json()) as { readonly token?: unknown };
    if (!response.ok || typeof token !== "string") throw new Error(`the user is refused, status ${response.status}`);
    return token;
  }

  private post(endpoint: string, path: string, body: object, signal: AbortSignal): Promise<Response> {
    const { headers = {}, fetch: ask = fetch } = this.#options;
    const session: Record<string, string> = this.#token === null ? {} : { authorization: this.#token };
    return ask(new URL(path, endpoint), {
      method: "POST",
      body: JSON.stringify(body),
      headers: { ...JSON_TYPE, ...headers, ...session },
      redirect: "error",
      signal,
    });
  }
}
