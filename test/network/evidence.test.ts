// Evidence on its way: taken by a sharder, served, and judged by somebody who has nothing but the file.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { verifyCommand } from "../../src/cli/verify-command.js";
import { toHex } from "../../src/encoding/index.js";
import { evidenceRoutes } from "../../src/http/evidence-routes.js";
import { listen } from "../../src/http/listen.js";
import { appOf } from "../../src/http/route.js";
import { EvidenceArchive } from "../../src/node/evidence-archive.js";
import { MemoryStore } from "../../src/store/memory.js";
import type { ContractState } from "../../src/view-change/contract/state.js";
import type { MpkEvidence } from "../../src/view-change/evidence.js";
import {
  type EvidenceFile,
  evidenceFromJson,
  evidenceToJson,
  verifyEvidenceFile,
} from "../../src/view-change/evidence-file.js";
import { createMinerIdentity } from "../../src/view-change/identity.js";
import { listHash, sessionId } from "../../src/view-change/session.js";
import { signTransaction, type Transaction } from "../../src/view-change/transaction.js";
import { Driven, people } from "../protocol/view-change/driven.js";
import { twoMpks } from "./support/evidence.js";

const folder = mkdtempSync(join(tmpdir(), "feldspar-evidence-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const everybody = await people(4);
const driven = await Driven.of(everybody);
await driven.untilPhase("share");

const fileAgainst = (place: number): string => twoMpks(driven, place);
const chainOf = (state: ContractState) => ({ state });

describe("evidence at a sharder", () => {
  it("is taken once for each dealer, served, found again after a restart, and judged from its address or a file", async () => {
    const { genesisHash } = driven.state;
    const store = new MemoryStore();
    const archive = new EvidenceArchive({ store, genesisHash, chain: chainOf(driven.state) });
    const server = await listen(appOf(evidenceRoutes(archive)), { port: 0 });
    const url = `http://127.0.0.1:${server.port}/v1/evidence`;
    try {
      const post = async (body: string) => (await fetch(url, { method: "POST", body })).status;
      const [first, second] = [fileAgainst(0), fileAgainst(1)];
      expect(await Promise.all([first, first, second].map(post))).toEqual([202, 200, 202]);
      const altered = JSON.stringify({ ...JSON.parse(first), attempt: 7 });
      expect(await Promise.all([altered, "{}", "no JSON"].map(post))).toEqual([400, 400, 400]);
      const { items } = await (await fetch(url)).json();
      expect(items.map((one: { against: string }) => one.against)).toEqual([everybody[0]!.id, everybody[1]!.id]);
      expect((await fetch(`${url}/9`)).status).toBe(404);

      const again = new EvidenceArchive({ store, genesisHash, chain: chainOf(driven.state) });
      await again.load();
      expect(again.files).toEqual(archive.files);

      const served = await verifyCommand([`${url}/1`, `${url}/2`], { genesisHash: toHex(genesisHash) });
      expect(served).toMatchObject({ exitCode: 0, problems: [] });
      expect(served.output).toContain(everybody[0]!.id);
      const path = join(folder, "evidence.json");
      writeFileSync(path, altered);
      expect((await verifyCommand([path], {})).exitCode).toBe(1);
      writeFileSync(path, first);
      expect((await verifyCommand([path], {})).exitCode).toBe(0);
      expect((await verifyCommand([path], { genesisHash: "00".repeat(32) })).exitCode).toBe(1);
      const missing = await verifyCommand([`${url}/9`], {});
      expect([missing.exitCode, missing.problems!.length]).toEqual([2, 1]);
    } finally {
      await server.close();
    }
  }, 600_000);

  it("is not verified again where there is some of its kind, and then counted as what is refused is", async () => {
    const { genesisHash } = driven.state;
    const archive = new EvidenceArchive({ store: new MemoryStore(), genesisHash, chain: chainOf(driven.state) });
    const limits = { perSecond: 3, now: () => 0 };
    const app = appOf(evidenceRoutes(archive), { limits, addressOf: () => "192.0.2.1" });
    const post = async (body: string) => (await app.request("/v1/evidence", { method: "POST", body })).status;
    const [first, second] = [fileAgainst(0), fileAgainst(1)];
    expect([await post(first), await post(second)]).toEqual([202, 202]);
    const { evidence } = evidenceFromJson(first) as EvidenceFile & { evidence: MpkEvidence };
    const unsigned = { ...evidence.second, signature: new Uint8Array(48) };
    const unverified = evidenceToJson({ ...evidenceFromJson(first), evidence: { ...evidence, second: unsigned } });
    expect([await post(unverified), await post(first), await post(first), await post(first)]).toEqual([
      ...[200, 200, 200],
      429,
    ]);
  });

  it("takes so many bytes at most: the oldest goes first", async () => {
    const { genesisHash } = driven.state;
    const [first, second, third] = [0, 1, 2].map(fileAgainst) as [string, string, string];
    const options = { store: new MemoryStore(), genesisHash, chain: chainOf(driven.state) };
    const archive = new EvidenceArchive({ ...options, mostBytes: second.length + third.length });
    for (const file of [first, second, third]) expect(await archive.take(file)).toBe("new");
    expect(archive.files.map(({ name }) => name)).toEqual([2, 3]);
    expect([await archive.file(1), await archive.file(3)]).toEqual([null, third]);
    const again = new EvidenceArchive({ ...options, mostBytes: 1 });
    await again.load();
    expect(await again.take(first)).toBe("new");
    expect(again.files.map(({ name }) => name)).toEqual([4]);
  });

  it("is refused when it is about an attempt that does not run", async () => {
    const { genesisHash } = driven.state;
    const state = { ...driven.state, session: null };
    const archive = new EvidenceArchive({ store: new MemoryStore(), genesisHash, chain: chainOf(state) });
    expect(await archive.take(fileAgainst(0))).toBe("wrong");
    expect(archive.files).toEqual([]);
  });
});

/** Two MPKs that a thief signs in a session of his own making: it lists the honest dealer's id beside his own key. */
async function forgedAgainst(place: number): Promise<{ readonly id: string; readonly file: string }> {
  const { id } = everybody[place]!;
  const thief = await createMinerIdentity({ scheme: "min-sig", url: "https://thief.example" });
  const file = evidenceFromJson(fileAgainst(place)) as EvidenceFile & { evidence: MpkEvidence };
  const receivers = file.receivers.map((one) => (one.id === id ? { ...one, publicKey: thief.publicKey } : one));
  const hash = listHash("min-sig", receivers);
  const session = sessionId({ ...file, dealersHash: hash, receiversHash: hash });
  const signed = ({ signature: _, ...transaction }: Transaction) =>
    signTransaction("min-sig", { ...thief, id }, { ...transaction, session });
  const { first, second } = file.evidence;
  const evidence = { type: "mpk", first: signed(first), second: signed(second) } as const;
  return { id, file: evidenceToJson({ ...file, receivers, evidence }) };
}

it("of two MPKs with something beside them that nobody has signed is none: nobody makes it longer", async () => {
  const file = evidenceFromJson(fileAgainst(0));
  expect(verifyEvidenceFile(file).valid).toBe(true);
  const padded = { ...file, commitments: Array.from({ length: 1000 }, () => new Uint8Array(192)) };
  expect(verifyEvidenceFile(padded)).toMatchObject({ valid: false, reason: expect.stringContaining("commitments") });
  const { genesisHash } = driven.state;
  const archive = new EvidenceArchive({ store: new MemoryStore(), genesisHash, chain: chainOf(driven.state) });
  expect(await archive.take(evidenceToJson(padded))).toBe("wrong");
});

it("forged in a session that somebody has made up is against nobody", async () => {
  const { id, file } = await forgedAgainst(0);
  const verdict = verifyEvidenceFile(evidenceFromJson(file));
  expect(verdict).toEqual({ valid: false, against: "", reason: `the key of the dealer is not that of ${id}` });
  const path = join(folder, "forged.json");
  writeFileSync(path, file);
  const { exitCode, output } = await verifyCommand([path], { genesisHash: toHex(driven.state.genesisHash) });
  expect([exitCode, output]).toEqual([1, expect.stringContaining("evidence against nobody")]);
});
