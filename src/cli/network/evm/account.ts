// The account that pays on an EVM chain: its key comes from a keystore, and stays in this process.
import { FeldsparError, fromHex, toHex } from "../../../encoding/index.js";
import type { Hex } from "../../../evm/index.js";
import { openAccount, sealAccount } from "../../../keystore/web3.js";
import { UsageError } from "../../usage-error.js";
import { readText } from "../files.js";
import { needPackages } from "../packages.js";
import { readPassphrase } from "../passphrase.js";

export interface AccountFlags {
  readonly evmKey?: string | null;
  readonly evmPassphraseFile?: string | null;
}

/** A transaction of EIP-1559, before it is signed. */
export interface Unsigned {
  readonly chainId: number;
  readonly nonce: number;
  /** Null: creates a contract. */
  readonly to: Hex | null;
  readonly data: Hex;
  readonly gas: bigint;
  readonly maxFeePerGas: bigint;
  readonly maxPriorityFeePerGas: bigint;
}

export interface Account {
  /** In lower case. */
  readonly address: Hex;
  sign(transaction: Unsigned): Promise<Hex>;
}

/** viem's part that signs: everything else of a client is a few questions. */
async function accounts() {
  needPackages(["viem"]);
  return import("viem/accounts");
}

async function accountOf(secret: Uint8Array): Promise<Account> {
  const { privateKeyToAccount } = await accounts();
  const account = privateKeyToAccount(`0x${toHex(secret)}`);
  return {
    address: account.address.toLowerCase() as Hex,
    sign: (transaction) => account.signTransaction({ ...transaction, type: "eip1559" }),
  };
}

/** Throws `UsageError`, BAD_JSON, BAD_PASSPHRASE. */
export async function readAccount({ evmKey, evmPassphraseFile }: AccountFlags): Promise<Account> {
  if (evmKey == null) throw new UsageError("--evm-key: expected the keystore of the account that pays");
  needPackages(["viem"]);
  const text = readText(evmKey);
  const passphrase = await readPassphrase({ of: "account", file: evmPassphraseFile ?? undefined });
  const secret = await openAccount(text, passphrase).catch((error: unknown) => {
    if (error instanceof FeldsparError && error.code === "BAD_JSON")
      throw new UsageError(`${evmKey}: expected a keystore of an account (Web3 Secret Storage, version 3)`);
    throw error;
  });
  try {
    return await accountOf(secret);
  } finally {
    secret.fill(0);
  }
}

/** A new account's keystore, and its address. */
export async function makeAccount(passphrase: string): Promise<{ readonly text: string; readonly address: Hex }> {
  const { generatePrivateKey } = await accounts();
  const secret = fromHex(generatePrivateKey().slice(2));
  try {
    const { address } = await accountOf(secret);
    return { text: await sealAccount(secret, fromHex(address.slice(2)), passphrase), address };
  } finally {
    secret.fill(0);
  }
}
