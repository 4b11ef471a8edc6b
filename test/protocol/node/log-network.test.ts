// A network over a log that only orders entries, in real time: sharders close the rounds and attest the states, miners
// wait for it, and a beacon ticks. Every node has its own replica and its own store.
import { describe, expect, it } from "vitest";
import { type BeaconOutput, outputRecord, verifyRound } from "../../../src/beacon/index.js";
import { toHex } from "../../../src/encoding/index.js";
import { MemoryLog } from "../../../src/ledger/memory-log.js";
import { type Genesis, MagicBlock, makeGenesis } from "../../../src/magic-block/index.js";
import { BeaconNode } from "../../../src/node/beacon-node.js";
import { LogChain } from "../../../src/node/log/chain.js";
import { MinerNode } from "../../../src/node/miner-node.js";
import { SharderNode } from "../../../src/node/sharder-node.js";
import { sharedTransport } from "../../../src/node/shared-transport.js";
import { systemClock, systemTimers } from "../../../src/node/system.js";
import { FrameChannel } from "../../../src/sealing/channel.js";
import { HpkeCipher } from "../../../src/sealing/cipher.js";
import { MemoryStore } from "../../../src/store/memory.js";
import { MemoryNetwork } from "../../../src/transport/memory.js";
import { authorityEntry, memberEntry } from "../../../src/view-change/entries.js";
import {
  createSigningIdentity,
  type MinerIdentity,
  minerRegistration,
  type SharderIdentity,
  signLongTerm,
} from "../../../src/view-change/identity.js";
import { authorityMessage } from "../../../src/view-change/members.js";
import { Miner } from "../../../src/view-change/miner/miner.js";
import { people } from "../view-change/driven.js";

const scheme = "min-sig";
const chainId = "log network";

interface Founded {
  readonly genesis: Genesis;
  readonly log: MemoryLog;
  readonly miners: readonly MinerIdentity[];
  readonly sharders: readonly SharderIdentity[];
}

async function founded(sharderCount: number): Promise<Founded> {
  const miners = await people(4);
  const admin = createSigningIdentity(scheme);
  const sharders = Array.from({ length: sharderCount }, (_, index) => {
    return { ...createSigningIdentity(scheme), url: `https://sharder-${index}.example` };
  });
  const genesis = makeGenesis({
    chainId,
    roundTime: 60,
    startRound: 3,
    adminKeys: [admin],
    sharders: sharders.map(({ publicKey, proofOfPossession, url }) => ({
      publicKey,
      proofOfPossession,
      url,
      stake: 1n,
    })),
    parameters: {
      miners: 4,
      threshold: 3,
      quorum: 3,
      minMiners: 3,
      viewRounds: 12,
      handOverRounds: 2,
      phaseRounds: { start: 1, contribute: 40, share: 60, publish: 60, wait: 40 },
    },
  });
  const log = new MemoryLog();
  const chain = await LogChain.open({ genesis, ledger: log, store: new MemoryStore() });
  const { genesisHash } = chain.state;
  await chain.close();
  let serial = 0;
  for (const identity of miners) {
    const action = { type: "stake", id: identity.id, stake: 10n } as const;
    const content = { genesisHash, serial: ++serial, action };
    const signature = signLongTerm(scheme, admin, authorityMessage(content));
    const stake = authorityEntry({ ...content, signatures: [{ admin: 0, signature }] });
    const member = memberEntry(scheme, minerRegistration(scheme, identity, { genesisHash }));
    for (const { kind, bytes } of [stake, member]) await log.append(kind, bytes);
  }
  return { genesis, log, miners, sharders };
}

async function sharderOf({ genesis, log }: Founded, identity: SharderIdentity, store = new MemoryStore()) {
  const chain = await LogChain.open({ genesis, ledger: log, store });
  const node = await SharderNode.start({ identity, chain, store });
  return { chain, node, store, stop: () => Promise.all([node.stop(), chain.close()]) };
}

async function minerOf(
  { genesis, log }: Founded,
  network: MemoryNetwork,
  identity: MinerIdentity,
  onOutput: (output: BeaconOutput, number: number) => void,
) {
  const store = new MemoryStore();
  const chain = await LogChain.open({ genesis, ledger: log, store });
  await chain.caughtUp();
  const [forMiner, forBeacon] = sharedTransport(network.endpoint(identity.id), 2);
  const { id } = identity;
  const channel = new FrameChannel(identity, { chainId });
  const node = await MinerNode.start({
    id,
    miner: new Miner({ scheme, identity, batchDelay: 20, retryBase: 60, retryCap: 200 }),
    cipher: new HpkeCipher(identity),
    channel,
    chain,
    transport: forMiner!,
    store,
  });
  const beacon = await BeaconNode.start({
    id,
    miner: node,
    channel,
    chain,
    transport: forBeacon!,
    store,
    onOutput,
  });
  return { chain, node, beacon, store, stop: () => Promise.all([node.stop(), beacon.stop(), chain.close()]) };
}

async function until(condition: () => boolean, seconds = 60): Promise<void> {
  const end = Date.now() + 1000 * seconds;
  while (!condition() && Date.now() < end) await new Promise((resolve) => setTimeout(resolve, 20));
  expect(condition()).toBe(true);
}

describe("a network over a log that only orders entries", () => {
  it("closes rounds by ticks, makes two views that sharders attest, and a beacon across them", async () => {
    const world = await founded(3);
    const network = new MemoryNetwork({
      clock: systemClock,
      timersOf: () => systemTimers,
      minDelay: 1,
      maxDelay: 10,
    });
    const sharders = await Promise.all(world.sharders.map((identity) => sharderOf(world, identity)));
    const outputs = new Map<number, { output: BeaconOutput; number: number }>();
    const miners = await Promise.all(
      world.miners.map((identity) =>
        minerOf(world, network, identity, (output, number) => outputs.set(output.round, { output, number })),
      ),
    );
    const blocks = new Map<number, MagicBlock>();
    sharders[0]!.chain.subscribe(({ after }) => {
      if (after.current.magicBlock !== null) blocks.set(after.current.number, after.current.magicBlock);
    });
    await until(() => miners.every(({ chain }) => chain.state.current.number >= 2));
    const second = blocks.get(2)!;
    await until(() => outputs.has(second.startingRound + 3));

    // one history, attested
    const [first, ...others] = [...sharders, ...miners];
    const { round } = first!.chain.head;
    await Promise.all(others.map(({ chain }) => chain.applied(round)));
    const hashes = new Set([...sharders, ...miners].map(({ chain }) => toHex(chain.state.current.hash)));
    expect(hashes.size).toBe(1);
    expect(miners.every(({ chain }) => chain.attested >= second.startingRound)).toBe(true);
    // rounds of both views, each under its own key
    const start = blocks.get(1)!.startingRound;
    for (let at = start; at <= second.startingRound + 3; at++) {
      const made = outputs.get(at);
      expect(made?.number).toBe(at < second.startingRound ? 1 : 2);
      const block = blocks.get(made!.number)!;
      expect(
        verifyRound(
          { scheme, chainId, magicBlockNumber: made!.number, groupPublicKey: block.groupPublicKey },
          outputRecord(made!.number, made!.output),
        ),
      ).toBe(true);
    }
    // a snapshot was kept, from which a replica goes on to the same state
    const again = await LogChain.open({ genesis: world.genesis, ledger: world.log, store: miners[0]!.store });
    const begun = again.head.round;
    expect(begun).toBeGreaterThan(0);
    await again.caughtUp();
    expect(toHex(MagicBlock.hash(again.state.current.magicBlock!))).toBe([...hashes][0]);
    await again.close();
    await Promise.all([...sharders, ...miners].map(({ stop }) => stop()));
  }, 120_000);

  it("stands still without more than half of the sharders, and goes on when one has come back", async () => {
    const world = await founded(2);
    const [one, two] = await Promise.all(world.sharders.map((identity) => sharderOf(world, identity)));
    await until(() => one!.chain.head.round >= 3);
    await two!.stop();
    const { round } = one!.chain.head;
    await new Promise((resolve) => setTimeout(resolve, 400));
    expect(one!.chain.head.round).toBeLessThanOrEqual(round + 1);
    const back = await sharderOf(world, world.sharders[1]!, two!.store);
    await until(() => one!.chain.head.round >= round + 4);
    await Promise.all([one!.stop(), back.stop()]);
  }, 60_000);
});
