// The freeze and what names an attempt (protocol §4, §5.1).
import { describe, expect, it } from "vitest";
import { toHex } from "../../../../src/encoding/index.js";
import { parametersHash } from "../../../../src/magic-block/index.js";
import { selectable } from "../../../../src/view-change/contract/freeze.js";
import { stateHash } from "../../../../src/view-change/contract/state-bytes.js";
import { listHash, sessionId } from "../../../../src/view-change/session.js";
import { type Table, type TableOptions, table } from "./table.js";

/** The session's name, put together here from the table's own state before the freeze. */
function named({ state, session }: Table, change: object = {}): string {
  return toHex(
    sessionId({
      genesisHash: state.genesisHash,
      previousHash: state.current.hash,
      number: state.current.number + 1,
      attempt: state.attempt,
      dealersHash: listHash("min-sig", session.dealers),
      receiversHash: listHash("min-sig", session.receivers),
      parametersHash: parametersHash(state.parameters),
      ...change,
    }),
  );
}

describe("the session's name", () => {
  it("is made of the genesis, the block in office, number, attempt, both lists and the parameters", () => {
    const other = new Uint8Array(32).fill(1);
    for (const mode of ["fresh", "reshare"] as const) {
      const played = table({ genesis: { mode } });
      played.view();
      // in a reshare the dealers are others than the receivers then
      played.block([played.says.stake(played.miner(6), 500n), played.says.register(played.miner(6))]);
      played.freeze();
      expect(toHex(played.session.id)).toBe(named(played));
      const parts = ["genesisHash", "previousHash", "dealersHash", "receiversHash", "parametersHash"];
      const names = [
        ...parts.map((part) => named(played, { [part]: other })),
        ...[named(played, { number: 9 }), named(played, { attempt: 9 }), named(played)],
      ];
      expect(new Set(names).size).toBe(names.length);
    }
  });

  it("lists hash indices, ids, party ids, keys, stakes and addresses", () => {
    const { receivers } = table().freeze().session;
    const [first, ...rest] = receivers;
    const hashes = [
      {},
      { index: 9 },
      { id: "00".repeat(32) },
      { partyId: 9 },
      { publicKey: receivers[1]!.publicKey },
      { encryptionKey: receivers[1]!.encryptionKey },
      { stake: 1n },
      { url: "https://x.example" },
    ].map((change) => toHex(listHash("min-sig", [{ ...first!, ...change }, ...rest])));
    expect(new Set(hashes).size).toBe(hashes.length);
    expect(toHex(listHash("min-sig", rest))).not.toBe(hashes[0]);
  });

  it("is never used twice: every attempt has a number of its own, failed ones included", () => {
    const played = table({ parameters: { absences: 100 } });
    const names = new Set<string>();
    for (let attempt = 1; attempt <= 4; attempt++) {
      played.freeze();
      expect(played.session).toMatchObject({ number: 1, attempt });
      names.add(toHex(played.session.id));
      played.until(({ state }) => state.session === null);
    }
    expect(names.size).toBe(4);
    // after a view change the number is another, and attempts begin again
    played.view();
    expect(played.freeze().session).toMatchObject({ number: 2, attempt: 1 });
  });
});

describe("the freeze", () => {
  it("happens at the end of Start's rounds, which has no fast path", () => {
    const played = table().freeze();
    // the genesis' start round is 3, and Start has two rounds
    expect(played.session.frozenAt).toBe(4);
    expect(table({ genesis: { startRound: 10 }, parameters: { phaseRounds: 6 } }).freeze().session.frozenAt).toBe(15);
  });

  it("takes the list sorted by id, with indices, keys, addresses and stakes as they are then", () => {
    const { session } = table({ stake: (miner) => BigInt(100 * miner) }).freeze();
    const ids = session.receivers.map(({ id }) => id);
    expect(ids).toEqual([...ids].sort());
    expect(session.receivers.map(({ index }) => index)).toEqual([1, 2, 3, 4, 5]);
    expect(session.receivers.map(({ partyId }) => partyId)).toEqual([1, 2, 3, 4, 5]);
    expect(new Set(session.receivers.map(({ stake }) => stake))).toEqual(new Set([100n, 200n, 300n, 400n, 500n]));
    expect(session.dealers).toBe(session.receivers);
  });

  it("does not change with entries that come after it", () => {
    const played = table().freeze();
    const { receivers, id } = played.session;
    const [one] = [played.miner(1)];
    played.block([played.says.stake(one, 1n), played.says.register({ ...one, url: "https://x.example" })]);
    expect(played.session).toMatchObject({ receivers, id });
  });

  it("says the state's hash before it, with which dealers hedge", () => {
    const played = table().until(({ state }) => state.round === 3);
    const again = played.fork();
    played.block();
    const { session, ...rest } = played.state;
    const frozen = { ...rest, session: null, phase: again.state.phase, phaseStart: again.state.phaseStart };
    expect(session!.stateHash).toEqual(stateHash(frozen));
    again.block([again.says.stake(again.miner(1), 101n)]);
    expect(again.session.stateHash).not.toEqual(session!.stateHash);
  });

  it("restarts with fewer than max(k, minMiners)", () => {
    const few = table({ miners: 3, parameters: { quorum: 4 } }).until(({ state }) => state.failures === 1);
    expect(few.last("restarted").code).toBe("TOO_FEW_CANDIDATES");
    expect(few.last("restarted").session).toBeNull();
    const bounded = table({ miners: 4, parameters: { minMiners: 5 } }).until(({ state }) => state.failures === 1);
    expect(bounded.last("restarted").code).toBe("TOO_FEW_CANDIDATES");
    const nobody = table({ miners: 0 }).until(({ state }) => state.failures === 1);
    expect(nobody.last("restarted").code).toBe("TOO_FEW_CANDIDATES");
    expect(table({ miners: 4 }).freeze().session.thresholds).toEqual({ t: 3, k: 3, n: 4 });
  });

  it("minMiners is by default the highest t of any block so far: an outage cannot shrink the list to a few", () => {
    const played = table({ miners: 6, parameters: { miners: 6, threshold: "2/3", quorum: "2/3" } });
    expect(played.state.highestThreshold).toBe(1);
    expect(played.view().t).toBe(4);
    expect(played.state.highestThreshold).toBe(4);
    const four = played.fork();
    const stop = (chain: Table, miners: number[]) =>
      chain.block(miners.map((miner) => chain.says.stake(chain.miner(miner), 0n)));
    stop(four, [1, 2]);
    expect(four.freeze().session.least).toBe(4);
    four.view();
    expect(four.state.current.magicBlock).toMatchObject({ t: 3, n: 4 });
    // the highest of all, not the last
    expect(four.state.highestThreshold).toBe(4);
    stop(four, [3]);
    four.until(({ state }) => state.failures === 1);
    expect(four.last("restarted").code).toBe("TOO_FEW_CANDIDATES");
    // the authority's own number is another matter
    const parameters = { ...played.state.parameters, minMiners: 1 };
    played.authority({ type: "parameters", parameters });
    played.view();
    stop(played, [1, 2, 3]);
    expect(played.freeze().session).toMatchObject({ least: 2, thresholds: { t: 2, k: 2, n: 3 } });
  });

  it("leaves out the later of two candidates with one party id, before the cut", () => {
    const { state } = table({ genesis: { partyIds: "zus" } });
    const [first, second, ...rest] = state.candidates;
    // the same first 31 digits: nobody can make such keys, so the list is made by hand
    const twin = `${first!.id.slice(0, 31)}${"f".repeat(33)}`;
    const candidates = [first!, { ...second!, id: twin }, ...rest];
    const stakes = candidates.map(({ id }) => ({ id, stake: 100n }));
    const left = selectable({ ...state, candidates, stakes }).map(({ id }) => id);
    expect(left).toEqual([first, ...rest].map((one) => one!.id));
    const indices = { ...state, genesis: { ...state.genesis, partyIds: "index" } as const, candidates, stakes };
    expect(selectable(indices)).toHaveLength(5);
    // one that is not selectable anyway takes no place
    const gone = stakes.slice(1);
    expect(selectable({ ...state, candidates, stakes: gone }).map(({ id }) => id)).toContain(twin);
  });
});

describe("incumbency", () => {
  /** Five newcomers with more stake than all five members in office. */
  function outbid(options: TableOptions): Table {
    const played = table(options);
    played.view();
    const newcomers = [6, 7, 8, 9, 10].map((miner) => played.miner(miner));
    played.block([
      ...newcomers.map((one) => played.says.stake(one, 900n)),
      ...newcomers.map((one) => played.says.register(one)),
    ]);
    return played.freeze();
  }
  const stayed = ({ session, state }: Table) =>
    session.receivers.filter(({ id }) => state.current.magicBlock!.members.some((member) => member.id === id)).length;

  it("is 1/2 by default in a reshare, 0 in mode fresh, and what parameters say otherwise", () => {
    expect(stayed(outbid({ genesis: { mode: "reshare" } }))).toBe(3);
    expect(stayed(outbid({}))).toBe(0);
    expect(stayed(outbid({ parameters: { incumbency: "1/5" } }))).toBe(1);
    expect(stayed(outbid({ parameters: { incumbency: 5 } }))).toBe(5);
  });
});

describe("viewRounds", () => {
  it("are the rounds between an activation and the first of the next Start", () => {
    const none = table();
    none.view();
    const at = none.state.round;
    expect(none.freeze().session.frozenAt).toBe(at + 2);
    const some = table({ parameters: { viewRounds: 7 } });
    some.view();
    const activated = some.state.current.activatedAt;
    expect(activated).toBe(some.state.round);
    expect(some.freeze().session.frozenAt).toBe(activated + 7 + 2);
  });
});
