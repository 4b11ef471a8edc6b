// The commands of operators on a network that runs: separate processes, started once.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { schemeByName } from "../../../src/bls/index.js";
import { fromHex, utf8 } from "../../../src/encoding/index.js";
import { writeIdentity } from "../../../src/keystore/identity-file.js";
import { applicationMessage } from "../../../src/magic-block/index.js";
import { LevelStore } from "../../../src/store/level.js";
import { createMinerIdentity, createSigningIdentity } from "../../../src/view-change/identity.js";
import { endAll, feldspar, jsonFile, type Started, start } from "../support/command.js";
import { freePorts } from "../support/ports.js";
import { until } from "../support/until.js";

const folder = mkdtempSync(join(tmpdir(), "feldspar-commands-"));
const net = join(folder, "net");
const path = (name: string) => join(folder, name);
const at = (name: string) => join(net, name);

let network: Started;
let chain: { readonly url: string; readonly other: string; readonly hash: string };
let from: string[];

// biome-ignore lint/suspicious/noExplicitAny: an answer is whatever came
const asJson = async (...args: string[]): Promise<any> => {
  const { status, stdout, stderr } = await feldspar(...args, "--json");
  expect([status, stderr]).toEqual([0, ""]);
  return JSON.parse(stdout);
};

beforeAll(async () => {
  const size = [
    "--miners",
    "4",
    "--sharders",
    "2",
    "--round-time",
    "250",
    "--view-rounds",
    "8",
    "--phase-rounds",
    "12",
  ];
  const [port] = await freePorts(6);
  network = start(["devnet", ...size, "--port", `${port}`, "--dir", net]);
  await until(() => /genesis {3}[0-9a-f]{64}/.test(network.output()), 60);
  const [, url, other] = /sharders {2}(\S+) (\S+)/.exec(network.output())!;
  const [, hash] = /genesis {3}([0-9a-f]{64})/.exec(network.output())!;
  chain = { url: url!, other: other!, hash: hash! };
  from = ["--from", chain.url, chain.other, "--genesis-hash", chain.hash];
  await until(async () => {
    const { status, stdout } = await feldspar("status", "--from", chain.other, "--json");
    return status === 0 && JSON.parse(stdout).inOffice.number >= 1 && JSON.parse(stdout).beacon !== null;
  }, 200);
}, 1_500_000);

afterAll(async () => {
  await endAll();
  rmSync(folder, { recursive: true, force: true });
});

describe("commands of those who look", () => {
  it("status says where the network is, and how a node is", async () => {
    const { status, stdout } = await feldspar("status", "--from", chain.url);
    expect(status).toBe(0);
    expect(stdout).toMatch(
      /^round {5}\d+\nin office view \d+ since round \d+, [0-9a-f]{16}\nnext {6}view \d+, attempt/,
    );
    expect(stdout).toMatch(/\nmissing {3}/);
    expect(stdout).toMatch(/\nauthority serial 4: the next entry has 5\n/);
    const miner = await asJson("status", "--state", at("miner-1"));
    expect(miner).toMatchObject({ role: "miner", begun: true, ready: true, stopped: null, genesisHash: chain.hash });
    expect((await feldspar("status", "--state", at("sharder-1"))).stdout).toMatch(/^sharder {3}[0-9a-f]{64}\nprocess/);
    expect((await feldspar("status")).status).toBe(2);
  }, 300_000);

  it("check reaches everybody, and names who is not as he should be", async () => {
    await until(async () => (await feldspar("check", ...from, "--timeout", "20")).status === 0, 100);
    const { peers } = await asJson("check", ...from, "--timeout", "20");
    expect(peers).toHaveLength(6);
    const nobody = await feldspar("check", "--from", chain.url, "http://127.0.0.1:9", ...from.slice(3));
    expect(nobody.status).toBe(1);
    expect(nobody.stdout).toContain("does not answer");
    const strange = await feldspar("check", "--from", chain.url, "--genesis-hash", "ab".repeat(32));
    expect([strange.status, strange.stderr]).toEqual([2, expect.stringContaining("another one")]);
  }, 600_000);

  it("verify --from judges what a sharder serves by the genesis' hash alone", async () => {
    const { status, stdout } = await feldspar("verify", ...from);
    expect(status).toBe(0);
    expect(stdout).toMatch(/valid.*genesis/);
    // of the views in office and just before: which they are depends on how long this took
    expect(stdout).toMatch(/valid.*beacon of view \d/);
    const { valid, verdicts } = await asJson("verify", ...from);
    expect(valid).toBe(true);
    expect(verdicts.length).toBeGreaterThanOrEqual(3);
    const other = await feldspar("verify", "--from", chain.url, "--genesis-hash", "ab".repeat(32));
    expect([other.status, other.stdout.includes("INVALID")]).toEqual([1, true]);
    expect((await feldspar("verify", "--from", chain.url)).status).toBe(2);
    expect((await feldspar("verify")).status).toBe(2);
    const nobody = await feldspar("verify", "--from", "http://127.0.0.1:9", "--genesis-hash", chain.hash);
    expect([nobody.status, nobody.stderr]).toEqual([2, expect.stringContaining("none of 1 sharders answers")]);
  }, 300_000);

  it("genesis show and hash read what runs", async () => {
    expect((await feldspar("genesis", "hash", at("genesis.json"))).stdout).toBe(`${chain.hash}\n`);
    const shown = await feldspar("genesis", "show", at("genesis.json"), "--genesis-hash", chain.hash);
    expect(shown.stdout).toMatch(/chain {7}devnet \(min-sig, fresh, network; beacon chained\)/);
    expect((await feldspar("genesis", "show", at("genesis.json"), "--genesis-hash", "ab".repeat(32))).status).toBe(2);
  });
});

describe("commands of a node's operator", () => {
  it("report tells everything but secrets", async () => {
    const { status, stdout } = await feldspar("report", "--state", at("miner-2"));
    expect(status).toBe(0);
    const report = JSON.parse(stdout);
    expect(report).toMatchObject({ packages: { hono: true }, status: { role: "miner" } });
    const words = readFileSync(at("passphrase"), "utf8").trim();
    const { signing, sealed } = jsonFile(at("miner-2/identity.json"));
    for (const secret of [words, sealed, signing.crypto.cipher.message]) expect(stdout).not.toContain(secret);
    // nor did the nodes write any of it down
    expect(readFileSync(at("miner-2/log.jsonl"), "utf8")).not.toContain(words);
  });

  it("backup keeps identity, genesis and snapshot of a node that runs, whole or not at all", async () => {
    const out = path("backup");
    const { status, stdout } = await feldspar("backup", "--state", at("sharder-1"), "--out", out);
    const all = "identity.json, genesis.json, snapshot.bin, snapshot-proof.json";
    expect([status, stdout]).toEqual([0, `${out}: ${all}\n`]);
    expect(readFileSync(join(out, "identity.json"))).toEqual(readFileSync(at("sharder-1/identity.json")));
    const again = await feldspar("backup", "--state", at("sharder-1"), "--out", out);
    expect([again.status, again.stderr]).toEqual([2, expect.stringContaining("nothing is overwritten")]);
    expect((await feldspar("backup", "--state", folder, "--out", path("none"))).status).toBe(2);
  });

  it("a sharder starts from a backup's snapshot, which it checks from the genesis on", async () => {
    const state = path("from-snapshot");
    mkdirSync(state);
    const identity = { ...createSigningIdentity("min-sig"), url: "http://127.0.0.1:1" };
    const text = await writeIdentity({ role: "sharder", scheme: "min-sig", identity }, "words", 4);
    writeFileSync(join(state, "identity.json"), text);
    writeFileSync(path("its-words"), "words");
    const { round } = jsonFile(path("backup/snapshot-proof.json"));
    const begin = (snapshot: string) => [
      ...["sharder", "--state", state, "--follow", chain.url, "--genesis-hash", chain.hash, "--snapshot", snapshot],
      ...["--passphrase-file", path("its-words"), "--listen", "127.0.0.1:0"],
    ];
    // what is missing, unsigned, or altered
    const refused = async (name: string, change: (proof: ReturnType<typeof jsonFile>) => void, flip = false) => {
      mkdirSync(path(name));
      const bytes = readFileSync(path("backup/snapshot.bin"));
      if (flip) bytes[bytes.length >> 1]! ^= 1;
      writeFileSync(path(`${name}/snapshot.bin`), bytes);
      const proof = jsonFile(path("backup/snapshot-proof.json"));
      change(proof);
      writeFileSync(path(`${name}/snapshot-proof.json`), JSON.stringify(proof));
      const { status, stderr } = await feldspar(...begin(path(`${name}/snapshot.bin`)));
      expect(status).toBe(2);
      return stderr;
    };
    expect(await refused("unsigned", (proof) => proof.checkpoints.pop())).toContain("more than half of 2 sharders");
    expect(await refused("headless", (proof) => proof.headers.headers.pop())).toMatch(/in office|EMPTY|at least one/);
    expect(await refused("altered", () => {}, true)).toMatch(/damaged|hash/i);
    expect((await feldspar(...begin(path("nowhere/snapshot.bin")))).status).toBe(2);

    const sharder = start(begin(path("backup/snapshot.bin")));
    await until(() => sharder.output().includes("caught up"), 60);
    const { port, head } = await asJson("status", "--state", state);
    expect(head.round).toBeGreaterThanOrEqual(round);
    const known = async (at: number) => (await fetch(`http://127.0.0.1:${port}/v1/blocks/${at}`)).status;
    expect(await known(1)).toBe(404);
    await until(async () => (await known(round + 2)) === 200, 60);
    const one = await (await fetch(`http://127.0.0.1:${port}/v1/blocks/${round + 2}`)).json();
    expect(await (await fetch(`${chain.url}/v1/blocks/${round + 2}`)).json()).toEqual(one);
    sharder.child.kill("SIGTERM");
    expect((await sharder.finished).status).toBe(0);
  }, 1_000_000);

  it("sign and combine: the group's signature of an application's message, from parts of its members", async () => {
    const message = path("message");
    writeFileSync(message, "to be signed");
    const content = ["--context", "example.org/test", "--message", message];
    const sharder = await feldspar("sign", "--state", at("sharder-1"), ...content);
    expect([sharder.status, sharder.stderr]).toEqual([2, expect.stringContaining("no share")]);
    let signature: ReturnType<typeof jsonFile>;
    // a view may end in between
    await until(async () => {
      const parts = await Promise.all(
        [1, 2, 3, 4].map(async (index) => {
          const out = path(`part-${index}.json`);
          rmSync(out, { force: true });
          return (await feldspar("sign", "--state", at(`miner-${index}`), ...content, "--out", out)).status === 0;
        }),
      );
      if (parts.includes(false)) return false;
      const files = [1, 2, 3, 4].map((index) => path(`part-${index}.json`));
      const { status, stdout } = await feldspar("combine", ...files, ...from, ...content);
      if (status !== 0) return false;
      signature = JSON.parse(stdout);
      return true;
    }, 120);
    const bytes = applicationMessage("devnet", "example.org/test", utf8("to be signed"));
    const key = fromHex(signature.groupPublicKey);
    expect(schemeByName("min-sig").verify(fromHex(signature.signature), bytes, key)).toBe(true);
    const few = await feldspar("combine", path("part-1.json"), ...from, ...content);
    expect(few.status).toBe(2);
    const other = await feldspar("sign", "--state", at("miner-1"), "--context", "", "--message", message);
    expect([other.status, other.stderr]).toEqual([2, expect.stringContaining("--context")]);
  }, 1_000_000);

  it("speaks with its operator on a socket that is the owner's alone", () => {
    expect(statSync(at("miner-1/run/control.sock")).mode & 0o777).toBe(0o600);
    expect(statSync(at("miner-1/run")).mode & 0o777).toBe(0o700);
  });

  it("log-level changes what is written down", async () => {
    const before = readFileSync(at("miner-1/log.jsonl"), "utf8");
    expect(before).not.toContain('"level":20');
    expect((await feldspar("log-level", "debug", "--state", at("miner-1"))).status).toBe(0);
    await until(() => readFileSync(at("miner-1/log.jsonl"), "utf8").includes('"level":20'), 30);
    const wrong = await feldspar("log-level", "loud", "--state", at("miner-1"));
    expect([wrong.status, wrong.stderr]).toEqual([2, expect.stringContaining("debug, info, warn, error")]);
  }, 300_000);
});

describe("a newcomer", () => {
  const state = path("newcomer");
  const words = path("words");
  const identity = ["--identity", join(state, "identity.json"), "--passphrase-file", words];
  const sign = (action: string, serial: number, out: string, ...more: string[]) =>
    feldspar(
      ...["admin", "sign", action, "--genesis", at("genesis.json"), "--genesis-hash", chain.hash],
      ...["--serial", `${serial}`, "--identity", at("admin.json"), "--passphrase-file", at("passphrase")],
      ...["--out", path(out), ...more],
    );
  let id: string;
  let miner: Started;

  it("cannot register without stake, which admins sign off line", async () => {
    mkdirSync(state);
    writeFileSync(words, "words");
    const made = await createMinerIdentity({ scheme: "min-sig", url: "http://127.0.0.1:1" });
    id = made.id;
    const text = await writeIdentity({ role: "miner", scheme: "min-sig", identity: made }, "words", 4);
    writeFileSync(join(state, "identity.json"), text);
    const poor = await feldspar("register", ...from, ...identity);
    expect([poor.status, poor.stderr]).toEqual([2, expect.stringContaining("stake")]);
    const signed = await sign("stake", 5, "stake.json", "--id", id, "--stake", "20");
    expect([signed.status, signed.stdout]).toEqual([0, expect.stringContaining(`stake of ${id}: 20`)]);
    const given = await feldspar("admin", "submit", path("stake.json"), ...from);
    expect([given.status, given.stdout]).toEqual([0, expect.stringContaining("accepted, serial 5")]);
  }, 600_000);

  it("is refused a signature that is not enough, of something else, or damaged", async () => {
    const submit = (...names: string[]) => feldspar("admin", "submit", ...names.map(path), ...from);
    expect((await submit("stake.json")).stderr).toMatch(/serial/i);
    expect((await sign("resume", 6, "resume.json")).status).toBe(0);
    expect((await submit("stake.json", "resume.json")).stderr).toContain("signs something else");
    expect((await submit("resume.json", "resume.json")).stderr).toContain("signs twice");
    const changed = { ...jsonFile(path("resume.json")), serial: 7 };
    writeFileSync(path("changed.json"), JSON.stringify(changed));
    expect((await submit("changed.json")).stderr).toContain("the signature is not that of admin 0");
    expect((await sign("stake", 6, "half.json", "--id", id)).stderr).toContain("--stake");
    expect((await sign("feast", 6, "feast.json")).stderr).toContain("stake or parameters or resume");
  }, 300_000);

  it("changes parameters, which are checked before they are signed", async () => {
    writeFileSync(
      path("parameters.json"),
      JSON.stringify({
        miners: 5,
        viewRounds: 6,
        handOverRounds: 5,
        phaseRounds: { start: 1, contribute: 12, share: 12, publish: 12, wait: 12 },
      }),
    );
    writeFileSync(path("bad.json"), JSON.stringify({ miners: 5, threshold: 2 }));
    expect((await sign("parameters", 6, "never.json", "--parameters", path("bad.json"))).stderr).toContain("threshold");
    expect((await sign("parameters", 6, "new.json", "--parameters", path("parameters.json"))).status).toBe(0);
    const given = await feldspar("admin", "submit", path("new.json"), ...from);
    expect([given.status, given.stdout]).toEqual([0, expect.stringContaining('"miners":5')]);
  }, 600_000);

  it("registers, runs from nothing but its identity and the hash, and comes into office", async () => {
    const registered = await feldspar("register", ...from, ...identity);
    expect([registered.status, registered.stdout]).toEqual([0, expect.stringContaining("is registered (serial 1")]);
    const [metricsPort] = await freePorts(1);
    const listen = ["--listen", "127.0.0.1:0", "--metrics-port", `${metricsPort}`];
    miner = start([
      ...["miner", "--state", state, "--follow", chain.url, chain.other, "--genesis-hash", chain.hash],
      ...[...listen, "--passphrase-file", words],
    ]);
    await until(() => miner.output().includes("caught up"), 60);
    expect(jsonFile(join(state, "genesis.json")).hash).toBe(chain.hash);
    const { port } = await asJson("status", "--state", state);
    const url = `http://127.0.0.1:${port}`;
    const updated = await feldspar("update", "--url", url, ...from, ...identity);
    // a slow machine may have been suspended, and have returned by itself
    expect([updated.status, updated.stdout]).toEqual([0, expect.stringMatching(/\(serial [2-4],/)]);
    expect(jsonFile(join(state, "identity.json")).url).toBe(url);
    const inOffice = async () => {
      const block = await (await fetch(`${chain.url}/v1/magic-blocks/latest`)).json();
      return block.members.some((member: { id: string }) => member.id === id);
    };
    await until(inOffice, 200);
    const metrics = await (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text();
    expect(metrics).toMatch(/feldspar_round\{role="miner",id="[0-9a-f]{16}"\} \d+/);
    expect(metrics).toMatch(/feldspar_put_seconds_count\{[^}]*\} \d+/);
    expect(metrics).toMatch(/feldspar_peer_up\{peer="[0-9a-f]{16}"/);
  }, 1_500_000);

  it("takes a new key for private messages: stored, then known to its node, then on the ledger", async () => {
    const before = jsonFile(join(state, "identity.json"));
    const update = () => feldspar("update", "--encryption-key", "--state", state, ...from, ...identity);
    const first = await update();
    expect([first.status, first.stderr]).toEqual([1, expect.stringContaining("start it again")]);
    const { encryptionKey, sealed, ...rest } = jsonFile(join(state, "identity.json"));
    expect(encryptionKey).not.toBe(before.encryptionKey);
    expect(sealed).not.toBe(before.sealed);
    expect([rest.id, rest.url]).toEqual([before.id, before.url]);
    const registered = async () => {
      const { items } = await (await fetch(`${chain.url}/v1/miners`)).json();
      return items.find((one: { id: string }) => one.id === id).encryptionKey;
    };
    expect(await registered()).toBe(before.encryptionKey);
    // nothing is made twice
    expect((await update()).status).toBe(1);
    expect(jsonFile(join(state, "identity.json")).encryptionKey).toBe(encryptionKey);
    const { port } = await asJson("status", "--state", state);
    expect((await feldspar("stop", "--state", state)).status).toBe(0);
    await miner.finished;
    miner = start([
      ...["miner", "--state", state, "--follow", chain.url, chain.other, "--genesis-hash", chain.hash],
      ...["--listen", `127.0.0.1:${port}`, "--passphrase-file", words],
    ]);
    await until(() => miner.output().includes("caught up"), 60);
    const done = await update();
    expect([done.status, done.stdout]).toEqual([0, expect.stringContaining(`with the key ${encryptionKey}`)]);
    expect(await registered()).toBe(encryptionKey);
    await until(async () => {
      const block = await (await fetch(`${chain.url}/v1/magic-blocks/latest`)).json();
      return block.members.find((member: { id: string }) => member.id === id)?.encryptionKey === encryptionKey;
    }, 200);
    expect((await feldspar("update", ...from, ...identity)).status).toBe(2);
  }, 2_000_000);

  it("need not return, leaves, and is told when it is safe to stop", async () => {
    const early = await feldspar("return", ...from, ...identity);
    expect([early.status, early.stderr]).toEqual([2, expect.stringContaining("not suspended")]);
    const left = await feldspar("leave", ...from, ...identity);
    expect([left.status, left.stdout]).toEqual([0, expect.stringContaining("--wait says when")]);
    const waited = await feldspar("leave", "--wait", "--timeout", "200", ...from, ...identity);
    expect([waited.status, waited.stdout]).toEqual([0, expect.stringContaining("it is safe to stop")]);
    expect((await feldspar("stop", "--state", state)).stdout).toBe("stopping\n");
    expect((await miner.finished).status).toBe(0);
    expect((await feldspar("stop", "--state", state)).status).toBe(2);
  }, 1_500_000);
});

describe("how nodes end", () => {
  const daemon = (name: string, ...more: string[]) => feldspar(name.split("-")[0]!, "--state", at(name), ...more);

  it("with 2 for what they were told wrongly", async () => {
    const other = await daemon("miner-1", "--genesis-hash", "ab".repeat(32));
    expect([other.status, other.stderr]).toEqual([2, expect.stringContaining("this is another chain")]);
    const words = path("wrong-words");
    writeFileSync(words, "not-the-words");
    const wrong = await daemon("miner-1", "--passphrase-file", words);
    expect([wrong.status, wrong.stderr]).toEqual([2, expect.stringContaining("passphrase is not the one")]);
    expect(wrong.stderr).not.toContain("not-the-words");
    expect((await daemon("sharder-1", "--follow", "http://a")).stderr).toContain("either --order");
    expect((await daemon("miner-1", "--identity", at("sharder-1/identity.json"))).stderr).toContain("of role miner");
  }, 300_000);

  it("with 78 while another process has the store", async () => {
    const { status, stderr } = await daemon("miner-1");
    expect([status, stderr]).toEqual([78, expect.stringContaining("another process has the store open")]);
  }, 300_000);

  it("with 3 for a port that is taken", async () => {
    const copy = path("copy");
    mkdirSync(copy);
    for (const name of ["identity.json", "feldspar.json"])
      writeFileSync(join(copy, name), readFileSync(at(`miner-1/${name}`)));
    const { status, stderr } = await feldspar("miner", "--state", copy);
    expect([status, stderr]).toEqual([3, expect.stringContaining("EADDRINUSE")]);
    writeFileSync(join(copy, "file"), "");
    rmSync(join(copy, "db"), { recursive: true });
    writeFileSync(join(copy, "db"), "no store");
    const broken = await feldspar("miner", "--state", copy, "--listen", "127.0.0.1:0");
    expect([broken.status, broken.stderr]).toEqual([74, expect.stringContaining("could not be opened")]);
  }, 300_000);

  it("with 0 when the network is ended, and nobody is left", async () => {
    const { pid } = await asJson("status", "--state", at("miner-1"));
    network.child.kill("SIGINT");
    expect((await network.finished).status).toBe(0);
    expect(() => process.kill(pid, 0)).toThrow("ESRCH");
  }, 300_000);

  it("with 65 when the log is not the one that was read", async () => {
    const store = await LevelStore.open(at("sharder-1/db"));
    const last = await store.lastKey("log/entry/", "log/entry0");
    for (const [key] of await store.range("log/entry/0000000000000009", "log/entry0", 1_000_000))
      await store.delete(key);
    expect(last).toBeDefined();
    await store.close();
    const { status, stderr } = await daemon("sharder-1", "--listen", "127.0.0.1:0");
    expect([status, stderr]).toEqual([65, expect.stringMatching(/the log (ends at position 8|has no end of round)/)]);
  }, 300_000);
});
