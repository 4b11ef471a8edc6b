// Answers that others published, and what every use of the library comes down to. Each entry throws when it is wrong;
// the modules are those of the package as packed.

const QUICKNET_1000 =
  "b44679b9a59af2ec876b1a6b1ad52ea9b1615fc3982b19576350f93447cb1125e342b73a8dd2bacbe47e4b6b63ed5e39";
/** RFC 9380, J.9.1 and J.10.1: "abc" hashed to the two groups; x and y of G1, x of G2 with its parts in our order. */
const ABC_IN_G1 =
  "03567bc5ef9c690c2ab2ecdf6a96ef1c139cc0b2f284dca0a9a7943388a49a3aee664ba5379a7655d3c68900be2f69030b9c15f3fe6e5cf4211f346271d7b01c8f3b28be689c8429c85b67af215533311f0b8dfaaa154fa6b88176c229f2885d";
const ABC_IN_G2 =
  "139cddbccdc5e91b9623efd38c49f81a6f83f175e80b06fc374de9eb4b41dfe4ca3a230ed250fbe3a2acf73a41177fd802c2d18e033b960562aae3cab37a27ce00d80ccd5ba4b7fe0e7a210245129dbec7780ccc7954725f4168aff2787776e6";
/** Of Ethereum's tests (sign_case_142f678a8d05fcd1). */
const ETHEREUM = {
  secretKey: "47b8192d77bf871b62e87859d653922725724a5c031afeabc60bcef5ff665138",
  message: "56".repeat(32),
  signature:
    "af1390c3c47acdb37131a51216da683c509fce0e954328a59f93aebda7e4ff974ba208d9a4a2a2389f892a9d418d618418dd7f7a6bc7aa0da999a9d3a5b815bc085e14fd001f6a1948768a3f4afefc8b8240dda329f984cb345c6363272ba4fe",
};
/** Of ERC-2333. */
const EIP2333 = {
  seed: "3141592653589793238462643383279502884197169399375105820974944592",
  masterKey: 29757020647961307431480504535336562678282505419141012933316116377660817309383n,
};

const bytes = (hex) => Uint8Array.from(hex.match(/../g), (pair) => Number.parseInt(pair, 16));
const hex = (list) => Array.from(list, (byte) => byte.toString(16).padStart(2, "0")).join("");
const message = new TextEncoder().encode("an engine");

function equal(actual, expected) {
  if (actual !== expected) throw new Error(`expected ${expected}, got ${actual}`);
}

/** Throws unless `work` throws an error of the library with this code. */
function refuses(code, work) {
  try {
    work();
  } catch (error) {
    equal(`${error.name} ${error.code}`, `FeldsparError ${code}`);
    return;
  }
  throw new Error(`expected ${code}, but nothing was thrown`);
}

function signsAndVerifies(scheme) {
  const secretKey = scheme.randomSecretKey();
  const publicKey = scheme.getPublicKey(secretKey);
  const signature = scheme.sign(message, secretKey);
  equal(scheme.verify(signature, message, publicKey), true);
  equal(scheme.verify(signature, message.slice(1), publicKey), false);
  const items = [1, 2, 3].map((number) => {
    const text = Uint8Array.of(number);
    return { message: text, publicKey, signature: scheme.sign(text, secretKey) };
  });
  equal(scheme.batchVerify(items).valid, true);
  items[1] = { ...items[1], message };
  equal(scheme.batchVerify(items).invalid.join(), "1");
}

export const KNOWN_ANSWERS = {
  "RFC 9380, G1": ({ curve }) => {
    const DST = "QUUX-V01-CS02-with-BLS12381G1_XMD:SHA-256_SSWU_RO_";
    equal(hex(curve.G1.hashToCurve(new TextEncoder().encode("abc"), { DST }).toBytes(false)), ABC_IN_G1);
  },
  "RFC 9380, G2": ({ curve }) => {
    const DST = "QUUX-V01-CS02-with-BLS12381G2_XMD:SHA-256_SSWU_RO_";
    const point = curve.G2.hashToCurve(new TextEncoder().encode("abc"), { DST });
    equal(hex(point.toBytes(false)).slice(0, 192), ABC_IN_G2);
  },
  "ERC-2333, a master key": ({ bls }) =>
    equal(BigInt(`0x${hex(bls.minPk.keygen(bytes(EIP2333.seed)))}`), EIP2333.masterKey),
  "Ethereum, a signature": ({ bls }) => {
    const [secretKey, text] = [bytes(ETHEREUM.secretKey), bytes(ETHEREUM.message)];
    equal(hex(bls.minPkPop.sign(text, secretKey)), ETHEREUM.signature);
    equal(bls.minPkPop.verify(bytes(ETHEREUM.signature), text, bls.minPkPop.getPublicKey(secretKey)), true);
  },
  "drand, quicknet round 1000": ({ beacon: { drand } }) => {
    const beacon = drand.beaconFromJson({ round: 1000, signature: QUICKNET_1000 });
    equal(drand.verify(drand.networks.quicknet, beacon), true);
    equal(drand.verify(drand.networks.quicknet, { ...beacon, round: 1001 }), false);
  },
  "sign and verify, signatures in G1": ({ bls }) => signsAndVerifies(bls.minSig),
  "sign and verify, signatures in G2": ({ bls }) => signsAndVerifies(bls.minPk),
  "threshold signatures, three of five": ({ bls: { minSig }, threshold }) => {
    const secretKey = minSig.randomSecretKey();
    const shares = threshold.split(secretKey, { threshold: 3, ids: [1, 2, 3, 4, 5] });
    const partials = shares.slice(1, 4).map(({ id, value }) => ({ id, signature: minSig.sign(message, value) }));
    equal(hex(threshold.recoverSignature(minSig, partials)), hex(minSig.sign(message, secretKey)));
    equal(hex(threshold.recoverSecret(shares.slice(2))), hex(secretKey));
  },
  "a view change, its chain and its beacon": async ({ viewChange }) => {
    const candidates = Array.from({ length: 6 }, (_, index) => ({ name: `miner ${index + 1}`, stake: 100 - index }));
    const options = { candidates, miners: 5, threshold: 3, quorum: 4, rounds: 2, faults: "bad-share:1>3" };
    const result = await viewChange.runViewChange(options);
    equal(result.activated, true);
    equal(viewChange.verifyMagicBlockChain(result.magicBlocks, { genesis: result.genesis }).valid, true);
  },
  "malformed input throws with a code": ({ curve, bls }) => {
    refuses("BAD_LENGTH", () => curve.G1.fromBytes(new Uint8Array(47)));
    refuses("BAD_TYPE", () => bls.minSig.sign("text", new Uint8Array(32).fill(1)));
  },
};

/** Where there are threads: a batch on one of them. */
export async function answersOfPool({ bls: { minSig } }, createPool) {
  const pool = await createPool({ workers: 1 });
  try {
    const secretKey = minSig.keygen(new Uint8Array(32).fill(7));
    const publicKey = minSig.getPublicKey(secretKey);
    const items = Array.from({ length: 40 }, (_, index) => {
      const text = Uint8Array.of(index);
      return { message: text, publicKey, signature: minSig.sign(text, secretKey) };
    });
    equal((await pool.batchVerify(minSig, items)).valid, true);
    items[7] = { ...items[7], message };
    equal((await pool.batchVerify(minSig, items)).invalid.join(), "7");
  } finally {
    await pool.close();
  }
}
