// Dealings that rest on secrets beside the random source: the derivation restated, and sources that repeat themselves.
import { hmac } from "@noble/hashes/hmac.js";
import { sha256, sha512 } from "@noble/hashes/sha2.js";
import { describe, expect, it } from "vitest";
import { type Dealing, type DealingHedge, deal, dealReshare, verifyCommitments } from "../../../src/dkg/index.js";
import type { Id } from "../../../src/threshold/index.js";
import { bigEndian, concat, hex, integer, scalarBytes, utf8 } from "../../support/bytes.js";
import { nonZeroScalars, sample, seededRandom } from "../../support/generators.js";
import { refusal } from "../../support/verdict.js";
import { failure, interpolateAt, invert, mod, schemes, session, valueAt, valuesOf } from "./support.js";

const u32 = (value: number) => bigEndian(BigInt(value), 4);
const bytes = (value: Uint8Array) => concat(u32(value.length), value);
const text = (value: string) => bytes(utf8(value));

describe.each(schemes)("hedged dealings with $name", (scheme) => {
  const ids = [1n, 2n, 3n, 4n, 5n];
  const threshold = 4;
  const [longTerm, share] = sample(nonZeroScalars, 2, 21).map(scalarBytes) as [Uint8Array, Uint8Array];
  const hedge: DealingHedge = { secrets: [longTerm, utf8("another secret")], context: utf8("state") };
  const base = { scheme, threshold, ids, session, dealer: 3 as Id, hedge };
  type Change = Partial<Omit<typeof base, "scheme">>;
  type Make = (change: Change & { random?: (length: number) => Uint8Array }) => Dealing;
  const kinds: [string, Make, Uint8Array | undefined][] = [
    ["deal", (change) => deal({ ...base, ...change }), undefined],
    ["dealReshare", (change) => dealReshare({ ...base, share, ...change }), share],
  ];
  const zeros = (length: number) => new Uint8Array(length);

  /** Coefficients by interpolation of what the receivers got. */
  const coefficientsOf = (dealing: Dealing): bigint[] => {
    let values = ids.map((id) => integer(dealing.shares.get(id)!));
    const coefficients: bigint[] = [];
    for (let k = 0; k < threshold; k++) {
      const constant = interpolateAt(
        0n,
        ids.map((id, at) => [id, values[at]!] as const),
      );
      coefficients.push(constant);
      values = values.map((value, at) => mod((value - constant) * invert(ids[at]!)));
    }
    expect(values.every((value) => value === 0n)).toBe(true);
    return coefficients;
  };

  describe.each(kinds)("%s", (_, make, dealt) => {
    it("derives as RFC 5869 says, restated with HMAC alone", () => {
      const drawn: Uint8Array[] = [];
      const random = (length: number) => {
        drawn.push(seededRandom(5)(length));
        return drawn.at(-1)!.slice();
      };
      const dealing = make({ random });
      expect(drawn.map(({ length }) => length)).toEqual([64]);

      const secrets = [...hedge.secrets, ...(dealt === undefined ? [] : [dealt])];
      const key = hmac(sha512, text("feldspar/v2/dealing"), concat(bytes(drawn[0]!), ...secrets.map(bytes)));
      const receivers = sha256(
        concat(
          text("feldspar/v2/dealing-receivers"),
          text(scheme.name),
          u32(threshold),
          bytes(concat(...ids.map((id) => bigEndian(id, 32)))),
        ),
      );
      const purpose = concat(
        text("feldspar/v2/dealing"),
        bytes(session),
        bigEndian(3n, 32),
        bytes(hedge.context),
        receivers,
      );
      // the first block of HKDF-Expand is 64 bytes
      const scalar = (...what: Uint8Array[]) =>
        mod(integer(hmac(sha512, key, concat(purpose, ...what, Uint8Array.of(1)))));
      const coefficients = Array.from({ length: threshold }, (_, power) => scalar(u32(power)));
      if (dealt !== undefined) coefficients[0] = integer(dealt);
      expect(valuesOf(dealing, ids)).toEqual(ids.map((id) => valueAt(coefficients, id)));
      const commitments = coefficients.map((coefficient) => scheme.getPublicKey(scalarBytes(coefficient)));
      expect(dealing.commitments.map(hex)).toEqual(commitments.map(hex));

      const digest = sha256(concat(text("feldspar/v2/commitments"), u32(threshold), bytes(concat(...commitments))));
      const nonce = scalar(u32(threshold), text("nonce"), digest);
      const challenge = mod(
        integer(
          sha512(
            concat(
              text("feldspar/v2/pok"),
              text(scheme.name),
              bytes(session),
              bigEndian(3n, 32),
              digest,
              bytes(scheme.getPublicKey(scalarBytes(nonce))),
            ),
          ),
        ),
      );
      const response = mod(nonce + challenge * coefficients[0]!);
      expect(hex(dealing.proof)).toBe(hex(concat(scalarBytes(challenge), scalarBytes(response))));
    });

    const sources: [string, () => (length: number) => Uint8Array][] = [
      ["zeros", () => zeros],
      ["a constant", () => (length) => new Uint8Array(length).fill(0xa5)],
      ["a stream that begins again", () => seededRandom(9)],
    ];

    it.each(sources)("%s: the same of everything deals the same, anything else something unrelated", (_, source) => {
      const first = make({ random: source() });
      const again = make({ random: source() });
      expect(again.commitments.map(hex)).toEqual(first.commitments.map(hex));
      expect(hex(again.proof)).toBe(hex(first.proof));
      expect(valuesOf(again, ids)).toEqual(valuesOf(first, ids));
      const { commitments, proof } = first;
      expect(verifyCommitments({ scheme, threshold, session, dealer: 3, commitments, proof })).toBe(true);

      const changes: Change[] = [
        { session: utf8("resharing 2") },
        { dealer: 4 },
        { hedge: { ...hedge, context: utf8("state 2") } },
        { hedge: { ...hedge, context: new Uint8Array(0) } },
        { hedge: { ...hedge, secrets: [longTerm, utf8("another secreT")] } },
        { hedge: { ...hedge, secrets: [longTerm] } },
        { hedge: { ...hedge, secrets: [...hedge.secrets].reverse() } },
        // the same bytes end to end
        { hedge: { ...hedge, secrets: [concat(...hedge.secrets)] } },
        { ids: [2n, 1n, 3n, 4n, 5n] },
      ];
      const all = [first, ...changes.map((change) => make({ ...change, random: source() }))];
      // no coefficient that was drawn in common, nor a common difference or ratio from one dealing to another
      const start = dealt === undefined ? 0 : 1;
      const polynomials = all.map((dealing) => coefficientsOf(dealing).slice(start));
      expect(new Set(polynomials.flat()).size).toBe(all.length * (threshold - start));
      for (const polynomial of polynomials.slice(1)) {
        const pairs = polynomial.map((value, at) => [value, polynomials[0]![at]!] as const);
        expect(new Set(pairs.map(([a, b]) => mod(a - b))).size).toBe(pairs.length);
        expect(new Set(pairs.map(([a, b]) => mod(a * invert(b)))).size).toBe(pairs.length);
      }
      const points = all.flatMap((dealing) => dealing.commitments.slice(start).map(hex));
      expect(new Set(points).size).toBe(all.length * (threshold - start));
      // nonces: what challenge and constant term leave of the response
      const nonces = all.map((dealing) => {
        const [challenge, response] = [dealing.proof.subarray(0, 32), dealing.proof.subarray(32)].map(integer);
        return mod(response! - challenge! * coefficientsOf(dealing)[0]!);
      });
      expect(new Set(nonces).size).toBe(all.length);
      expect(new Set(all.map(({ proof: other }) => hex(other.subarray(0, 32)))).size).toBe(all.length);
    });

    it("another threshold or list of receivers is another polynomial, under one session too", () => {
      const seen = make({ random: zeros }).commitments.slice(1).map(hex);
      for (const change of [{ threshold: 5 }, { threshold: 3 }, { ids: [...ids, 6n] }, { ids: [11n, 12n, 13n, 14n] }]) {
        const other = make({ ...change, random: zeros })
          .commitments.slice(1)
          .map(hex);
        expect(other.filter((point) => seen.includes(point))).toEqual([]);
      }
    });

    it("with the platform's source, two dealings have only what is dealt in common", () => {
      const [first, second] = [make({}), make({})].map(({ commitments }) => commitments.map(hex));
      const common = first!.filter((point) => second!.includes(point));
      expect(common).toEqual(dealt === undefined ? [] : [hex(scheme.getPublicKey(dealt))]);
    });

    it("what was drawn is wiped, the secrets are not; one draw whatever the threshold", () => {
      for (const change of [{}, { threshold: 1 }]) {
        const drawn: Uint8Array[] = [];
        const random = (length: number) => {
          drawn.push(seededRandom(drawn.length)(length));
          return drawn.at(-1)!;
        };
        const secrets = hedge.secrets.map((secret) => secret.slice());
        make({ ...change, random, hedge: { ...hedge, secrets } });
        expect(drawn.map(hex)).toEqual(["00".repeat(64)]);
        expect(secrets.map(hex)).toEqual(hedge.secrets.map(hex));
      }
    });

    it("a source that throws, or gives anything but 64 bytes, fails typed", () => {
      const thrown = new Error("no entropy");
      const random = () => {
        throw thrown;
      };
      const error = failure(() => make({ random })) as { code?: string; cause?: unknown };
      expect([error.code, error.cause]).toEqual(["NO_RANDOM", thrown]);
      expect(refusal(() => make({ random: () => new Uint8Array(48) }))).toBe("BAD_LENGTH");
      expect(refusal(() => make({ random: () => undefined as never }))).toBe("BAD_TYPE");
      expect(refusal(() => make({ random: null as never }))).toBe("BAD_TYPE");
    });

    it("a platform without randomness, or one that repeats itself, fails closed", () => {
      const own = Object.getOwnPropertyDescriptor(globalThis, "crypto");
      const repeating = (byte: number) => ({ getRandomValues: (out: Uint8Array) => out.fill(byte) });
      try {
        for (const value of [undefined, {}, repeating(0), repeating(7)]) {
          Object.defineProperty(globalThis, "crypto", { value, configurable: true });
          expect(refusal(() => make({}))).toBe("NO_RANDOM");
        }
      } finally {
        if (own === undefined) Reflect.deleteProperty(globalThis, "crypto");
        else Object.defineProperty(globalThis, "crypto", own);
      }
    });

    it("a hedge that is none is refused before anything is drawn", () => {
      const refusals: [unknown, string][] = [
        [null, "BAD_TYPE"],
        [longTerm, "BAD_TYPE"],
        [{ secrets: [longTerm] }, "BAD_TYPE"],
        [{ context: hedge.context }, "BAD_TYPE"],
        [{ ...hedge, secrets: [] }, "EMPTY"],
        [{ ...hedge, secrets: longTerm }, "BAD_TYPE"],
        [{ ...hedge, secrets: [longTerm, undefined] }, "BAD_TYPE"],
        [{ ...hedge, secrets: [longTerm, new Uint8Array(0)] }, "BAD_LENGTH"],
        [{ ...hedge, context: "state" }, "BAD_TYPE"],
        [{ ...hedge, session }, "UNKNOWN_OPTION"],
      ];
      let draws = 0;
      const random = (length: number) => new Uint8Array(length).fill(++draws);
      for (const [given, code] of refusals) {
        expect(refusal(() => make({ random, hedge: given as never }))).toBe(code);
      }
      expect(draws).toBe(0);
    });
  });

  it("the share that is dealt is taken in by itself: under one secret, another share is another polynomial", () => {
    const others = [share, scalarBytes(mod(integer(share) + 1n))].map((value) =>
      coefficientsOf(dealReshare({ ...base, share: value, random: zeros })),
    );
    expect(new Set(others.flat()).size).toBe(2 * threshold);
  });
});
