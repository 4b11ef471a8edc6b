// Who may take part in plans. Keys are the same in every plan: making them is not what is tested.
import { genesisHash, type SchemeName } from "../../src/magic-block/index.js";
import {
  createMinerIdentity,
  createSigningIdentity,
  type MinerIdentity,
  type SharderIdentity,
  type SigningIdentity,
} from "../../src/view-change/identity.js";
import { Dice } from "./random.js";

export { genesisHash };

export const MOST_MINERS = 24;
const MOST_SHARDERS = 4;

export interface People {
  readonly miners: readonly MinerIdentity[];
  readonly sharders: readonly SharderIdentity[];
  readonly admin: SigningIdentity;
}

const known = new Map<SchemeName, People>();

export async function peopleOf(scheme: SchemeName): Promise<People> {
  let people = known.get(scheme);
  if (people === undefined) {
    const dice = new Dice(`people ${scheme}`);
    const random = (length: number) => dice.bytes(length);
    const miners: MinerIdentity[] = [];
    for (let position = 0; position < MOST_MINERS; position++)
      miners.push(await createMinerIdentity({ scheme, url: `https://miner-${position}.example`, random }));
    const sharders = Array.from({ length: MOST_SHARDERS }, (_, position) => {
      return { ...createSigningIdentity(scheme, random), url: `https://sharder-${position}.example` };
    });
    people = { miners, sharders, admin: createSigningIdentity(scheme, random) };
    known.set(scheme, people);
  }
  return people;
}
