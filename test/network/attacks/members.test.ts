// A member that lies, with keys of its own: what it may put into the log is bounded, however it goes about it.
import { beforeAll, describe, expect, it } from "vitest";
import { genesisHash } from "../../../src/magic-block/index.js";
import { Admission } from "../../../src/node/admission.js";
import { checkpointEntry, tickEntry } from "../../../src/node/log/statements.js";
import type { Appended, Head } from "../../../src/node/ports.js";
import { ViewChangeContract } from "../../../src/view-change/contract/contract.js";
import type { ContractState } from "../../../src/view-change/contract/state.js";
import { type LedgerEntry, memberEntry } from "../../../src/view-change/entries.js";
import { minerRegistration } from "../../../src/view-change/identity.js";
import { type Founders, found, scheme } from "../support/founders.js";

let founders: Founders;
let state: ContractState;

beforeAll(async () => {
  founders = await found({ minerUrls: ["http://a", "http://b"], sharderUrls: ["http://c"] });
  const contract = new ViewChangeContract();
  const stakes = founders.entries.filter(({ kind }) => kind === "authority");
  state = contract.apply(contract.genesis(founders.genesis), { round: 1, entries: stakes }).state;
});

/** A chain that orders whatever it is given, after a moment. */
function admission(round = 1) {
  const log: LedgerEntry[] = [];
  const head: Head = { round, position: 9n, logHash: new Uint8Array(32) };
  const append = async (entry: LedgerEntry): Promise<Appended> => {
    await new Promise((resolve) => setTimeout(resolve, 20));
    log.push(entry);
    return { position: BigInt(log.length), duplicate: false };
  };
  return { log, admission: new Admission({ state, head, isReady: true, append }) };
}

async function refusals(taking: readonly Promise<Appended>[]): Promise<string[]> {
  const codes = taking.map((one) =>
    one.then(
      () => "",
      (error: { code: string }) => error.code,
    ),
  );
  return (await Promise.all(codes)).filter((code) => code !== "");
}

describe("a member that lies, to a sharder that orders what it lets in", () => {
  it("has eight turns in a phase, also where it takes many at once", async () => {
    const { log, admission: gate } = admission();
    const entries = Array.from({ length: 40 }, (_, index) => {
      const content = { genesisHash: genesisHash(founders.genesis), serial: index + 1 };
      return memberEntry(scheme, minerRegistration(scheme, founders.miners[0]!, content));
    });
    const refused = await refusals(entries.map((entry) => gate.take(entry)));
    expect([log.length, new Set(refused)]).toEqual([8, new Set(["TOO_MANY"])]);
    // which are nobody else's
    const other = minerRegistration(scheme, founders.miners[1]!, { genesisHash: genesisHash(founders.genesis) });
    expect(await gate.take(memberEntry(scheme, other))).toMatchObject({ duplicate: false });
  });

  it("attests no more rounds in a phase than a phase can have edges, of all rounds that there were", async () => {
    const { log, admission: gate } = admission(500);
    const of = (round: number) =>
      checkpointEntry(scheme, founders.sharders[0]!, genesisHash(founders.genesis), {
        ...{ round, position: 1n, logHash: new Uint8Array(32), stateHash: new Uint8Array(32) },
      });
    const refused = await refusals(Array.from({ length: 30 }, (_, index) => gate.take(of(400 + index))));
    expect([log.length, new Set(refused)]).toEqual([8, new Set(["TOO_MANY"])]);
  });

  it("ticks a few times for the round that is open, and for no other", async () => {
    const { log, admission: gate } = admission(1);
    const of = (round: number, place: number) =>
      tickEntry(scheme, founders.sharders[0]!, genesisHash(founders.genesis), {
        ...{ round, position: BigInt(place), logHash: new Uint8Array(32) },
      });
    const refused = await refusals(
      [1, 2, 3, 1000].flatMap((round) => [1, 2, 3, 4, 5].map((place) => gate.take(of(round, place)))),
    );
    expect(log.length).toBe(3);
    expect(new Set(refused)).toEqual(new Set(["REPEATED", "TOO_MANY", "NOT_READY"]));
  });
});
