// Before and after of the drop-ins in examples/drop-ins: calls what they replace and what they put in its place in
// turns, in one process per build, and writes the medians of the ratios into docs/drop-ins.md.
//
//   node bench/drop-ins/index.mjs [--rounds N]
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { setFlagsFromString } from "node:v8";

const FOLDER = "build/drop-ins";
const DOCUMENT = "docs/drop-ins.md";
const BEGIN = "<!-- measured:begin (written by bench/drop-ins/index.mjs, do not edit) -->";
const END = "<!-- measured:end -->";
/** Milliseconds that each side is given in a round. */
const SLICE = 100;

process.chdir(join(dirname(fileURLToPath(import.meta.url)), "../.."));
const { values } = parseArgs({ options: { rounds: { type: "string", default: "9" }, child: { type: "boolean" } } });

const bytes = (length, seed) => Uint8Array.from({ length }, (_, index) => (31 * index + seed) & 0xff);

/** Each case: what it measures, the original, and the drop-in. */
async function cases() {
  const load = (name) => import(pathToFileURL(resolve(FOLDER, name)).href);
  const { blsVerify } = await load("internet-computer.js");
  const { verifying } = await load("drand-client.js");
  const { bls } = await load("chainsafe-bls.js");
  const agent = await import("@icp-sdk/core/agent");
  const { fetchBeacon } = await import("drand-client");
  const { default: herumi } = await import("@chainsafe/bls/herumi");
  const { minSig } = await import("feldspar-dkg/bls.js");
  const { drand } = await import("feldspar-dkg/beacon.js");
  const hex = (content) => Buffer.from(content).toString("hex");

  const subnet = minSig.keygen(bytes(32, 1));
  const subnetKey = minSig.getPublicKey(subnet);
  const root = bytes(46, 2);
  const certificate = minSig.sign(root, subnet);

  const { publicKey } = drand.networks.quicknet;
  const signature = "b44679b9a59af2ec876b1a6b1ad52ea9b1615fc3982b19576350f93447cb1125e342b73a8dd2bacbe47e4b6b63ed5e39";
  const beacon = { round: 1000, signature };
  beacon.randomness = hex(drand.drandRandomness(drand.beaconFromJson(beacon)));
  const info = { public_key: hex(publicKey), schemeID: "bls-unchained-g1-rfc9380", period: 3, genesis_time: 1 };
  const client = {
    options: { disableBeaconVerification: false },
    chain: () => ({ info: async () => info }),
    get: async () => beacon,
  };

  const secrets = Array.from({ length: 64 }, (_, index) => bytes(32, index).fill(1, 0, 1));
  const message = bytes(32, 77);
  const sides = [herumi, bls].map((library) => {
    const keys = secrets.map((secret) => library.SecretKey.fromBytes(secret));
    const publicKeys = keys.map((key) => key.toPublicKey());
    const signatures = keys.map((key) => key.sign(message));
    const sets = keys.map((key, index) => {
      const own = bytes(32, 100 + index);
      return { publicKey: publicKeys[index], message: own, signature: key.sign(own).toBytes() };
    });
    return {
      sign: () => keys[0].sign(message).toBytes().length === 96,
      verify: () => library.verify(publicKeys[0], message, signatures[0].toBytes()),
      aggregate: () => library.Signature.aggregate(signatures).toBytes().length === 96,
      verifyAggregate: () => library.verifyAggregate(publicKeys, message, library.Signature.aggregate(signatures)),
      verifyMultipleSignatures: () => library.verifyMultipleSignatures(sets),
    };
  });
  const both = (name) => sides.map((side) => side[name]);

  return [
    [
      "Internet Computer",
      "`blsVerify`",
      () => agent.blsVerify(subnetKey, certificate, root),
      () => blsVerify(subnetKey, certificate, root),
    ],
    [
      "drand-client",
      "`fetchBeacon` (quicknet, served from memory)",
      () => fetchBeacon(client, 1000),
      () => fetchBeacon(verifying(client), 1000),
    ],
    ["@chainsafe/bls (herumi)", "`sign`", ...both("sign")],
    ["@chainsafe/bls (herumi)", "`verify`, signature as bytes", ...both("verify")],
    ["@chainsafe/bls (herumi)", "`Signature.aggregate` of 64", ...both("aggregate")],
    ["@chainsafe/bls (herumi)", "aggregate 64, `verifyAggregate`", ...both("verifyAggregate")],
    [
      "@chainsafe/bls (herumi)",
      "`verifyMultipleSignatures` of 64, signatures as bytes",
      ...both("verifyMultipleSignatures"),
    ],
  ];
}

/**
 * CPU time of one call in milliseconds, the mean over a slice of time: on a busy machine the clock on the wall says
 * more about the others, and the fastest call would favour whoever has more calls in a slice.
 */
async function cost(work) {
  const started = process.cpuUsage();
  const end = performance.now() + SLICE;
  let calls = 0;
  do {
    const answer = await work();
    if (answer === false || answer === undefined) throw new Error("a verification failed");
    calls++;
  } while (performance.now() < end);
  const { user, system } = process.cpuUsage(started);
  return (user + system) / 1000 / calls;
}

async function measure() {
  if (process.versions.node.startsWith("20.")) setFlagsFromString("--experimental-wasm-relaxed-simd");
  const results = [];
  for (const [library, title, before, after] of await cases()) {
    await cost(before);
    await cost(after);
    const rounds = [];
    for (let round = 0; round < Number(values.rounds); round++) rounds.push([await cost(before), await cost(after)]);
    const ratios = rounds.map(([old, now]) => old / now).sort((a, b) => a - b);
    const least = (side) => Math.min(...rounds.map((pair) => pair[side]));
    results.push({ library, title, ratio: ratios[ratios.length >> 1], before: least(0), after: least(1) });
  }
  return results;
}

function table(relaxed, portable) {
  const time = (milliseconds) =>
    milliseconds < 1 ? `${(milliseconds * 1000).toFixed(0)} µs` : `${milliseconds.toFixed(2)} ms`;
  const times = (ratio) => `${ratio >= 10 ? ratio.toFixed(0) : ratio.toFixed(1)}×`;
  const rows = relaxed.map(({ library, title, before, after, ratio }, index) => {
    return `| ${library} | ${title} | ${time(before)} | ${time(after)} | ${times(ratio)} / ${times(portable[index].ratio)} |`;
  });
  return [
    `One thread, Node ${process.versions.node} on ${cpus()[0]?.model.trim()}. The last column is what counts: how many times as long the original takes, the median of`,
    `${values.rounds} rounds in which both took turns, with the relaxed / the portable build. Times are CPU times of one call, the least of the rounds.`,
    "",
    "| in place of | call | before | after | ratio |",
    "|---|---|---:|---:|---:|",
    ...rows,
  ].join("\n");
}

if (values.child) {
  console.log(JSON.stringify(await measure()));
} else {
  rmSync(FOLDER, { recursive: true, force: true });
  cpSync("examples/drop-ins", FOLDER, { recursive: true });
  mkdirSync(`${FOLDER}/node_modules`);
  symlinkSync(resolve("."), `${FOLDER}/node_modules/feldspar-dkg`, "dir");
  const [relaxed, portable] = ["relaxed", "portable"].map((kernel) => {
    const { status, stdout } = spawnSync(
      process.execPath,
      [fileURLToPath(import.meta.url), "--child", "--rounds", values.rounds],
      {
        env: { ...process.env, FELDSPAR_KERNEL: kernel },
        stdio: ["ignore", "pipe", "inherit"],
        encoding: "utf8",
      },
    );
    if (status !== 0) process.exit(status ?? 1);
    return JSON.parse(stdout);
  });
  const text = table(relaxed, portable);
  const document = readFileSync(DOCUMENT, "utf8");
  const [head, rest] = document.split(BEGIN);
  const [, tail] = rest.split(END);
  writeFileSync(DOCUMENT, `${head}${BEGIN}\n${text}\n${END}${tail}`);
  console.log(text);
}
