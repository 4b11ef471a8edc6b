// evm.js: see ../arguments.test.ts.
import * as evm from "../../../src/entry/evm.js";
import { materials } from "../material.js";
import { type Any, type Case, call, method } from "./call.js";
import { inOffice } from "./world.js";

const [m] = materials as [(typeof materials)[number]];
const { genesis } = inOffice;
const header = inOffice.current.magicBlock!;
const bytes = new Uint8Array(32).fill(7);
const clock = { round: 1, time: 1_800_000_000, roundTime: 400 };
const word = (digits: string): evm.Hex => `0x${digits.padStart(64, "0")}`;
const topics = [evm.BOARD.topics.Entry!, word("1"), word("ab"), word("2")];
/** What a node answers to everything, without one. */
const answer = `data:application/json,${encodeURIComponent(JSON.stringify({ result: "0x" }))}`;
class Silent {
  async request(): Promise<unknown> {
    return "0x";
  }
}

export const EVM: Record<string, Case> = {
  "evm.deployBeacon": call(evm.deployBeacon, { genesis, clock }),
  "evm.deployBoard": call(evm.deployBoard),
  "evm.deployDrandBeacon": call(evm.deployDrandBeacon, {
    ...{ publicKey: m.groupPublicKey, genesisTime: 1_800_000_000, period: 3 },
  }),
  "evm.deployLottery": call(evm.deployLottery, {
    ...{ beacon: `0x${"ab".repeat(20)}`, round: 5, closes: 1_800_000_000, price: 5n },
  }),
  "evm.encodeAppend": call(evm.encodeAppend, 2, bytes),
  "evm.readBoardEvent": call(evm.readBoardEvent, topics, `${word("40")}${word("1").slice(2)}${"07".padEnd(64, "0")}`),
  "evm.encodeHeader": call(evm.encodeHeader, header, { genesis }),
  "evm.encodeRound": call(evm.encodeRound, m.record, "verify"),
  "evm.encodeDrandRound": call(evm.encodeDrandRound, { round: 9, signature: m.record.signature }, "submit"),
  "evm.encodeRandomness": call(evm.encodeRandomness, 9),
  "evm.probe": call(evm.probe, new Silent()),
  "evm.jsonRpc": call(evm.jsonRpc, answer, new AbortController().signal),
  "evm.Provider#request": method(evm.jsonRpc(answer), "request", { method: "eth_call", params: [{ to: "0x" }] } as Any),
  "evm.revertReason": call(evm.revertReason, "0x00000000"),
};
