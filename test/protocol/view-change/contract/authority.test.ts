// What the chain's authority says (protocol §3): m of the admin keys of the genesis, one counter, one chain.
import { describe, expect, it } from "vitest";
import { makeGenesis } from "../../../../src/magic-block/index.js";
import { stakeOf } from "../../../../src/view-change/contract/members.js";
import { authorityEntry } from "../../../../src/view-change/entries.js";
import { decodeAuthority, encodeAuthority } from "../../../../src/view-change/members.js";
import { genesisSharder, people, person } from "./people.js";
import { Table, table } from "./table.js";

const newcomer = person("miner 9");
const STAKE = { type: "stake", id: newcomer.id, stake: 5n } as const;

describe("authority", () => {
  it("sets stakes, and takes them off with 0", () => {
    const played = table();
    expect(played.authority(STAKE)).toMatchObject([{ type: "stake", id: newcomer.id, stake: 5n }]);
    expect(stakeOf(played.state, newcomer.id)).toBe(5n);
    played.authority({ ...STAKE, stake: 0n });
    expect(stakeOf(played.state, newcomer.id)).toBe(0n);
    expect(played.state.stakes.some(({ id }) => id === newcomer.id)).toBe(false);
  });

  it("needs as many signatures as the genesis says", () => {
    const both = table();
    expect(both.refusals([both.says.authority(STAKE, { admins: [0] })])).toEqual(["BAD_AUTHORITY"]);
    expect(both.refusals([both.says.authority(STAKE, { admins: [] })])).toEqual(["BAD_AUTHORITY"]);
    const one = table({ genesis: { adminThreshold: 1 } });
    for (const admins of [[0], [1], [0, 1]]) expect(one.refusals([one.says.authority(STAKE, { admins })])).toEqual([]);
  });

  it("takes them by ascending position, each once, and of admins only", () => {
    const played = table();
    for (const admins of [
      [1, 0],
      [0, 0],
      [1, 1],
      [0, 2],
      [0, 1, 1],
      [0, 1, 2],
    ]) {
      expect(played.refusals([played.says.authority(STAKE, { admins })])).toEqual(["BAD_AUTHORITY"]);
    }
    expect(stakeOf(played.state, newcomer.id)).toBe(0n);
  });

  it("refuses one bad signature among enough good ones", () => {
    const played = table({ genesis: { adminThreshold: 1 } });
    const entry = decodeAuthority(played.says.authority(STAKE).bytes);
    const [first, second] = entry.signatures;
    for (const signatures of [
      [first!, { admin: 1, signature: first!.signature }],
      [{ admin: 0, signature: second!.signature }, second!],
      [{ admin: 0, signature: new Uint8Array(48) }],
    ]) {
      expect(played.refusals([authorityEntry({ ...entry, signatures })])).toEqual(["BAD_AUTHORITY"]);
    }
    const changed = { ...entry, action: { ...STAKE, stake: 6n } };
    expect(played.refusals([{ kind: "authority", bytes: encodeAuthority(changed) }])).toEqual(["BAD_AUTHORITY"]);
    expect(played.refusals([authorityEntry(entry)])).toEqual([]);
  });

  it("has one counter that rises, over gaps too; nothing is replayed", () => {
    const played = table();
    const { authoritySerial } = played.state;
    const first = played.says.authority(STAKE, { serial: authoritySerial + 10 });
    expect(played.refusals([first])).toEqual([]);
    expect(played.state.authoritySerial).toBe(authoritySerial + 10);
    played.authoritySerial = authoritySerial + 10;
    expect(played.refusals([first])).toEqual(["OLD_SERIAL"]);
    expect(played.refusals([played.says.authority(STAKE, { serial: authoritySerial + 9 })])).toEqual(["OLD_SERIAL"]);
    // refused ones use no serial up
    expect(played.refusals([played.says.authority(STAKE, { serial: 1000, admins: [0] })])).toEqual(["BAD_AUTHORITY"]);
    expect(played.state.authoritySerial).toBe(authoritySerial + 10);
  });

  it("of another chain is refused", () => {
    const other = table({ genesis: { chainId: "another" } });
    const entry = other.says.authority(STAKE, { serial: 1000 });
    expect(table().refusals([entry])).toEqual(["WRONG_CHAIN"]);
  });

  it("does not exist on a chain without admin keys", () => {
    const genesis = makeGenesis({
      chainId: "host",
      sharders: people("sharder", 2).map((one) => genesisSharder(one)),
      parameters: { miners: 5 },
    });
    const host = table();
    const played = new Table(genesis, host.contract.genesis(genesis), []);
    const entry = decodeAuthority(host.says.authority(STAKE).bytes);
    const forged = authorityEntry({ ...entry, genesisHash: played.state.genesisHash, signatures: [] });
    expect(played.refusals([forged])).toEqual(["BAD_AUTHORITY"]);
  });
});

describe("parameters by the authority", () => {
  const changed = (played: Table, change: object) => ({ ...played.state.parameters, ...change });

  it("are taken when the next attempt's Start begins, not before", () => {
    const phaseRounds = { start: 5, contribute: 8, share: 4, publish: 8, wait: 6 };
    const played = table({ parameters: { phaseRounds } }).until(({ state }) => state.opened);
    const { parameters } = played.state;
    const next = changed(played, { miners: 4, minMiners: 1 });
    expect(played.authority({ type: "parameters", parameters: next })[0]).toEqual({ type: "parameters", taken: false });
    played.freeze();
    expect(played.session.receivers).toHaveLength(5);
    expect(played.session.parameters).toEqual(parameters);
    expect(played.state.parameters).toEqual(parameters);
    played.view();
    expect(played.state.nextParameters).toEqual(next);
    expect(played.block()).toContainEqual({ type: "parameters", taken: true });
    expect(played.state).toMatchObject({ parameters: next, nextParameters: null });
    expect(played.freeze().session.receivers).toHaveLength(4);
    expect(played.session.parameters).toEqual(next);
  });

  it("are taken after a failed attempt too", () => {
    const played = table().freeze();
    const next = changed(played, { quorum: 5 });
    played.authority({ type: "parameters", parameters: next });
    played.until(({ state }) => state.failures === 1);
    expect(played.state.parameters).not.toEqual(next);
    played.until(({ state }) => state.opened);
    expect(played.state.parameters).toEqual(next);
  });

  it("the later of two wins", () => {
    const played = table().freeze();
    const [first, second] = [changed(played, { absences: 5 }), changed(played, { absences: 6 })];
    played.authority({ type: "parameters", parameters: first }, { type: "parameters", parameters: second });
    played.view();
    expect(played.freeze().state.parameters.absences).toBe(6);
  });

  it("are checked as a whole when they are accepted", () => {
    const played = table();
    for (const change of [
      { threshold: 2 }, // 2t ≤ n
      { threshold: 5, quorum: 4 },
      { quorum: 6 },
      { phaseRounds: { ...played.state.parameters.phaseRounds, publish: 4 } }, // not more than share / 2 + 2
      { phaseRounds: { ...played.state.parameters.phaseRounds, start: 0 } },
      { handOverRounds: 1 },
      { minSharders: 3, maxSharders: 2 },
      { backOff: { base: 3, cap: 2 } },
      { absences: 0 },
      { maxAttempts: 0 },
      { minMiners: 5, miners: 4 },
      { incumbency: { numerator: 3, denominator: 2 } },
      { minStake: 0n },
    ]) {
      const entry = played.says.authority({ type: "parameters", parameters: changed(played, change) });
      const { authoritySerial } = played.state;
      expect(played.refusals([entry])).toEqual(["BAD_PARAMETER"]);
      expect(played.state).toMatchObject({ nextParameters: null, authoritySerial });
    }
  });

  it("must suit the purpose: no lots by a key for signing", () => {
    const played = table({ genesis: { purpose: "signing" } });
    const parameters = changed(played, { tieBreak: "shuffle" });
    expect(played.refusals([played.says.authority({ type: "parameters", parameters })])).toEqual(["BAD_PARAMETER"]);
  });
});
