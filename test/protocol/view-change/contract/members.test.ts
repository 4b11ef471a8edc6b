// What members say of themselves (protocol §3): registration, leave, return; chain, serial, stake, signatures.
import { describe, expect, it } from "vitest";
import { findById } from "../../../../src/view-change/contract/sorted.js";
import { memberEntry } from "../../../../src/view-change/entries.js";
import { minerRegistration, sharderRegistration, signMember } from "../../../../src/view-change/identity.js";
import {
  encodeMember,
  type Leave,
  type RegisterMiner,
  type RegisterSharder,
} from "../../../../src/view-change/members.js";
import { type Person, person } from "./people.js";
import { type Table, table } from "./table.js";

const newcomer = person("miner 9");

/** A registration with something changed before it is signed. */
function registration(played: Table, one: Person, change: Partial<RegisterMiner> = {}, serial = 1) {
  const { genesisHash } = played.state;
  const made = minerRegistration("min-sig", { ...one, encryptionPrivateKey: one.secretKey }, { genesisHash, serial });
  return memberEntry("min-sig", signMember("min-sig", one, { ...made, ...change }));
}

const candidate = ({ state }: Table, { id }: Person) => findById(state.candidates, id);

describe("entries of one block", () => {
  const others = [10, 11, 12].map((number) => person(`miner ${number}`));
  const staked = (played: Table) => [newcomer, ...others].map((one) => played.says.stake(one, 50n));

  it("are accepted all together", () => {
    const played = table();
    const entries = [newcomer, ...others].map((one) => registration(played, one));
    expect(played.refusals([...staked(played), ...entries])).toEqual([]);
    expect([newcomer, ...others].map((one) => candidate(played, one)?.order)).toEqual([6, 7, 8, 9]);
  });

  it("are judged as one after the other where some are wrong, and what rests on those falls with them", () => {
    const played = table();
    const [first, second, third] = others as [Person, Person, Person];
    const { genesisHash } = played.state;
    const own = minerRegistration("min-sig", { ...first, encryptionPrivateKey: first.secretKey }, { genesisHash });
    const unproven = registration(played, second, { proofOfPossession: first.proofOfPossession });
    const noPoint = memberEntry("min-sig", { ...own, signature: new Uint8Array(48).fill(0xff) });
    // the true one would be too old if the forged one counted
    const forged = memberEntry("min-sig", signMember<RegisterMiner>("min-sig", second, { ...own, serial: 7 }));
    const leaves = { type: "leave", role: "miner", genesisHash, id: second.id, serial: 3 } as const;
    const leave = memberEntry("min-sig", signMember<Leave>("min-sig", second, leaves));
    const entries = [noPoint, forged, registration(played, first), unproven, leave, registration(played, third)];
    expect(played.refusals([...staked(played), ...entries])).toEqual([
      ...["BAD_SIGNATURE", "BAD_SIGNATURE"],
      ...["BAD_REGISTRATION", "UNKNOWN_SENDER"],
    ]);
    const orders = others.map((one) => candidate(played, one)?.order);
    expect(orders).toEqual([6, undefined, 7]);
  });
});

describe("registration of a miner", () => {
  it("is accepted where the stake is at least minStake, in a block before it or before it in its block", () => {
    const played = table({ parameters: { minStake: 50n } });
    expect(played.refusals([registration(played, newcomer)])).toEqual(["TOO_LITTLE_STAKE"]);
    const less = played.fork();
    expect(less.refusals([less.says.stake(newcomer, 49n), registration(less, newcomer)])).toEqual(["TOO_LITTLE_STAKE"]);
    const same = played.fork();
    expect(same.refusals([same.says.stake(newcomer, 50n), registration(same, newcomer)])).toEqual([]);
    played.authority({ type: "stake", id: newcomer.id, stake: 50n });
    expect(played.refusals([registration(played, newcomer)])).toEqual([]);
    expect(candidate(played, newcomer)).toMatchObject({ order: 6, serial: 1, left: false, url: newcomer.url });
    const wrongOrder = table();
    expect(wrongOrder.refusals([registration(wrongOrder, newcomer), wrongOrder.says.stake(newcomer, 50n)])).toEqual([
      "TOO_LITTLE_STAKE",
    ]);
  });

  it("is kept when the stake falls below minStake, and is not selectable then", () => {
    const played = table();
    played.block([played.says.stake(played.miner(1), 0n)]);
    expect(candidate(played, played.miner(1))).toBeDefined();
    played.freeze();
    expect(played.session.receivers.map(({ id }) => id)).not.toContain(played.miner(1).id);
    const back = table();
    back.block([back.says.stake(back.miner(1), 0n)]);
    back.block([back.says.stake(back.miner(1), 7n)]);
    back.freeze();
    expect(back.session.receivers.map(({ id }) => id)).toContain(back.miner(1).id);
  });

  it("is selectable with exactly minStake, and not with one less", () => {
    for (const [stake, selected] of [
      [50n, true],
      [49n, false],
    ] as const) {
      const played = table({ parameters: { minStake: 50n, miners: 6 } });
      played.block([played.says.stake(newcomer, 50n), registration(played, newcomer)]);
      played.block([played.says.stake(newcomer, stake)]);
      played.freeze();
      expect(played.session.receivers.some(({ id }) => id === newcomer.id)).toBe(selected);
    }
  });

  it("must name this chain, the key's id, a key that is proven and a serial that rises", () => {
    const played = table();
    played.block([played.says.stake(newcomer, 50n)]);
    const refused = (change: Partial<RegisterMiner>) => played.refusals([registration(played, newcomer, change)])[0];
    expect(refused({ genesisHash: new Uint8Array(32) })).toBe("WRONG_CHAIN");
    expect(refused({ id: played.miner(1).id })).toBe("BAD_REGISTRATION");
    expect(refused({ proofOfPossession: played.miner(1).proofOfPossession })).toBe("BAD_REGISTRATION");
    expect(refused({ proofOfPossession: new Uint8Array(48) })).toBe("BAD_REGISTRATION");
    expect(refused({ encryptionKey: new Uint8Array(32) })).toBe("BAD_REGISTRATION");
    expect(refused({ publicKey: played.miner(1).publicKey })).toBe("BAD_REGISTRATION");
    expect(refused({ publicKey: played.miner(1).publicKey, id: played.miner(1).id })).toBe("OLD_SERIAL");
  });

  it("is updated with a higher serial only, and by its own key only", () => {
    const played = table();
    const one = played.miner(1);
    const update = registration(played, one, { url: "https://elsewhere.example" }, 5);
    expect(played.refusals([update])).toEqual([]);
    expect(candidate(played, one)).toMatchObject({ url: "https://elsewhere.example", serial: 5 });
    expect(candidate(played, one)!.order).toBeLessThanOrEqual(5);
    // replayed, or older
    expect(played.refusals([update])).toEqual(["OLD_SERIAL"]);
    expect(played.refusals([registration(played, one, {}, 4)])).toEqual(["OLD_SERIAL"]);
    // signed by somebody else
    const { genesisHash } = played.state;
    const own = minerRegistration(
      "min-sig",
      { ...one, encryptionPrivateKey: one.secretKey },
      { genesisHash, serial: 9 },
    );
    const forged = memberEntry(
      "min-sig",
      signMember<RegisterMiner>("min-sig", played.miner(2), { ...own, url: "https://mine.example" }),
    );
    expect(played.refusals([forged])).toEqual(["BAD_SIGNATURE"]);
    expect(candidate(played, one)!.url).toBe("https://elsewhere.example");
  });

  it("by another chain's entry is refused", () => {
    const other = table({ genesis: { chainId: "another" } });
    const played = table();
    expect(played.refusals([registration(other, played.miner(1), {}, 9)])).toEqual(["WRONG_CHAIN"]);
  });
});

describe("leave", () => {
  it("takes a miner from the next list until it registers again, with its old place in the order", () => {
    const played = table();
    const one = played.miner(1);
    const { order } = candidate(played, one)!;
    played.block([played.says.leave(one)]);
    expect(candidate(played, one)).toMatchObject({ left: true, serial: 2 });
    const away = played.fork().freeze();
    expect(away.session.receivers).toHaveLength(4);
    expect(played.refusals([played.says.register(one)])).toEqual([]);
    expect(candidate(played, one)).toMatchObject({ left: false, order });
    expect(played.freeze().session.receivers).toHaveLength(5);
  });

  it("cannot be replayed after a return to the list, nor signed by another", () => {
    const played = table();
    const one = played.miner(1);
    const leave = played.says.leave(one);
    played.block([leave]);
    played.block([played.says.register(one)]);
    expect(played.refusals([leave])).toEqual(["OLD_SERIAL"]);
    const { genesisHash } = played.state;
    const content = { type: "leave", role: "miner", genesisHash, id: one.id, serial: 99 } as const;
    const forged = memberEntry("min-sig", signMember<Leave>("min-sig", played.miner(2), content));
    expect(played.refusals([forged])).toEqual(["BAD_SIGNATURE"]);
    expect(played.refusals([played.says.leave(newcomer)])).toEqual(["UNKNOWN_SENDER"]);
    expect(played.refusals([played.says.leave(one, "sharder")])).toEqual(["UNKNOWN_SENDER"]);
  });

  it("names the chain", () => {
    const played = table();
    const other = table({ genesis: { chainId: "another" } });
    expect(played.refusals([other.says.leave(played.miner(1))])).toEqual(["WRONG_CHAIN"]);
  });

  it("of a member in office does not end a session or its seat", () => {
    const played = table();
    played.freeze();
    played.block([played.says.leave(played.miner(1))]);
    expect(played.view().members).toHaveLength(5);
  });
});

describe("sharders' registration", () => {
  it("needs stake, a proof, a rising serial; those of the genesis begin with serial 0", () => {
    const played = table();
    const one = person("sharder 9");
    const { genesisHash } = played.state;
    expect(played.refusals([played.says.registerSharder(one)])).toEqual(["TOO_LITTLE_STAKE"]);
    played.block([played.says.stake(one, 1n)]);
    const made = sharderRegistration("min-sig", one, { genesisHash, serial: 5 });
    const unproven = signMember<RegisterSharder>("min-sig", one, {
      ...made,
      proofOfPossession: played.sharder(1).proofOfPossession,
    });
    expect(played.refusals([memberEntry("min-sig", unproven)])).toEqual(["BAD_REGISTRATION"]);
    expect(played.refusals([memberEntry("min-sig", made)])).toEqual([]);
    expect(played.refusals([memberEntry("min-sig", made)])).toEqual(["OLD_SERIAL"]);
    expect(findById(played.state.sharders, played.sharder(1).id)!.serial).toBe(0);
    expect(played.refusals([played.says.registerSharder(played.sharder(1))])).toEqual([]);
    expect(findById(played.state.sharders, played.sharder(1).id)!.serial).toBe(1);
  });

  it("has its own serials: a miner's entries do not use up a sharder's of the same key", () => {
    const played = table();
    const one = played.miner(1);
    expect(played.refusals([played.says.registerSharder(one, 1)])).toEqual([]);
    expect(findById(played.state.sharders, one.id)).toBeDefined();
  });
});

describe("entries of members that go wrong", () => {
  it("name nobody as culprit: a signature that does not verify proves nothing", () => {
    const played = table();
    const entry = played.says.leave(played.miner(1));
    entry.bytes[entry.bytes.length - 40]! ^= 1;
    expect(played.block([entry])[0]).toMatchObject({ type: "refused", kind: "member", culprits: [] });
  });

  it("of types that a role does not have are malformed", () => {
    const played = table();
    const entry = encodeMember(
      "min-sig",
      signMember("min-sig", played.sharder(1), {
        type: "leave",
        role: "sharder",
        genesisHash: played.state.genesisHash,
        id: played.sharder(1).id,
        serial: 1,
      } as Leave),
    );
    entry[0] = 3; // a sharder does not return
    expect(played.refusals([{ kind: "member", bytes: entry }])).toEqual(["MALFORMED"]);
  });

  it("return is refused of who is not suspended", () => {
    const played = table();
    expect(played.refusals([played.says.comeBack(played.miner(1))])).toEqual(["NOT_SUSPENDED"]);
    expect(candidate(played, played.miner(1))!.serial).toBe(1);
  });
});
