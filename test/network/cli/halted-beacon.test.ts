// A beacon that stands still, as `status` tells of it: from when on it counts as halted, and who is missing.
import { afterAll, describe, expect, it, vi } from "vitest";
import { haltedBeacon } from "../../../src/cli/network/halted-beacon.js";
import { readPhase, statusCommand } from "../../../src/cli/network/status-command.js";
import { canonicalJson, toHex } from "../../../src/encoding/index.js";
import type { SharderClient } from "../../../src/http/client/client.js";
import { commitTo } from "../../../src/magic-block/encode.js";
import { genesisToJson, headersToJson, MagicBlock } from "../../../src/magic-block/index.js";
import { beaconStanding } from "../../../src/node/beacon-standing.js";
import { phaseOf } from "../../../src/node/queries.js";
import type { ContractState } from "../../../src/view-change/contract/state.js";
import { createMinerIdentity } from "../../../src/view-change/identity.js";
import { Driven } from "../../protocol/view-change/driven.js";
import { closeLiars, startLiar } from "../support/lying-sharder.js";

afterAll(closeLiars);

const chained = { purpose: "network", roundTime: 500, beacon: { mode: "chained" } } as ContractState["genesis"];
const byClock = {
  ...chained,
  beacon: { mode: "drand", genesisTime: 1000, period: 3 },
} as ContractState["genesis"];

describe("the standing of a beacon", () => {
  const of = (genesis: ContractState["genesis"], round: number, latest: number | null, now = 0) =>
    beaconStanding({ genesis, round, firstRound: 10, latest, now });

  it("follows the chain's rounds, and is halted after five seconds and five rounds without one", () => {
    expect(of(chained, 20, 20)).toEqual({ next: 21, behind: 0, seconds: 0, halted: false });
    expect(of(chained, 30, 20)).toMatchObject({ behind: 10, seconds: 5, halted: false });
    expect(of(chained, 31, 20)).toMatchObject({ behind: 11, halted: true });
    expect(of({ ...chained, roundTime: 60_000 }, 25, 20)).toMatchObject({ behind: 5, halted: false });
    expect(of(chained, 31, null)).toMatchObject({ next: 10, behind: 22, halted: true });
  });

  it("follows the clock in drand's form", () => {
    expect(of(byClock, 0, 1, 1_002_000)).toMatchObject({ next: 2, behind: 0, halted: false });
    expect(of(byClock, 0, 1, 1_003_000)).toMatchObject({ next: 2, behind: 1, seconds: 0, halted: false });
    expect(of(byClock, 0, 1, 1_018_000)).toMatchObject({ behind: 6, seconds: 15, halted: true });
    expect(of(byClock, 0, null, 1_000_000)).toMatchObject({ next: 1, behind: 1 });
  });

  it("is none before the first view, and of a chain without rounds", () => {
    expect(beaconStanding({ genesis: chained, round: 9, firstRound: null, latest: null, now: 0 })).toBeNull();
    expect(of({ ...chained, purpose: "signing" }, 99, null)).toBeNull();
  });
});

describe("status", async () => {
  const there = await startLiar(() => ({ body: '{"ready":true,"reasons":[]}' }));
  const behind = await startLiar(() => ({ status: 503, body: '{"ready":false,"reasons":["NOT_READY"]}' }));
  const gone = await startLiar(() => ({}));
  await gone.close();
  const urls = [there.url, behind.url, gone.url, there.url];
  const driven = await Driven.of(await Promise.all(urls.map((url) => createMinerIdentity({ scheme: "min-sig", url }))));
  await driven.untilPhase("wait");
  const waiting = driven.state;
  await driven.untilView(1);
  const inOffice = driven.state;
  await driven.untilView(2);
  const second = driven.state;

  /** A sharder that has this state, and this round of the beacon as its latest. */
  const sharder = (
    state: ContractState,
    latest: number | null,
    block: MagicBlock | null = null,
    before: MagicBlock | null = null,
  ) =>
    startLiar(({ url }) => {
      if (url === "/v1/phase") return { body: canonicalJson(phaseOf(state)) };
      if (url === "/v1/genesis") return { body: genesisToJson(state.genesis) };
      if (url === "/v1/parameters") return { body: '{"authoritySerial":4}' };
      if (url === "/v1/magic-blocks/latest" && block !== null) return { body: MagicBlock.toJson(block) };
      if (url?.startsWith("/v1/magic-blocks/") && before !== null) return { body: MagicBlock.toJson(before) };
      if (url === "/v1/beacon/latest" && latest !== null)
        return { body: JSON.stringify({ round: latest, randomness: "ab".repeat(32) }) };
      return { status: 404, body: '{"code":"NOT_FOUND","message":"no"}' };
    });

  it("says which step of the wait phase is waited for", async () => {
    const { url } = await sharder(waiting, null);
    const { output } = await statusCommand({ from: [url] });
    expect(output).toMatch(/phase wait, \d+ rounds left\n {10}confirm: 0 members of view 1 have confirmed its key, 4 /);
    const decided = { ...waiting, session: { ...waiting.session!, decided: { round: waiting.round } } };
    const later = await statusCommand({ from: [(await sharder(decided, null)).url] });
    expect(later.output).toMatch(
      /phase wait\n {10}hand over: view 1 is decided; 0 of the genesis' sharders have signed/,
    );
    const certified = { ...decided, session: { ...decided.session, certified: true } };
    const last = await statusCommand({ from: [(await sharder(certified, null)).url] });
    expect(last.output).toContain("activate: view 1 is certified, and takes office in round ");
  });

  it("names the members that are missing while the beacon stands still, and what to do", async () => {
    const block = inOffice.current.magicBlock!;
    const state = { ...inOffice, round: block.startingRound + 100 };
    const { url } = await sharder(state, block.startingRound + 20, block);
    const { output } = await statusCommand({ from: [url] });
    expect(output).toContain(
      `HALTED: round ${block.startingRound + 21} has been due for 40s, 80 rounds are due\n` +
        "          2 of 4 members of view 1 are there, 3 are needed\n",
    );
    expect(output).toMatch(/ {10}\d {2}[0-9a-f]{16}… {2}http:\S+ {2}is not ready: NOT_READY\n/);
    expect(output).toMatch(/ {10}\d {2}[0-9a-f]{16}… {2}http:\S+ {2}does not answer\n/);
    expect(output).toContain("with 1 more of them the beacon goes on by itself");
    const json = JSON.parse((await statusCommand({ from: [url], json: true })).output);
    expect(json.beaconHalted).toMatchObject({ view: 1, threshold: 3, waitsForView: null });
    expect(json.beaconHalted.members).toHaveLength(4);
    const { startingRound } = second.current.magicBlock!;
    const later = await sharder({ ...second, round: startingRound + 50 }, startingRound - 1, second.current.magicBlock);
    expect((await statusCommand({ from: [later.url] })).output).toContain(
      `it is the first of view 2, which waits until round ${startingRound - 1} is on the ledger, and final there`,
    );
    const asked = there.asked();
    const goesOn = await sharder(state, state.round, block);
    expect((await statusCommand({ from: [goesOn.url] })).output).not.toContain("HALTED");
    expect(there.asked()).toBe(asked);
    // the view's block cannot be had
    const { output: half } = await statusCommand({ from: [(await sharder(state, 1)).url] });
    expect(half).toContain("whether it goes on is not known: no\n");
  });

  it("ends though a sharder shows one view for all that it is asked for, or members without an end", async () => {
    const block = second.current.magicBlock!;
    const standsStill = { ...second, round: block.startingRound + 100 };
    const { url, asked } = await sharder(standsStill, 1, block, block);
    expect((await statusCommand({ from: [url] })).output).toContain(
      "whether it goes on is not known: /v1/magic-blocks/1: this is not the view that makes round 2\n",
    );
    expect(asked()).toBeLessThan(20);
    const time = vi.spyOn(performance, "now");
    const client = { json: async (path: string) => (path === "/v1/genesis" ? genesisJson : blockJson) };
    const genesisJson = JSON.parse(genesisToJson(second.genesis));
    const blockJson = JSON.parse(MagicBlock.toJson(block));
    try {
      let now = 0;
      // every look at the clock is 20 seconds later
      time.mockImplementation(() => (now += 20_000));
      const said = readPhase(JSON.parse(canonicalJson(phaseOf(standsStill))));
      const halted = await haltedBeacon(client as unknown as SharderClient, said, block.startingRound + 1);
      expect(new Set(halted!.members.map(({ problem }) => problem))).toEqual(new Set(["was not asked: too many"]));
    } finally {
      time.mockRestore();
    }
  });

  it("with the genesis' hash blames nobody for what a sharder makes up, and takes no made-up round", async () => {
    const block = inOffice.current.magicBlock!;
    const state = { ...inOffice, round: block.startingRound + 100 };
    const hash = toHex(state.genesisHash);
    /** What a sharder says, but for what it makes up. */
    const saying = (lies: Readonly<Record<string, string>> = {}) =>
      startLiar(({ url = "" }) => {
        const path = url.replace(/\?.*/, "");
        if (lies[path] !== undefined) return { body: lies[path] };
        if (path === "/v1/phase") return { body: canonicalJson(phaseOf(state)) };
        if (path === "/v1/genesis") return { body: genesisToJson(state.genesis) };
        if (path === "/v1/parameters") return { body: '{"authoritySerial":4}' };
        if (path === "/v1/headers") return { body: headersToJson([block]) };
        if (path === "/v1/magic-blocks/latest") return { body: MagicBlock.toJson(block) };
        return { status: 404, body: '{"code":"NOT_FOUND","message":"no"}' };
      });
    const status = async (lies?: Readonly<Record<string, string>>, genesisHash = hash) =>
      statusCommand({ from: [(await saying(lies)).url], genesisHash });
    const honest = await status();
    expect([honest.exitCode, honest.output.includes("HALTED")]).toEqual([0, true]);
    expect(honest.output).not.toContain("word: with --genesis-hash");
    const { output } = await statusCommand({ from: [(await saying()).url] });
    expect(output).toContain("who they are is the sharder's word: with --genesis-hash it is verified");

    const [first, ...others] = block.members;
    const members = [{ ...first!, url: "http://127.0.0.1:1" }, ...others];
    const { membersRoot } = commitTo({ ...block, members });
    const round = { round: state.round, magicBlockNumber: 1, timeoutCount: 0, randomness: "ab".repeat(32) };
    const made = { ...round, previousRandomness: "cd".repeat(32), signature: toHex(block.certificate.confirmation!) };
    const said = phaseOf(state);
    const lies: Readonly<Record<string, string>>[] = [
      { "/v1/magic-blocks/latest": MagicBlock.toJson({ ...block, members }) },
      { "/v1/magic-blocks/latest": MagicBlock.toJson({ ...block, members, membersRoot }) },
      { "/v1/beacon/latest": JSON.stringify(made) },
      { "/v1/headers": "[]" },
      { "/v1/headers": headersToJson([{ ...block, startingRound: block.startingRound + 1 }]) },
      { "/v1/phase": canonicalJson({ ...said, inOffice: { number: 1, hash: "00".repeat(32), activatedAt: 1 } }) },
      { "/v1/phase": canonicalJson({ ...said, inOffice: { number: 9, hash: "00".repeat(32), activatedAt: 1 } }) },
    ];
    for (const lie of lies) {
      const told = await status(lie);
      expect([Object.entries(lie), told.exitCode, told.output]).toEqual([Object.entries(lie), 1, ""]);
      expect(told.problems![0]).toMatch(/^the sharder says what is not so: /);
    }
    expect((await status({}, "00".repeat(32))).exitCode).toBe(1);
    // the next block is certified before it is handed over to, or it was between two questions
    const goesOn = await status({ "/v1/headers": headersToJson([block, second.current.magicBlock!]) });
    expect([goesOn.exitCode, goesOn.output.includes("in office view 1 since")]).toEqual([0, true]);
  });

  it("says when this machine's clock is another than the sharder's", async () => {
    const { url } = await sharder(waiting, null);
    expect((await statusCommand({ from: [url] })).output).not.toContain("clock ");
    const wallClock = vi.spyOn(Date, "now").mockReturnValue(Date.now() + 90_000);
    try {
      expect((await statusCommand({ from: [url] })).output).toMatch(
        /^clock {5}this machine's is (89|90|91) s ahead of the sharder's: what is late depends on it$/m,
      );
    } finally {
      wallClock.mockRestore();
    }
  });
});
