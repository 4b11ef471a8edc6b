// A network whose ledger is a board on an EVM chain, in processes: a sharder and a miner with accounts of their own,
// and miners who pay nobody and hand their entries to the sharder.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { toHex } from "../../../src/encoding/index.js";
import { BOARD, encodeAppend, type Hex } from "../../../src/evm/index.js";
import { writeIdentity } from "../../../src/keystore/identity-file.js";
import { genesisHash, genesisToJson } from "../../../src/magic-block/index.js";
import { encodeEntry } from "../../../src/node/log/entry-parts.js";
import type { SigningIdentity } from "../../../src/view-change/identity.js";
import { fundedAccount } from "../support/account.js";
import { noAnvil } from "../support/anvil.js";
import { Chain } from "../support/chain.js";
import { endAll, feldspar, jsonFile, type Started, start } from "../support/command.js";
import { found } from "../support/founders.js";
import { freePorts } from "../support/ports.js";
import { until } from "../support/until.js";

describe.skipIf(noAnvil !== null)("a network on a board", () => {
  const folder = mkdtempSync(join(tmpdir(), "feldspar-board-"));
  const path = (name: string) => join(folder, name);
  const words = path("words");
  const nodes = new Map<string, Started>();
  let chain: Chain;
  let sharder: string;
  const payers: Hex[] = [];

  beforeAll(async () => {
    chain = await Chain.start("osaka");
    writeFileSync(words, "words");
    for (const name of ["sharder-1", "miner-1"])
      payers.push(await fundedAccount(chain, path(`${name}-account.json`), "words"));
    const key = ["--evm-key", path("sharder-1-account.json"), "--evm-passphrase-file", words];
    const board = ["--finality", "0", "--writers", ...payers, "--out", path("board.json")];
    const made = await feldspar("evm", "deploy", "board", "--evm", chain.url, ...key, ...board);
    expect([made.status, made.stderr]).toEqual([0, ""]);
    await chain.request("evm_setIntervalMining", 1);

    // the last phase lasts to its end, the others until everybody is done
    const parameters = { miners: 3, phaseRounds: { start: 1, contribute: 60, share: 60, publish: 60, wait: 12 } };
    const urls = (await freePorts(4)).map((port) => `http://127.0.0.1:${port}`);
    sharder = urls[0]!;
    const founders = await found({
      minerUrls: urls.slice(1),
      sharderUrls: [sharder],
      genesis: { commitmentEncoding: "compressed", roundTime: 1000, startRound: 20, parameters },
    });
    const hash = toHex(genesisHash(founders.genesis));
    writeFileSync(path("genesis.json"), genesisToJson(founders.genesis, 1));
    const begin = async (name: string, identity: SigningIdentity & { readonly url: string }, more: object) => {
      const role = name.split("-")[0] as "miner" | "sharder";
      mkdirSync(path(name));
      const text = await writeIdentity({ role, scheme: "min-sig", identity }, "words", 2);
      writeFileSync(path(`${name}/identity.json`), text);
      const settings = {
        ...{ genesis: path("genesis.json"), genesisHash: hash, passphraseFile: words },
        ...{ listen: new URL(identity.url).host, board: path("board.json"), evm: chain.url, ...more },
      };
      writeFileSync(path(`${name}/feldspar.json`), JSON.stringify(settings));
      nodes.set(name, start([role, "--state", path(name)]));
    };
    const paying = (name: string) => ({ evmKey: path(`${name}-account.json`), evmPassphraseFile: words });
    await begin("sharder-1", founders.sharders[0]!, paying("sharder-1"));
    await until(() => nodes.get("sharder-1")!.output().includes("caught up"), 60);
    // stakes and registrations, by the sharder; one that needs another one before it is sent again
    for (const entry of founders.entries) {
      const body = new Uint8Array(encodeEntry(entry));
      await until(async () => (await fetch(`${sharder}/v1/entries`, { method: "POST", body })).ok, 200);
    }
    await begin("miner-1", founders.miners[0]!, paying("miner-1"));
    await begin("miner-2", founders.miners[1]!, { follow: [sharder] });
    await begin("miner-3", founders.miners[2]!, { follow: [sharder] });
  }, 1_500_000);

  afterAll(async () => {
    await endAll();
    await chain.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it("makes a view, in rounds that are the chain's blocks, with entries of the writers alone", async () => {
    const { board, startBlock } = jsonFile(path("board.json"));
    // somebody's junk is no entry
    await chain.request("eth_sendTransaction", {
      ...{ from: chain.accounts[3], to: board, data: encodeAppend(2, Uint8Array.of(1, 2, 3)), gas: "0xf4240" },
    });
    await until(async () => {
      const response = await fetch(`${sharder}/v1/magic-blocks/latest`).catch(() => null);
      return response?.ok === true && (await response.json()).number >= 1;
    }, 400);
    for (const name of nodes.keys()) {
      const { status, stdout } = await feldspar("status", "--state", path(name), "--json");
      expect([name, status]).toEqual([name, 0]);
      const latest = Number(await chain.request<Hex>("eth_blockNumber"));
      const { ledger, head, stopped } = JSON.parse(stdout);
      expect({ name, ledger, stopped }).toEqual({ name, ledger: "evm", stopped: null });
      expect(head.round).toBeLessThanOrEqual(latest - startBlock);
      expect(head.round).toBeGreaterThan(latest - startBlock - 30);
    }
    const filter = { address: board, fromBlock: "0x0", topics: [BOARD.topics.Entry] };
    let writers: string[] = [];
    let position = 0;
    // the network goes on: both are of one moment when nothing was written in between
    await until(async () => {
      const written = async () => {
        const logs = await chain.request<{ topics: Hex[] }[]>("eth_getLogs", filter);
        return logs.map(({ topics }) => `0x${topics[2]!.slice(26)}`);
      };
      writers = await written();
      position = Number((await (await fetch(`${sharder}/v1/head`)).json()).position);
      return position >= writers.length - 1 && (await written()).length === writers.length;
    });
    expect(writers.filter((one) => one === payers[0]).length).toBeGreaterThan(6);
    expect(writers.filter((one) => one === payers[1]).length).toBeGreaterThan(2);
    const junk = writers.filter((one) => !payers.includes(one as Hex)).length;
    expect([junk, position]).toEqual([1, writers.length - 1]);
  }, 2_500_000);

  it("refuses a chain or an account that is not the board's", async () => {
    writeFileSync(path("other.json"), JSON.stringify({ ...jsonFile(path("board.json")), chainId: 5 }));
    const writers = [{ address: `0x${"ab".repeat(20)}` }];
    writeFileSync(path("others.json"), JSON.stringify({ ...jsonFile(path("board.json")), writers }));
    mkdirSync(path("copy"));
    for (const name of ["identity.json", "feldspar.json"])
      writeFileSync(path(`copy/${name}`), JSON.stringify(jsonFile(path(`miner-1/${name}`))));
    const args = ["--state", path("copy"), "--listen", "127.0.0.1:0"];
    const wrong = await feldspar("miner", ...args, "--board", path("other.json"));
    expect([wrong.status, wrong.stderr]).toEqual([2, expect.stringContaining("of chain 5")]);
    const nobody = await feldspar("miner", ...args, "--board", path("others.json"));
    expect([nobody.status, nobody.stderr]).toEqual([2, expect.stringContaining("not among the writers")]);
  }, 600_000);
});
