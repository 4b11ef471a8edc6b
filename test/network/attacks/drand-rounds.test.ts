// Rounds in drand's form from those who lie: a sharder keeps none that drand's clients would refuse, goes on whatever
// others answer, and one that names a round of the future hides nobody else's.
import { afterEach, describe, expect, it } from "vitest";
import { drand } from "../../../src/beacon/index.js";
import { minSig } from "../../../src/bls/index.js";
import { toHex } from "../../../src/encoding/index.js";
import { SharderClient } from "../../../src/http/client/client.js";
import { drandRoutes } from "../../../src/http/drand-routes.js";
import { appOf } from "../../../src/http/route.js";
import { DrandArchive, encodeDrandRound } from "../../../src/node/drand/archive.js";
import type { Store } from "../../../src/node/ports.js";
import { DrandGaps, latestRounds } from "../../../src/processes/drand-gaps.js";
import { MemoryStore } from "../../../src/store/memory.js";
import { closeLiars, startLiar } from "../support/lying-sharder.js";
import { until } from "../support/until.js";

afterEach(closeLiars);

const secretKey = minSig.randomSecretKey();
const publicKey = minSig.getPublicKey(secretKey);
const scheme = "bls-unchained-g1-rfc9380";

function signed(round: number): drand.DrandBeacon {
  return { round, signature: minSig.sign(drand.drandMessage({ scheme }, { round }), secretKey) };
}

function archiveOn(store: Store = new MemoryStore()): DrandArchive {
  const beacon = { mode: "drand", genesisTime: Math.floor(Date.now() / 1000) - 1000, period: 1, id: "default" };
  const owner = { number: 1, blockHash: new Uint8Array(32), groupPublicKey: publicKey };
  const genesis = { purpose: "network", scheme: "min-sig", beacon };
  const state = { genesis, current: { magicBlock: {} }, beaconOwners: [owner] };
  return new DrandArchive({ store, genesisHash: new Uint8Array(32), chain: { state: state as never } });
}

describe("a round with a previous signature beside it that nobody has signed", () => {
  it.each([32, 48, 1, 0])("of %i bytes is not kept where rounds are not chained", async (length) => {
    const archive = archiveOn();
    expect(await archive.take({ ...signed(5), previousSignature: new Uint8Array(length) })).toBe("wrong");
    expect(await archive.take(signed(5))).toBe("new");
    expect(await archive.round(5)).toEqual(signed(5));
  });

  it("is refused of whoever posts it, and the round itself is served as drand's clients take it", async () => {
    const app = appOf(drandRoutes({ drand: archiveOn(), scheme: "min-sig" }));
    const post = (beacon: drand.DrandBeacon) =>
      app.request("/v1/beacon", { method: "POST", body: new Uint8Array(encodeDrandRound("min-sig", beacon)) });
    expect((await post({ ...signed(7), previousSignature: new Uint8Array(48) })).status).toBe(400);
    expect((await post(signed(7))).status).toBe(202);
    expect(await (await app.request("/public/7")).json()).not.toHaveProperty("previous_signature");
  });

  it("is taken of no sharder that is asked for what is missing: the next one is asked", async () => {
    const said = (round: number, more: object) =>
      JSON.stringify({ ...JSON.parse(drand.beaconToJson(signed(round))), ...more });
    const liar = await startLiar(({ url }) => ({
      body: said(Number(url?.split("/").at(-1)), { previous_signature: "00" }),
    }));
    const honest = await startLiar(({ url }) => ({ body: said(Number(url?.split("/").at(-1)), {}) }));
    const archive = archiveOn();
    const lost: unknown[] = [];
    const sharders = new SharderClient({ urls: [liar.url, honest.url] });
    const gaps = new DrandGaps(archive, sharders, (error) => void lost.push(error));
    gaps.fill(4);
    await until(async () => (await archive.round(1)) !== null, 20);
    await gaps.close();
    for (const round of [1, 2, 3]) expect(await archive.round(round)).toEqual(signed(round));
    expect(lost).toEqual([]);
  });
});

it("a store that fails while missed rounds are looked for is told, and ends nothing", async () => {
  const fail = () => Promise.reject(new Error("no disk"));
  const lost: unknown[] = [];
  const gaps = new DrandGaps(
    archiveOn({ get: fail, put: fail, delete: fail }),
    new SharderClient({ urls: [] }),
    (error) => void lost.push(error),
  );
  gaps.fill(10);
  await gaps.close();
  expect(String(lost)).toBe("Error: no disk");
});

it("a sharder that names a round of the future hides no other's latest one", async () => {
  const future = { round: Number.MAX_SAFE_INTEGER, signature: toHex(signed(1).signature) };
  const liar = await startLiar(() => ({ body: JSON.stringify(future) }));
  const honest = await startLiar(() => ({ body: drand.beaconToJson(signed(9)) }));
  const broken = await startLiar(() => ({ body: "<html>" }));
  const urls = [liar.url, broken.url, honest.url];
  const rounds = await latestRounds(new SharderClient({ urls }));
  expect(rounds.map(({ round }) => round)).toEqual([future.round, 9]);
  expect(rounds.map((beacon) => drand.verify({ scheme, publicKey }, beacon))).toEqual([false, true]);
});

describe("requests that wait for the next round", () => {
  /** A server whose requests say where they come from. */
  const server = (archive: DrandArchive) => {
    const app = appOf(drandRoutes({ drand: archive, scheme: "min-sig" }), {
      limits: { perSecond: 0 },
      addressOf: (request) => request.headers.get("x-from")!,
    });
    return (round: string | number, from: string, signal?: AbortSignal) =>
      app.request(`/public/${round}`, { headers: { "x-from": from }, ...(signal === undefined ? {} : { signal }) });
  };

  it("of one household leave places for everybody else's, and give them back when it has gone", async () => {
    const archive = archiveOn();
    await archive.take(signed(1000));
    const ask = server(archive);
    const ending = new AbortController();
    // as many as all places, of one network
    const taken = Array.from({ length: 1000 }, (_, at) => ask(1001, `2001:db8:0:1::${at.toString(16)}`, ending.signal));
    const honest = [ask(1001, "2001:db8:0:2::1"), ask(1001, "192.0.2.1"), ask(1001, "127.0.0.1")];
    await until(() => archive.waiting === 103, 20);
    ending.abort();
    await until(() => archive.waiting === 3, 20);
    expect((await Promise.all(taken)).filter(({ status }) => status === 429)).toHaveLength(900);
    const again = ask(1001, "2001:db8:0:1::1");
    await until(() => archive.waiting === 4, 20);
    await archive.take(signed(1001));
    expect((await Promise.all([...honest, again])).map(({ status }) => status)).toEqual([200, 200, 200, 200]);
  });

  it("are for rounds: whatever else a number may look like is answered at once", async () => {
    const archive = archiveOn();
    await archive.take(signed(1000));
    const ask = server(archive);
    const odd = ["1e999", "-0", "-1", "0", "9007199254740993", "0x3e9", "1001.0", "%zz", "+1001", "1001%00", "%2e%2e"];
    for (const text of odd)
      expect([text, [400, 404].includes((await ask(text, "192.0.2.1")).status)]).toEqual([text, true]);
    expect(archive.waiting).toBe(0);
    expect((await ask("%31%30%30%30", "192.0.2.1")).status).toBe(200);
  });
});
