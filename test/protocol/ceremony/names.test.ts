// Names: what people are shown of each other. Nobody comes as somebody else, or as one who looks like them.
import { describe, expect, it } from "vitest";
import { cardOf, invitationToJson, invite, readInvitation, signInvitation } from "../../../src/ceremony/invitation.js";
import { entryToJson } from "../../../src/ceremony/messages.js";
import { alikeIn } from "../../../src/ceremony/names.js";
import { Room } from "../../../src/ceremony/room.js";
import { authorityEntry, memberEntry } from "../../../src/view-change/entries.js";
import { type MinerIdentity, minerRegistration, signLongTerm } from "../../../src/view-change/identity.js";
import { authorityMessage } from "../../../src/view-change/members.js";
import { people } from "./table.js";

describe("names that look alike", () => {
  it.each([
    ["Anna", "Anna"],
    ["Anna", " ANNA"],
    ["Anna", "Аnnа"], // Cyrillic
    ["Anna", "An\u200dna"],
    ["Anna", "Ànna"],
    ["Pia", "Ρia"], // Greek
    ["Bill", "BiII"],
    ["Ｂｅｎ", "Ben"],
    ["O2", "02"],
  ])("are those of %j and %j", (one, other) => {
    expect(alikeIn(["Cleo", one, other])).toEqual([one, other]);
  });

  it("are not those of people with other names", () => {
    expect(
      alikeIn(["Ada", "Ben", "Cleo", "Анна", "Άννα", "安娜", "アンナ", "Anna B", "miner 1", "miner 2"]),
    ).toBeNull();
  });
});

const codeOf = (act: () => unknown) => {
  try {
    act();
    return "accepted";
  } catch (error) {
    return (error as { code?: string }).code;
  }
};

describe("in a ceremony", async () => {
  const [ada, ben, mole] = (await people(3)) as [MinerIdentity, MinerIdentity, MinerIdentity];
  const named = (identity: MinerIdentity, url: string): MinerIdentity => ({ ...identity, url });
  const begin = (...identities: MinerIdentity[]) =>
    invite({
      host: ada,
      members: identities.map((identity) => cardOf("min-sig", identity)),
      ...{ threshold: 2, quorum: 2, purpose: "signing" as const },
    });

  it("the host is told of two that look alike, and so is who gets such an invitation", () => {
    expect(codeOf(() => begin(ada, ben, named(mole, "Веn")))).toBe("BAD_PARAMETER");
    expect(codeOf(() => begin(ben, named(mole, "ada")))).toBe("BAD_PARAMETER");
    const { genesis, genesisHash: _, signature: __, ...terms } = readInvitation(begin(ada, ben, mole));
    const members = terms.members.map((one) => (one.id === mole.id ? { ...one, name: "Bеn" } : one));
    const signed = (number: number) => invitationToJson(signInvitation(genesis, ada, { ...terms, number, members }));
    expect(codeOf(() => readInvitation(signed(2)))).toBe("BAD_PARAMETER");
  });

  it("nobody registers under another name than the card's, nor a newcomer under one like another's", () => {
    const refused: string[] = [];
    const invitation = begin(ada, ben);
    const { genesis, genesisHash } = readInvitation(invitation);
    const room = new Room({ invitation, onRefused: ({ code }) => refused.push(code) });
    const seat = room.enter(() => {});
    const stake = (serial: number) => {
      const content = { genesisHash, serial, action: { type: "stake", id: mole.id, stake: 2n } as const };
      const signature = signLongTerm("min-sig", ada, authorityMessage(content));
      const invited = authorityEntry({ ...content, signatures: [{ admin: 0, signature }] });
      seat.receive({ type: "say", ...entryToJson(invited) });
    };
    const register = (identity: MinerIdentity, serial?: number) => {
      const registration = minerRegistration("min-sig", identity, {
        genesisHash,
        ...(serial === undefined ? {} : { serial }),
      });
      seat.receive({ type: "say", ...entryToJson(memberEntry(genesis.scheme, registration)) });
      return room.state.chain.candidates.map(({ url }) => url).sort();
    };
    expect(register(named(ben, "Ada"))).toEqual([]);
    expect(register(named(ben, "Benjamin"))).toEqual([]);
    expect(register(ben)).toEqual(["Ben"]);
    expect(register(named(ben, "Ada"), 9)).toEqual(["Ben"]);
    expect(refused).toEqual(Array.from({ length: 3 }, () => "BAD_PARAMETER"));
    // nobody fills the room
    expect(register(mole)).toEqual(["Ben"]);
    expect(register(ben, 100)).toEqual(["Ben"]);
    const { length } = room.transcript.entries;
    for (let serial = 101; serial < 110; serial++) register(ben, serial);
    expect([room.transcript.entries.length, ...refused.splice(3)]).toEqual([
      length,
      "UNKNOWN_SENDER",
      ...Array.from({ length: 9 }, () => "TOO_MANY"),
    ]);
    stake(1);
    expect(register(named(mole, "Веn"))).toEqual(["Ben"]);
    expect(register(named(mole, "Аda"))).toEqual(["Ben"]);
    expect(refused.splice(3)).toEqual(["BAD_PARAMETER", "BAD_PARAMETER"]);
    expect(register(named(mole, "Ivy"))).toEqual(["Ben", "Ivy"]);
  });
});
