// How a chain is asked: by whatever has the `request` of EIP-1193, as the clients of viem and ethers and wallets have
// it, or by a node's address.
import { checkSignal } from "../../bindings/arguments.js";
import type { AbortSignal } from "../../bindings/platform.js";
import { describe, fail, listOf, reading, recordOf } from "../encoding/index.js";

/** An object with the `request` of EIP-1193: resolves to the result, rejects with the node's error. */
export interface Provider {
  request(call: { readonly method: string; readonly params: readonly unknown[] }): Promise<unknown>;
}

/**
 * What a node answered instead of a result.
 *
 * @example
 * try {
 *   await jsonRpc(nodeUrl).request({ method: "eth_nothing", params: [] });
 * } catch (error) {
 *   if (!(error instanceof RpcError)) throw error;
 *   error.code; //=> -32601
 * }
 */
export class RpcError extends Error {
  constructor(
    message: string,
    readonly code: number,
    /** With a call that reverted: the contract's answer, as the node gave it. */
    readonly data: unknown,
  ) {
    super(message);
    this.name = "RpcError";
  }
}

type Call = Parameters<Provider["request"]>[0];

/** A call in JSON-RPC. Throws BAD_TYPE for what JSON does not have. */
function bodyOf(id: number, call: Call): string {
  const { method, params } = recordOf<Call>(call, "call", ["method", "params"]);
  if (typeof method !== "string") fail("BAD_TYPE", `method: expected a text, got ${describe(method)}`);
  const list = listOf(params, "params", true);
  return reading("params", () => JSON.stringify({ jsonrpc: "2.0", id, method, params: list }));
}

interface Answer {
  readonly result?: unknown;
  readonly error?: { readonly code: number; readonly message: string; readonly data?: unknown };
}

/**
 * A provider for a node's address over HTTP, one request at a time for each call. Rejects with `RpcError` for what the
 * node refuses, with BAD_TYPE for a call that JSON does not have, and with what `fetch` rejects with; throws BAD_TYPE
 * unless `url` is a text and `signal` one.
 *
 * @example
 * const provider = jsonRpc(nodeUrl);
 * await provider.request({ method: "eth_chainId", params: [] }); //=> "0x1"
 */
export function jsonRpc(url: string, signal?: AbortSignal): Provider {
  if (typeof url !== "string") fail("BAD_TYPE", `url: expected a text, got ${describe(url)}`);
  checkSignal(signal);
  let id = 0;
  return {
    async request(call) {
      const body = bodyOf(++id, call);
      const headers = { "content-type": "application/json" };
      const response = await fetch(url, { method: "POST", headers, body, signal: signal ?? null });
      const { result, error } = (await response.json()) as Answer;
      if (error !== undefined) throw new RpcError(error.message, error.code, error.data);
      return result;
    },
  };
}
