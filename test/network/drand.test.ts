// A beacon in drand's form, made by a network on loopback and followed by drand's own client, which knows nothing else;
// what was sealed to a round of it opens when that is made, by other members than those in office at the sealing.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fetchBeacon, type RandomnessBeacon, watch } from "drand-client";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import { drand } from "../../src/beacon/index.js";
import { toHex } from "../../src/encoding/index.js";
import { LONGEST_HELD } from "../../src/http/connections.js";
import { drandRoutes } from "../../src/http/drand-routes.js";
import { appOf } from "../../src/http/route.js";
import type { BeaconSettings, SchemeName } from "../../src/magic-block/index.js";
import { endAll } from "./support/command.js";
import { drandClient } from "./support/drand-client.js";
import { stakeEntry } from "./support/founders.js";
import { type Network, startNetwork } from "./support/in-process.js";
import { hasTimelock, sealedLetters } from "./support/timelocked.js";
import { until } from "./support/until.js";

const folder = mkdtempSync(join(tmpdir(), "feldspar-drand-"));
afterAll(async () => {
  await endAll();
  rmSync(folder, { recursive: true, force: true });
});

const running: Network[] = [];

afterEach(async () => {
  await Promise.all(running.splice(0).map((network) => network.stop()));
});

/** Rounds that are due before there is anybody to make them. */
const LATE = 8;
/** Rounds that are watched, at least. */
const LEAST = 12;

/** Six miners of whom three are in office, and two sharders. */
async function network(scheme: SchemeName, mode: BeaconSettings["mode"], period: number): Promise<Network> {
  const genesisTime = Math.floor(Date.now() / 1000) - LATE * period;
  const beacon = { mode, genesisTime, period };
  const phaseRounds = { start: 1, contribute: 60, share: 60, publish: 60, wait: 12 };
  const parameters = { miners: 3, threshold: 2, quorum: 2, minMiners: 2, phaseRounds };
  const genesis = { scheme, mode: "reshare", beacon, parameters } as const;
  const made = await startNetwork({ miners: 6, sharders: 2, genesis });
  running.push(made);
  return made;
}

const membersOf = ({ sharders }: Network) =>
  (sharders[0]!.chain.state.current.magicBlock?.members ?? []).map(({ id }) => id);

/** The network has made up for what was due before there was one. */
const hasMadeUp = ({ sharders }: Network) => (sharders[1]!.drand!.latest?.round ?? 0) > LATE;

describe("a beacon in drand's form", () => {
  it.each([
    ["min-sig", "drand", "bls-unchained-g1-rfc9380", 1],
    ["min-pk", "drand", "pedersen-bls-unchained", 1],
    ["min-pk", "drand-chained", "pedersen-bls-chained", 1],
  ] as const)(
    "%s, %s: drand-client follows it while all members are replaced",
    async (scheme, mode, schemeID, period) => {
      const net = await network(scheme, mode, period);
      const [, url] = net.urls;
      const empty = await fetch(`${url}/public/latest`);
      expect([empty.status, (await empty.json()).code]).toEqual([404, "NOT_FOUND"]);
      await until(() => hasMadeUp(net), 180);

      // what drand's servers say, drand's client and this library read, and know it by its hash
      const info = await drandClient(url!).chain().info();
      const read = drand.chainInfoFromJson(info);
      expect(info).toMatchObject({ schemeID, period, metadata: { beaconID: "default" } });
      expect(toHex(read.hash!)).toBe(info.hash);
      expect(info.groupHash).toBe(toHex(net.sharders[0]!.chain.state.beaconOwners[0]!.blockHash));
      expect(await (await fetch(`${url}/chains`)).json()).toEqual([info.hash]);
      expect(await (await fetch(`${url}/${info.hash}/info`)).json()).toEqual(info);
      expect((await fetch(`${url}/${"00".repeat(32)}/info`)).status).toBe(404);

      // rounds that were due before the first activation were made after it
      const client = drandClient(url!, info);
      for (const round of [1, 2, LATE]) expect((await fetchBeacon(client, round)).round).toBe(round);
      expect((await client.latest()).round).toBeGreaterThan(LATE);

      // the next round is waited for, one further on is not
      const { round } = net.sharders[1]!.drand!.latest!;
      const [next, beyond] = await Promise.all([
        fetch(`${url}/${info.hash}/public/${round + 1}`),
        fetch(`${url}/public/${round + 60}`),
      ]);
      expect([next.status, beyond.status]).toEqual([200, 404]);
      expect(drand.verify(read, drand.beaconFromJson(await next.json()))).toBe(true);

      // a round that is out when as many as are watched have come
      const letters = hasTimelock(info)
        ? sealedLetters(
            mkdtempSync(join(folder, "letters-")),
            url!,
            info,
            net.sharders[1]!.drand!.latest!.round + LEAST,
          )
        : null;

      // all members lose their stake: the other three take the key over, while the client watches
      const before = membersOf(net);
      const { founders, log } = net;
      const seen: RandomnessBeacon[] = [];
      const ending = new AbortController();
      const watching = (async () => {
        for await (const beacon of watch(client, ending)) {
          seen.push(beacon);
          if (ending.signal.aborted) return;
        }
      })();
      for (const [place, id] of before.entries()) {
        const { kind, bytes } = stakeEntry(founders, { serial: 7 + place, id, stake: 0n });
        await log.append(kind, bytes);
      }
      await until(() => !membersOf(net).some((id) => before.includes(id)), 120);
      const atChange = seen.length;
      await until(() => seen.length >= Math.max(LEAST, atChange + 5), 120);
      ending.abort();
      await watching;
      expect(membersOf(net)).toHaveLength(3);
      expect(seen.map((beacon) => beacon.round)).toEqual(seen.map((_, place) => seen[0]!.round + place));
      expect(await drandClient(url!).chain().info()).toEqual(info);
      const open = await letters;
      if (open !== null) await open(net.urls.slice(0, 2));

      // and as a whole: links and all, from the other sharder, too
      const answer = await (await fetch(`${net.urls[0]}/v1/beacon?from=1&limit=1000`)).json();
      const beacons = answer.beacons.map(drand.beaconFromJson);
      expect(beacons.length).toBeGreaterThanOrEqual(seen.at(-1)!.round);
      expect(drand.verifyMany(read, beacons)).toEqual({ valid: true, invalid: [] });
    },
    2_000_000,
  );

  it("is waited for no longer than a connection may be silent, however far away the next round is", async () => {
    const times: number[] = [];
    const held = async (_: number, time: number) => {
      times.push(time);
      return null;
    };
    const info = { period: 3600, genesisTime: Math.floor(Date.now() / 1000) - 10 };
    const archive = { info, latest: null, round: async () => null, held };
    const app = appOf(drandRoutes({ drand: archive as never, scheme: "min-sig" }));
    const statuses = [1, 2, 3].map(async (round) => (await app.request(`/public/${round}`)).status);
    expect(await Promise.all(statuses)).toEqual([404, 404, 404]);
    expect(times).toEqual([LONGEST_HELD]);
  });
});
