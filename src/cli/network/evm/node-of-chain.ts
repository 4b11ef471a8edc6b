// A node of an EVM chain as an operator names it: by its address, or by the file that holds the address where that has
// a key in it.
import { FeldsparError } from "../../../encoding/index.js";
import { jsonRpc, type Provider } from "../../../evm/index.js";
import { UsageError } from "../../usage-error.js";
import { urlOf } from "../arguments.js";
import { readText } from "../files.js";

export interface ChainFlags {
  readonly evm?: string | null;
  readonly evmFile?: string | null;
}

/** Throws `UsageError`; what is in the file is not repeated. */
export function providerOf({ evm, evmFile }: ChainFlags): Provider {
  if ((evm == null) === (evmFile == null)) throw new UsageError("expected either --evm or --evm-file");
  if (evm != null) return jsonRpc(urlOf(evm, "--evm"));
  const text = readText(evmFile!).trim();
  if (!URL.canParse(text) || !/^https?:/.test(text))
    throw new UsageError(`${evmFile}: expected the address of a node of the chain`);
  return jsonRpc(text);
}

/** Throws LEDGER_UNAVAILABLE when the node does not answer: without its address, which may be a secret. */
export async function askChain<Result>(provider: Provider, method: string, ...params: unknown[]): Promise<Result> {
  try {
    return (await provider.request({ method, params })) as Result;
  } catch (error) {
    const reason = error instanceof Error && error.name === "RpcError" ? error.message : "it cannot be reached";
    throw new FeldsparError("LEDGER_UNAVAILABLE", `the chain's node, asked for ${method}: ${reason.slice(0, 200)}`);
  }
}

export const chainIdOf = async (provider: Provider): Promise<number> =>
  Number(await askChain<string>(provider, "eth_chainId"));

/** Throws `UsageError` for a node of another chain. */
export async function checkChainId(provider: Provider, expected: number, where: string): Promise<void> {
  const found = await chainIdOf(provider);
  if (found !== expected) throw new UsageError(`${where}: expected a node of chain ${expected}, got one of ${found}`);
}
