// What operators are told where a message alone would leave them: what was expected, what came, and what to do.
import { afterAll, describe, expect, it } from "vitest";
import { Asking } from "../../../src/cli/network/asking.js";
import { askControl } from "../../../src/cli/network/control-client.js";
import { failureFields } from "../../../src/cli/network/node-log.js";
import { remedyOf } from "../../../src/cli/network/remedies.js";
import { resolveSettings } from "../../../src/cli/network/settings.js";
import { openGenesis } from "../../../src/cli/network/state-folder.js";
import { FeldsparError } from "../../../src/encoding/index.js";
import { closeLiars, startLiar } from "../support/lying-sharder.js";

afterAll(closeLiars);

describe("what to do", () => {
  it("stands beside what failed, in the log and on the terminal, where a code has it", () => {
    const error = new FeldsparError("STORE_TAKEN", "another process has the store open");
    expect(remedyOf(error)).toMatch(/^end the other process first/);
    expect(failureFields(error)).toEqual({ code: "STORE_TAKEN", reason: error.message, todo: remedyOf(error) });
    expect(failureFields(new FeldsparError("BAD_JSON", "a"))).toEqual({ code: "BAD_JSON", reason: "a" });
    expect([remedyOf(new Error("a")), remedyOf(null)]).toEqual([null, null]);
  });

  it("is said of sharders of another chain, with both hashes", async () => {
    const [mine, theirs] = ["ab".repeat(32), "cd".repeat(32)];
    const { url } = await startLiar(() => ({ body: JSON.stringify({ genesisHash: theirs }) }));
    const asked = new Asking({ from: [url], genesisHash: mine }).checkChain();
    await expect(asked).rejects.toThrow(
      `expected sharders of the chain ${mine}, got of another one: ${theirs}. One of`,
    );
    const liar = await startLiar(() => ({ body: JSON.stringify({ genesisHash: "\u001b[2J" }) }));
    const lied = new Asking({ from: [liar.url], genesisHash: mine }).checkChain();
    await expect(lied).rejects.toThrow("got of another one: none that is a hash");
  });

  it("is said of a folder in which no node runs, and of a hash that is missing", async () => {
    await expect(askControl("/nowhere", "GET", "/status")).rejects.toThrow("`feldspar miner --state /nowhere`");
    const { settings } = resolveSettings({ state: "/nowhere" }, {});
    await expect(openGenesis(settings)).rejects.toThrow("`feldspar genesis hash genesis.json`");
  });
});
