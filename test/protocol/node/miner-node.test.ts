// Miners as machines run them: each with its own replica and its own store, on the memory adapters, in real time.
import { describe, expect, it } from "vitest";
import { toHex } from "../../../src/encoding/index.js";
import { MinerNode, Replica, systemClock, systemTimers } from "../../../src/entry/node.js";
import {
  type ContractEvent,
  HpkeCipher,
  MagicBlock,
  Miner,
  registrationOf,
  ViewChangeContract,
  validateParameters,
} from "../../../src/entry/view-change.js";
import { MemoryEngine } from "../../../src/ledger/memory.js";
import { MemoryStore } from "../../../src/store/memory.js";
import { MemoryNetwork } from "../../../src/transport/memory.js";
import { identities } from "../view-change/support.js";

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Four miners that share nothing but an engine and a network. */
async function network(random?: (count: number) => Uint8Array<ArrayBuffer>) {
  const people = await identities(4);
  const { parameters } = validateParameters({
    miners: 4,
    threshold: 3,
    quorum: 3,
    phaseRounds: { start: 2, contribute: 200, share: 200, publish: 200, wait: 40 },
  });
  const chainId = "miner nodes";
  const candidates = people.map((one) => registrationOf("min-sig", one, { chainId }));
  const genesis = new ViewChangeContract().genesis({ chainId, parameters, candidates });
  const engine = new MemoryEngine();
  const peers = new MemoryNetwork({
    clock: systemClock,
    timersOf: () => systemTimers,
    minDelay: 1,
    maxDelay: 15,
    ...(random === undefined ? {} : { random, loss: 0.2, duplication: 0.2 }),
  });
  const machines = people.map((identity) => {
    const replica = Replica.open({ engine, genesis });
    const store = new MemoryStore();
    const start = () =>
      MinerNode.start({
        id: identity.id,
        miner: new Miner({ scheme: "min-sig", identity, batchDelay: 20, retryBase: 60, retryCap: 200 }),
        cipher: new HpkeCipher(identity),
        chain: replica,
        transport: peers.endpoint(identity.id),
        store,
      });
    return { identity, replica, store, start };
  });
  return { engine, machines };
}

/** Closes rounds until the first replica has seen this event. */
async function until(engine: MemoryEngine, replica: Replica, type: ContractEvent["type"]): Promise<void> {
  let seen = false;
  const end = replica.subscribe(({ events }) => {
    seen ||= events.some((event) => event.type === type);
  });
  for (let round = 0; !seen && round < 400; round++) {
    const block = engine.produce();
    await replica.applied(block.round);
    await pause(15);
  }
  end();
  expect(seen).toBe(true);
}

describe("miner nodes on the memory adapters, in real time", () => {
  it("make one magic block, and each holds its share of the key", async () => {
    const { engine, machines } = await network();
    const nodes = await Promise.all(machines.map(({ start }) => start()));
    await until(engine, machines[0]!.replica, "activated");
    await Promise.all(nodes.map((node) => node.idle()));
    const blocks = machines.map(({ replica }) => replica.state.current.magicBlock!);
    const hash = toHex(MagicBlock.hash(blocks[0]!));
    for (const [position, block] of blocks.entries()) {
      expect(toHex(MagicBlock.hash(block))).toBe(hash);
      expect(nodes[position]!.state.keys.map((key) => toHex(key.blockHash))).toEqual([hash]);
    }
    await Promise.all(nodes.map((node) => node.stop()));
    for (const { replica } of machines) replica.close();
  });

  it("that are stopped and started again in every phase, on a network that loses and repeats, lose no member", async () => {
    let seed = 1;
    const random = (count: number) =>
      Uint8Array.from({ length: count }, () => {
        seed = (Math.imul(seed, 1103515245) + 12345) >>> 0;
        return seed >>> 16;
      });
    const { engine, machines } = await network(random);
    const nodes = await Promise.all(machines.map(({ start }) => start()));
    let victim = 0;
    for (const type of ["frozen", "phase-began", "phase-began", "made"] as const) {
      await until(engine, machines[0]!.replica, type);
      await nodes[victim]!.stop();
      expect(nodes[victim]!.stopped?.code).toBe("STOPPED");
      await pause(20);
      nodes[victim] = await machines[victim]!.start();
      victim = (victim + 1) % machines.length;
    }
    await until(engine, machines[0]!.replica, "activated");
    expect(machines[0]!.replica.state.current.magicBlock!.miners.length).toBe(4);
    await Promise.all(nodes.map((node) => node.stop()));
    for (const { replica } of machines) replica.close();
  });

  it("that are not whole stop and say why, instead of waiting for ever", async () => {
    const { engine, machines } = await network();
    const { identity, replica, store } = machines[0]!;
    const told: string[] = [];
    const { secretKey: _lost, ...record } = identity;
    const node = await MinerNode.start({
      id: identity.id,
      miner: new Miner({ scheme: "min-sig", identity: record as typeof identity }),
      cipher: new HpkeCipher(identity),
      chain: replica,
      transport: { send: () => {}, receive: () => {} },
      store,
      onStopped: ({ code, message }) => told.push(`${code}: ${message}`),
    });
    for (let round = 0; round < 4; round++) await replica.applied(engine.produce().round);
    await node.idle();
    expect(node.stopped?.code).toBe("MINER_FAILED");
    expect(told).toEqual([expect.stringContaining("secret key")]);
    for (const machine of machines) machine.replica.close();
  });

  it("say nothing once they are stopped, and stop once", async () => {
    const { engine, machines } = await network();
    const { start, replica } = machines[0]!;
    const node = await start();
    engine.produce();
    await replica.applied(1);
    await node.stop();
    await node.stop();
    engine.produce();
    engine.produce();
    await pause(20);
    expect(engine.waiting).toEqual([]);
    for (const machine of machines) machine.replica.close();
  });
});
