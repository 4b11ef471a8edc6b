// Founding a chain from public identities, and its authority: two of three admins, each signing by itself.
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { writeIdentity } from "../../../src/keystore/identity-file.js";
import { genesisFromJson, genesisHash, verifiesLongTerm } from "../../../src/magic-block/index.js";
import { decodeEntry } from "../../../src/node/log/entry-parts.js";
import { createSigningIdentity, type SigningIdentity } from "../../../src/view-change/identity.js";
import { authorityMessage, decodeAuthority } from "../../../src/view-change/members.js";
import { feldspar } from "../support/command.js";

const scheme = "min-sig";
const folder = mkdtempSync(join(tmpdir(), "feldspar-founding-"));
const path = (name: string) => join(folder, name);
const admins = [0, 1, 2].map(() => createSigningIdentity(scheme));
const founding = {
  chainId: "founded",
  roundTime: 400,
  startRound: 100,
  adminThreshold: 2,
  admins: ["admin-0.json", "admin-1.json", "admin-2.json"],
  sharders: [{ identity: "sharder.json", stake: "10" }],
  parameters: { miners: 4, threshold: 3, quorum: 3, minStake: "5", phaseRounds: { start: 2 } },
};
let hash: string;
const posted: Uint8Array[] = [];
let server: Server;
let url: string;

async function keep(name: string, role: "admin" | "sharder", identity: SigningIdentity & { readonly url?: string }) {
  writeFileSync(path(name), await writeIdentity({ role, scheme, identity }, "w", 2));
}

beforeAll(async () => {
  writeFileSync(path("words"), "w");
  await Promise.all(admins.map((identity, place) => keep(`admin-${place}.json`, "admin", identity)));
  await keep("sharder.json", "sharder", { ...createSigningIdentity(scheme), url: "http://sharder.example" });
  server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on("data", (part) => parts.push(part));
    request.on("end", () => {
      if (request.method === "POST") posted.push(new Uint8Array(Buffer.concat(parts)));
      const answers: Record<string, unknown> = {
        "/v1/version": { genesisHash: hash },
        "/v1/genesis": JSON.parse(readFileSync(path("genesis.json"), "utf8")),
        "/v1/entries": { position: "1", duplicate: false },
        "/v1/parameters": { authoritySerial: 9 },
      };
      response.end(JSON.stringify(answers[request.url!] ?? {}));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as { port: number }).port}`;
});
afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

async function refused(change: object): Promise<string> {
  writeFileSync(path("refused.json"), JSON.stringify({ ...founding, ...change }));
  const { status, stderr } = await feldspar(
    "genesis",
    "create",
    "--from",
    path("refused.json"),
    "--out",
    path("never.json"),
  );
  expect([status, stderr.split("\n").length]).toEqual([2, 2]);
  return stderr;
}

describe("feldspar genesis create", () => {
  it("makes the genesis that the founding file says, and shows its hash", async () => {
    writeFileSync(path("founding.json"), JSON.stringify(founding));
    const made = await feldspar("genesis", "create", "--from", path("founding.json"), "--out", path("genesis.json"));
    expect([made.status, made.stderr]).toEqual([0, ""]);
    const genesis = genesisFromJson(readFileSync(path("genesis.json"), "utf8"));
    hash = Buffer.from(genesisHash(genesis)).toString("hex");
    expect(made.stdout).toContain(`hash        ${hash}`);
    expect(made.stdout).toContain("2 of 3 must sign");
    expect(statSync(path("genesis.json")).mode & 0o777 & ~0o644).toBe(0);
    expect(genesis).toMatchObject({ chainId: "founded", roundTime: 400, startRound: 100, adminThreshold: 2, scheme });
    expect(genesis.parameters).toMatchObject({ minStake: 5n, phaseRounds: { start: 2, share: 50 } });
    expect(genesis.sharders).toMatchObject([{ stake: 10n, url: "http://sharder.example" }]);
    const again = await feldspar("genesis", "create", "--from", path("founding.json"), "--out", path("genesis.json"));
    expect([again.status, again.stderr]).toEqual([2, expect.stringContaining("nothing is overwritten")]);
  }, 300_000);

  it("refuses what cannot be meant", async () => {
    expect(await refused({ chain: "x" })).toContain("unknown field");
    expect(await refused({ admins: ["sharder.json"] })).toContain("of role admin, got sharder");
    expect(await refused({ sharders: [{ identity: "missing.json", stake: "1" }] })).toContain("missing.json");
    expect(await refused({ scheme: "min-pk" })).toContain("expected a key of min-pk");
    expect(await refused({ parameters: { miners: 4, treshold: 3 } })).toContain("unknown field");
    expect(await refused({ parameters: { miners: 4, threshold: 2 } })).toContain("threshold");
    expect(await refused({ adminThreshold: 4 })).toContain("adminThreshold");
  }, 300_000);
});

describe("feldspar admin", () => {
  const sign = (admin: number, serial: number, out: string) =>
    feldspar(
      ...["admin", "sign", "stake", "--id", "cd".repeat(32), "--stake", "7", "--serial", `${serial}`],
      ...["--genesis", path("genesis.json"), "--genesis-hash", hash],
      ...["--identity", path(`admin-${admin}.json`), "--passphrase-file", path("words"), "--out", path(out)],
    );
  const submit = (...names: string[]) =>
    feldspar("admin", "submit", ...names.map(path), "--from", url, "--genesis-hash", hash);

  it("hands in signatures of enough admins, in their order", async () => {
    for (const [admin, out] of [
      [2, "second.json"],
      [0, "first.json"],
    ] as const)
      expect((await sign(admin, 9, out)).stdout).toContain(`signed by admin ${admin}, serial 9`);
    const alone = await submit("second.json");
    expect([alone.status, alone.stderr]).toEqual([2, expect.stringContaining("signatures of 2 admins, got 1")]);
    expect(posted).toEqual([]);
    const given = await submit("second.json", "first.json");
    expect([given.status, given.stderr]).toEqual([0, ""]);
    expect(posted).toHaveLength(1);
    const { kind, bytes } = decodeEntry(posted[0]!);
    expect(kind).toBe("authority");
    const entry = decodeAuthority(bytes);
    expect(entry.signatures.map(({ admin }) => admin)).toEqual([0, 2]);
    const message = authorityMessage(entry);
    for (const { admin, signature } of entry.signatures)
      expect(verifiesLongTerm(scheme, signature, message, admins[admin]!.publicKey)).toBe(true);
  }, 300_000);

  it("takes no key that is none of the genesis'", async () => {
    await keep("stranger.json", "admin", createSigningIdentity(scheme));
    const args = ["--identity", path("stranger.json"), "--passphrase-file", path("words"), "--out", path("never.json")];
    const { status, stderr } = await feldspar(
      ...["admin", "sign", "resume", "--serial", "1", "--genesis", path("genesis.json"), "--genesis-hash", hash],
      ...args,
    );
    expect([status, stderr]).toEqual([2, expect.stringContaining("one of the genesis' admin keys")]);
  });
});
