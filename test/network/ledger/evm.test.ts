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

const START = { round: 0, position: 0n, logHash: EMPTY_LOG_HASH };

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

  it("gives up a send that never settles, LEDGER_UNAVAILABLE, and sends what waits behind it", async () => {
    const { options } = await board();
    let calls = 0;
    const send = (call: { to: Hex; data: Hex }) => (++calls === 1 ? new Promise<Hex>(() => {}) : options.send(call));
    const engine = new EvmEngine({ ...options, send, timeout: 3000 });
    const began = performance.now();
    const sent = await Promise.allSettled(["stuck", "behind it"].map((text) => engine.append("member", utf8(text))));
    expect(sent.map(({ status }) => status)).toEqual(["rejected", "fulfilled"]);
    expect(sent[0]).toMatchObject({ reason: { code: "LEDGER_UNAVAILABLE" } });
    expect(performance.now() - began).toBeGreaterThan(2500);
    expect(await engine.append("member", utf8("stuck"))).toEqual({ position: 2n, duplicate: false });
    await engine.close();
  });

  it("gives up a node that takes a question and never answers", async () => {
    const { options } = await board();
    const provider = { request: () => new Promise<never>(() => {}) };
    const engine = new EvmEngine({ ...options, provider, timeout: 100 });
    await expect(engine.head()).rejects.toMatchObject({ code: "LEDGER_UNAVAILABLE" });
    await engine.close();
  });

  it("reads entries of the writers alone that it was told, each from its block on and through it", async () => {
    const { address, options } = await board();
    const [first, second, third] = chain.accounts as [Hex, Hex, Hex];
    const say = (from: Hex, text: string) => chain.send(address, encodeAppend(2, utf8(text)), { from });
    const block = async () => Number(await chain.request<Hex>("eth_blockNumber"));
    await say(second, "too early");
    const from = (await block()) + 1;
    await say(second, "in time");
    const through = await block();
    await say(second, "too late");
    await say(third, "nobody");
    await say(first, "always");
    const upper = first.toUpperCase().replace("0X", "0x") as Hex;
    const writers = [{ address: upper }, { address: second, from, through }];
    const engine = new EvmEngine({ ...options, writers });
    expect(await engine.head()).toEqual({ position: 2n });
    const ending = new AbortController();
    const texts: string[] = [];
    for await (const { entries, position } of engine.blocks(START, ending.signal)) {
      texts.push(...entries.map(({ bytes }) => new TextDecoder().decode(bytes)));
      if (position === 2n) ending.abort();
    }
    expect(texts).toEqual(["in time", "always"]);
    await engine.close();
  });

  it("reads what is final once, however often it is asked", async () => {
    const { engine, options } = await board();
    for (const text of ["a", "b", "c"]) await engine.append("member", utf8(text));
    const asked: string[] = [];
    const provider = {
      request(call: { method: string; params: readonly unknown[] }) {
        if (call.method === "eth_getLogs") asked.push((call.params[0] as { fromBlock: string }).fromBlock);
        return chain.provider.request(call);
      },
    };
    const counted = new EvmEngine({ ...options, provider });
    for (let time = 0; time < 3; time++) expect(await counted.head()).toEqual({ position: 3n });
    expect(asked.length).toBe(1);
    // nor after a reader, who is further than what is asked for
    const ending = new AbortController();
    const reader = counted.blocks(START, ending.signal)[Symbol.asyncIterator]();
    await reader.next();
    const read = asked.length;
    const sent = await Promise.all(["d", "e"].map((text) => counted.append("member", utf8(text))));
    expect(sent.map(({ position }) => position)).toEqual([4n, 5n]);
    expect(new Set(asked.slice(read)).has(asked[0]!)).toBe(false);
    ending.abort();
    await Promise.all([engine.close(), counted.close()]);
  });

  it("passes over what is no entry, and shows empty blocks", async () => {
    const { engine, address } = await board();
    await engine.append("member", utf8("one"));
    await chain.send(address, encodeAppend(9, utf8("junk")));
    await chain.request("evm_mine");
    await engine.append("lot", utf8("two"));
    const blocks: LedgerBlock[] = [];
    const ending = new AbortController();
    for await (const block of engine.blocks(START, ending.signal)) {
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
