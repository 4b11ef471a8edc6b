// Letters to a round that a network of tests is still to make: sealed and opened by `feldspar timelock` and by drand's
// tlock-js, which know nothing but the sharder's address and the chain's hash.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { ChainInfo } from "drand-client";
import * as tlock from "tlock-js";
import { expect, vi } from "vitest";
import { drand } from "../../../src/beacon/index.js";
import { feldspar } from "./command.js";

const LETTER = "to whom it may concern\n";
/** In rounds: what is sealed for then is not open yet, however slow the machine is. */
const A_DAY = 86_400;

/** tlock-js brings another drand-client with it, and prints every beacon. */
function tlockClient(url: string, { hash, public_key }: ChainInfo): tlock.HttpChainClient {
  vi.spyOn(console, "log").mockImplementation(() => {});
  const chainVerificationParams = { chainHash: hash, publicKey: public_key };
  const options = { disableBeaconVerification: false, noCache: false, chainVerificationParams };
  return new tlock.HttpChainClient(new tlock.HttpCachingChain(url, options), options);
}

/** Seals letters in both ways, and returns what opens each of them by both: to be called when the round is there. */
export async function sealedLetters(folder: string, url: string, info: ChainInfo, round: number) {
  const client = tlockClient(url, info);
  const path = (name: string) => join(folder, name);
  const chain = ["--chain", url, "--chain-hash", info.hash];
  writeFileSync(path("letter"), LETTER);
  const seal = (name: string, ...when: string[]) =>
    feldspar("timelock", "seal", ...chain, ...when, "--armor", "--out", path(name), path("letter"));
  const [byRound, byTime] = await Promise.all([
    seal("by-round.tlock", "--round", String(round)),
    seal("by-time.tlock", "--in", "5s"),
  ]);
  for (const { status, stderr } of [byRound, byTime]) expect([status, stderr]).toEqual([0, ""]);
  const theirs = await tlock.timelockEncrypt(round, tlock.Buffer.from(LETTER), client);
  writeFileSync(path("theirs.tlock"), theirs);

  const far = round + A_DAY;
  const tooEarly = await tlock.timelockEncrypt(far, tlock.Buffer.from(LETTER), client);
  writeFileSync(path("far.tlock"), tooEarly);
  const early = await feldspar("timelock", "open", ...chain, "--from", url, path("far.tlock"));
  expect([early.status, early.stderr]).toEqual([1, expect.stringContaining(`opens with round ${far}`)]);
  await expect(tlock.timelockDecrypt(tooEarly, client)).rejects.toThrow(/round/);

  return async (others: readonly string[]): Promise<void> => {
    // chain information from a file: nobody but the sharder that serves the round is asked
    writeFileSync(path("info.json"), JSON.stringify(info));
    const names = ["by-round", "by-time", "theirs"];
    const opened = await Promise.all(
      names.map((name, at) => {
        const from = ["--chain", path("info.json"), "--from", others[at % others.length]!, "--wait"];
        return feldspar("timelock", "open", ...from, path(`${name}.tlock`));
      }),
    );
    for (const { status, stderr } of opened) expect([status, stderr]).toEqual([0, ""]);
    for (const name of names) {
      expect(readFileSync(path(name), "utf8")).toBe(LETTER);
      const there = await tlock.timelockDecrypt(readFileSync(path(`${name}.tlock`), "utf8"), client);
      expect(there.toString()).toBe(LETTER);
    }
  };
}

/** tlock-js works with networks whose rounds are not chained. */
export const hasTimelock = ({ schemeID }: ChainInfo): boolean =>
  (drand.DRAND_SCHEMES as readonly string[]).includes(schemeID) && schemeID !== "pedersen-bls-chained";
