// What bodies of nobody cost a miner: they are handed to its handler, without sockets.
import { randomBytes } from "../../../../bindings/random.js";
import { minerRoutes } from "../../../../src/http/miner-routes.js";
import { appOf } from "../../../../src/http/route.js";
import { MemoryLog } from "../../../../src/ledger/memory-log.js";
import { LogChain } from "../../../../src/node/log/chain.js";
import { MinerNode } from "../../../../src/node/miner-node.js";
import { FrameChannel } from "../../../../src/sealing/channel.js";
import { HpkeCipher } from "../../../../src/sealing/cipher.js";
import { MAX_FRAME } from "../../../../src/sealing/frame.js";
import { MemoryStore } from "../../../../src/store/memory.js";
import { Miner } from "../../../../src/view-change/miner/miner.js";
import { found, scheme } from "../../support/founders.js";

export interface JunkCost {
  readonly bodies: number;
  readonly bytes: number;
  readonly refused: number;
  /** Of the processor, for all of them; the requests are made before. */
  readonly milliseconds: number;
}

/** A miner's handler, and its miner's judgement. */
async function handler() {
  const { genesis, miners } = await found({ minerUrls: ["http://127.0.0.1:1"], sharderUrls: ["http://127.0.0.1:2"] });
  const identity = miners[0]!;
  const store = new MemoryStore();
  const chain = await LogChain.open({ genesis, ledger: new MemoryLog(), store });
  const node = await MinerNode.start({
    ...{ id: identity.id, chain, store },
    miner: new Miner({ scheme, identity }),
    cipher: new HpkeCipher(identity),
    channel: new FrameChannel(identity, { chainId: genesis.chainId }),
    transport: { send: () => {}, receive: () => {} },
  });
  const service = {
    longest: MAX_FRAME,
    judge: (message: Uint8Array) => node.judge(message),
    take: async () => {},
    isReady: () => true,
  };
  const app = appOf(minerRoutes(service, "0.0.0"), { addressOf: () => "192.0.2.1", limits: { perSecond: 0 } });
  const close = async () => {
    await node.stop();
    await chain.close();
  };
  return { app, close };
}

export async function junkCost(bodies: number, bytes: number): Promise<JunkCost> {
  const { app, close } = await handler();
  const url = "http://192.0.2.2/v1/messages";
  const make = (count: number) =>
    Array.from({ length: count }, () => new Request(url, { method: "POST", body: new Uint8Array(randomBytes(bytes)) }));
  const send = async (requests: readonly Request[]) => {
    let refused = 0;
    for (const request of requests) if ((await app.fetch(request)).status >= 400) refused++;
    return refused;
  };
  await send(make(2000));
  const requests = make(bodies);
  const before = process.cpuUsage();
  const refused = await send(requests);
  const { user, system } = process.cpuUsage(before);
  await close();
  return { bodies, bytes, refused, milliseconds: Math.round((user + system) / 1000) };
}
