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
  }, 120_000);

  it("is refused when it is about an attempt that does not run", async () => {
    const { genesisHash } = driven.state;
    const state = { ...driven.state, session: null };
    const archive = new EvidenceArchive({ store: new MemoryStore(), genesisHash, chain: chainOf(state) });
    expect(await archive.take(fileAgainst(0))).toBe("wrong");
    expect(archive.files).toEqual([]);
  });
});
