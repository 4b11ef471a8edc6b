// `feldspar timelock` as a person runs it: files sealed to a round and opened with it, from a server of drand's routes
// on loopback or from a file; whole or not at all.
import { execFile, spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sha256 } from "@noble/hashes/sha2.js";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { drand } from "../../../src/beacon/index.js";
import { NETWORKS, type TestNetwork, textOf } from "../../library/timelock/support.js";
import { hex } from "../../support/bytes.js";

const folder = mkdtempSync(join(tmpdir(), "feldspar-timelock-"));
const path = (name: string) => join(folder, name);

interface Ran {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** While it runs, this process answers it. */
function feldspar(...args: string[]): Promise<Ran> {
  return new Promise((done) => {
    execFile(process.execPath, ["dist/src/cli/main.js", "timelock", ...args], (error, stdout, stderr) =>
      done({ status: error === null ? 0 : Number(error.code), stdout, stderr }),
    );
  });
}

const [network] = NETWORKS as [TestNetwork];
/** With a genesis that has just been, so that rounds are to come. */
const genesis_time = Math.floor(Date.now() / 1000) - 300;
const hashed = { ...network.chain, genesisTime: genesis_time, period: 2 };
const hash = hex(drand.chainHash(hashed));
const chain: drand.CompleteChainInfo = { ...hashed, hash: drand.chainHash(hashed) };
const info = {
  ...{ public_key: hex(chain.publicKey), period: 2, genesis_time, hash, groupHash: hex(chain.groupHash!) },
  ...{ schemeID: chain.scheme, metadata: { beaconID: chain.beaconId } },
};

/** What the server says in the place of a round. */
let lie: ((round: number) => unknown) | undefined;
let server: Server;
let address = "";

function beaconJson(round: number): unknown {
  const { signature } = network.beaconOf(round);
  return { round, signature: hex(signature), randomness: hex(sha256(signature)) };
}

beforeAll(async () => {
  server = createServer((request, response) => {
    const round = Number(/\/public\/(\d+)$/.exec(request.url ?? "")?.[1]);
    const isThere = /\/info$/.test(request.url ?? "") || drand.roundAt(chain, Date.now()) >= round;
    const answer = Number.isNaN(round) ? info : (lie?.(round) ?? beaconJson(round));
    response.writeHead(isThere ? 200 : 404, { "content-type": "application/json" }).end(JSON.stringify(answer));
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  writeFileSync(path("info.json"), JSON.stringify(info));
  writeFileSync(path("note.bin"), "a note");
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((done) => server.close(done));
  rmSync(folder, { recursive: true, force: true });
});

describe("feldspar timelock", () => {
  const text = textOf(200_000);

  it("seals to a round that is there, and opens with it, from an address and from a file", async () => {
    writeFileSync(path("letter.bin"), text);
    const sealed = await feldspar("seal", "--chain", path("info.json"), "--round", "9", path("letter.bin"));
    expect(sealed).toMatchObject({ status: 0, stderr: "" });
    expect(sealed.stdout).toMatch(
      /^sealed to round 9 of .*, which is there already: .*letter\.bin\.tlock \(\d+ bytes\)\n$/,
    );
    const lines = readFileSync(path("letter.bin.tlock"), "latin1").split("\n");
    expect(lines.slice(0, 2)).toEqual(["age-encryption.org/v1", `-> tlock 9 ${hash}`]);
    expect(statSync(path("letter.bin.tlock")).mode & 0o077).toBe(0);

    const open = ["open", "--chain", path("info.json"), path("letter.bin.tlock")];
    const existing = await feldspar(...open, "--from", address);
    expect(existing.status).toBe(2);
    expect(existing.stderr).toContain("it is there already");
    const opened = await feldspar(...open, "--from", address, "--out", path("one"));
    expect(opened).toMatchObject({ status: 0, stderr: "" });
    writeFileSync(path("beacon.json"), JSON.stringify(beaconJson(9)));
    expect((await feldspar(...open, "--beacon", path("beacon.json"), "--out", path("two"))).status).toBe(0);
    for (const name of ["one", "two"]) expect(readFileSync(path(name)).equals(text)).toBe(true);
  });

  it("takes chain information from an address whose hash is known, and from no other", async () => {
    const seal = (...flags: string[]) =>
      feldspar("seal", "--round", "9", "--out", path("by-address"), path("letter.bin"), ...flags);
    const unknown = await seal("--chain", address);
    expect(unknown.status).toBe(2);
    expect(unknown.stderr).toContain("expected --chain-hash");
    const other = await seal("--chain", address, "--chain-hash", "0".repeat(64));
    expect(other.status).toBe(2);
    expect(other.stderr).toContain(`its chain hash is ${hash}`);
    expect((await seal("--chain", `${address}/${"0".repeat(64)}`)).status).toBe(2);
    expect((await seal("--chain", `${address}/${hash}`, "--armor")).status).toBe(0);
    expect(readFileSync(path("by-address"), "latin1")).toMatch(/^-----BEGIN AGE ENCRYPTED FILE-----\n/);
    const opened = await feldspar("open", "--chain", `${address}/${hash}`, "--out", path("back"), path("by-address"));
    expect(opened.status).toBe(0);
    expect(readFileSync(path("back")).equals(text)).toBe(true);
  });

  it("says when it is too early, and waits where it is told to", async () => {
    const flags = ["--chain", path("info.json")];
    const sealed = await feldspar("seal", ...flags, "--in", "12s", "--out", path("soon.tlock"), path("letter.bin"));
    expect(sealed.stdout).toMatch(/, due 20\d\d-.*Z: /);
    const early = await feldspar("open", ...flags, "--from", address, path("soon.tlock"));
    expect(early.status).toBe(1);
    expect(early.stderr).toMatch(/soon\.tlock: it opens with round \d+ of .*, in \d+s\n$/);
    expect(readdirSync(folder).filter((name) => /^soon$|unfinished/.test(name))).toEqual([]);
    const waited = await feldspar("open", ...flags, "--from", address, "--wait", path("soon.tlock"));
    expect(waited).toMatchObject({ status: 0, stderr: "" });
    expect(readFileSync(path("soon")).equals(text)).toBe(true);
  });

  it("leaves nothing of a file that was changed, cut off, or lied about", async () => {
    const good = readFileSync(path("letter.bin.tlock"));
    const changed = Buffer.from(good);
    changed[changed.length - 1]! ^= 1;
    const open = async (content: Uint8Array, ...flags: string[]) => {
      writeFileSync(path("given.tlock"), content);
      const chosen = flags.length > 0 ? flags : ["--chain", path("info.json"), "--from", address];
      const ran = await feldspar("open", path("given.tlock"), ...chosen);
      expect(readdirSync(folder).filter((name) => /^given$|unfinished/.test(name))).toEqual([]);
      return ran;
    };
    expect(await open(changed)).toMatchObject({ status: 1, stdout: "" });
    expect((await open(good.subarray(0, -1))).status).toBe(1);
    expect((await open(good.subarray(0, 100))).status).toBe(2);
    expect((await open(Buffer.from("no such file"))).stderr).toContain("not an age file");
    lie = () => beaconJson(8);
    expect((await open(good)).stderr).toContain("it opens with round 9, got round 8");
    lie = () => ({ ...(beaconJson(8) as object), round: 9 });
    const lied = await open(good);
    expect(lied.status).toBe(1);
    expect(lied.stderr).toContain("not signed by the network");
    lie = () => ({ padding: "x".repeat(100_000) });
    expect(await open(good)).toMatchObject({ status: 3 });
    lie = undefined;
    expect((await open(good, "--chain", path("info.json"), "--from", "http://127.0.0.1:1")).status).toBe(3);
    const otherNetwork = await open(good, "--network", "quicknet", "--from", address);
    expect(otherNetwork.status).toBe(1);
    expect(otherNetwork.stderr).toContain("made for another network");
  });

  it("seals to a round that no calendar has, and says so", async () => {
    writeFileSync(path("far.txt"), "far");
    const { status, stdout } = await feldspar("seal", path("far.txt"), "--round", String(Number.MAX_SAFE_INTEGER));
    expect([status, stdout]).toEqual([0, expect.stringContaining("due after the year 275760")]);
  });

  it("leaves nothing when it is interrupted", async () => {
    const flags = ["--chain", path("info.json"), "--from", address, "--wait", "--out", path("never")];
    expect(
      (
        await feldspar(
          "seal",
          "--chain",
          path("info.json"),
          "--in",
          "1h",
          "--out",
          path("hour.tlock"),
          path("letter.bin"),
        )
      ).status,
    ).toBe(0);
    const waiting = spawn(process.execPath, ["dist/src/cli/main.js", "timelock", "open", path("hour.tlock"), ...flags]);
    const isBegun = () => readdirSync(folder).some((name) => name.startsWith(".feldspar-unfinished-"));
    while (!isBegun()) await new Promise((done) => setTimeout(done, 50));
    const ended = new Promise<number | null>((done) => waiting.on("exit", done));
    waiting.kill("SIGINT");
    expect(await ended).toBe(3);
    expect(isBegun()).toBe(false);
    expect(readdirSync(folder)).not.toContain("never");
  });

  it.each([
    [["seal", "note.bin"], "expected either --round or --in"],
    [["seal", "note.bin", "--round", "1", "--in", "1s"], "expected either --round or --in"],
    [["seal", "note.bin", "--round", "0"], "expected a round from 1"],
    [["seal", "note.bin", "--in", "10"], "expected a duration such as"],
    [["seal", "note.bin", "--round", "1", "--network", "default"], "the network is chained"],
    [["seal", "note.bin", "--round", "1", "--network", "nowhere"], "expected default or quicknet"],
    [["seal", "note.bin", "--round", "1", "--network", "quicknet", "--chain", "x"], "either --network or --chain"],
    [["seal", "nothing", "--round", "1"], "expected a file, but there is none"],
    [["seal", ".", "--round", "1"], "got a folder"],
    [["open", "letter.bin"], "expected --out, or a name that ends in .tlock"],
    [["open", "letter.bin.tlock", "--out", "new", "--from", "x", "--beacon", "y"], "either --from or --beacon"],
    [["open", "letter.bin.tlock", "--out", "new", "--from", "ftp://x"], "expected an address"],
    [["open", "letter.bin.tlock", "--out", "new", "--chain", "info.json"], "expected --from with an address"],
    [["open", "letter.bin.tlock", "--out", "new", "--chain-hash", "xyz"], "expected 64 hex digits"],
  ])("refuses %j", async (args, expected) => {
    const placed = args.map((arg) => (/^(letter|note|nothing|info|new|\.$)/.test(arg) ? path(arg) : arg));
    const { status, stderr, stdout } = await feldspar(...placed);
    expect(stderr).toContain(expected);
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
  });
});
