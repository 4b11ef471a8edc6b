// A share of a group's key as a file.
import { describe, expect, it } from "vitest";
import { toHex } from "../../../src/encoding/index.js";
import { openKeystore } from "../../../src/keystore/eip2335.js";
import { exportShare, importShare } from "../../../src/keystore/share-file.js";
import { dealt } from "../../protocol/signing/keys.js";

const { shares } = dealt("decryption", { scheme: "min-pk" });
const share = shares[2]!;
const text = await exportShare(share, "a passphrase", 2);
const changed = (change: (file: ReturnType<typeof JSON.parse>) => void): string => {
  const file = JSON.parse(text);
  change(file);
  return JSON.stringify(file);
};

describe("a share as a file", () => {
  it("comes back as it was", async () => {
    expect(await importShare(text, "a passphrase")).toEqual(share);
    expect(text).not.toContain(toHex(share.secretShare));
  });

  it("is a keystore of EIP-2335 for every tool", async () => {
    const { share: keystore } = JSON.parse(text);
    expect(keystore.version).toBe(4);
    expect(keystore.pubkey).toBe(toHex(share.members[2]!.publicShare));
    expect(await openKeystore(keystore, "a passphrase")).toEqual(share.secretShare);
  });

  it("is refused under another passphrase, and where anything beside it was changed: its purpose above all", async () => {
    await expect(importShare(text, "another")).rejects.toMatchObject({ code: "BAD_PASSPHRASE" });
    for (const change of [
      (file: ReturnType<typeof JSON.parse>) => (file.key.purpose = "signing"),
      (file: ReturnType<typeof JSON.parse>) => (file.key.threshold = 1),
      (file: ReturnType<typeof JSON.parse>) => (file.key.chainId = "other"),
      (file: ReturnType<typeof JSON.parse>) => (file.partyId = "1"),
      (file: ReturnType<typeof JSON.parse>) => (file.partyId = "9"),
    ])
      await expect(
        importShare(
          changed((file) => void change(file)),
          "a passphrase",
        ),
      ).rejects.toMatchObject({ code: "MALFORMED" });
  });

  it("is not made of a share that is another member's", async () => {
    const wrong = { ...share, partyId: 1 };
    await expect(exportShare(wrong, "a passphrase", 2)).rejects.toMatchObject({ code: "BAD_SHARE" });
  });
});
