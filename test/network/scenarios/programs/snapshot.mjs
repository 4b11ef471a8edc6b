// Somebody new, who does not read all of the log: a sharder's snapshot is believed with signatures of more than half of
// the sharders that the verified chain of headers names.
import { fromHex } from "../../../../dist/src/encoding/index.js";
import { genesisHash, headersFromJson, MagicBlock, verifyHeaderChain } from "../../../../dist/src/magic-block/index.js";
import { LogChain } from "../../../../dist/src/node/log/chain.js";
import { decodeSnapshot, snapshotKey, verifySnapshot } from "../../../../dist/src/node/log/snapshot.js";

async function headersFrom(url) {
  const headers = [];
  for (;;) {
    const text = await (await fetch(`${url}/v1/headers?from=${headers.length + 1}&limit=100`)).text();
    const page = headersFromJson(text);
    headers.push(...page);
    if (page.length < 100) return headers;
  }
}

async function fetchSnapshot(url, genesis) {
  const bytes = new Uint8Array(await (await fetch(`${url}/v1/snapshots/latest`)).arrayBuffer());
  const { round } = decodeSnapshot(bytes).head;
  const { checkpoints, ...edge } = await (await fetch(`${url}/v1/checkpoints/${round}`)).json();
  const [position, logHash, stateHash] = [BigInt(edge.position), fromHex(edge.logHash), fromHex(edge.stateHash)];
  const signed = checkpoints.map(({ id, signature }) => {
    return { round: edge.round, position, logHash, stateHash, id, signature: fromHex(signature) };
  });
  const headers = await headersFrom(url);
  const { valid, reason } = verifyHeaderChain(headers, { genesis });
  if (!valid) throw new Error(`headers: ${reason}`);
  const blockHash = MagicBlock.hash(headers.at(-1));
  return verifySnapshot(bytes, signed, { genesisHash: genesisHash(genesis), blockHash });
}

/** The newest one is attested a round or two after it was taken. */
async function lastingly(ask) {
  for (let left = 40; ; left--) {
    try {
      return await ask();
    } catch (error) {
      if (left === 0) throw error;
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
  }
}

export function aroundSnapshot() {
  let from = null;
  const { open } = LogChain;
  LogChain.open = async (options) => {
    const { genesis, store } = options;
    if (from === null || (await store.get(snapshotKey(genesisHash(genesis)))) !== undefined)
      return open.call(LogChain, options);
    const snapshot = await lastingly(() => fetchSnapshot(from, genesis));
    process.send?.({ joinedFrom: snapshot.head.round });
    return open.call(LogChain, { ...options, snapshot });
  };
  return ({ snapshotFrom }) => {
    if (snapshotFrom !== undefined) from = snapshotFrom;
  };
}
