// Timelock against drand's own JavaScript client, tlock-js, in all three schemes: what it makes opens here, and what is
// made here opens there.
import * as tlock from "tlock-js";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { decrypt, encrypt, encryptStream, timelockOf } from "../../src/timelock/index.js";
import { NETWORKS, textOf } from "../library/timelock/support.js";
import { hex, utf8 } from "../support/bytes.js";
import { clientOf } from "./tlock-client.js";

beforeAll(() => {
  // it prints every beacon
  vi.spyOn(console, "log").mockImplementation(() => {});
});

describe.each(NETWORKS)("tlock-js: $name", (network) => {
  const { chain, beaconOf } = network;
  const client = clientOf(network);
  const long = textOf(2 * 65_536 + 11);

  it.each([
    ["an empty text", new Uint8Array(0)],
    ["a line", utf8("to whom it may concern\n")],
    ["three chunks", long],
  ])("opens here what it made: %s", async (_, text) => {
    const armored = await tlock.timelockEncrypt(77, tlock.Buffer.from(text), client);
    const file = utf8(armored);
    expect(timelockOf(file)).toEqual({ round: 77, chainHash: chain.hash });
    expect(hex(decrypt(chain, file, beaconOf(77)))).toBe(hex(text));
  });

  it.each([
    ["an empty text", new Uint8Array(0)],
    ["a line", utf8("to whom it may concern\n")],
    ["three chunks", long],
  ])("opens there what we made, armored and not: %s", async (_, text) => {
    const armored = new TextDecoder().decode(encrypt(chain, 77, text, { armored: true }));
    expect(hex(new Uint8Array(await tlock.timelockDecrypt(armored, client)))).toBe(hex(text));
    const binary = tlock.Buffer.from(encrypt(chain, 77, text)).toString("latin1");
    expect(hex(new Uint8Array(await tlock.timelockDecrypt(binary, client)))).toBe(hex(text));
    let streamed = "";
    for await (const part of encryptStream(chain, 77, [text, text], { armored: true }))
      streamed += new TextDecoder().decode(part);
    expect(hex(new Uint8Array(await tlock.timelockDecrypt(streamed, client)))).toBe(hex(text) + hex(text));
  });

  it("refuses there, too, what was changed", async () => {
    const file = encrypt(chain, 77, utf8("a text"));
    file[file.length - 1]! ^= 1;
    const binary = tlock.Buffer.from(file).toString("latin1");
    await expect(tlock.timelockDecrypt(binary, client)).rejects.toThrow();
  });
});
