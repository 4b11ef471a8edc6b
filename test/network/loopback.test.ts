// A whole network over HTTP on loopback: one sharder orders, another follows it, miners know nothing but the genesis
// and the sharders' addresses. All in one process here; the processes themselves are tested with the command line.

import { afterEach, describe, expect, it } from "vitest";
import { fromHex, toHex } from "../../src/encoding/index.js";
import {
  genesisFromJson,
  genesisHash,
  headersFromJson,
  MagicBlock,
  memberProofFromJson,
  verifyHeaderChain,
  verifyMember,
} from "../../src/magic-block/index.js";
import { decodeSnapshot, verifySnapshot } from "../../src/node/log/snapshot.js";
import { type Network, startNetwork } from "./support/in-process.js";
import { until } from "./support/until.js";

const running: Network[] = [];

afterEach(async () => {
  await Promise.all(running.splice(0).map((network) => network.stop()));
});

async function network(miners: number, sharders: number): Promise<Network> {
  const made = await startNetwork({ miners, sharders });
  running.push(made);
  return made;
}

// biome-ignore lint/suspicious/noExplicitAny: an answer is whatever came
const json = async (url: string): Promise<any> => (await fetch(url)).json();

describe("a network over HTTP on loopback", () => {
  it("makes two views and a beacon that a light client verifies from what a sharder serves", async () => {
    const { founders, sharders, miners, urls } = await network(4, 2);
    await until(() => miners.every(({ chain }) => chain.state.current.number >= 2), 100);
    const second = sharders[1]!.chain.state.current.magicBlock!;
    await until(() => (sharders[1]!.archive.latestOutput?.output.round ?? 0) >= second.startingRound + 2, 60);

    // one history
    const { round } = sharders[0]!.chain.head;
    await Promise.all([...sharders, ...miners].map(({ chain }) => chain.applied(round)));
    const names = [...sharders, ...miners].map(({ chain }) => toHex(chain.state.current.hash));
    expect(new Set(names).size).toBe(1);

    // the following sharder's answers, verified by somebody who knows the genesis' hash alone
    const url = urls[1]!;
    const genesis = genesisFromJson(await json(`${url}/v1/genesis`));
    expect(toHex(genesisHash(genesis))).toBe(toHex(genesisHash(founders.genesis)));
    const headers = headersFromJson(await json(`${url}/v1/headers`));
    expect(verifyHeaderChain(headers, { genesis })).toMatchObject({ valid: true });
    const proof = memberProofFromJson(await json(`${url}/v1/members/2/1`));
    expect(verifyMember(headers[1]!, proof.proof)).toBe(true);
    // the network goes on meanwhile
    expect((await json(`${url}/v1/phase`)).inOffice.number).toBeGreaterThanOrEqual(2);
    const made = await json(`${url}/v1/beacon/latest`);
    expect(made.magicBlockNumber).toBeGreaterThanOrEqual(2);
    const immutable = await fetch(`${url}/v1/genesis`);
    expect(immutable.headers.get("cache-control")).toContain("immutable");
    const again = await fetch(`${url}/v1/genesis`, { headers: { "if-none-match": immutable.headers.get("etag")! } });
    expect(again.status).toBe(304);
    const document = await json(`${url}/v1/openapi.json`);
    expect(Object.keys(document.paths)).toContain("/v1/magic-blocks/{number}");

    // a snapshot is believed with signatures of more than half of the sharders whom the verified header names
    const snapshot = new Uint8Array(await (await fetch(`${url}/v1/snapshots/latest`)).arrayBuffer());
    const taken = decodeSnapshot(snapshot).head.round;
    await until(async () => (await fetch(`${url}/v1/checkpoints/${taken}`)).status === 200);
    const { checkpoints, ...edge } = await json(`${url}/v1/checkpoints/${taken}`);
    const signed = checkpoints.map(({ id, signature }: { id: string; signature: string }) => ({
      ...{ round: edge.round, position: BigInt(edge.position), id },
      ...{ logHash: fromHex(edge.logHash), stateHash: fromHex(edge.stateHash), signature: fromHex(signature) },
    }));
    const trusted = { genesisHash: genesisHash(genesis), blockHash: headers.map(MagicBlock.hash).at(-1)! };
    expect(verifySnapshot(snapshot, signed, trusted).head.round).toBe(taken);
    expect(() => verifySnapshot(snapshot, signed.slice(0, 1), trusted)).toThrow("more than half");
    const strange = { ...trusted, blockHash: new Uint8Array(32) };
    expect(() => verifySnapshot(snapshot, signed, strange)).toThrow("not the one that is known");
  }, 1_000_000);

  it("refuses what is not authentic, malformed, too long or of nobody, and goes on", async () => {
    const { sharders, urls } = await network(1, 1);
    const [sharder, miner] = urls;
    const post = async (url: string, body: Uint8Array) => {
      const response = await fetch(url, { method: "POST", body: new Uint8Array(body) });
      return [response.status, (await response.json()).code];
    };
    expect(await post(`${miner}/v1/messages`, new Uint8Array(80))).toEqual([400, "MALFORMED"]);
    expect(await post(`${miner}/v1/messages`, new Uint8Array(2 << 20))).toEqual([413, "TOO_LARGE"]);
    expect(await post(`${sharder}/v1/entries`, new Uint8Array(80))).toEqual([400, "MALFORMED"]);
    expect(await post(`${sharder}/v1/entries`, new Uint8Array(2 << 20))).toEqual([413, "TOO_LARGE"]);
    expect(await post(`${sharder}/v1/beacon`, new Uint8Array(80))).toEqual([400, "MALFORMED"]);
    // the network runs: what may be there in a moment is not asked for
    for (const path of ["/v1/beacon/700000", "/v1/magic-blocks/999", "/v1/members/999/1", "/nothing", "/v1/mpks/9"]) {
      const response = await fetch(`${sharder}${path}`);
      expect([path, response.status, (await response.json()).code]).toEqual([path, 404, "NOT_FOUND"]);
    }
    expect((await fetch(`${sharder}/v1/headers?from=x`)).status).toBe(400);
    const { round } = sharders[0]!.chain.head;
    await until(() => sharders[0]!.chain.head.round > round + 1);
  }, 300_000);
});
