// A FeldsparBeacon as a relay sees it: of which chain it is, and what it knows already.
import { bytesToInteger, FeldsparError, fromHex } from "../../../encoding/index.js";
import { encodeCall, word } from "../../../evm/calldata.js";
import {
  encodeRandomness,
  FELDSPAR_BEACON,
  type Hex,
  type Provider,
  RpcError,
  revertReason,
} from "../../../evm/index.js";

/** What the contract was deployed with. */
export interface Deployment {
  /** Hash of the genesis, or, where it knows no sharders, of the block that it trusts: 32 bytes. */
  readonly anchor: Uint8Array;
  readonly sharders: number;
}

const { selectors } = FELDSPAR_BEACON;

/** Null: it reverts with that error. Throws LEDGER_UNAVAILABLE. */
async function asked(provider: Provider, to: Hex, data: Hex, unless: string | null): Promise<Uint8Array | null> {
  try {
    const answer = await provider.request({ method: "eth_call", params: [{ to, data }, "latest"] });
    return fromHex(String(answer).slice(2));
  } catch (error) {
    if (unless !== null && error instanceof RpcError && revertReason(error.data) === unless) return null;
    const named = error instanceof RpcError ? (revertReason(error.data) ?? error.message.slice(0, 200)) : null;
    const reason = named ?? "it cannot be reached";
    throw new FeldsparError("LEDGER_UNAVAILABLE", `the chain's node, asked for the contract ${to}: ${reason}`);
  }
}

export class BeaconContract {
  constructor(
    private readonly provider: Provider,
    readonly address: Hex,
  ) {}

  /** Throws BAD_OPTION where there is no such contract. */
  async deployment(): Promise<Deployment> {
    const answer = await asked(this.provider, this.address, encodeCall(selectors.deployment, []), null);
    // an offset, then chain id's offset, mode, anchor, start round, number of sharders, hash of their keys
    if (answer === null || answer.length < 7 * 32)
      throw new FeldsparError("BAD_OPTION", `${this.address}: expected a FeldsparBeacon, and there is none`);
    const at = (place: number) => answer.slice(32 * (1 + place), 32 * (2 + place));
    return { anchor: at(2), sharders: Number(bytesToInteger(at(4))) };
  }

  async hasBlock(number: number): Promise<boolean> {
    const data = encodeCall(selectors.magicBlock, [word(number)]);
    return (await asked(this.provider, this.address, data, "UnknownView")) !== null;
  }

  async hasRound(round: number): Promise<boolean> {
    return (await asked(this.provider, this.address, encodeRandomness(round), "RoundNotStored")) !== null;
  }
}
