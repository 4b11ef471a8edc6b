// Messages and states as bytes, and things of any shape.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  BeaconMember,
  type BeaconMessage,
  decodeBeaconMessage,
  decodeBeaconState,
  encodeBeaconMessage,
  encodeBeaconState,
  MAX_BEACON_MESSAGE,
} from "../../../../src/beacon/index.js";
import { FeldsparError } from "../../../../src/encoding/index.js";
import { Hand, idOf, makeView, signer } from "./support.js";

function codeOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    if (error instanceof FeldsparError) return error.code;
    throw error;
  }
  return "nothing was thrown";
}

const test = makeView(5, 3);
const { first } = test;
const sign = signer(test);

const messages: BeaconMessage[] = [
  sign.partial(1, 10, 2, first),
  sign.vote(1, 10, 1),
  sign.certificate(10, 1),
  { type: "output", number: 1, ...sign.output(10, 0, first) },
  { type: "request", number: 1, round: 12 },
];

describe("messages as bytes", () => {
  it.each(messages.map((message) => [message.type, message] as const))(
    "%s reads back, and nothing else does",
    (_, message) => {
      const bytes = encodeBeaconMessage("min-sig", message);
      expect(bytes.length).toBeLessThanOrEqual(MAX_BEACON_MESSAGE);
      expect(decodeBeaconMessage("min-sig", bytes)).toEqual(message);
      const decode = (given: Uint8Array) => codeOf(() => decodeBeaconMessage("min-sig", given));
      expect(decode(bytes.subarray(1))).toBe("MALFORMED");
      expect(decode(bytes.subarray(0, -1))).toBe("MALFORMED");
      expect(decode(new Uint8Array([...bytes, 0]))).toBe("MALFORMED");
      for (const kind of [0, 6, 255]) expect(decode(new Uint8Array([kind, ...bytes.subarray(1)]))).toBe("MALFORMED");
      const high = new Uint8Array(bytes);
      high[9] = 1; // a round of 2^56 and more
      expect(decode(high)).toBe("MALFORMED");
      if (message.type !== "request") {
        expect(codeOf(() => decodeBeaconMessage("min-pk", bytes))).toBe("MALFORMED");
        expect(codeOf(() => encodeBeaconMessage("min-pk", message))).toBe("BAD_LENGTH");
      }
    },
  );

  it("are of a fixed length for each kind", () => {
    expect(messages.map((message) => encodeBeaconMessage("min-sig", message).length)).toEqual([101, 69, 69, 101, 17]);
  });

  it("are nothing or themselves, whatever the bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 160 }), (bytes) => {
        let message: BeaconMessage;
        try {
          message = decodeBeaconMessage("min-sig", bytes);
        } catch (error) {
          expect(error).toMatchObject({ code: "MALFORMED" });
          return;
        }
        expect(encodeBeaconMessage("min-sig", message)).toEqual(bytes);
      }),
    );
  });
});

describe("states as bytes", () => {
  it("read back with their version; one that was changed does not", () => {
    const hand = new Hand(test);
    hand.applied(9);
    hand.after(1000);
    hand.from(1, sign.certificate(10, 3));
    hand.output(1, sign.output(10, 3, first));
    const bytes = encodeBeaconState("min-sig", hand.state, 7);
    const { state, version } = decodeBeaconState("min-sig", bytes);
    expect(version).toBe(7);
    expect({ ...state, work: null }).toEqual({ ...hand.state, work: null });
    expect(state.work).toEqual(BeaconMember.initial(test.view).work);
    for (let position = 0; position < bytes.length; position += 7) {
      const damaged = bytes.map((byte, index) => (index === position ? byte ^ 1 : byte));
      expect(codeOf(() => decodeBeaconState("min-sig", damaged))).toBe("MALFORMED");
    }
    expect(codeOf(() => decodeBeaconState("min-sig", new Uint8Array(0)))).toBe("MALFORMED");
  });

  it("has no secret in it", () => {
    const hand = new Hand(test);
    hand.applied(9);
    const digits = (bytes: Uint8Array) => [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    const everything = digits(encodeBeaconState("min-sig", hand.state));
    expect(everything).not.toContain(digits(test.shares[0]!));
    expect(
      JSON.stringify(hand.state, (_, value) => (value instanceof Uint8Array ? digits(value) : value)),
    ).not.toContain(digits(test.shares[0]!));
  });
});

describe("options", () => {
  it("are checked", () => {
    const id = idOf(0);
    expect(codeOf(() => new BeaconMember({ id, secretShare: new Uint8Array(31) }))).toBe("BAD_LENGTH");
    expect(codeOf(() => new BeaconMember({ id, secretShare: null, timeout: 0 }))).toBe("BAD_INTEGER");
    expect(codeOf(() => new BeaconMember({ id, secretShare: null, doubling: 1 as never }))).toBe("BAD_TYPE");
    expect(codeOf(() => new BeaconMember({ id: 1 as never, secretShare: null }))).toBe("BAD_TYPE");
    expect(codeOf(() => new BeaconMember({ id, secretShare: null, other: 1 } as never))).toBe("UNKNOWN_OPTION");
  });
});

describe("a message of any shape", () => {
  const near = fc.oneof(fc.integer({ min: 8, max: 16 }), fc.maxSafeNat(), fc.double(), fc.string(), fc.constant(null));
  const bytesOf = (length: number) =>
    fc.oneof(fc.uint8Array({ minLength: length, maxLength: length }), fc.uint8Array({ maxLength: 100 }), fc.string());
  const signatures = fc.oneof(
    bytesOf(48),
    fc.constantFrom(...messages.flatMap((message) => (message.type === "request" ? [] : [message.signature]))),
  );
  const shaped = fc.record(
    {
      type: fc.oneof(fc.constantFrom("partial", "vote", "certificate", "output", "request"), fc.string()),
      from: fc.oneof(fc.constantFrom(0, 1, 2, 3, 4).map(idOf), fc.string(), fc.integer()),
      number: fc.oneof(fc.constant(1), near),
      round: near,
      timeoutCount: fc.oneof(fc.nat(3), near),
      previousRandomness: fc.oneof(fc.constant(first), bytesOf(32)),
      signature: signatures,
    },
    { requiredKeys: ["type"] },
  );

  it("does bounded work, never throws, and makes the member say nothing false", () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(shaped, fc.object()), { maxLength: 40 }), (events) => {
        const hand = new Hand(test);
        hand.applied(9);
        let effects = 0;
        for (const event of events) {
          const { time: _time, chain: _chain, ...given } = event as Record<string, unknown>;
          effects += hand.take(given).length;
        }
        expect(effects).toBeLessThanOrEqual(12 * (events.length + 1));
        for (const list of hand.state.work.heard) expect(list.length).toBeLessThanOrEqual(30);
        expect(encodeBeaconState("min-sig", hand.state).length).toBeLessThan(4000);
        for (const { voted } of hand.state.rounds) expect(voted).toBe(0);
      }),
      { numRuns: 150 },
    );
  });
});
