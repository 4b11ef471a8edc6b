// The ledger in one process keeps the contract of every engine.
import { describe } from "vitest";
import { MemoryEngine } from "../../../src/ledger/memory.js";
import { keepsTheEngineContract } from "./engine-contract.js";

describe("the memory engine", () => {
  keepsTheEngineContract(async () => {
    const engine = new MemoryEngine();
    return { engine, closeRound: () => void engine.produce() };
  });
});
