// What members and those who look at them are told: what comes first, what is too late, and what the files are.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { VERSION } from "../../../bindings/version.js";
import { checkCommand } from "../../../src/cli/network/check-command.js";
import { configCommand } from "../../../src/cli/network/config-command.js";
import {
  leaveCommand,
  type MemberFlags,
  registerCommand,
  returnCommand,
  updateCommand,
} from "../../../src/cli/network/member-commands.js";
import { toHex } from "../../../src/encoding/index.js";
import { writeIdentity } from "../../../src/keystore/identity-file.js";
import { genesisHash, genesisToJson } from "../../../src/magic-block/index.js";
import { createMinerIdentity, type MinerIdentity } from "../../../src/view-change/identity.js";
import { found } from "../support/founders.js";
import { closeLiars, startLiar } from "../support/lying-sharder.js";

const folder = mkdtempSync(join(tmpdir(), "feldspar-members-"));
const path = (name: string) => join(folder, name);
const HASH = "ab".repeat(32);
let miner: MinerIdentity;

beforeAll(async () => {
  miner = await createMinerIdentity({ scheme: "min-sig", url: "http://10.0.0.2:7600" });
  writeFileSync(path("words"), "words");
  const text = await writeIdentity({ role: "miner", scheme: "min-sig", identity: miner }, "words", 4);
  writeFileSync(path("identity.json"), text);
});
afterEach(closeLiars);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const listed = (left: boolean, url = miner.url) => {
  return {
    id: miner.id,
    url,
    serial: 3,
    left,
    stake: "0",
    suspension: null,
    encryptionKey: toHex(miner.encryptionKey),
  };
};

/** A sharder that knows these miners and takes nothing, as one does where there is no stake. */
const sharder = (items: readonly object[]) =>
  startLiar(({ url = "" }) => {
    const said = (json: object, status = 200) => ({ status, body: JSON.stringify(json) });
    if (url === "/readyz") return said({ ready: true, reasons: [], round: 7 });
    if (url.startsWith("/v1/version")) return said({ version: VERSION, genesisHash: HASH });
    if (url.startsWith("/v1/miners")) return said({ items, next: null });
    if (url.startsWith("/v1/sharders")) return said({ items: [], next: null });
    if (url.startsWith("/v1/parameters")) return said({ authoritySerial: 4 });
    if (url.startsWith("/v1/entries"))
      return said({ code: "TOO_LITTLE_STAKE", message: "expected a stake of at least 10, got 0" }, 400);
    return said({ code: "NOT_FOUND", message: "no" }, 404);
  });

const flags = (url: string): MemberFlags => {
  const files = { identity: path("identity.json"), passphraseFile: path("words") };
  return { ...files, from: [url], genesisHash: HASH, timeout: 60 };
};

describe("a member", () => {
  it("that registers without stake is told who enters it, by which commands", async () => {
    const { url } = await sharder([]);
    const refused = registerCommand(flags(url));
    await expect(refused).rejects.toMatchObject({ code: "TOO_LITTLE_STAKE" });
    await expect(refused).rejects.toThrow(
      /^expected a stake of at least 10, got 0\. Stake comes first: an admin signs/,
    );
    await expect(refused).rejects.toThrow(`sign stake --id ${miner.id} --stake N --serial 5 --genesis-hash ${HASH} `);
    await expect(refused).rejects.toThrow(`submit stake.json --from ${url} --genesis-hash ${HASH}`);
  });

  it("that never registered, or has left, updates nothing, and is told how it comes back", async () => {
    const says = [
      (member: MemberFlags) => updateCommand({ ...member, url: "http://10.0.0.3:7600" }),
      (member: MemberFlags) => updateCommand({ ...member, encryptionKey: true }),
      (member: MemberFlags) => returnCommand(member),
    ];
    const never = flags((await sharder([])).url);
    for (const say of [...says, leaveCommand])
      await expect(say(never)).rejects.toThrow(/expected a registered miner, got [0-9a-f]{64}, .*`feldspar register`/);
    const late = flags((await sharder([listed(true)])).url);
    for (const say of says)
      await expect(say(late)).rejects.toThrow(
        /which has left \(serial 3\): .*`feldspar register`.* registers it again/,
      );
    expect((await leaveCommand(late)).output).toContain("has left (serial 3");
  });

  it("that has left is shown by check, and not asked", async () => {
    const gone = await startLiar(() => null);
    const { url } = await sharder([listed(true, gone.url)]);
    const { output, exitCode } = await checkCommand({ from: [url], genesisHash: HASH, timeout: 60 });
    expect(output).toMatch(new RegExp(`miner ${miner.id.slice(0, 16)} +${gone.url} .* has left: not asked`));
    expect([exitCode, gone.asked()]).toEqual([0, 0]);
  });
});

describe("config --show", () => {
  it("shows what the files are that it names, and nothing secret", async () => {
    const state = path("node");
    mkdirSync(state);
    const missing = configCommand({ state, follow: ["http://a"] }).output;
    expect(missing).toMatch(/genesis +\S+genesis\.json +default\n +problem +no such file: it is fetched from --follow/);
    expect(missing).toMatch(
      /identity +\S+identity\.json +default\n +problem +no such file: `feldspar keygen` makes it/,
    );
    const { genesis } = await found({ minerUrls: [], sharderUrls: ["http://127.0.0.1:1"], genesis: PARAMETERS });
    writeFileSync(join(state, "genesis.json"), genesisToJson(genesis));
    const identity = path("identity.json");
    const shown = JSON.parse(configCommand({ state, identity, genesisHash: HASH, json: true }).output);
    const hash = toHex(genesisHash(genesis));
    expect(shown.genesis).toMatchObject({ origin: "default", contents: { chain: "network", hash } });
    expect(shown.genesis.contents.problem).toContain("another chain");
    const { id, url } = miner;
    const contents = { role: "miner", scheme: "min-sig", id, url, encryptionKey: toHex(miner.encryptionKey) };
    expect(shown.identity).toEqual({ value: identity, origin: "flag", contents });
    const good = configCommand({ state, identity, genesisHash: hash }).output;
    expect(good).toContain(id);
    expect(good).not.toContain("problem");
    writeFileSync(path("broken.json"), "{}");
    expect(configCommand({ state, identity: path("broken.json") }).output).toMatch(/problem +\S*broken\.json/);
  });
});

const PARAMETERS = { parameters: { miners: 4, threshold: 3, quorum: 3, minMiners: 3 } };
