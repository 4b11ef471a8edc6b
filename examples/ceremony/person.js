// One person, a program of its own: it is told JSON and answers JSON. Its share of the key never leaves it.
import { cardOf, invite, Party } from "feldspar-dkg/ceremony.js";
import { groupKeyToJson, Signer } from "feldspar-dkg/signing.js";
import { MemoryStore } from "feldspar-dkg/store/memory.js";
import { createMinerIdentity } from "feldspar-dkg/view-change.js";

const identity = await createMinerIdentity({ scheme: "min-sig", url: process.argv[2] });
let party;
const signer = new Signer({ key: () => party.key, policy: ({ context }) => context === "example/greeting" });
const does = {
  card: () => cardOf("min-sig", identity),
  found: (members) => invite({ host: identity, members, threshold: 3, quorum: 5, purpose: "signing" }),
  next: (members) => party.invite({ members, threshold: 3, quorum: 5 }),
  join: async (invitation) => {
    const send = (message) => process.send({ message });
    party = await Party.start({ invitation, identity, store: new MemoryStore(), send });
  },
  hear: (message) => party.receive(message),
  accept: async () => party.accept(await party.proposed()),
  words: async (number) => (await party.sealed(number)).words.join(" "),
  key: () => groupKeyToJson(party.groupKey),
  sign: (request) => signer.answer(request),
};
process.on("message", async ({ id, what, given }) => process.send({ id, answer: (await does[what](given)) ?? null }));
process.send({ id: 0 });
