// Does a chain have the precompiles that the contracts need, and do they answer rightly? A chain that lacks one answers
// a call of its address with success and no bytes, so bytes are compared; and a pairing that looks at no subgroup would
// accept forged points, so it must refuse one.
import { G1, G2 } from "../curve/index.js";
import { concatBytes, describe, equalBytes, fail, integerToBytes, reading, toHex, utf8 } from "../encoding/index.js";
import { bytesOfHex, hexOf } from "./calldata.js";
import type { Provider } from "./provider.js";

/** What came of one question: "missing" where there was no answer. */
export interface ProbeResult {
  readonly name: string;
  readonly address: string;
  readonly verdict: "good" | "missing" | "wrong";
  /** What was expected and what came, where it is not good. */
  readonly detail: string;
}

export interface ProbeReport {
  /** True where every answer is good. */
  readonly supported: boolean;
  readonly results: readonly ProbeResult[];
}

interface Question {
  readonly name: string;
  readonly address: number;
  readonly input: Uint8Array;
  /** Null: it must be refused. */
  readonly answer: Uint8Array | null;
}

const TAG = "BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_";
type Of<Group extends { BASE: unknown }> = Group["BASE"];

/** A coordinate of 48 bytes as the precompiles take it. */
const padded = (coordinate: Uint8Array) => concatBytes(new Uint8Array(16), coordinate);

/** A point of G1 as the precompiles take it: 128 bytes. */
function g1Input(point: Of<typeof G1>): Uint8Array {
  const bytes = point.toBytes(false);
  return concatBytes(padded(bytes.subarray(0, 48)), padded(bytes.subarray(48)));
}

/** One of G2: 256 bytes, c0 first. */
function g2Input(point: Of<typeof G2>): Uint8Array {
  const bytes = point.toBytes(false);
  return concatBytes(...[48, 0, 144, 96].map((start) => padded(bytes.subarray(start, start + 48))));
}

function questions(): Question[] {
  const [g1, g2] = [G1.BASE, G2.BASE];
  const hashed = G1.hashToCurve(utf8("probe"), { DST: TAG });
  const pairing = (a: Of<typeof G1>, b: Of<typeof G1>) =>
    concatBytes(g1Input(a), g2Input(g2.negate()), g1Input(b), g2Input(g2.multiplyVartime(7n)));
  const flag = (value: number) => integerToBytes(BigInt(value), 32);
  // (0, 2) is on the curve, and of order 3
  const ofOrderThree = new Uint8Array(128);
  ofOrderThree[127] = 2;
  const modulus = integerToBytes(1000003n, 48);
  const lengths = concatBytes(flag(64), flag(1), flag(48));
  return [
    {
      name: "SHA-256",
      address: 0x02,
      input: utf8("abc"),
      answer: integerToBytes(0xba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015adn, 32),
    },
    {
      name: "MODEXP",
      address: 0x05,
      input: concatBytes(lengths, integerToBytes(1n << 500n, 64), integerToBytes(1n, 1), modulus),
      answer: integerToBytes((1n << 500n) % 1000003n, 48),
    },
    { name: "G1ADD", address: 0x0b, input: concatBytes(g1Input(g1), g1Input(hashed)), answer: g1Input(g1.add(hashed)) },
    {
      name: "G2ADD",
      address: 0x0d,
      input: concatBytes(g2Input(g2), g2Input(g2.double())),
      answer: g2Input(g2.multiplyVartime(3n)),
    },
    {
      name: "PAIRING, of a signature",
      address: 0x0f,
      input: pairing(hashed.multiplyVartime(7n), hashed),
      answer: flag(1),
    },
    { name: "PAIRING, of a wrong one", address: 0x0f, input: pairing(hashed, hashed), answer: flag(0) },
    {
      name: "PAIRING, outside the subgroup",
      address: 0x0f,
      input: concatBytes(ofOrderThree, g2Input(g2)),
      answer: null,
    },
    {
      name: "MAP_FP_TO_G1",
      address: 0x10,
      input: padded(integerToBytes(5n, 48)),
      answer: g1Input(G1.mapToCurve(5n)),
    },
  ];
}

async function ask(provider: Provider, { name, address, input, answer }: Question): Promise<ProbeResult> {
  const to = hexOf(integerToBytes(BigInt(address), 20));
  const result = (verdict: ProbeResult["verdict"], detail = "") => ({ name, address: to, verdict, detail });
  const expected = answer === null ? "a refusal" : `0x${toHex(answer)}`;
  let came: Uint8Array;
  try {
    const call = { to, data: hexOf(input) };
    came = bytesOfHex(await provider.request({ method: "eth_call", params: [call, "latest"] }), name);
  } catch (error) {
    if (answer === null) return result("good");
    return result(
      "wrong",
      `expected ${expected}, got an error: ${error instanceof Error ? error.message : describe(error)}`,
    );
  }
  if (answer !== null && equalBytes(came, answer)) return result("good");
  return result(came.length === 0 ? "missing" : "wrong", `expected ${expected}, got ${hexOf(came)}`);
}

/**
 * Asks a chain for known answers of every precompile that the contracts use, by `eth_call`, and compares the bytes.
 * Never throws for what the chain answers, and takes a node that cannot be reached for wrong: see `detail`. Throws
 * BAD_TYPE for what is no provider.
 *
 * Example: `const { supported, results } = await probe(jsonRpc("http://127.0.0.1:8545"));`
 *
 * @example
 * const { supported, results } = await probe(jsonRpc(nodeUrl)); // this one has no precompiles
 * supported; //=> false
 * results[0].verdict; //=> "wrong"
 */
export async function probe(provider: Provider): Promise<ProbeReport> {
  const isProvider = reading("provider", () => typeof provider.request === "function");
  if (!isProvider) fail("BAD_TYPE", `provider: expected an object with request(), got ${describe(provider)}`);
  const results: ProbeResult[] = [];
  for (const question of questions()) results.push(await ask(provider, question));
  return { supported: results.every(({ verdict }) => verdict === "good"), results };
}
