// What is sent again takes the place of what was sent before: with a node that keeps transactions waiting, and after a
// restart in between.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readAccount } from "../../../src/cli/network/evm/account.js";
import { Sender } from "../../../src/cli/network/evm/sender.js";
import { deployBoard, encodeAppend, type Hex } from "../../../src/evm/index.js";
import { fundedAccount } from "../support/account.js";
import { noAnvil } from "../support/anvil.js";
import { Chain } from "../support/chain.js";
import { until } from "../support/until.js";

describe.skipIf(noAnvil !== null)("a sender of transactions", () => {
  const folder = mkdtempSync(join(tmpdir(), "feldspar-sender-"));
  const evmKey = join(folder, "account.json");
  const evmPassphraseFile = join(folder, "words");
  let chain: Chain;
  let board: Hex;
  let address: Hex;

  beforeAll(async () => {
    chain = await Chain.start("osaka");
    writeFileSync(evmPassphraseFile, "words");
    address = await fundedAccount(chain, evmKey, "words");
    board = (await chain.deploy(deployBoard())).address;
  });
  afterAll(async () => {
    await chain.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const sender = async (patience: number, signal?: AbortSignal, attempts = 4) =>
    new Sender(chain.provider, await readAccount({ evmKey, evmPassphraseFile }), {
      ...{ patience, attempts },
      ...(signal === undefined ? {} : { signal }),
    });
  const length = async () => Number(await chain.call(board, "0x1f7b6d32"));
  const data = encodeAppend(2, Uint8Array.of(1));
  /** What waits for a block. */
  const pending = async () => {
    const block = await chain.request<{ transactions: { maxFeePerGas?: Hex }[] }>(
      "eth_getBlockByNumber",
      "pending",
      true,
    );
    return block.transactions[0];
  };

  it("posts, and says what was paid", async () => {
    const { gasUsed, paid, contractAddress } = await (await sender(5000)).post({ to: board, data });
    expect([await length(), contractAddress]).toEqual([1, null]);
    expect(gasUsed).toBeGreaterThan(21_000);
    expect(paid).toBeGreaterThan(BigInt(gasUsed));
  });

  it("raises the fee of what waits, and is paid for once, also by a process that comes after", async () => {
    await chain.request("evm_setAutomine", false);
    const posted = await length();
    const ending = new AbortController();
    const first = (await sender(60_000, ending.signal)).post({ to: board, data });
    const fee = async () => BigInt((await pending())?.maxFeePerGas ?? 0);
    await until(async () => (await fee()) > 0n);
    const before = await fee();
    ending.abort();
    await expect(first).rejects.toMatchObject({ code: "LEDGER_UNAVAILABLE" });
    const second = (await sender(700, undefined, 1000)).post({ to: board, data });
    await until(async () => (await fee()) > before);
    await chain.request("evm_mine");
    await second;
    await chain.request("evm_mine");
    await chain.request("evm_setAutomine", true);
    expect(await length()).toBe(posted + 1);
    expect(Number(await chain.request("eth_getTransactionCount", address, "latest"))).toBe(2);
  });

  it("sends nothing that reverts, and names the reason", async () => {
    const work = (await sender(1000)).post({ to: board, data: "0x12345678" });
    await expect(work).rejects.toMatchObject({ code: "BAD_OPTION" });
  });
});
