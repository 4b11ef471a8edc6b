// The commands about EVM chains, on anvil: what a chain can carry, contracts, accounts, and the relay of a network that
// runs.
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { privateKeyToAddress } from "viem/accounts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { outputRecord } from "../../../src/beacon/index.js";
import { GAS } from "../../../src/cli/network/evm/costs.js";
import { toHex } from "../../../src/encoding/index.js";
import { encodeRandomness, FELDSPAR_BEACON, type Hex } from "../../../src/evm/index.js";
import { openAccount, sealAccount } from "../../../src/keystore/web3.js";
import { genesisHash, genesisToJson } from "../../../src/magic-block/index.js";
import { fundedAccount } from "../support/account.js";
import { noAnvil } from "../support/anvil.js";
import { Chain } from "../support/chain.js";
import { endAll, feldspar, jsonFile, start } from "../support/command.js";
import { type Network, startNetwork } from "../support/in-process.js";
import { until } from "../support/until.js";

const folder = mkdtempSync(join(tmpdir(), "feldspar-evm-"));
const path = (name: string) => join(folder, name);
const words = path("words");
const account = ["--evm-key", path("account.json"), "--evm-passphrase-file", words];
writeFileSync(words, "a passphrase\n");
afterAll(async () => {
  await endAll();
  rmSync(folder, { recursive: true, force: true });
});

describe("keystores of accounts", () => {
  // the published example of the standard's wiki, of both functions
  const secret = "7a28b5ba57c53603b0b07b56bba752f7784bf506fa95edc395f5cf6c7514fe9d";
  const crypto = {
    cipher: "aes-128-ctr",
    cipherparams: { iv: "6087dab2f9fdbbfaddc31a909735c1e6" },
    ciphertext: "5318b4d5bcd28de64ee5559e671353e16f075ecae9f99c7a79a38af5f869aa46",
    kdf: "pbkdf2",
    kdfparams: {
      ...{ c: 262144, dklen: 32, prf: "hmac-sha256" },
      salt: "ae3cd4e7013836a3df6bd7241b12db061dbe2c6785853cce422d148a624ce0bd",
    },
    mac: "517ead924a9d0dc3124507e3393d175ce3ff7c1e96529c6c555ce9e51205e9b2",
  };

  it("of other tools are opened, with their passphrase alone", async () => {
    const text = JSON.stringify({ version: 3, id: "3198bc9c-6672-5ab3-d995-4942343ae5b6", crypto });
    expect(toHex(await openAccount(text, "testpassword"))).toBe(secret);
    await expect(openAccount(text, "another")).rejects.toMatchObject({ code: "BAD_PASSPHRASE" });
    const costly = { ...crypto, kdfparams: { ...crypto.kdfparams, c: 1e9 } };
    await expect(openAccount(JSON.stringify({ version: 3, crypto: costly }), "x")).rejects.toThrow("kdfparams.c");
    await expect(openAccount("{}", "x")).rejects.toMatchObject({ code: "BAD_JSON" });
  });

  it("are written as they are read", async () => {
    const key = new Uint8Array(32).fill(7);
    const text = await sealAccount(key, new Uint8Array(20), "words", 4);
    expect(text).not.toContain(toHex(key));
    expect(await openAccount(text, "words")).toEqual(key);
  });
});

describe("costs that are told", () => {
  it("are those of docs/evm.md, which are measured", () => {
    const rows = readFileSync("docs/evm.md", "utf8").split("\n");
    const measured = (what: string) =>
      Number(
        rows
          .find((row) => row.includes(what))
          ?.split("|")[2]
          ?.replaceAll(",", ""),
      );
    expect(GAS).toEqual({
      beacon: measured("`FeldsparBeacon`: deployed"),
      firstBlock: measured("block 1, after a genesis"),
      handOverFresh: measured("hand-over to the next view, mode `fresh`"),
      handOverReshare: measured("hand-over to the next view, mode `reshare`"),
      roundVerified: measured("| a round verified |"),
      roundStored: measured("| a round verified and stored |"),
      lottery: measured("`Lottery`: deployed"),
      board: measured("`Board`: deployed"),
    });
  });
});

describe.skipIf(noAnvil !== null)("commands about a chain", () => {
  let chain: Chain;
  let address: Hex;

  beforeAll(async () => {
    chain = await Chain.start("osaka");
    address = await fundedAccount(chain, path("account.json"), "a passphrase");
  }, 600_000);
  afterAll(() => chain.stop());

  it("account: a keystore for its owner alone, whose key is never told", async () => {
    const making = ["evm", "account", "--out", path("made.json"), "--evm-passphrase-file", words];
    const made = await feldspar(...making);
    expect([made.status, made.stdout]).toEqual([0, expect.stringMatching(/^address {5}0x[0-9a-fA-F]{40}\n/)]);
    expect(statSync(path("made.json")).mode & 0o777).toBe(0o600);
    const secret = await openAccount(readFileSync(path("made.json"), "utf8"), "a passphrase");
    expect(made.stdout.toLowerCase()).toContain(privateKeyToAddress(`0x${toHex(secret)}`).toLowerCase());
    const again = await feldspar(...making);
    expect([again.status, again.stderr]).toEqual([2, expect.stringContaining("nothing is overwritten")]);
    const key = "ab".repeat(32);
    for (const args of [
      ["config", "--show", "--evm-key", key],
      ["config", "--show", `--evm-passphrase=${key}`],
    ]) {
      const { status, stdout, stderr } = await feldspar(...args);
      expect(status).toBe(2);
      expect(stdout + stderr).not.toContain(key);
    }
  }, 600_000);

  it("probe: 0 for a chain that can carry the contracts, 1 for another one, with costs", async () => {
    const { status, stdout } = await feldspar("evm", "probe", chain.url);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^chain {6}31337\nfinalized {2}\d+ blocks, \d+ s behind the latest\nsafe/);
    expect(stdout).toMatch(/PAIRING, of a signature {2,}0x0f {2,}good/);
    expect(stdout).toMatch(/a round verified and stored {2,}177757 {2,}0\.\d+/);
    const before = await Chain.start("cancun");
    const other = await feldspar("evm", "probe", "--evm", before.url, "--json");
    await before.stop();
    expect(other.status).toBe(1);
    const { supported, results, costs } = JSON.parse(other.stdout);
    expect(supported).toBe(false);
    expect(results.filter(({ verdict }: { verdict: string }) => verdict === "missing").length).toBeGreaterThan(3);
    expect(costs[0].gas).toBe(GAS.roundStored);
    const nobody = await feldspar("evm", "probe", "http://127.0.0.1:9/");
    expect([nobody.status, nobody.stderr]).toEqual([3, expect.stringContaining("cannot be reached")]);
  }, 300_000);

  it("deploy board: what it would take, then the board and its file", async () => {
    const at = ["--evm", chain.url];
    const dry = await feldspar("evm", "deploy", "board", ...at, "--dry-run", "--out", path("never.json"));
    expect([dry.status, dry.stdout]).toEqual([0, expect.stringMatching(/not sent\nbytes {6}\d+\ngas {8}146395\n/)]);
    expect(Number(await chain.request("eth_getTransactionCount", address, "latest"))).toBe(0);
    const out = path("board.json");
    const made = await feldspar(
      ...["evm", "deploy", "board", ...at, ...account, "--finality", "2", "--writers", address, "--out", out],
    );
    expect([made.status, made.stderr]).toEqual([0, ""]);
    const { board, ...rest } = jsonFile(out);
    const startBlock = Number(await chain.request("eth_blockNumber"));
    const writers = [{ address: address.toLowerCase() }];
    expect(rest).toEqual({ kind: "feldspar-board", chainId: 31337, startBlock, finality: 2, writers });
    expect(await chain.call(board, "0x1f7b6d32")).toBe(`0x${"00".repeat(32)}`);
    const again = await feldspar("evm", "deploy", "board", ...at, ...account, "--out", out);
    expect([again.status, again.stderr]).toEqual([2, expect.stringContaining("nothing is overwritten")]);
    writeFileSync(path("wrong"), "wrong");
    const key = ["--evm-key", path("account.json"), "--evm-passphrase-file", path("wrong")];
    const wrong = await feldspar("evm", "deploy", "board", ...at, ...key, "--out", path("never.json"));
    expect([wrong.status, wrong.stderr]).toEqual([2, expect.stringContaining("passphrase is not the one")]);
  }, 600_000);

  describe("of a network that runs", () => {
    let network: Network;
    let contract: Hex;
    let hash: string;
    let posting: string[];

    beforeAll(async () => {
      network = await startNetwork({ miners: 4, sharders: 2 });
      const { genesis } = network.founders;
      hash = toHex(genesisHash(genesis));
      writeFileSync(path("genesis.json"), genesisToJson(genesis, 1));
      await until(() => network.miners.every((miner) => miner.chain.state.current.number >= 1), 100);
      const args = ["--genesis", path("genesis.json"), "--genesis-hash", hash, "--evm", chain.url, ...account];
      const made = await feldspar("evm", "deploy", "beacon", ...args, "--clock", "3@1700000000", "--json");
      expect([made.status, made.stderr]).toEqual([0, ""]);
      contract = JSON.parse(made.stdout).address;
      posting = [
        ...["evm", "relay", "--from", ...network.urls.slice(0, 2), "--genesis-hash", hash, "--contract", contract],
        ...["--evm", chain.url, ...account, "--progress", path("relay.json"), "--every", "5", "--poll", "200"],
      ];
    }, 1_500_000);
    afterAll(() => network.stop());

    const stored = async (): Promise<number[]> => {
      const filter = { address: contract, fromBlock: "0x0", topics: [FELDSPAR_BEACON.topics.RoundStored] };
      const logs = await chain.request<{ topics: Hex[] }[]>("eth_getLogs", filter);
      return logs.map(({ topics }) => Number(topics[1]));
    };
    const blocks = async (): Promise<number[]> => {
      const filter = { address: contract, fromBlock: "0x0", topics: [FELDSPAR_BEACON.topics.MagicBlock] };
      const logs = await chain.request<{ topics: Hex[] }[]>("eth_getLogs", filter);
      return logs.map(({ topics }) => Number(topics[1]));
    };

    it("relay: hands over blocks and rounds, also after kill -9, and none twice", async () => {
      const sentBefore = Number(await chain.request("eth_getTransactionCount", address, "latest"));
      const first = start([...posting, "--from-round", "1"]);
      await until(async () => (await stored()).length >= 3, 100);
      first.child.kill("SIGKILL");
      await first.finished;
      await until(() => network.miners.every((miner) => miner.chain.state.current.number >= 3), 100);
      const second = start(posting);
      await until(async () => (await blocks()).includes(3), 100);
      const { number, startingRound } = network.miners[0]!.chain.state.current.magicBlock!;
      await until(async () => (await stored()).some((round) => round > startingRound), 100);
      second.child.kill("SIGTERM");
      const { status, stdout } = await second.finished;
      expect([status, stdout]).toEqual([
        0,
        expect.stringMatching(/\d+ blocks and \d+ rounds posted, \d+ gas, \d+ wei\n$/),
      ]);

      const [rounds, numbers] = [await stored(), await blocks()];
      expect(rounds).toEqual(rounds.map((_, index) => rounds[0]! + 5 * index));
      expect(numbers).toEqual(numbers.map((_, index) => index + 1));
      expect(numbers.at(-1)).toBeGreaterThanOrEqual(number);
      // each transaction was one of these
      const sent = Number(await chain.request("eth_getTransactionCount", address, "latest")) - sentBefore;
      expect(sent).toBe(rounds.length + numbers.length);
      // the contract has what the network has
      const archive = network.sharders[1]!.archive;
      for (const round of rounds) {
        const made = await archive.output(network.sharders[1]!.chain.state, round);
        const { randomness } = outputRecord(made!.number, made!.output);
        expect(await chain.call(contract, encodeRandomness(round))).toBe(`0x${toHex(randomness)}`);
      }
      expect(jsonFile(path("relay.json"))).toMatchObject({ contract, chainId: 31337 });
    }, 1_500_000);

    it("relay --once: ends when everything is there, and sends nothing for what somebody else posted", async () => {
      await feldspar(...posting, "--once");
      const count = () => chain.request<Hex>("eth_getTransactionCount", address, "latest").then(Number);
      const before = await count();
      const there = await blocks();
      rmSync(path("relay.json"));
      const [first] = await stored();
      const done = await feldspar(...posting, "--once", "--from-round", `${first}`, "--every", "1000000");
      expect([done.status, done.stderr]).toEqual([0, ""]);
      // nothing but the blocks that the network has made since
      expect((await count()) - before).toBe((await blocks()).length - there.length);
    }, 600_000);

    it("relay: refuses a contract of another network, and a progress of another contract", async () => {
      const other = await startNetwork({ miners: 1, sharders: 1 });
      const strange = toHex(genesisHash(other.founders.genesis));
      const args = posting.map((arg) => (arg === hash ? strange : arg)).filter((arg) => arg !== network.urls[1]);
      const at = args.map((arg) => (arg === network.urls[0] ? other.urls[0]! : arg));
      const refused = await feldspar(...at, "--once", "--progress", path("other.json"));
      await other.stop();
      expect([refused.status, refused.stderr]).toEqual([2, expect.stringContaining("of another chain")]);
      writeFileSync(
        path("strange.json"),
        JSON.stringify({ kind: "feldspar-relay", chainId: 1, contract: address, round: 3 }),
      );
      const confused = await feldspar(...posting, "--once", "--progress", path("strange.json"));
      expect([confused.status, confused.stderr]).toEqual([2, expect.stringContaining("about another contract")]);
    }, 600_000);

    it("deploy lottery: on a beacon with a clock", async () => {
      const draw = ["--beacon", contract, "--round", "100000000", "--closes", "1700000100", "--price", "1"];
      const dry = await feldspar("evm", "deploy", "lottery", "--evm", chain.url, ...draw, "--dry-run", "--json");
      expect(JSON.parse(dry.stdout)).toMatchObject({ contract: "Lottery", chainId: 31337 });
      const made = await feldspar("evm", "deploy", "lottery", "--evm", chain.url, ...draw, ...account);
      expect([made.status, made.stderr]).toEqual([0, ""]);
      const early = draw.map((arg) => (arg === "100000000" ? "4" : arg));
      const refused = await feldspar("evm", "deploy", "lottery", "--evm", chain.url, ...early, ...account);
      expect([refused.status, refused.stderr]).toEqual([2, expect.stringContaining("RoundTooEarly")]);
    }, 600_000);
  });
});
