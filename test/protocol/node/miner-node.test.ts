// Miners as machines run them: each with its own replica and its own store, on the memory adapters, in real time.
import { describe, expect, it } from "vitest";
import { toHex } from "../../../src/encoding/index.js";
import { MemoryEngine } from "../../../src/ledger/memory.js";
import { MagicBlock } from "../../../src/magic-block/index.js";
import { MinerNode, type MinerNodeOptions } from "../../../src/node/miner-node.js";
import type { Transport } from "../../../src/node/ports.js";
import { Replica } from "../../../src/node/replica.js";
import { systemClock, systemTimers } from "../../../src/node/system.js";
import { FrameChannel } from "../../../src/sealing/channel.js";
import { HpkeCipher } from "../../../src/sealing/cipher.js";
import { encodeFrame, MAX_FRAME, readFrame } from "../../../src/sealing/frame.js";
import { MemoryStore } from "../../../src/store/memory.js";
import { MemoryNetwork } from "../../../src/transport/memory.js";
import type { ContractEvent } from "../../../src/view-change/contract/state.js";
import type { MinerIdentity } from "../../../src/view-change/identity.js";
import { Miner } from "../../../src/view-change/miner/miner.js";
import { Driven, people } from "../view-change/driven.js";

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
const chainId = "driven";

function partsOf(identity: MinerIdentity): Pick<MinerNodeOptions, "id" | "miner" | "cipher" | "channel"> {
  return {
    id: identity.id,
    miner: new Miner({ scheme: "min-sig", identity, batchDelay: 20, retryBase: 60, retryCap: 200 }),
    cipher: new HpkeCipher(identity),
    channel: new FrameChannel(identity, { chainId }),
  };
}

/** Four miners that share nothing but an engine and a network, and a sharder that wants to go on. */
async function network(
  options: {
    readonly random?: (count: number) => Uint8Array<ArrayBuffer>;
    /** What lies between a miner and the network. */
    readonly wired?: (transport: Transport) => Transport;
  } = {},
) {
  const { random, wired = (transport: Transport) => transport } = options;
  const identities = await people(4);
  const phaseRounds = { start: 2, contribute: 200, share: 200, publish: 200, wait: 40 };
  const driven = new Driven(identities, { miners: 4, threshold: 3, quorum: 3, minMiners: 3, phaseRounds });
  driven.register();
  const engine = new MemoryEngine();
  for (const { kind, bytes } of driven.pool) void engine.append(kind, bytes);
  const genesis = driven.state;
  const peers = new MemoryNetwork({
    clock: systemClock,
    timersOf: () => systemTimers,
    minDelay: 1,
    maxDelay: 15,
    ...(random === undefined ? {} : { random, loss: 0.2, duplication: 0.2 }),
  });
  const machines = identities.map((identity) => {
    const replica = Replica.open({ engine, genesis });
    const store = new MemoryStore();
    const transport = wired(peers.endpoint(identity.id));
    const start = () => MinerNode.start({ ...partsOf(identity), chain: replica, transport, store });
    return { identity, replica, store, start };
  });
  machines[0]!.replica.subscribe(({ events }) => {
    for (const { kind, bytes } of driven.sharderSays(events)) void engine.append(kind, bytes);
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
    const { engine, machines } = await network({ random });
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
    expect(machines[0]!.replica.state.current.magicBlock!.members.length).toBe(4);
    await Promise.all(nodes.map((node) => node.stop()));
    for (const { replica } of machines) replica.close();
  });

  it("mind nothing that is not authenticated, whoever floods them with it", async () => {
    const spoilt = (message: Uint8Array) => {
      const { frame, mac } = readFrame(message)!;
      const { from, to } = frame;
      const copies: Uint8Array[] = [
        message.slice(1),
        message.slice(0, -1),
        new Uint8Array(MAX_FRAME),
        new Uint8Array(MAX_FRAME + 1),
      ];
      for (const at of [0, 5, 40, 80, 100, message.length - 1]) {
        const copy = message.slice();
        copy[at]! ^= 1;
        copies.push(copy);
      }
      // the same, in another's name, to another, and back to its sender
      copies.push(encodeFrame({ ...frame, from: to, to: from }, mac), encodeFrame({ ...frame, from: to }, mac));
      return [...copies, encodeFrame({ ...frame, body: new Uint8Array(frame.body.length) }, new Uint8Array(32))];
    };
    let heard = 0;
    const wired = (transport: Transport): Transport => ({
      send: (to, message) => transport.send(to, message),
      receive: (handler) =>
        transport.receive(
          handler &&
            ((message) => {
              heard++;
              for (const junk of spoilt(message)) handler(junk);
              handler(message);
              handler(message);
            }),
        ),
    });
    const { engine, machines } = await network({ wired });
    const nodes = await Promise.all(machines.map(({ start }) => start()));
    await until(engine, machines[0]!.replica, "activated");
    const block = machines[0]!.replica.state.current.magicBlock!;
    expect(heard).toBeGreaterThanOrEqual(24);
    expect(block.members.length).toBe(4);
    expect(block.body.dealings.flatMap(({ reveals }) => reveals)).toEqual([]);
    await Promise.all(nodes.map((node) => node.stop()));
    for (const { replica } of machines) replica.close();
  });

  it("that are not whole stop and say why, instead of waiting for ever", async () => {
    const { engine, machines } = await network();
    const { identity, replica, store } = machines[0]!;
    const told: string[] = [];
    const { secretKey: _lost, ...record } = identity;
    const node = await MinerNode.start({
      ...partsOf(identity),
      miner: new Miner({ scheme: "min-sig", identity: record as typeof identity }),
      chain: replica,
      transport: { send: () => {}, receive: () => {} },
      store,
      onStopped: ({ code, message }) => told.push(`${code}: ${message}`),
    });
    for (let round = 0; round < 4; round++) await replica.applied(engine.produce().round);
    await node.idle();
    expect(node.stopped?.code).toBe("MINER_FAILED");
    expect(told).toEqual([expect.stringContaining("secret")]);
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
    expect(engine.waiting.filter(({ kind }) => kind === "transaction")).toEqual([]);
    for (const machine of machines) machine.replica.close();
  });
});
