// A batch of signatures verified on all cores; the same program runs in a page.
import { minSig } from "feldspar-dkg/bls.js";
import { createPool } from "feldspar-dkg/pool.js";

const secretKey = minSig.randomSecretKey();
const publicKey = minSig.getPublicKey(secretKey);
const items = Array.from({ length: 256 }, (_, index) => {
  const message = new TextEncoder().encode(`message ${index}`);
  return { message, signature: minSig.sign(message, secretKey), publicKey };
});

const pool = await createPool();
console.log(`all valid: ${(await pool.batchVerify(minSig, items)).valid}`);
items[7] = { ...items[7], message: items[8].message };
const { invalid } = await pool.batchVerify(minSig, items);
console.log(`the wrong one found, the rest valid: ${invalid.join() === "7"}`);
await pool.close();
