// Four miners as processes of their own on a ledger that is one file (ledger.js), each in 40 lines (miner.js): this
// process is the authority, which gives stake, the sharder, and who ends rounds.
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { minSig } from "feldspar-dkg/bls.js";
import { Replica } from "feldspar-dkg/node.js";
import { recoverSignature } from "feldspar-dkg/threshold.js";
import * as protocol from "feldspar-dkg/view-change.js";
import { FileLedger } from "./ledger.js";
import { replace } from "./people.js";

const scheme = "min-sig";
const folder = mkdtempSync(join(tmpdir(), "own-ledger-"));
writeFileSync(join(folder, "ledger.txt"), "");
const engine = new FileLedger(join(folder, "ledger.txt"));
const append = ({ kind, bytes }) => engine.append(kind, bytes);

const port = 20_000 + (process.pid % 20_000);
const urls = [0, 1, 2, 3].map((place) => `http://127.0.0.1:${port + place}`);
const people = await Promise.all(urls.map((url) => protocol.createMinerIdentity({ scheme, url })));
const [sharder, authority] = [0, 1].map(() => protocol.createSigningIdentity(scheme));
const proven = ({ publicKey, proofOfPossession }) => ({ publicKey, proofOfPossession });
const genesis = protocol.makeGenesis({
  ...{ chainId: "own ledger", scheme, startRound: 10, roundTime: 50, adminKeys: [proven(authority)] },
  sharders: [{ ...proven(sharder), stake: 1n, url: "https://sharder.example" }],
  parameters: {
    ...{ miners: 4, threshold: 3, quorum: 3, handOverRounds: 2 },
    phaseRounds: { start: 2, contribute: 200, share: 200, publish: 200, wait: 20 },
  },
});
const network = { genesis: protocol.genesisToJson(genesis), people };
writeFileSync(join(folder, "network.json"), JSON.stringify(network, replace), { mode: 0o600 });
const genesisHash = protocol.genesisHash(genesis);

for (const [position, identity] of people.entries()) {
  const stake = { genesisHash, serial: position + 1, action: { type: "stake", id: identity.id, stake: 100n } };
  const signature = protocol.signLongTerm(scheme, authority, protocol.authorityMessage(stake));
  await append(protocol.authorityEntry({ ...stake, signatures: [{ admin: 0, signature }] }));
  await append(protocol.memberEntry(scheme, protocol.minerRegistration(scheme, identity, { genesisHash })));
}

const chain = Replica.open({ engine, genesis: new protocol.ViewChangeContract().genesis(genesis) });
chain.subscribe(({ block, events }) => {
  for (const event of events) {
    if (event.type === "phase-began") console.log(`round ${block.round}: ${event.phase}`);
    if (event.type === "frozen") {
      const { number, attempt } = event;
      const keep = { type: "keep", role: "sharder", genesisHash, id: sharder.id, serial: attempt, number, attempt };
      append(protocol.memberEntry(scheme, protocol.signMember(scheme, sharder, keep)));
    } else if (event.type === "decided") {
      const payload = protocol.signLongTerm(scheme, sharder, protocol.firstMessage(event.hash));
      const first = { session: event.hash, kind: "first", payload };
      append(protocol.transactionEntry(protocol.signTransaction(scheme, sharder, first)));
    }
  }
});

const rounds = setInterval(() => engine.endRound(), 50);
const script = new URL("miner.js", import.meta.url).pathname;
const miners = people.map((_, place) => promisify(execFile)(process.execPath, [script, folder, String(place)]));
const partials = (await Promise.all(miners)).map(({ stdout }) => JSON.parse(stdout));
clearInterval(rounds);

const { groupPublicKey } = chain.state.current.magicBlock;
const three = partials
  .slice(1)
  .map(({ index, signature }) => ({ id: index, signature: Buffer.from(signature, "hex") }));
const signature = recoverSignature(minSig, three);
const message = new TextEncoder().encode("three of four");
console.log(`signature valid: ${minSig.verify(signature, message, groupPublicKey)}`);
chain.close();
await engine.close();
rmSync(folder, { recursive: true });
