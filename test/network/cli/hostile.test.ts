// A sharder that lies: what it says gives a terminal no orders, breaks nothing, and is refused in one line.

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { writeIdentity } from "../../../src/keystore/identity-file.js";
import { createMinerIdentity } from "../../../src/view-change/identity.js";
import { feldspar } from "../support/command.js";

const EVIL = "http://a\x1b[31m\x07\u202E\r\n✓ valid";
const ORDERS = /(?!\n)[\p{Cc}\p{Bidi_Control}]/u;
const HASH = "ab".repeat(32);
const folder = mkdtempSync(join(tmpdir(), "feldspar-hostile-"));
const answers = new Map<string, unknown>();
let server: Server;
let url: string;
let id: string;

const phase = {
  ...{ round: 5, phase: EVIL.slice(0, 15), number: 1, attempt: 1, failures: 0, roundsLeft: 3 },
  inOffice: { number: 1, hash: EVIL, activatedAt: 1 },
  missing: [{ index: 1, id: EVIL, url: EVIL }],
};
const member = () => ({ id, url: EVIL, serial: 3, left: false, stake: "1", suspension: null });

beforeAll(async () => {
  server = createServer((request, response) => {
    const answer = answers.get(new URL(request.url!, "http://a").pathname);
    if (answer === undefined)
      return void response.writeHead(404).end(JSON.stringify({ code: "NOT_FOUND", message: EVIL }));
    response.end(typeof answer === "string" ? answer : JSON.stringify(answer));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as { port: number }).port}`;
  const identity = await createMinerIdentity({ scheme: "min-sig", url });
  id = identity.id;
  writeFileSync(
    join(folder, "identity.json"),
    await writeIdentity({ role: "miner", scheme: "min-sig", identity }, "w", 2),
  );
  writeFileSync(join(folder, "words"), "w");
});
afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

function serve(more: Readonly<Record<string, unknown>> = {}): void {
  answers.clear();
  const good = {
    "/v1/version": { genesisHash: HASH, version: EVIL, id: EVIL },
    "/v1/phase": phase,
    "/v1/parameters": { authoritySerial: 1 },
    "/v1/miners": { items: [member()], next: null },
    "/v1/sharders": { items: [{ ...member(), url }], next: 0 },
  };
  for (const [path, answer] of Object.entries({ ...good, ...more })) answers.set(path, answer);
}

async function said(...args: string[]) {
  const { status, stdout, stderr } = await feldspar(...args);
  expect(stdout + stderr).not.toMatch(ORDERS);
  expect(stdout).not.toMatch(/^✓/m);
  expect(stderr).not.toContain("    at ");
  return { status, stdout, stderr };
}

const from = () => ["--from", url, "--genesis-hash", HASH];
const asMember = () => [
  ...from(),
  "--identity",
  join(folder, "identity.json"),
  "--passphrase-file",
  join(folder, "words"),
];

describe("a sharder that lies", () => {
  it("cannot order a terminal about", async () => {
    serve();
    const status = await said("status", "--from", url);
    expect([status.status, status.stdout]).toEqual([0, expect.stringContaining("\\u001b[31m")]);
    expect((await said("check", ...from())).status).toBe(1);
    expect((await said("verify", ...from())).status).toBe(2);
    expect((await said("register", ...asMember())).status).not.toBe(0);
  }, 300_000);

  it.each([
    ["/v1/phase", null],
    ["/v1/phase", { ...phase, missing: [7] }],
    ["/v1/phase", { ...phase, inOffice: "x" }],
    ["/v1/phase", "no JSON"],
    ["/v1/beacon/latest", { round: "7" }],
  ])(
    "is refused an answer to %s that is none (%#)",
    async (path, answer) => {
      serve({ [path]: answer });
      const { status, stderr } = await said("status", "--from", url);
      expect([status, stderr.split("\n").length]).toEqual([2, 2]);
    },
    300_000,
  );

  it("cannot use up a member's serials, nor name another chain", async () => {
    serve({ "/v1/miners": { items: [{ ...member(), serial: Number.MAX_SAFE_INTEGER - 1 }], next: null } });
    const { status, stderr } = await said("leave", ...asMember());
    expect([status, stderr]).toEqual([2, expect.stringContaining("serial")]);
    serve({ "/v1/version": { genesisHash: "cd".repeat(32) } });
    expect((await said("leave", ...asMember())).stderr).toContain("another one");
  }, 300_000);
});
