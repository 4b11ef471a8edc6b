// Ports of loopback for servers that are started later. A port that was found free is anybody's until somebody listens
// there: another test, or the near end of a connection. So they are none that systems give by themselves, which begin
// at 32,768, and come from blocks, of which each belongs to one process: the one that listens on the block's first
// port.
import { createServer, type Server } from "node:net";

const FIRST = 10_000;
const LENGTH = 100;
const BLOCKS = 220;

let block: { readonly first: number; next: number } | null = null;

/** Listens on a port; null where somebody else does. */
function listen(port: number): Promise<Server | null> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once("error", () => resolve(null));
    server.listen(port, "127.0.0.1", () => resolve(server));
  });
}

async function isFree(port: number): Promise<boolean> {
  const server = await listen(port);
  if (server === null) return false;
  await new Promise((resolve) => server.close(resolve));
  return true;
}

/** A block that no other process has, until this one ends. */
async function ownBlock(): Promise<{ readonly first: number; next: number }> {
  const start = Math.floor(Math.random() * BLOCKS);
  for (let place = 0; place < BLOCKS; place++) {
    const first = FIRST + ((start + place) % BLOCKS) * LENGTH;
    const lock = await listen(first);
    if (lock === null) continue;
    lock.unref();
    return { first, next: 1 };
  }
  throw new Error(`all ${BLOCKS} blocks of ports are taken`);
}

let earlier: Promise<unknown> = Promise.resolve();

/** Consecutive ports of loopback that nobody listens on, and that are given to nobody else soon. */
export function freePorts(count: number): Promise<number[]> {
  const found = earlier.then(() => findPorts(count));
  earlier = found.catch(() => {});
  return found;
}

async function findPorts(count: number): Promise<number[]> {
  if (count >= LENGTH) throw new Error(`expected at most ${LENGTH - 1} ports, got ${count}`);
  block ??= await ownBlock();
  const found: number[] = [];
  for (let tried = 0; tried < 2 * LENGTH && found.length < count; tried++) {
    if (block.next === LENGTH) {
      block.next = 1;
      found.length = 0;
    }
    const port = block.first + block.next++;
    if (await isFree(port)) found.push(port);
    else found.length = 0;
  }
  if (found.length < count) throw new Error(`there are no ${count} free ports from ${block.first} on`);
  return found;
}
