// Keys of groups, dealt by hand: for what is done with keys it does not matter how they were made.
import { schemeByName } from "../../../src/bls/index.js";
import type { Purpose, SchemeName } from "../../../src/magic-block/index.js";
import type { GroupKey, KeyShare } from "../../../src/signing/key.js";
import { split } from "../../../src/threshold/index.js";

export interface Dealt {
  readonly secret: Uint8Array;
  readonly key: GroupKey;
  readonly shares: readonly KeyShare[];
}

export function dealt(
  purpose: Purpose,
  options: { scheme?: SchemeName; secret?: Uint8Array; number?: number } = {},
): Dealt {
  const { scheme = "min-sig", number = 1 } = options;
  const bls = schemeByName(scheme);
  const secret = options.secret ?? bls.keygen(crypto.getRandomValues(new Uint8Array(48)));
  const parts = split(secret, { threshold: 3, ids: [1, 2, 3, 4, 5] });
  const names = ["Ada", "Ben", "Cleo", "Dan", "Eve"];
  const members = parts.map(({ id, value: share }, at) => {
    return {
      id: String(at).padStart(64, "0"),
      name: names[at]!,
      partyId: id as number,
      publicShare: bls.getPublicKey(share),
    };
  });
  const key: GroupKey = {
    ...{
      chainId: "test/1",
      scheme,
      purpose,
      number,
      blockHash: new Uint8Array(32).fill(number),
      members,
      threshold: 3,
    },
    groupPublicKey: bls.getPublicKey(secret),
  };
  return {
    secret,
    key,
    shares: parts.map(({ id, value: share }) => ({ ...key, partyId: id as number, secretShare: share })),
  };
}
