// The contract's state as bytes (protocol §9): snapshots and hashes, in every phase.
import { describe, expect, it } from "vitest";
import { equalBytes, toHex } from "../../../../src/encoding/index.js";
import { ProtocolCache } from "../../../../src/view-change/caches.js";
import { ViewChangeContract } from "../../../../src/view-change/contract/contract.js";
import type { ContractState } from "../../../../src/view-change/contract/state.js";
import {
  decodeContractState,
  encodeContractState,
  stateHash,
} from "../../../../src/view-change/contract/state-bytes.js";
import { type Table, type TableOptions, table } from "./table.js";

/** Snapshots are looked at before each block of a chain, and after the last. */
function everyState(played: Table, from: Table): ContractState[] {
  const contract = new ViewChangeContract();
  const states = [from.state];
  for (const block of played.blocks.slice(from.blocks.length)) states.push(contract.apply(states.at(-1)!, block).state);
  return states;
}

const OPTIONS: Record<string, TableOptions> = {
  fresh: {},
  "reshare, min-pk": { genesis: { mode: "reshare", scheme: "min-pk", partyIds: "zus" } },
  "fresh, compressed, a lot": { miners: 6, genesis: { commitmentEncoding: "compressed" } },
};

for (const [name, options] of Object.entries(OPTIONS)) {
  describe(`states of a chain, ${name}`, () => {
    const from = table(options);
    const played = from.fork();
    played.view({ noMpk: [2] });
    played.authority({ type: "parameters", parameters: { ...played.state.parameters, absences: 3 } });
    const { startingRound } = played.activated[0]!;
    const { says } = played;
    played.block([says.beacon(says.output(startingRound, played.state.current.hash))]);
    // view 2, one thing in each block
    played.until(({ state }) => state.closing !== null || state.phase === "contribute");
    if (played.state.closing !== null) played.block([says.lot()]);
    const dealers = played.session.dealers.map(({ index }) => index);
    for (const index of dealers.slice(0, 3)) played.block([says.mpk(index)]);
    played.contribute({ noMpk: dealers.slice(0, 3) });
    played.block([says.shared(dealers[0]!)]);
    played.share();
    played.block([
      says.publication(
        dealers[0]!,
        [dealers.at(-1)!].filter(() => played.session.mode === "fresh"),
      ),
    ]);
    played.publish({ noPublication: [dealers[0]!] });
    played.block([says.confirm(played.session.magicBlock!.members[0]!.index)]);
    played.confirm({ noConfirmation: [played.session.magicBlock!.members[0]!.index] });
    played.block([says.handOver(played.state.current.magicBlock!.members[0]!.id)]);
    played.activate();
    played.until(({ state }) => state.failures === 1 || state.phase === "contribute").block();
    const states = everyState(played, from);

    it("are of every phase, also in its middle", () => {
      const phases = new Set(states.map(({ phase }) => phase));
      expect(phases).toEqual(new Set(["start", "contribute", "share", "publish", "wait"]));
      const publishing = states.find(({ session }) => session?.publications.filter((one) => one !== null).length === 1);
      expect(publishing).toBeDefined();
    });

    it("read as they were written, with the same hash", () => {
      for (const state of states) {
        const bytes = encodeContractState(state);
        const read = decodeContractState(bytes);
        expect(read).toEqual(state);
        expect(equalBytes(encodeContractState(read), bytes)).toBe(true);
        expect(equalBytes(stateHash(read), stateHash(state))).toBe(true);
        if (state.session?.mode === "fresh") expect(read.session!.dealers).toBe(read.session!.receivers);
      }
    });

    it("have another hash after every block, and the same on every node", () => {
      const hashes = states.map((state) => toHex(stateHash(state)));
      expect(new Set(hashes).size).toBe(hashes.length);
      expect(everyState(played, from).map((state) => toHex(stateHash(state)))).toEqual(hashes);
      expect(toHex(stateHash(played.state))).toBe(hashes.at(-1));
    });

    it("go on from a snapshot as from the log, whatever is cached", () => {
      const blocks = played.blocks.slice(from.blocks.length);
      const last = toHex(stateHash(played.state));
      for (let at = 0; at < states.length; at += 3) {
        const contract = new ViewChangeContract(new ProtocolCache({ maxBytes: at % 2 === 0 ? 0 : 1 << 20 }));
        let state = decodeContractState(encodeContractState(states[at]!));
        for (const block of blocks.slice(at)) ({ state } = contract.apply(state, block));
        expect(toHex(stateHash(state))).toBe(last);
      }
    });
  });
}

describe("a snapshot", () => {
  /** Few miners and short texts: every byte of it is tried. */
  function small(): ContractState {
    const played = table({ miners: 2, sharders: 1, genesis: { mode: "reshare" }, parameters: { miners: 2 } });
    played.view();
    played.freeze().contribute().share();
    played.block([played.says.publication(1)]);
    return played.state;
  }

  it("is refused when it is cut anywhere, or longer", () => {
    const bytes = encodeContractState(small());
    // the genesis at its beginning is costly to check: cut there now and then
    for (let length = 0; length < bytes.length; length += length < 1100 ? 37 : 5) {
      expect(() => decodeContractState(bytes.subarray(0, length))).toThrow();
    }
    expect(() => decodeContractState(Uint8Array.from([...bytes, 0]))).toThrow();
    const version = Uint8Array.from(bytes);
    version[0] = 1;
    expect(() => decodeContractState(version)).toThrow("version");
  });

  it("with any byte changed is refused or has another hash", () => {
    const state = small();
    const bytes = encodeContractState(state);
    const hash = toHex(stateHash(state));
    let read = 0;
    for (let at = 0; at < bytes.length; at += at < 1100 ? 41 : 3) {
      const changed = Uint8Array.from(bytes);
      changed[at]! ^= 1 << (at % 8);
      let other: ContractState;
      try {
        other = decodeContractState(changed);
      } catch (error) {
        expect((error as { code?: string }).code).toMatch(/MALFORMED|BAD_PARAMETER|BAD_|TOO_/);
        continue;
      }
      read++;
      expect(toHex(stateHash(other)), `byte ${at}`).not.toBe(hash);
    }
    expect(read).toBeGreaterThan(100);
  });

  it("whose commitments are not those of their hash is refused", () => {
    const state = small();
    const { session } = state;
    const [first, second] = session!.contributions;
    const contributions = [{ ...first!, commitments: second!.commitments }, second!];
    const bytes = encodeContractState({ ...state, session: { ...session!, contributions } });
    expect(() => decodeContractState(bytes)).toThrow("commitments are not those of their hash");
  });

  it("hashes to what its proofs and session keys are, not commitments alone", () => {
    const state = small();
    const { session } = state;
    const hashes = [{}, { proof: new Uint8Array(64) }, { encryptionKey: new Uint8Array(32) }].map((change) => {
      const contributions = session!.contributions.map((one) => ({ ...one!, ...change }));
      return toHex(stateHash({ ...state, session: { ...session!, contributions } }));
    });
    expect(new Set(hashes).size).toBe(3);
  });
});
