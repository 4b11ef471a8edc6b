// Sends transactions of one account, one after the other. Nobody else may send with it: the next nonce is the account's
// own count, so that what is sent again takes the place of what was sent before, and is never paid for twice.
import { keccak_256 } from "@noble/hashes/sha3.js";
import { FeldsparError, fromHex, toHex } from "../../../encoding/index.js";
import { type Hex, type Provider, RpcError, revertReason } from "../../../evm/index.js";
import type { Account } from "./account.js";
import { askChain, chainIdOf } from "./node-of-chain.js";

export interface Call {
  /** Null: creates a contract. */
  readonly to: Hex | null;
  readonly data: Hex;
}

export interface Receipt {
  readonly transactionHash: Hex;
  readonly blockNumber: number;
  readonly gasUsed: number;
  readonly contractAddress: Hex | null;
  /** In wei, of all the gas. */
  readonly paid: bigint;
}

export interface SenderOptions {
  /** Milliseconds until a transaction that is in no block is sent again for a higher fee; 60,000 by default. */
  readonly patience?: number;
  /** How often it is sent in all; 5 by default. */
  readonly attempts?: number;
  /** Ends waiting. */
  readonly signal?: AbortSignal;
}

interface RawReceipt {
  readonly status: Hex;
  readonly transactionHash: Hex;
  readonly blockNumber: Hex;
  readonly gasUsed: Hex;
  readonly effectiveGasPrice?: Hex;
  readonly contractAddress: Hex | null;
}

interface Fees {
  readonly maxFeePerGas: bigint;
  readonly maxPriorityFeePerGas: bigint;
}

const POLL = 500;
const GWEI = 1_000_000_000n;

/** Why a call reverts, as the contracts name it. */
function refusalOf(error: unknown): string {
  if (!(error instanceof RpcError)) return "the chain's node cannot be reached";
  return revertReason(error.data) ?? error.message.slice(0, 200);
}

/** Twice the present base fee: eight full blocks in a row do not outgrow it. */
export async function feesOf(provider: Provider): Promise<Fees & { readonly baseFee: bigint }> {
  const block = await askChain<{ readonly baseFeePerGas?: Hex }>(provider, "eth_getBlockByNumber", "latest", false);
  const baseFee = BigInt(block.baseFeePerGas ?? "0x0");
  const tip = await askChain<Hex>(provider, "eth_maxPriorityFeePerGas").then(BigInt, () => GWEI);
  return { baseFee, maxFeePerGas: 2n * baseFee + tip, maxPriorityFeePerGas: tip };
}

export class Sender {
  private chainId: number | null = null;

  constructor(
    private readonly provider: Provider,
    private readonly account: Account,
    private readonly options: SenderOptions = {},
  ) {}

  get address(): Hex {
    return this.account.address;
  }

  /**
   * Gas that a call takes now, with a margin. Throws BAD_OPTION for a call that reverts, with the contract's reason.
   */
  async gasFor({ to, data }: Call): Promise<bigint> {
    const call = { from: this.address, data, ...(to === null ? {} : { to }) };
    try {
      const gas = BigInt((await this.provider.request({ method: "eth_estimateGas", params: [call] })) as Hex);
      return gas + gas / 5n;
    } catch (error) {
      if (error instanceof RpcError)
        throw new FeldsparError("BAD_OPTION", `the chain refuses the transaction: ${refusalOf(error)}`);
      throw new FeldsparError("LEDGER_UNAVAILABLE", refusalOf(error));
    }
  }

  /** Behind what is pending; resolves with the hash as soon as a node has it. Throws BAD_OPTION, LEDGER_UNAVAILABLE. */
  async send(call: Call): Promise<Hex> {
    const { raw } = await this.signed(call, await this.count("pending"), await feesOf(this.provider));
    return askChain<Hex>(this.provider, "eth_sendRawTransaction", raw);
  }

  /**
   * In the place of whatever is pending; resolves when a block has it. Throws BAD_OPTION for what reverts,
   * LEDGER_UNAVAILABLE when no block takes it.
   */
  async post(call: Call): Promise<Receipt> {
    const { patience = 60_000, attempts = 5, signal } = this.options;
    const nonce = await this.count("latest");
    const hashes: Hex[] = [];
    let fees: Fees = await feesOf(this.provider);
    for (let attempt = 0; attempt < attempts; attempt++) {
      try {
        const { raw, hash } = await this.signed(call, nonce, fees);
        if (!hashes.includes(hash)) hashes.push(hash);
        await askChain<Hex>(this.provider, "eth_sendRawTransaction", raw);
      } catch (error) {
        // a node takes another transaction of the same nonce for a tenth more; one that it has is no failure
        const isKnown = error instanceof FeldsparError && /underpriced|known|imported/i.test(error.message);
        if (attempt === 0 && !isKnown) throw error;
      }
      const receipt = await this.receiptOf(hashes, patience, signal);
      if (receipt !== null) return receipt;
      if (signal?.aborted) break;
      fees = raised(fees, await feesOf(this.provider));
    }
    throw new FeldsparError("LEDGER_UNAVAILABLE", `no block has taken transaction ${nonce} of ${this.address}`);
  }

  /** A transaction as nodes take it, and its hash, by which it is found whatever a node answers. */
  private async signed(call: Call, nonce: number, fees: Fees): Promise<{ readonly raw: Hex; readonly hash: Hex }> {
    const { maxFeePerGas, maxPriorityFeePerGas } = fees;
    const gas = await this.gasFor(call);
    this.chainId ??= await chainIdOf(this.provider);
    const unsigned = { ...call, nonce, gas, maxFeePerGas, maxPriorityFeePerGas, chainId: this.chainId };
    const raw = await this.account.sign(unsigned);
    return { raw, hash: `0x${toHex(keccak_256(fromHex(raw.slice(2))))}` };
  }

  private async count(block: "latest" | "pending"): Promise<number> {
    return Number(await askChain<Hex>(this.provider, "eth_getTransactionCount", this.address, block));
  }

  /** Of whichever of these a block has taken; null: none within the time. Throws BAD_OPTION for one that reverted. */
  private async receiptOf(hashes: readonly Hex[], patience: number, signal?: AbortSignal): Promise<Receipt | null> {
    const end = performance.now() + patience;
    while (performance.now() < end && !signal?.aborted) {
      for (const hash of hashes) {
        const ask = askChain<RawReceipt | null>(this.provider, "eth_getTransactionReceipt", hash);
        const found = await ask.catch(() => null);
        if (found !== null) return receiptIn(found);
      }
      await new Promise<void>((resolve) => setTimeout(resolve, Math.min(POLL, patience)));
    }
    return null;
  }
}

/** At least a quarter more, and what blocks ask by now. */
function raised(before: Fees, now: Fees): Fees {
  const higher = (name: keyof Fees) => {
    const more = before[name] + before[name] / 4n + 1n;
    return more > now[name] ? more : now[name];
  };
  return { maxFeePerGas: higher("maxFeePerGas"), maxPriorityFeePerGas: higher("maxPriorityFeePerGas") };
}

function receiptIn({ status, effectiveGasPrice = "0x0", ...found }: RawReceipt): Receipt {
  if (status !== "0x1")
    throw new FeldsparError("BAD_OPTION", `the transaction ${found.transactionHash} was refused by the contract`);
  return {
    transactionHash: found.transactionHash,
    contractAddress: found.contractAddress,
    blockNumber: Number(found.blockNumber),
    gasUsed: Number(found.gasUsed),
    paid: BigInt(found.gasUsed) * BigInt(effectiveGasPrice),
  };
}
