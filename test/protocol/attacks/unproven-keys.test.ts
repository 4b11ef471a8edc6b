// A sharder's update brings bytes in the place of its proof of possession, which is not looked at again.
import { expect, it } from "vitest";
import { minerIdOf } from "../../../src/magic-block/index.js";
import { memberEntry } from "../../../src/view-change/entries.js";
import { sharderRegistration, signMember } from "../../../src/view-change/identity.js";
import type { RegisterSharder } from "../../../src/view-change/members.js";
import { table } from "../view-change/contract/table.js";

it("an update keeps the proof that was checked", () => {
  const set = table();
  const one = set.sharder(1);
  set.block([set.says.registerSharder(one)]);
  const { genesisHash } = set.state;
  const { signature: _, ...entry } = sharderRegistration("min-sig", one, { genesisHash, serial: 2 });
  const update = signMember<RegisterSharder>("min-sig", one, {
    ...entry,
    url: "https://new",
    proofOfPossession: new Uint8Array(48),
  });
  set.block([memberEntry("min-sig", update)]);
  const known = set.state.sharders.find(({ id }) => id === minerIdOf(one.publicKey))!;
  expect(known).toMatchObject({ url: "https://new", serial: 2 });
  expect(known.proofOfPossession).toEqual(one.proofOfPossession);
});
