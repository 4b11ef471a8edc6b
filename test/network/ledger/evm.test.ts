// The engine on an EVM chain, with anvil on loopback: the contract of every engine, and what a board has beside
// entries.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { utf8 } from "../../../src/encoding/index.js";
import { deployBoard, encodeAppend, type Hex } from "../../../src/evm/index.js";
import { EvmEngine } from "../../../src/ledger/evm.js";
import { EMPTY_LOG_HASH } from "../../../src/node/log/log-hash.js";
import type { LedgerBlock } from "../../../src/node/ports.js";
import { keepsTheEngineContract } from "../../protocol/node/engine-contract.js";
import { noAnvil } from "../support/anvil.js";
import { Chain } from "../support/chain.js";

describe.skipIf(noAnvil !== null)("the engine on an EVM chain", () => {
  let chain: Chain;

  beforeAll(async () => {
    chain = await Chain.start("osaka");
  });
  afterAll(() => chain.stop());

  async function board() {
    const { address } = await chain.deploy(deployBoard());
    const startBlock = Number(await chain.request<Hex>("eth_blockNumber"));
    const sent: Hex[] = [];
    const send = async ({ to, data }: { to: Hex; data: Hex }) => {
      sent.push(data);
      const transaction = { from: chain.accounts[0], to, data, gas: "0xf42400" };
      return chain.request<Hex>("eth_sendTransaction", transaction);
    };
    const options = { provider: chain.provider, board: address, startBlock, send, finality: 0, pollInterval: 20 };
    return { address, sent, options, engine: new EvmEngine(options) };
  }

  keepsTheEngineContract(async () => {
    const { engine } = await board();
    return { engine, closeRound: () => chain.request("evm_mine") };
  });

  it("pays once for what is appended again while it is pending, and afterwards", async () => {
    const { engine, sent } = await board();
    const answers = await Promise.all([1, 2, 3].map(() => engine.append("member", utf8("same"))));
    expect(answers.map(({ duplicate }) => duplicate)).toEqual([false, true, true]);
    expect((await engine.append("member", utf8("same"))).duplicate).toBe(true);
    expect(sent.length).toBe(1);
    await engine.close();
  });

  it("sends one transaction after the other, and goes on after one that could not be sent", async () => {
    const { options } = await board();
    let [atOnce, most, count] = [0, 0, 0];
    const send = async (call: { to: Hex; data: Hex }) => {
      most = Math.max(most, ++atOnce);
      try {
        await new Promise((resolve) => setTimeout(resolve, 5));
        if (++count === 2) throw new Error("no funds");
        return await options.send(call);
      } finally {
        atOnce--;
      }
    };
    const engine = new EvmEngine({ ...options, send });
    const sent = await Promise.allSettled(["a", "b", "c"].map((text) => engine.append("member", utf8(text))));
    expect(sent.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
    expect(most).toBe(1);
    await engine.close();
  });

  it("passes over what is no entry, and shows empty blocks", async () => {
    const { engine, address } = await board();
    await engine.append("member", utf8("one"));
    await chain.send(address, encodeAppend(9, utf8("junk")));
    await chain.request("evm_mine");
    await engine.append("lot", utf8("two"));
    const blocks: LedgerBlock[] = [];
    const ending = new AbortController();
    for await (const block of engine.blocks({ round: 0, position: 0n, logHash: EMPTY_LOG_HASH }, ending.signal)) {
      blocks.push(block);
      if (block.position === 2n) ending.abort();
    }
    expect(blocks.map(({ entries }) => entries.map(({ kind }) => kind))).toEqual([["member"], [], [], ["lot"]]);
    expect(await engine.head()).toEqual({ position: 2n });
    await engine.close();
  });

  it("notices a node that leaves an entry out", async () => {
    const { engine, options } = await board();
    await engine.append("member", utf8("one"));
    await engine.append("member", utf8("two"));
    const provider = {
      async request(call: { method: string; params: readonly unknown[] }) {
        const answer = await chain.provider.request(call);
        return call.method === "eth_getLogs" ? (answer as unknown[]).slice(1) : answer;
      },
    };
    const censored = new EvmEngine({ ...options, provider });
    await expect(censored.head()).rejects.toMatchObject({ code: "LEDGER_UNAVAILABLE" });
    await engine.close();
  });

  it("carries no ticks: a chain has rounds of its own", async () => {
    const { engine } = await board();
    await expect(engine.append("tick", utf8("x"))).rejects.toMatchObject({ code: "BAD_OPTION" });
    await engine.close();
  });
});
