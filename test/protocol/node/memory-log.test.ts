// The log in one process keeps the contract of every log, and with sharders' ticks that of every engine.
import { describe } from "vitest";
import { MemoryLog } from "../../../src/ledger/memory-log.js";
import { keepsTheLogContract } from "./log-contract.js";

describe("the memory log", () => {
  keepsTheLogContract(async () => new MemoryLog());
});
