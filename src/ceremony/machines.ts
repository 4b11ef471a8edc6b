// The machines inside a party: the miner of a chain, and its part as a sharder of the genesis, which signs block 1.
import type { FeldsparError } from "../encoding/index.js";
import type { Genesis } from "../magic-block/index.js";
import { MinerNode } from "../node/miner-node.js";
import type { ChainView, Transport } from "../node/ports.js";
import { SharderRunner } from "../node/sharder-runner.js";
import { FrameChannel } from "../sealing/channel.js";
import { HpkeCipher } from "../sealing/cipher.js";
import { Miner } from "../view-change/miner/miner.js";
import { Sharder } from "../view-change/sharder.js";
import type { PartyOptions } from "./party-options.js";
import { suspicion } from "./view.js";

/** Milliseconds for which shares are collected before they are checked together. */
const BATCH = 20;

export interface MachineEnds {
  readonly transport: Transport;
  readonly onStopped: (error: FeldsparError) => void;
  readonly onSuspicion: (error: FeldsparError) => void;
}

/** Both, loaded from the store. Throws what loading throws. */
export async function startMachines(
  { identity, store, clock, timers, random }: PartyOptions,
  { scheme, chainId }: Genesis,
  chain: ChainView,
  { transport, onStopped, onSuspicion }: MachineEnds,
): Promise<{ readonly miner: MinerNode; readonly sharder: SharderRunner }> {
  const { id } = identity;
  const time = clock === undefined || timers === undefined ? {} : { clock, timers };
  const drawn = random === undefined ? {} : { random };
  const miner = await MinerNode.start({
    ...{ id, chain, transport, store, onStopped, ...time },
    miner: new Miner({ scheme, identity, batchDelay: BATCH, ...drawn }),
    cipher: new HpkeCipher(identity, drawn),
    channel: new FrameChannel(identity, { chainId }),
    onEvidence: ({ against, code }) => onSuspicion(suspicion(code, against)),
  });
  const sharder = new SharderRunner({ id, sharder: new Sharder(scheme, identity), chain, store, onStopped, ...time });
  await sharder.load();
  return { miner, sharder };
}
