// Streams of signatures: verdicts in order, no more taken from the source than is asked for, and sources that are
// silent, throw, or use one buffer for everything.
import { describe, expect, it } from "vitest";
import { type BatchItem, minSig } from "../../../src/bls/index.js";
import { scalarBytes, utf8 } from "../../support/bytes.js";
import { nonZeroScalars, sample } from "../../support/generators.js";
import { endingLater, makePool } from "./support.js";

const secrets = sample(nonZeroScalars, 4, 44).map(scalarBytes);
const publicKeys = secrets.map(minSig.getPublicKey);
const signed = Array.from({ length: 16 }, (_, index): BatchItem => {
  const message = utf8(`message ${index}`);
  return { message, signature: minSig.sign(message, secrets[index % 4]!), publicKey: publicKeys[index % 4]! };
});
const itemsOf = (count: number) => Array.from({ length: count }, (_, index) => signed[index % 16]!);
const wrong: BatchItem = { ...signed[0]!, message: utf8("another") };
const malformed: BatchItem = { ...signed[0]!, signature: new Uint8Array(48).fill(0x9f) };

async function verdictsOf(stream: AsyncIterable<boolean>, into: boolean[] = []): Promise<boolean[]> {
  for await (const right of stream) into.push(right);
  return into;
}

describe("streams of signatures", () => {
  it("give the verdicts in order, wrong ones among them", async () => {
    const pool = await makePool({ workers: 2 });
    const items = itemsOf(300).map((item, index) => (index % 97 === 5 ? wrong : item));
    const verdicts: boolean[] = [];
    for await (const right of pool.verifyStream(minSig, items)) verdicts.push(right);
    expect(verdicts).toEqual(items.map((item) => item !== wrong));
    for await (const _ of pool.verifyStream(minSig, [])) expect.unreachable();
  });

  it("take no more from the source than twice a batch for each thread ahead", async () => {
    const pool = await makePool({ workers: 1 });
    let [taken, given, most, ended] = [0, 0, 0, false];
    async function* source() {
      try {
        for (const item of itemsOf(1000)) {
          taken++;
          most = Math.max(most, taken - given);
          yield item;
        }
      } finally {
        ended = true;
      }
    }
    for await (const right of pool.verifyStream(minSig, source())) {
      expect(right).toBe(true);
      given++;
      if (given === 400) break;
    }
    expect(most).toBeLessThanOrEqual(3 * 64);
    expect(taken).toBeLessThan(600);
    expect(ended).toBe(true);
  });

  it("end with the error of a malformed item, at its position, after what came before", async () => {
    const pool = await makePool({ workers: 2 });
    const items = itemsOf(200).map((item, index) => (index === 130 ? malformed : item));
    const verdicts: boolean[] = [];
    const call = (async () => {
      for await (const right of pool.verifyStream(minSig, items)) verdicts.push(right);
    })();
    expect(await endingLater(call)).toMatchObject({ culprits: [130] });
    expect(verdicts.length).toBe(128);
  });

  it("end with their signal, and refuse what is no source", async () => {
    const pool = await makePool({ workers: 1 });
    const controller = new AbortController();
    const call = (async () => {
      for await (const _ of pool.verifyStream(minSig, itemsOf(500), { signal: controller.signal })) controller.abort();
    })();
    await expect(call).rejects.toMatchObject({ name: "AbortError" });
    expect(() => pool.verifyStream(minSig, 5 as never)).toThrow(/iterate/);
    expect((await pool.batchVerify(minSig, itemsOf(9))).valid).toBe(true);
  });
});

describe("sources of streams", () => {
  const never = new Promise<never>(() => {});

  it("may be silent: verdicts that are there, an abort and the end do not wait for them", async () => {
    const pool = await makePool({ workers: 1 });
    async function* source() {
      yield* itemsOf(64);
      await never;
    }
    const controller = new AbortController();
    const stream = pool.verifyStream(minSig, source(), { signal: controller.signal });
    for (let index = 0; index < 64; index++) expect(await stream.next()).toEqual({ done: false, value: true });
    const waiting = stream.next();
    controller.abort();
    await expect(waiting).rejects.toMatchObject({ name: "AbortError" });
    const other = pool.verifyStream(minSig, source());
    await other.next();
    await other.return();
    expect((await pool.batchVerify(minSig, itemsOf(9))).valid).toBe(true);
  });

  it("may fill one buffer again and again, and what a tag was at the call it stays", async () => {
    const pool = await makePool({ workers: 1 });
    const DST = utf8("A-TAG-OF-ITS-OWN");
    const items = itemsOf(70).map((item, index) => {
      return { ...item, signature: minSig.sign(item.message, secrets[index % 4]!, { DST }) };
    });
    const buffer = new Uint8Array(48);
    function* source() {
      for (const item of items) {
        buffer.set(item.signature);
        yield { ...item, signature: buffer };
      }
    }
    const stream = pool.verifyStream(minSig, source(), { DST });
    DST.fill(0);
    expect(await verdictsOf(stream)).toEqual(items.map(() => true));
  });

  it("throw after the verdicts on all that they gave, and are not ended then", async () => {
    const pool = await makePool({ workers: 1 });
    let returned = 0;
    const given = itemsOf(70)[Symbol.iterator]();
    const source = {
      [Symbol.iterator]: () => ({
        next() {
          const read = given.next();
          if (read.done) throw new Error("broken");
          return read;
        },
        return: () => ({ done: true as const, value: void returned++ }),
      }),
    };
    const verdicts: boolean[] = [];
    const call = verdictsOf(pool.verifyStream(minSig, source), verdicts);
    await expect(call).rejects.toMatchObject({ code: "BAD_TYPE", cause: new Error("broken") });
    expect(verdicts).toEqual(itemsOf(70).map(() => true));
    expect(returned).toBe(0);
  });

  it("hide no error of the stream when they throw as they are ended", async () => {
    const pool = await makePool({ workers: 1 });
    const controller = new AbortController();
    const source = {
      [Symbol.iterator]: () => ({
        next() {
          controller.abort();
          return { done: false, value: signed[0]! };
        },
        return(): never {
          throw new Error("not so");
        },
      }),
    };
    const call = verdictsOf(pool.verifyStream(minSig, source, { signal: controller.signal }));
    await expect(call).rejects.toMatchObject({ name: "AbortError" });
  });

  it("wait for room in a pool that is full, whoever has filled it, until it is closed", async () => {
    const pool = await makePool({ workers: 1, maxPending: 1 });
    const other = pool.batchVerify(minSig, itemsOf(64));
    const call = verdictsOf(pool.verifyStream(minSig, itemsOf(200)));
    expect((await other).valid).toBe(true);
    expect(await call).toEqual(itemsOf(200).map(() => true));
    const late = verdictsOf(pool.verifyStream(minSig, itemsOf(500)));
    const closing = pool.close();
    expect(await endingLater(late)).toMatchObject({ code: "POOL_CLOSED" });
    await closing;
  });
});
