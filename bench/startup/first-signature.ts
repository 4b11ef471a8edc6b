// What a fresh process waits for: import, instantiate, verify one signature from bytes. One library per process, named
// by the first argument; the signature comes from bench/startup/start-up.mjs. Prints milliseconds.
import { allowRelaxedSimd } from "../measure/environment.js";

allowRelaxedSimd();

const DST = "BLS_SIG_BLS12381G2_XMD:SHA-256_SSWU_RO_POP_";
const [library, ...hex] = process.argv.slice(2);
const [publicKey, message, signature] = hex.map((text) => Uint8Array.from(Buffer.from(text, "hex"))) as [
  Uint8Array,
  Uint8Array,
  Uint8Array,
];

async function verifyWith(entry: string): Promise<boolean> {
  const { minPk }: typeof import("../../src/bls/index.js") = await import(new URL(entry, import.meta.url).href);
  return minPk.verify(signature, message, publicKey, { DST });
}

const verifiers: Record<string, () => Promise<boolean>> = {
  // the package as Node loads it: the files of the "node" condition, and those of its dependencies
  feldspar: () => verifyWith("../../../../dist/node/src/entry/bls.js"),
  // as an application's bundler ships it: one file, made by bench/startup/start-up.mjs
  "feldspar, one file": () => verifyWith("../../../startup/bls.js"),
  "@noble/curves": async () => {
    const { bls12_381 } = await import("@noble/curves/bls12-381.js");
    const { hash, verify } = bls12_381.longSignatures;
    return verify(signature, hash(message, DST), publicKey);
  },
  "mcl-wasm": async () => {
    const { default: mcl } = await import("mcl-wasm");
    await mcl.init(mcl.BLS12_381);
    mcl.setETHserialization(true);
    mcl.setMapToMode(5);
    const [key, point] = [new mcl.G1(), new mcl.G2()];
    key.deserialize(publicKey);
    point.deserialize(signature);
    const base = new mcl.G1();
    base.deserialize(
      Uint8Array.from(
        Buffer.from(
          "97f1d3a73197d7942695638c4fa9ac0fc3688c4f9774b905a14e3a3f171bac586c55e83ff97a1aeffb3af00adb22c6bb",
          "hex",
        ),
      ),
    );
    const left = mcl.millerLoop(key, mcl.hashAndMapToG2(message));
    const right = mcl.millerLoop(mcl.neg(base), point);
    return mcl.finalExp(mcl.mul(left, right)).isOne();
  },
};

const begun = performance.now();
if (!(await verifiers[library as string]!())) throw new Error(`${library}: refused a good signature`);
console.log(performance.now() - begun);
