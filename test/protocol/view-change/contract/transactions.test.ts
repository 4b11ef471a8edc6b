// Transactions as a ledger orders them (protocol §4): what is looked at, in which order, and what is refused.
import { describe, expect, it } from "vitest";
import { encodeTransaction, type Transaction } from "../../../../src/view-change/transaction.js";
import { person } from "./people.js";
import { type Table, table } from "./table.js";

const EMPTY = new Uint8Array(0);

/** The refusals of a block, with who is blamed. */
function blamed(played: Table, entries: readonly Transaction[]): string[] {
  return played
    .block(entries)
    .flatMap((event) => (event.type === "refused" ? [`${event.code} ${event.culprits.length}`] : []));
}

/** With another signature. */
const forged = (transaction: Transaction, by: Uint8Array): Transaction => ({ ...transaction, signature: by });

describe("a transaction", () => {
  it("of every kind is refused outside of its phase", () => {
    const played = table({ genesis: { mode: "reshare" } });
    played.view();
    const early = played.fork();
    played.freeze();
    const one = played.says.dealer(1);
    const kinds = ["mpk", "present", "shared", "publication", "confirm"] as const;
    const own = { mpk: "contribute", present: "contribute", shared: "share", publication: "publish", confirm: "wait" };
    const sent = kinds.map((kind) => played.says.transaction(one, kind, EMPTY));
    for (const transaction of sent) expect(early.refusals([transaction])).toEqual(["WRONG_PHASE"]);
    const expectOnly = (phase: string) => {
      for (const [at, kind] of kinds.entries()) {
        const codes = played.fork().refusals([sent[at]!]);
        if (own[kind] !== phase) expect(codes, `${kind} in ${phase}`).toEqual(["WRONG_PHASE"]);
        else expect(codes).not.toContain("WRONG_PHASE");
      }
    };
    expectOnly("contribute");
    played.contribute();
    expectOnly("share");
    played.share();
    expectOnly("publish");
    played.publish();
    expectOnly("wait");
  });

  it("present is for a reshare only: block 1 of any chain is dealt as fresh", () => {
    for (const mode of ["fresh", "reshare"] as const) {
      const played = table({ genesis: { mode } }).freeze();
      expect(played.refusals([played.says.present(1)])).toEqual(["WRONG_PHASE"]);
    }
  });

  it("names the running attempt: of another, a view before or another chain it is refused before its signature", () => {
    const played = table({ parameters: { absences: 100 } }).freeze();
    const old = played.says.mpk(1);
    const elsewhere = table({ genesis: { chainId: "another" } })
      .freeze()
      .says.mpk(1);
    expect(played.refusals([elsewhere])).toEqual(["WRONG_SESSION"]);
    played.until(({ state }) => state.failures === 1).freeze();
    expect(played.refusals([old])).toEqual(["WRONG_SESSION"]);
    // with a signature that does not verify the answer is the same: nothing was verified
    expect(played.refusals([forged(old, new Uint8Array(48))])).toEqual(["WRONG_SESSION"]);
    expect(played.last("refused").culprits).toEqual([]);
  });

  it("needs a sender in the list of its kind", () => {
    const played = table().freeze();
    const stranger = person("miner 9");
    expect(played.refusals([played.says.transaction(stranger, "mpk", EMPTY)])).toEqual(["UNKNOWN_SENDER"]);
    expect(played.refusals([played.says.transaction(played.sharder(1), "mpk", EMPTY)])).toEqual(["UNKNOWN_SENDER"]);
    const members = table({ genesis: { mode: "reshare" }, parameters: { incumbency: 0 } });
    members.view();
    members.block([
      members.says.stake(stranger, 500n),
      members.says.register(stranger),
      members.says.stake(members.miner(1), 0n),
    ]);
    members.freeze();
    // a newcomer receives and does not deal; who is not in the list any more deals and does not receive
    const { says } = members;
    const leaver = members.miner(1);
    expect(members.refusals([says.transaction(stranger, "mpk", EMPTY)])).toEqual(["UNKNOWN_SENDER"]);
    expect(members.refusals([says.transaction(leaver, "present", leaver.encryptionKey)])).toEqual(["UNKNOWN_SENDER"]);
    expect(members.refusals([says.transaction(stranger, "present", stranger.encryptionKey)])).toEqual([]);
  });

  it("of who was removed is refused", () => {
    const played = table()
      .freeze()
      .contribute({ noMpk: [2] });
    expect(played.refusals([played.says.shared(2)])).toEqual(["REMOVED"]);
    played.share();
    expect(played.refusals([played.says.publication(2)])).toEqual(["REMOVED"]);
    played.publish();
    expect(played.refusals([played.says.transaction(played.says.receiver(2), "confirm", EMPTY)])).toEqual(["REMOVED"]);
  });

  it("whose signature does not verify blames nobody, and leaves the turn to the true sender", () => {
    const played = table().freeze();
    const [mine, other] = [played.says.mpk(1), played.says.mpk(2)];
    const bad = [new Uint8Array(48), new Uint8Array(0), new Uint8Array(96), other.signature];
    expect(blamed(played, [...bad.map((signature) => forged(mine, signature)), mine])).toEqual([
      "BAD_SIGNATURE 0",
      "BAD_SIGNATURE 0",
      "BAD_SIGNATURE 0",
      "BAD_SIGNATURE 0",
    ]);
    expect(played.last("accepted")).toMatchObject({ kind: "mpk", sender: mine.sender, index: 1 });
  });

  it("is judged by the signature's sender: a payload under another's name goes nowhere", () => {
    const played = table().freeze();
    const stolen = { ...played.says.mpk(1), sender: played.says.dealer(2).id };
    expect(played.refusals([stolen])).toEqual(["BAD_SIGNATURE"]);
    expect(played.session.contributions.every((one) => one === null)).toBe(true);
  });

  it("with another payload, session or kind than was signed is refused", () => {
    const played = table().freeze();
    const mine = played.says.mpk(1);
    const payload = Uint8Array.from(mine.payload);
    payload[payload.length - 1]! ^= 1;
    expect(played.refusals([{ ...mine, payload }])).toEqual(["BAD_SIGNATURE"]);
    const { says } = played.contribute();
    expect(played.refusals([{ ...says.shared(1), ...{ payload: new Uint8Array(1) } }])).toEqual(["MALFORMED"]);
    expect(played.refusals([{ ...says.shared(1), signature: says.shared(2).signature }])).toEqual(["BAD_SIGNATURE"]);
  });
});

describe("one of a kind for each sender and block", () => {
  it("the second signed one of a block is refused, and blames its sender: it signed both", () => {
    const played = table().freeze();
    const mine = played.says.mpk(1);
    const twin = played.says.mpk(1, { encryptionKey: new Uint8Array(32).fill(7) });
    expect(blamed(played, [mine, twin])).toEqual(["REPEATED 1"]);
    expect(played.session.encryptionKeys[0]).toEqual(played.says.dealer(1).encryptionKey);
  });

  it("the same holds when the first was refused for its content: the turn is open again in the next block", () => {
    const played = table().freeze();
    const bad = played.says.mpk(1, { proof: new Uint8Array(64) });
    expect(blamed(played, [bad, played.says.mpk(1)])).toEqual(["REPEATED 1", "BAD_PROOF 1"]);
    expect(played.refusals([played.says.mpk(1)])).toEqual([]);
    expect(played.session.contributions[0]).not.toBeNull();
  });

  it("identical bytes are the same transaction: once accepted, and no refusal in the block", () => {
    const played = table().freeze();
    const mine = played.says.mpk(1);
    expect(blamed(played, [mine, mine, mine])).toEqual([]);
    expect(played.events("accepted")).toHaveLength(1);
    // later it is a repetition, of which nobody is blamed: anybody may have carried it
    expect(blamed(played, [mine])).toEqual(["REPEATED 0"]);
  });

  it("kinds have turns of their own, and so have senders", () => {
    const played = table({ genesis: { mode: "reshare" } });
    played.view();
    played.freeze();
    expect(blamed(played, [played.says.mpk(1), played.says.mpk(2), played.says.present(3)])).toEqual([]);
  });

  it("a second one in a later block is refused when the first was accepted, whatever it says", () => {
    const played = table().freeze();
    played.block([played.says.mpk(1)]);
    expect(blamed(played, [played.says.mpk(1, { proof: new Uint8Array(64) })])).toEqual(["REPEATED 0"]);
    played.contribute();
    played.block([played.says.shared(1)]);
    expect(blamed(played, [played.says.shared(1)])).toEqual(["REPEATED 0"]);
  });

  it("present after the MPK of a receiver that deals says nothing new; the key that came first stays", () => {
    const played = table({ genesis: { mode: "reshare" } });
    played.view();
    played.freeze();
    const key = new Uint8Array(32).fill(7);
    played.block([played.says.mpk(1)]);
    expect(blamed(played, [played.says.present(1)])).toEqual(["REPEATED 0"]);
    expect(blamed(played, [played.says.present(2, key)])).toEqual([]);
    expect(blamed(played, [played.says.mpk(2)])).toEqual([]);
    expect(played.session.encryptionKeys[1]).toEqual(key);
    expect(played.session.contributions[1]).not.toBeNull();
  });
});

describe("an MPK and a present of one receiver in one block", () => {
  it("count in their order: the first brings the key, and present after an MPK says nothing new", () => {
    const played = table({ genesis: { mode: "reshare" } });
    played.view();
    played.freeze();
    const key = new Uint8Array(32).fill(7);
    const [mpk, present] = [played.says.mpk(1), played.says.present(1, key)];
    const dealt = played.fork();
    expect(blamed(dealt, [mpk, present])).toEqual(["REPEATED 1"]);
    expect(dealt.session.encryptionKeys[0]).toEqual(played.says.dealer(1).encryptionKey);
    expect(blamed(played, [present, mpk])).toEqual([]);
    expect(played.session.encryptionKeys[0]).toEqual(key);
    expect(played.session.contributions[0]).not.toBeNull();
    // one that is refused stands before nothing
    const other = table({ genesis: { mode: "reshare" } });
    other.view();
    other.freeze();
    const bad = other.says.mpk(1, { proof: new Uint8Array(64) });
    expect(blamed(other, [bad, other.says.present(1, key)])).toEqual(["BAD_PROOF 1"]);
    expect(other.session.encryptionKeys[0]).toEqual(key);
  });
});

describe("entries under the phase with which the block began", () => {
  it("what belongs to the next phase is refused in the block that ends one, and nothing is carried over", () => {
    const played = table().freeze();
    const all = [1, 2, 3, 4, 5];
    const codes = played.refusals([...all.map((index) => played.says.mpk(index)), played.says.shared(1)]);
    expect(codes).toEqual(["WRONG_PHASE"]);
    expect(played.state.phase).toBe("share");
    expect(played.session.shared).toEqual([false, false, false, false, false]);
    played.block();
    expect(played.session.shared).toEqual([false, false, false, false, false]);
  });

  it("the last block of a phase counts, the one after it does not", () => {
    const played = table({ parameters: { fastPath: false } }).freeze();
    played.until(({ state }) => state.round === state.phaseStart + 7);
    const late = played.fork();
    expect(played.refusals([1, 2, 3, 4, 5].map((index) => played.says.mpk(index)))).toEqual([]);
    expect(played.state.phase).toBe("share");
    expect(late.fork().refusals([late.says.mpk(1)])).toEqual([]);
    const { says } = late;
    late.block([1, 2, 3, 4].map((index) => says.mpk(index)));
    expect(late.refusals([says.mpk(5)])).toEqual(["WRONG_PHASE"]);
  });

  it("misshapen ones are refused by themselves", () => {
    const played = table().freeze();
    const bytes = encodeTransaction(played.says.mpk(1));
    const entry = (some: Uint8Array) => ({ kind: "transaction", bytes: some }) as const;
    const longer = new Uint8Array(bytes.length + 1);
    longer.set(bytes);
    expect(played.refusals([entry(bytes.subarray(0, 70)), entry(longer), entry(EMPTY), entry(bytes)])).toEqual([
      "MALFORMED",
      "MALFORMED",
      "MALFORMED",
    ]);
    expect(played.refusals([entry(new Uint8Array(1 << 20))])).toEqual(["TOO_LARGE"]);
    expect(played.events("accepted")).toHaveLength(1);
  });
});
