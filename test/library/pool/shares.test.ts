// Shares in a pool: those one receiver holds, revealed ones, whole publications; with the results of the
// single-threaded calls.
import { describe, expect, it } from "vitest";
import { type BlsScheme, minPk, minSig } from "../../../src/bls/index.js";
import {
  batchVerifyRevealed,
  batchVerifyShares,
  type CommitmentsInput,
  deal,
  decodeCommitments,
  type PublishedShares,
  type RevealedShare,
  verifyPublications,
} from "../../../src/dkg/index.js";
import { buffersOf } from "../../../src/pool/buffers.js";
import type { OpenChannel } from "../../../src/pool/channel.js";
import { hex, scalarBytes, utf8 } from "../../support/bytes.js";
import { openWorker } from "./platform.js";
import { ending, endingLater, makePool } from "./support.js";

const THRESHOLD = 12;
const ids = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];

/** With the groups exchanged, what is right, wrong and malformed is looked at once more, but not every way to be so. */
const IN_BOTH = /^(right|wrong|wrong reveals|commitments that are no points|reveals that are malformed)$/;

for (const scheme of [minSig, minPk] as BlsScheme[]) {
  const shown = <Case extends [string, unknown]>(cases: Case[]): Case[] =>
    scheme === minSig ? cases : cases.filter(([name]) => IN_BOTH.test(name));
  const dealings = Array.from({ length: 24 }, (_, dealer) =>
    deal({ scheme, threshold: THRESHOLD, ids, session: utf8("pool"), dealer: dealer + 1 }),
  );
  const wrongShare = scalarBytes(12345n);
  const broken = dealings[0]!.commitments.map((bytes, index) => (index === 3 ? bytes.map((byte) => byte ^ 9) : bytes));
  const identity = new Uint8Array(scheme.publicKeyLength);
  identity[0] = 0xc0;

  describe(`${scheme.name} shares in a pool`, () => {
    const receivedBy = (id: number) =>
      dealings.map(({ commitments, shares }) => ({
        commitments: commitments as CommitmentsInput,
        share: shares.get(id)! as Uint8Array,
      }));
    type Received = ReturnType<typeof receivedBy>;

    it("of one receiver", async () => {
      const pool = await makePool({ workers: 2 });
      const good = receivedBy(5);
      const but = (changes: Record<number, Partial<Received[number]> | null>) =>
        good.map((item, index) =>
          index in changes ? changes[index] && { ...item, ...changes[index] } : item,
        ) as Received;
      const decoded = good.map(({ commitments, share }) => ({
        commitments: decodeCommitments(scheme, commitments),
        share,
      }));
      const raw = decoded.map(({ commitments, share }) => ({
        commitments: commitments.toBytes({ encoding: "uncompressed" }),
        share,
      }));
      const mixed = [...dealings[4]!.commitments.slice(0, 5), ...raw[4]!.commitments.slice(5)];
      const cases: [string, Received][] = [
        ["right", good],
        ["decoded before", decoded],
        ["decoded before, twice", [...decoded, ...decoded]],
        ["uncompressed", raw],
        ["some uncompressed", good.map((item, index) => (index % 3 === 0 ? raw[index]! : item))],
        ["both encodings in a list", but({ 4: { commitments: mixed } })],
        ["few", good.slice(0, 2)],
        ["none", []],
        ["wrong", but({ 0: { share: wrongShare }, 13: { share: wrongShare }, 23: { share: wrongShare } })],
        ["commitments that are no points", but({ 20: { commitments: broken }, 9: { commitments: broken } })],
        ["commitments before shares", but({ 20: { commitments: broken }, 2: { share: new Uint8Array(32).fill(255) } })],
        ["a first commitment that is the identity", but({ 7: { commitments: [identity, ...broken.slice(1)] } })],
        [
          "shares that are no scalars",
          but({ 2: { share: new Uint8Array(32).fill(255) }, 3: { share: new Uint8Array(32).fill(255) } }),
        ],
        ["a short share", but({ 2: { share: new Uint8Array(31) } })],
        ["commitments of another length", but({ 2: { commitments: dealings[2]!.commitments.slice(1) } })],
        ["commitments of the other group", but({ 2: { commitments: [new Uint8Array(7)] } })],
        ["an item that is none", but({ 2: null })],
      ];
      for (const [name, items] of shown(cases)) {
        const expected = ending(() => batchVerifyShares({ scheme, id: 5, items }));
        expect(await endingLater(pool.batchVerifyShares({ scheme, id: 5, items })), name).toEqual(expected);
      }
      for (const id of [0, -1, 1.5, "5"] as number[]) {
        const expected = ending(() => batchVerifyShares({ scheme, id, items: good }));
        expect(await endingLater(pool.batchVerifyShares({ scheme, id, items: good }))).toEqual(expected);
      }
    });

    it("of one receiver are never sent to a thread", async () => {
      const sent: string[] = [];
      const open: OpenChannel = (events) => {
        const channel = openWorker(events);
        return {
          ...channel,
          post(message, transfer) {
            sent.push(...buffersOf(message).map((buffer) => hex(new Uint8Array(buffer))));
            channel.post(message, transfer);
          },
        };
      };
      const pool = await makePool({ workers: 1 }, open);
      const items = receivedBy(3);
      expect(await pool.batchVerifyShares({ scheme, id: 3, items })).toEqual({ valid: true, invalid: [] });
      const all = sent.join(" ");
      expect(all).toContain(hex(dealings[0]!.commitments[0]!));
      for (const { share } of items) expect(all).not.toContain(hex(share));
    });

    it("that were revealed", async () => {
      const pool = await makePool({ workers: 2 });
      const good: RevealedShare[] = dealings.flatMap(({ commitments, shares }, dealer) =>
        [1, 2, 12].slice(0, 1 + (dealer % 3)).map((id) => ({ commitments, id, share: shares.get(id)! })),
      );
      const but = (changes: Record<number, Partial<RevealedShare> | null>) =>
        good.map((item, index) =>
          index in changes ? changes[index] && { ...item, ...changes[index] } : item,
        ) as RevealedShare[];
      const cases: [string, RevealedShare[]][] = [
        ["right", good],
        ["in another order", [...good].reverse()],
        ["none", []],
        ["wrong", but({ 0: { share: wrongShare }, 5: { id: 7 }, 40: { share: wrongShare } })],
        ["commitments that are no points", but({ 30: { commitments: broken } })],
        [
          "shares that are no scalars",
          but({ 3: { share: new Uint8Array(32).fill(255) }, 30: { share: new Uint8Array(32).fill(255) } }),
        ],
        ["an id that is none", but({ 3: { id: 0 } })],
        ["a short share", but({ 3: { share: new Uint8Array(1) } })],
        ["an item that is none", but({ 3: null })],
      ];
      for (const [name, items] of shown(cases)) {
        for (const transcript of name === "wrong" ? [undefined, utf8("block 7")] : [utf8("block 7")]) {
          const expected = ending(() => batchVerifyRevealed({ scheme, items, transcript }));
          expect(await endingLater(pool.batchVerifyRevealed({ scheme, items, transcript })), name).toEqual(expected);
        }
      }
      const items = good;
      const transcript = "text" as unknown as Uint8Array;
      const expected = ending(() => batchVerifyRevealed({ scheme, items, transcript }));
      expect(await endingLater(pool.batchVerifyRevealed({ scheme, items, transcript }))).toEqual(expected);
    });

    it("with acknowledgements: what dealers publish", async () => {
      const pool = await makePool({ workers: 2 });
      const secret = scheme.keygen(new Uint8Array(32).fill(3));
      const publicKey = scheme.getPublicKey(secret);
      const good: PublishedShares[] = dealings.map(({ commitments, shares }, dealer) => ({
        acknowledgement:
          dealer === 4
            ? undefined
            : {
                message: utf8(`dealer ${dealer}`),
                signature: scheme.sign(utf8(`dealer ${dealer}`), secret),
                publicKey,
              },
        reveals: ids.slice(0, dealer % 4).map((id) => ({ commitments, id, share: shares.get(id)! })),
      }));
      const but = (changes: Record<number, Partial<PublishedShares>>) =>
        good.map((item, index) => ({ ...item, ...changes[index] })) as PublishedShares[];
      const signature = scheme.sign(utf8("another"), secret);
      const acknowledgement = { message: utf8("m"), signature, publicKey };
      const [first, second, third] = good[15]!.reveals;
      const cases: [string, PublishedShares[]][] = [
        ["right", good],
        ["none", []],
        ["nothing in them", [{ reveals: [] }, { reveals: [] }]],
        ["acknowledgements that are wrong", but({ 0: { acknowledgement }, 22: { acknowledgement } })],
        [
          "a signature that is no point",
          but({ 3: { acknowledgement: { ...acknowledgement, signature: signature.map((b) => b ^ 3) } } }),
        ],
        [
          "a signature of another length",
          but({ 3: { acknowledgement: { ...acknowledgement, signature: new Uint8Array(3) } } }),
        ],
        ["a key that is the identity", but({ 3: { acknowledgement: { ...acknowledgement, publicKey: identity } } })],
        [
          "wrong reveals",
          but({ 15: { reveals: [{ ...first!, share: wrongShare }, second!, { ...third!, share: wrongShare }] } }),
        ],
        [
          "reveals that are malformed",
          but({
            15: { reveals: [{ ...first!, share: new Uint8Array(32).fill(255) }, second!] },
            19: { reveals: [{ ...first!, commitments: broken }, second!] },
            20: { reveals: [{ ...first!, share: new Uint8Array(2) }] },
          }),
        ],
        ["commitments of another length", but({ 15: { reveals: [{ ...first!, commitments: broken.slice(1) }] } })],
        ["no list of reveals", but({ 15: { reveals: undefined as unknown as RevealedShare[] } })],
        ["an acknowledgement that is none", but({ 2: { acknowledgement: null as unknown as undefined } })],
      ];
      for (const [name, publications] of shown(cases)) {
        const options = { scheme, threshold: THRESHOLD, publications, transcript: utf8("block 9") };
        const expected = ending(() => verifyPublications(options));
        expect(await endingLater(pool.verifyPublications(options)), name).toEqual(expected);
      }
      const cancelled = verifyPublications({ scheme, threshold: THRESHOLD, publications: cases[3]![1] });
      expect(cancelled).toEqual({ valid: false, invalid: [0, 22], acknowledgements: [0, 22], reveals: [] });
      const wrong = verifyPublications({ scheme, threshold: THRESHOLD, publications: cases[7]![1] });
      expect(wrong.reveals).toEqual([{ publication: 15, wrong: [0, 2] }]);
    });
  });
}
