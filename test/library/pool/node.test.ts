// The pool of the built package in Node: as a program uses it, and with a thread that is killed in the middle of its
// work.
import { spawnSync } from "node:child_process";
import { Worker } from "node:worker_threads";
import { expect, it } from "vitest";
import { minSig } from "../../../src/bls/index.js";
import type { OpenChannel } from "../../../src/pool/channel.js";
import { createPool as createWebPool } from "../../../src/pool/web/index.js";
import { scalarBytes, utf8 } from "../../support/bytes.js";
import { codeOf, makePool } from "./support.js";

function program(code: string): { status: number | null; stdout: string; stderr: string } {
  const start = 'import { createPool } from "feldspar-dkg/pool.js"; import { minSig } from "feldspar-dkg/bls.js";';
  return spawnSync(process.execPath, ["--input-type=module", "-e", `${start}\n${code}`], {
    encoding: "utf8",
    timeout: 60_000,
    // the flag that this process set for itself is not there
    env: { ...process.env, FELDSPAR_KERNEL: "" },
  });
}

it("an idle pool does not keep the process alive", () => {
  const { status, stdout, stderr } = program(`
    const pool = await createPool({ workers: 2 });
    console.log(await pool.batchVerify(minSig, []));
  `);
  expect([stdout, stderr, status]).toEqual(["{ valid: true, invalid: [] }\n", "", 0]);
});

it("where there are no Web Workers, the pool of browsers says so", async () => {
  expect(typeof globalThis.Worker).toBe("undefined");
  expect(await codeOf(createWebPool({ workers: 1 }))).toBe("POOL_UNAVAILABLE");
});

it("work under way does", () => {
  const { status, stdout, stderr } = program(`
    const pool = await createPool({ workers: 1 });
    const secretKey = minSig.randomSecretKey();
    const message = new Uint8Array(3);
    const item = { message, signature: minSig.sign(message, secretKey), publicKey: minSig.getPublicKey(secretKey) };
    pool.batchVerify(minSig, Array(20).fill(item)).then((result) => console.log(result));
    pool.batchVerify(minSig, [item]).then((result) => console.log(result));
  `);
  expect([stdout, stderr, status]).toEqual(["{ valid: true, invalid: [] }\n".repeat(2), "", 0]);
});

const secret = scalarBytes(5n);
const publicKey = minSig.getPublicKey(secret);
const items = Array.from({ length: 60 }, (_, index) => {
  const message = utf8(`killed ${index}`);
  return { message, signature: minSig.sign(message, secret), publicKey };
});

/** Threads that are killed from outside a moment after each of the first `kills` requests. */
function killedWorkers(kills: number): OpenChannel {
  let requests = 0;
  return ({ message, death }) => {
    const worker = new Worker(new URL("../../../dist/src/pool/node/worker.js", import.meta.url));
    worker.on("message", message);
    worker.on("exit", () => death("killed"));
    return {
      post(data, transfer) {
        worker.postMessage(data, transfer);
        if ((data as { type: string }).type === "request" && requests++ < kills)
          setTimeout(() => worker.terminate(), 4);
      },
      hold() {},
      terminate() {
        worker.removeAllListeners();
        void worker.terminate();
      },
    };
  };
}

it("a thread killed in the middle of its work is replaced, and the work done once more", async () => {
  const pool = await makePool({ workers: 1 }, killedWorkers(1));
  expect(await pool.batchVerify(minSig, items)).toEqual({ valid: true, invalid: [] });
});

it("a thread killed twice at the same work: a typed error, and the pool goes on", async () => {
  const pool = await makePool({ workers: 1 }, killedWorkers(2));
  expect(await codeOf(pool.batchVerify(minSig, items))).toBe("WORKER_DIED");
  expect(await pool.batchVerify(minSig, items)).toEqual({ valid: true, invalid: [] });
});
