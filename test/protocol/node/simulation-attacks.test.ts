// A simulated run whose own parts fail ends with their reason: it neither hangs nor goes on as if nothing had happened.
import { afterEach, expect, it, vi } from "vitest";
import { runViewChange, ViewChangeContract } from "../../../src/entry/view-change.js";
import { candidates } from "../view-change/support.js";

const four = { candidates: candidates(4), miners: 4, threshold: 3, quorum: 3, seed: "four", maxAttempts: 1 };
const options = { ...four, phaseRounds: 5 };

afterEach(() => {
  vi.restoreAllMocks();
});

it("a contract that throws in the middle", async () => {
  const apply = ViewChangeContract.prototype.apply;
  let blocks = 0;
  vi.spyOn(ViewChangeContract.prototype, "apply").mockImplementation(function (this: ViewChangeContract, state, block) {
    if (++blocks === 6) throw new Error("a fault of the contract");
    return apply.call(this, state, block);
  });
  await expect(runViewChange(options)).rejects.toMatchObject({ code: "LEDGER_UNAVAILABLE" });
});

it("a watcher that throws, at whatever it is shown", async () => {
  const seen = new Set<string>();
  await runViewChange({ ...options, onEvent: ({ type }) => void seen.add(type) });
  expect([...seen]).toEqual(expect.arrayContaining(["share-sent", "share-acknowledged"]));
  for (const type of seen) {
    const onEvent = (event: { type: string }) => {
      if (event.type === type) throw new Error(`thrown at ${type}`);
    };
    await expect(runViewChange({ ...options, onEvent })).rejects.toThrow(`thrown at ${type}`);
  }
});
