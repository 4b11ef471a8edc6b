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
  /** Of a core, when so many come in a second: what the handler does with a body that was read. */
  readonly percent: number;
  /** The same with all around it: the application, and the platform's own requests and answers. */
  readonly percentWithRequests: number;
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
  const routes = minerRoutes(
    { longest: MAX_FRAME, judge: (message) => node.judge(message), take: async () => {}, isReady: () => true },
    "0.0.0",
  );
  const close = async () => {
    await node.stop();
    await chain.close();
  };
  return { routes, close };
}

/** Milliseconds of the processor for all of these, one after the other, when it has been done before. */
async function processorTime<Item>(items: () => readonly Item[], work: (item: Item) => Promise<void>): Promise<number> {
  for (const item of items()) await work(item);
  const made = items();
  const before = process.cpuUsage();
  for (const item of made) await work(item);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

export async function junkCost(bodies: number, bytes: number): Promise<JunkCost> {
  const { routes, close } = await handler();
  const route = routes.find(({ path }) => path === "/v1/messages")!;
  const app = appOf(routes);
  const many = <Item>(make: (body: Uint8Array<ArrayBuffer>) => Item) =>
    Array.from({ length: bodies }, () => make(new Uint8Array(randomBytes(bytes))));
  let refused = 0;
  const nothing = {
    address: "",
    value: () => undefined,
    header: () => undefined,
    signal: new AbortController().signal,
  };
  const alone = await processorTime(
    () => many((body) => ({ ...nothing, body: async () => body })),
    async (request) => {
      await Promise.resolve(route.handle(request)).catch(() => refused++);
    },
  );
  const url = "http://192.0.2.2/v1/messages";
  const whole = await processorTime(
    () => many((body) => new Request(url, { method: "POST", body })),
    async (request) => {
      if ((await app.fetch(request)).status >= 400) refused++;
    },
  );
  await close();
  // of both ways, each played twice
  const percent = (milliseconds: number) => Math.round((milliseconds / 1000) * (10_000 / bodies) * 1000) / 10;
  return { bodies, bytes, refused: refused / 4, percent: percent(alone), percentWithRequests: percent(whole) };
}
