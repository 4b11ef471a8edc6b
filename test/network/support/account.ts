// An account on an EVM chain with coins, its keystore cheap to open.
import { writeFileSync } from "node:fs";
import { generatePrivateKey, privateKeyToAddress } from "viem/accounts";
import { fromHex } from "../../../src/encoding/index.js";
import type { Hex } from "../../../src/evm/index.js";
import { sealAccount } from "../../../src/keystore/web3.js";
import type { Chain } from "./chain.js";

/** Its address, in lower case. */
export async function fundedAccount(chain: Chain, path: string, passphrase: string): Promise<Hex> {
  const key = generatePrivateKey();
  const address = privateKeyToAddress(key).toLowerCase() as Hex;
  writeFileSync(path, await sealAccount(fromHex(key.slice(2)), fromHex(address.slice(2)), passphrase, 2));
  await chain.request("anvil_setBalance", address, "0xde0b6b3a7640000");
  return address;
}
