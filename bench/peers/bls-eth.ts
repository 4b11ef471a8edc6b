// bls-eth-wasm: mcl's signatures as Ethereum has them. Only its threshold recovery is compared.
import { createRequire } from "node:module";

export interface BlsEthValue {
  deserialize(bytes: Uint8Array): void;
  recover(values: unknown[], ids: unknown[]): void;
  setInt(value: number): void;
}

export interface BlsEth {
  init(): Promise<void>;
  verifySignatureOrder(verify: boolean): void;
  readonly Signature: new () => BlsEthValue;
  readonly PublicKey: new () => BlsEthValue;
  readonly Id: new () => BlsEthValue;
}

export async function loadBlsEth(): Promise<BlsEth> {
  const blsEth = createRequire(import.meta.url)("bls-eth-wasm") as BlsEth;
  await blsEth.init();
  return blsEth;
}
