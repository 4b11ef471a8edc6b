// What a test does on a chain: deploys, sends, calls, and asks why something reverted.
import { type Hex, jsonRpc, type Provider, RpcError, revertReason } from "../../../src/evm/index.js";
import { type Hardfork, startAnvil } from "./anvil.js";

/** Of a transaction that went through. */
export interface Receipt {
  readonly gasUsed: number;
  readonly contractAddress: Hex | null;
  readonly logs: readonly { readonly address: Hex; readonly topics: readonly Hex[]; readonly data: Hex }[];
}

export class Chain {
  private constructor(
    readonly url: string,
    readonly provider: Provider,
    readonly accounts: readonly Hex[],
    readonly stop: () => Promise<void>,
  ) {}

  static async start(hardfork: Hardfork): Promise<Chain> {
    const { url, stop } = await startAnvil(hardfork);
    const provider = jsonRpc(url);
    const accounts = (await provider.request({ method: "eth_accounts", params: [] })) as Hex[];
    return new Chain(url, provider, accounts, stop);
  }

  request<Result>(method: string, ...params: unknown[]): Promise<Result> {
    return this.provider.request({ method, params }) as Promise<Result>;
  }

  /** The address of what creation code makes. */
  async deploy(data: Hex): Promise<{ address: Hex; gasUsed: number }> {
    const { contractAddress, gasUsed } = await this.send(null, data);
    if (contractAddress === null) throw new Error("nothing was created");
    return { address: contractAddress, gasUsed };
  }

  /** Sends, and waits for the receipt. Rejects for what reverts. */
  async send(to: Hex | null, data: Hex, more: { from?: Hex; value?: bigint } = {}): Promise<Receipt> {
    const { from = this.accounts[0]!, value = 0n } = more;
    const transaction = {
      from,
      ...(to === null ? {} : { to }),
      data,
      value: `0x${value.toString(16)}`,
      gas: "0xf42400",
    };
    const hash = await this.request<Hex>("eth_sendTransaction", transaction);
    const receipt = await this.receipt(hash);
    if (receipt.status !== "0x1")
      throw new Error(`reverted: ${(await this.refusal(to, data, more)) ?? "nobody knows why"}`);
    return { ...receipt, gasUsed: Number(receipt.gasUsed) };
  }

  private async receipt(hash: Hex): Promise<Omit<Receipt, "gasUsed"> & { status: Hex; gasUsed: Hex }> {
    for (;;) {
      const receipt = await this.request<Awaited<ReturnType<Chain["receipt"]>> | null>(
        "eth_getTransactionReceipt",
        hash,
      );
      if (receipt !== null) return receipt;
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
  }

  call(to: Hex, data: Hex): Promise<Hex> {
    return this.request("eth_call", { from: this.accounts[0]!, to, data, gas: "0xf42400" }, "latest");
  }

  /** The error with which a call reverts, as "BadHeader(83)"; "" for one that is none of ours, null for none. */
  async refusal(to: Hex | null, data: Hex, more: { from?: Hex; value?: bigint } = {}): Promise<string | null> {
    const { from = this.accounts[0]!, value = 0n } = more;
    const call = { from, ...(to === null ? {} : { to }), data, value: `0x${value.toString(16)}`, gas: "0xf42400" };
    try {
      await this.request("eth_call", call, "latest");
      return null;
    } catch (error) {
      if (!(error instanceof RpcError)) throw error;
      const name = revertReason(error.data);
      // the contracts' errors have no argument, or one word
      return name === null
        ? ""
        : `${name}(${String(error.data).length > 10 ? BigInt(`0x${String(error.data).slice(10)}`) : ""})`;
    }
  }

  /** The next block has this time. */
  async setTime(seconds: number): Promise<void> {
    await this.request("evm_setNextBlockTimestamp", seconds);
    await this.request("evm_mine");
  }
}
