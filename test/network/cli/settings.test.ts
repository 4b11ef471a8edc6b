// What is typed, in any order of command line, environment and file; and where a passphrase may come from.
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { checkMinerEngine, checkSharderEngine } from "../../../src/cli/network/engines.js";
import { resolveSettings } from "../../../src/cli/network/settings.js";
import { openKeystore } from "../../../src/keystore/eip2335.js";
import { readIdentity } from "../../../src/keystore/identity-file.js";
import { feldspar, jsonFile, start } from "../support/command.js";

const folder = mkdtempSync(join(tmpdir(), "feldspar-settings-"));
const path = (name: string) => join(folder, name);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const HASH = "ab".repeat(32);

describe("settings", () => {
  it("come from flags, then the environment, then the file, and say so", async () => {
    const state = path("state");
    mkdirSync(state);
    const file = {
      genesisHash: HASH,
      listen: "7601",
      follow: ["http://a", "http://b"],
      logLevel: "warn",
      metricsPort: 9100,
    };
    writeFileSync(join(state, "feldspar.json"), JSON.stringify(file));
    const env = { FELDSPAR_LISTEN: "[::1]:7602", FELDSPAR_LOG_LEVEL: "error" };
    const args = ["config", "--show", "--json", "--state", state, "--log-level", "debug"];
    const { status, stdout } = await start(args, { env }).finished;
    expect(status).toBe(0);
    const origin = `file ${join(state, "feldspar.json")}`;
    expect(JSON.parse(stdout)).toMatchObject({
      state: { value: state, origin: "flag" },
      logLevel: { value: "debug", origin: "flag" },
      listen: { value: "[::1]:7602", origin: "environment FELDSPAR_LISTEN" },
      genesisHash: { value: HASH, origin },
      follow: { value: "http://a,http://b", origin },
      metricsPort: { value: "9100", origin },
      requestsPerSecond: { value: "50", origin: "default" },
    });
    const table = await start(["config", "--show", "--state", state]).finished;
    expect(table.stdout).toMatch(/listen\s+7601\s+file /);
  });

  it.each([
    [{ listen: "nowhere" }, "--listen"],
    [{ listen: "1.2.3.4:70000" }, "--listen"],
    [{ follow: ["ftp://a"] }, "--follow"],
    [{ follow: "http://a?b" }, "--follow"],
    [{ genesisHash: "ab" }, "--genesis-hash"],
    [{ metricsPort: 0 }, "--metrics-port"],
    [{ logLevel: "loud" }, "--log-level"],
    [{ order: "perhaps" }, "--order"],
    [{ requestsPerSecond: -1 }, "--requests-per-second"],
    [{ passphrase: "hunter2-secret" }, "unknown field"],
    [{ listen: {} }, "listen"],
    [{ etcd: "10.0.0.1:2379" }, "--etcd"],
    [{ etcd: "http://user:hunter2@10.0.0.1:2379" }, "--etcd"],
    [{ etcd: "http://a", etcdUser: "feldspar" }, "--etcd-password-file"],
    [{ etcd: "https://a", etcdKey: "key.pem" }, "--etcd-cert"],
    [{ etcd: "http://a", etcdCa: "ca.pem" }, "https"],
    [{ etcdPassword: "hunter2" }, "unknown field"],
    [{ board: "board.json" }, "--evm"],
    [{ board: "board.json", evm: "http://a", evmFile: "b" }, "either"],
    [{ evmKey: `0x${"ab".repeat(32)}` }, "a private key itself is never told"],
  ])("refuse %j", (content, expected) => {
    const file = path("refused.json");
    writeFileSync(file, JSON.stringify(content));
    let message = "";
    try {
      resolveSettings({ config: file }, {});
    } catch (error) {
      message = (error as Error).message;
    }
    expect(message).toContain(expected);
    expect(message).not.toContain("hunter2");
  });

  const told = (content: object) => {
    writeFileSync(path("told.json"), JSON.stringify({ ...content, passphraseFile: path("told.json") }));
    return resolveSettings({ config: path("told.json") }, {}).settings;
  };

  it("of a sharder name one thing that orders, those of a miner none but a board", () => {
    const board = { board: "board.json", evm: "http://a", evmKey: "account.json" };
    for (const good of [{ order: true }, { follow: "http://a" }, { etcd: ["http://a", "http://b"] }, board])
      expect(() => checkSharderEngine(told(good))).not.toThrow();
    for (const bad of [{}, { order: true, etcd: "http://a" }, { follow: "http://a", ...board }])
      expect(() => checkSharderEngine(told(bad))).toThrow("expected either");
    expect(() => checkSharderEngine(told({ ...board, evmKey: "" }))).toThrow("--evm-key");
    for (const good of [{ follow: "http://a" }, board, { follow: "http://a", ...board, evmKey: "" }])
      expect(() => checkMinerEngine(told(good))).not.toThrow();
    expect(() => checkMinerEngine(told({ etcd: "http://a" }))).toThrow("only sharders write there");
    expect(() => checkMinerEngine(told({ ...board, evmKey: "" }))).toThrow("--follow");
    expect(() => checkMinerEngine(told({ order: true }))).toThrow("--order");
  });

  it("refuse a configuration that is named and not there", async () => {
    const { status, stderr } = await feldspar("config", "--show", "--config", path("missing.json"));
    expect(status).toBe(2);
    expect(stderr).toContain("missing.json");
  });
});

describe("a passphrase", () => {
  const keygen = ["keygen", "--role", "sharder", "--url", "http://sharder.example:7600/"];

  it.each(["--passphrase=hunter2-secret", "--password=hunter2-secret", "--passwd", "-passphrase", "--pass"])(
    "never comes by the flag %s, which is not repeated",
    async (flag) => {
      const { status, stdout, stderr } = await feldspar(...keygen, "--out", path("never.json"), flag, "hunter2-secret");
      expect(status).toBe(2);
      expect(stderr).toContain("never comes by a flag");
      expect(stdout + stderr).not.toContain("hunter2");
    },
  );

  it("never comes by the environment", async () => {
    const env = { FELDSPAR_PASSPHRASE: "hunter2-secret" };
    const { status, stderr } = await start([...keygen, "--out", path("never.json")], { env }).finished;
    expect(status).toBe(2);
    expect(stderr).toContain("never comes by the environment");
  });

  it("is asked for on a terminal only", async () => {
    const { status, stderr } = await feldspar(...keygen, "--out", path("never.json"));
    expect(status).toBe(2);
    expect(stderr).toContain("--passphrase-file");
  });

  it("comes from a file: keygen writes what opens with it, for its owner alone, and overwrites nothing", async () => {
    writeFileSync(path("words"), "correct horse\n");
    const out = path("deep/er/identity.json");
    const { status, stdout } = await feldspar(...keygen, "--out", out, "--passphrase-file", path("words"), "--json");
    expect(status).toBe(0);
    expect(statSync(out).mode & 0o777).toBe(0o600);
    expect(statSync(path("deep/er")).mode & 0o777).toBe(0o700);
    const opened = await readIdentity(readFileSync(out, "utf8"), "correct horse");
    expect(opened).toMatchObject({ role: "sharder", url: "http://sharder.example:7600" });
    expect(JSON.parse(stdout)).toEqual({
      ...{ kind: "feldspar-public-identity", role: "sharder", scheme: "min-sig", id: opened.identity.id },
      publicKey: Buffer.from(opened.identity.publicKey).toString("hex"),
      proofOfPossession: Buffer.from(opened.identity.proofOfPossession).toString("hex"),
      url: "http://sharder.example:7600",
    });
    // another tool for BLS keys opens the same keystore
    const secret = await openKeystore(jsonFile(out).signing, "correct horse");
    expect(secret).toEqual(opened.identity.secretKey);
    const again = await feldspar(...keygen, "--out", out, "--passphrase-file", path("words"));
    expect([again.status, again.stderr]).toEqual([2, expect.stringContaining("nothing is overwritten")]);
  }, 600_000);

  it("comes from a credential of systemd", async () => {
    writeFileSync(path("passphrase"), "credential\n");
    const args = [...["keygen", "--role", "admin", "--out", path("admin.json")]];
    const { status, stdout } = await start(args, { env: { CREDENTIALS_DIRECTORY: folder } }).finished;
    expect(status).toBe(0);
    expect(stdout).toMatch(/^role {8}admin\nid {10}[0-9a-f]{64}\n/);
    expect((await readIdentity(readFileSync(path("admin.json"), "utf8"), "credential")).role).toBe("admin");
  }, 600_000);
});

describe("packages that are not there", () => {
  it("are named with the command that installs them, by what needs them alone", async () => {
    const copy = path("package");
    cpSync("dist", join(copy, "dist"), { recursive: true });
    cpSync("package.json", join(copy, "package.json"));
    mkdirSync(join(copy, "node_modules"));
    for (const name of ["commander", "@noble", "@hpke", "@assemblyscript"])
      symlinkSync(resolve("node_modules", name), join(copy, "node_modules", name));
    const program = join(copy, "dist/src/cli/main.js");
    chmodSync(program, 0o755);
    const run = (...args: string[]) => start(args, { program }).finished;
    for (const args of [["devnet"], ["miner"], ["sharder"]]) {
      const { status, stderr } = await run(...args);
      expect([status, stderr.split("\n").length]).toEqual([2, 2]);
      expect(stderr).toContain("npm install hono @hono/node-server classic-level");
    }
    const file = path("founding.json");
    writeFileSync(file, "{}");
    expect((await run("genesis", "create", "--from", file)).stderr).toContain("chainId");
    expect((await run("status", "--state", folder)).stderr).toContain("no node runs there");
    const nobody = await run("status", "--from", "http://127.0.0.1:9");
    expect([nobody.status, nobody.stderr]).toEqual([3, expect.stringContaining("none of 1 sharders answers")]);
  }, 600_000);
});
