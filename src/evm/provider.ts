// How a chain is asked: by whatever has the `request` of EIP-1193, as the clients of viem and ethers and wallets have
// it, or by a node's address.
import type { AbortSignal } from "../../bindings/platform.js";
import { fail } from "../encoding/index.js";

/** An object with the `request` of EIP-1193: resolves to the result, rejects with the node's error. */
export interface Provider {
  request(call: { readonly method: string; readonly params: readonly unknown[] }): Promise<unknown>;
}

/** What a node answered instead of a result. */
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

interface Answer {
  readonly result?: unknown;
  readonly error?: { readonly code: number; readonly message: string; readonly data?: unknown };
}

/**
 * A provider for a node's address over HTTP, one request at a time for each call. Rejects with `RpcError` for what the
 * node refuses, and with what `fetch` rejects with; throws BAD_TYPE unless `url` is a text.
 */
export function jsonRpc(url: string, signal?: AbortSignal): Provider {
  if (typeof url !== "string") fail("BAD_TYPE", "url: expected a text");
  let id = 0;
  return {
    async request({ method, params }) {
      const body = JSON.stringify({ jsonrpc: "2.0", id: ++id, method, params });
      const headers = { "content-type": "application/json" };
      const response = await fetch(url, { method: "POST", headers, body, signal: signal ?? null });
      const { result, error } = (await response.json()) as Answer;
      if (error !== undefined) throw new RpcError(error.message, error.code, error.data);
      return result;
    },
  };
}
