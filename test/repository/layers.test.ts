// The layers of ARCHITECTURE.md, enforced by reading every import. An arrow of the architecture is an entry of the
// tables below: a folder may import what its entry lists, itself, and nothing else.
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, posix, sep } from "node:path";
import { describe, expect, it } from "vitest";

interface Import {
  from: string;
  /** Resolved path below the repository for relative imports, the specifier itself otherwise. */
  to: string;
  /** Erased by the compiler. */
  typeOnly: boolean;
}

const STATEMENT = /^\s*(?:import|export)\s+(type\s+)?(?:[\w*\s{},$]+\s+from\s+)?"([^"]+)";?/gm;
const DYNAMIC = /\bimport\(\s*"([^"]+)"\s*\)/g;

function sources(root: string): string[] {
  return readdirSync(root, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts") && !name.endsWith(".d.ts"))
    .map((name) => join(root, name).split(sep).join("/"))
    .sort();
}

function importsOf(file: string): Import[] {
  const text = readFileSync(file, "utf8").replace(/^\s*\/\/.*$/gm, "");
  const found = [
    ...[...text.matchAll(STATEMENT)].map(([, type, to]) => ({ to: to!, typeOnly: type !== undefined })),
    ...[...text.matchAll(DYNAMIC)].map(([, to]) => ({ to: to!, typeOnly: false })),
  ];
  // modules of WebAssembly lie beside the built files, not the sources
  const scripts = found.filter(({ to }) => !to.endsWith(".wasm"));
  return scripts.map(({ to, typeOnly }) => {
    if (!to.startsWith(".")) return { from: file, to, typeOnly };
    const path = posix.join(dirname(file), to).replace(/\.js$/, ".ts");
    return { from: file, to: path.endsWith(".ts") ? path : `${path}.ts`, typeOnly };
  });
}

const files = ["assembly", "bindings", "src", "web"].flatMap(sources);
const imports = files.flatMap(importsOf);
const relative = imports.filter(({ to }) => /^(assembly|bindings|src|web)\//.test(to));
const external = imports.filter(({ to }) => !/^(assembly|bindings|src|web)\//.test(to));

const MATHEMATICS = ["bindings", "src/encoding", "src/curve", "src/bls", "src/threshold", "src/dkg"];
const PROTOCOL = [
  ...MATHEMATICS,
  ...["src/sealing", "src/magic-block", "src/beacon", "src/view-change"],
  ...["src/view-change/contract", "src/view-change/miner", "src/view-change/sharder.ts"],
];
/** The contracts for EVM chains, and what is sent to them. */
const EVM = ["bindings", "src/encoding", "src/curve", "src/magic-block", "src/beacon"];
const ADAPTERS = ["src/ledger", "src/transport", "src/store"];
const BASE = ["constants.ts", "constants.gen.ts", "kept.ts", "memory.ts", "status.ts", "kernel"].map(
  (name) => `assembly/${name}`,
);

/** What each folder or file, with those below it that have no entry of their own, may import besides itself. */
const ALLOWED: Record<string, string[]> = {
  bindings: [],
  "src/encoding": ["bindings"],
  "src/curve": ["bindings"],
  "src/bls": ["bindings", "src/curve"],
  "src/threshold": ["bindings", "src/curve", "src/bls"],
  "src/dkg": ["bindings", "src/encoding", "src/curve", "src/bls", "src/threshold"],
  "src/sealing": ["bindings", "src/encoding"],
  "src/magic-block": ["src/encoding", "src/bls", "src/threshold"],
  "src/beacon": MATHEMATICS,
  // ciphertexts that wait for a round of drand
  "src/timelock": ["bindings", "src/encoding", "src/curve", "src/bls", "src/beacon"],
  "src/view-change": [...MATHEMATICS, "src/sealing", "src/magic-block", "src/beacon"],
  "src/view-change/contract": [...MATHEMATICS, "src/magic-block", "src/beacon", "src/view-change"],
  "src/view-change/miner": [
    ...MATHEMATICS,
    "src/sealing",
    "src/magic-block",
    "src/view-change",
    "src/view-change/contract",
  ],
  // reads the contract's state, as a miner does; evidence is judged by what a session says, without it
  "src/view-change/sharder.ts": ["src/encoding", "src/magic-block", "src/view-change", "src/view-change/contract"],
  "src/node": PROTOCOL,
  // keys of groups and what is done with them
  "src/signing": [...MATHEMATICS, "src/magic-block"],
  "src/decryption": [...MATHEMATICS, "src/magic-block", "src/signing"],
  // the contract without a chain
  "src/ceremony": [...PROTOCOL, "src/node", "src/signing"],
  // a room is served with the bounds of every server, and heard with those of every client
  "src/ceremony/http-wire.ts": ["bindings", "src/encoding", "src/node", "src/http/client", "src/ceremony"],
  "src/ceremony/http-room.ts": ["bindings", "src/encoding", "src/node", "src/http", "src/ceremony"],
  // what answers, and what asks
  "src/http": [...PROTOCOL, "src/node", "src/http/client"],
  "src/http/client": ["bindings", "src/encoding"],
  // adapters import the ports, never the other way
  "src/ledger": [...PROTOCOL, "src/node", "src/http/client", "src/evm"],
  "src/transport": ["bindings", "src/encoding", "src/node", "src/http/client"],
  "src/store": ["src/encoding", "src/node"],
  // identities and state at rest; on Node alone
  "src/keystore": [
    "bindings",
    "src/encoding",
    "src/bls",
    "src/magic-block",
    "src/view-change",
    "src/node",
    "src/signing",
  ],
  "src/simulation": [...PROTOCOL, "src/node", ...ADAPTERS],
  // a node with its adapters and its server
  "src/processes": [...PROTOCOL, "src/node", "src/http", "src/http/client", "src/pool", ...ADAPTERS],
  "src/pool": MATHEMATICS,
  "src/evm": EVM,
  "src/entry": [
    ...[...PROTOCOL, "src/node", ...ADAPTERS, "src/simulation", "src/evm"],
    ...["src/http/client", "src/keystore", "src/documents", "src/ceremony", "src/signing", "src/decryption"],
    ...["src/ceremony/http-room.ts", "src/ceremony/http-wire.ts", "src/timelock"],
  ],
  // a light client: blocks, signatures under their keys, and beacons; no part of making them
  "src/documents": ["src/encoding", "src/beacon", "src/magic-block"],
  "src/cli": ["bindings", "src/encoding", "src/beacon", "src/entry", "src/documents"],
  // the daemons, and who speaks with them: whole processes
  "src/cli/network": [
    ...PROTOCOL,
    ...["src/node", "src/http", "src/http/client", ...ADAPTERS, "src/keystore", "src/processes"],
    ...["src/documents", "src/cli", "src/evm"],
  ],
  "src/cli/main.ts": ["bindings", "src/cli", "src/cli/network", "src/cli/program.ts"],
  "src/cli/program.ts": ["bindings", "src/cli", "src/cli/network", "src/cli/ceremony"],
  // what people type; a file store, and the files and passphrases of operators
  "src/cli/ceremony": ["bindings", "src/encoding", "src/entry", "src/cli", "src/cli/network"],
  // the page: public modules only, see below
  web: [...MATHEMATICS, "src/beacon", "src/entry", "src/documents"],

  "assembly/unpack": [],
  "assembly/status.ts": [],
  "assembly/constants.gen.ts": [],
  "assembly/kernel": ["assembly/constants.gen.ts"],
  "assembly/hash/digest-constants.ts": [],
  "assembly/kept.ts": ["assembly/constants.gen.ts", "assembly/kernel", "assembly/hash/digest-constants.ts"],
  "assembly/scratch.ts": ["assembly/kept.ts"],
  "assembly/memory.ts": ["assembly/scratch.ts"],
  "assembly/constants.ts": ["assembly/constants.gen.ts", "assembly/kernel"],
  "assembly/field": BASE,
  "assembly/curve": [...BASE, "assembly/field"],
  "assembly/pairing": [...BASE, "assembly/field", "assembly/curve"],
  "assembly/hash": [...BASE, "assembly/field", "assembly/curve", "assembly/hash/digest-constants.ts"],
  "assembly/sharing": [...BASE, "assembly/field", "assembly/curve"],
  "assembly/exports": [...BASE, ...["field", "curve", "pairing", "hash", "sharing"].map((name) => `assembly/${name}`)],
  "assembly/index.gen.ts": ["assembly/exports", "assembly/scratch.ts"],
};

/** The entry that a file falls under: the one with the longest name. */
function moduleOf(path: string): string {
  const names = Object.keys(ALLOWED).filter((name) => path === name || path.startsWith(`${name}/`));
  return names.sort((a, b) => b.length - a.length)[0] ?? path;
}

/** Packages from npm that each module may import. */
const PACKAGES: Record<string, RegExp> = {
  bindings: /^(@assemblyscript\/loader|#compiled|#loader|@noble\/hashes\/sha[23][.]js)$/,
  "src/sealing": /^(@noble\/hashes|@hpke\/(core|chacha20poly1305))(\/|$)/,
  "src/timelock": /^@noble\/(hashes|ciphers)(\/|$)/,
  "src/http": /^(hono|@hono\/node-server)(\/|$)/,
  "src/store": /^classic-level$/,
  "src/cli": /^(@noble\/hashes|commander)(\/|$)/,
  "src/cli/main.ts": /^commander$/,
  "src/cli/program.ts": /^commander$/,
  "src/cli/network": /^(@noble\/hashes|commander|pino|prom-client|viem)(\/|$)/,
  web: /^(vite|@noble\/curves|mcl-wasm|virtual:glossary)(\/|$)/,
};
const HASHES = /^@noble\/hashes\//;

/** Where node: modules may be used; everything else runs in browsers too. */
const NODE_ONLY = new RegExp(
  [
    "^src/(cli|keystore|pool/node|processes/contract)/",
    "^src/http/(listen|dashboard-files|connections)[.]ts$",
    "^src/ceremony/(folder|http-room)[.]ts$",
    "^web/(vite[.]config|reference/link)[.]ts$",
  ].join("|"),
);

function unlisted(list: Import[], allowed: (entry: Import) => boolean): string[] {
  return list.filter((entry) => !allowed(entry)).map(({ from, to }) => `${from} -> ${to}`);
}

describe("layers", () => {
  it("finds the sources and their imports", () => {
    expect(files.length).toBeGreaterThan(80);
    expect(relative.length).toBeGreaterThan(200);
    expect(relative.filter(({ to }) => !files.includes(to)).map(({ from, to }) => `${from} -> ${to}`)).toEqual([]);
  });

  it("has an entry for every module", () => {
    expect([...new Set(files.map(moduleOf))].filter((name) => ALLOWED[name] === undefined)).toEqual([]);
  });

  it("imports only downwards", () => {
    const allowed = ({ from, to }: Import) => {
      const [module, target] = [moduleOf(from), moduleOf(to)];
      return module === target || (ALLOWED[module] ?? []).includes(target);
    };
    expect(unlisted(relative, allowed)).toEqual([]);
  });

  it("has tables without a cycle", () => {
    // once each: there are half a million paths
    const seen = new Set<string>();
    const visit = (name: string, path: string[]): void => {
      expect(path).not.toContain(name);
      if (seen.has(name)) return;
      for (const next of ALLOWED[name] ?? []) visit(next, [...path, name]);
      seen.add(name);
    };
    for (const name of Object.keys(ALLOWED)) visit(name, []);
  });

  it("keeps assembly/ free of everything outside", () => {
    const own = imports.filter(({ from }) => from.startsWith("assembly/"));
    expect(unlisted(own, ({ to }) => to.startsWith("assembly/"))).toEqual([]);
    const entry = readFileSync("assembly/index.gen.ts", "utf8")
      .replace(/^\s*\/\/.*$/gm, "")
      .trim()
      .split(/\n+/);
    expect(entry[0]).toBe('import "./scratch";');
    expect(entry.slice(1).filter((line) => !/^export \* from "\.\/exports\/[\w-]+\.gen";$/.test(line))).toEqual([]);
  });

  it("enters the kernel by its doors: pairs, the scalar field, the counters", () => {
    const doors = /^assembly\/kernel\/(index|scalar-field(-constants)?\.gen|count)\.ts$/;
    // what is kept has to be met before everything else, and so without the rest of the kernel
    const kept = ({ from, to }: Import) => from === "assembly/kept.ts" && to.endsWith("-constants.gen.ts");
    const entering = relative.filter(({ to }) => to.startsWith("assembly/kernel/"));
    expect(
      unlisted(entering, (entry) => entry.from.startsWith("assembly/kernel/") || doors.test(entry.to) || kept(entry)),
    ).toEqual([]);
  });

  it("has packages only where they belong", () => {
    const packages = external.filter(({ to, typeOnly }) => !to.startsWith("node:") && !typeOnly);
    expect(unlisted(packages, ({ from, to }) => (PACKAGES[moduleOf(from)] ?? HASHES).test(to))).toEqual([]);
  });

  it("uses node: modules only where there is no browser", () => {
    const builtIn = external.filter(({ to }) => to.startsWith("node:"));
    expect(unlisted(builtIn, ({ from }) => NODE_ONLY.test(from))).toEqual([]);
  });

  it("gives the page public modules only", () => {
    const inward = relative.filter(({ from, to }) => from.startsWith("web/") && !to.startsWith("web/"));
    expect(inward.length).toBeGreaterThan(10);
    expect(unlisted(inward, ({ to }) => /^src\/(entry\/[\w/-]+|[\w-]+\/index)\.ts$/.test(to))).toEqual([]);
  });

  it("opens folders to the command line by their doors", () => {
    const inward = relative.filter(
      ({ from, to }) => /^src\/cli\/(?!network\/)/.test(from) && !to.startsWith("src/cli/"),
    );
    expect(inward.length).toBeGreaterThan(5);
    const doors = /^(src\/(entry\/[\w/-]+|[\w-]+\/index)|bindings\/version)\.ts$/;
    expect(unlisted(inward, ({ to }) => doors.test(to))).toEqual([]);
  });

  it("lets the second implementation of the wire formats know nothing of the first", () => {
    const independent = ["encoding", "mathematics", "state"].map((name) => `independent-${name}`);
    for (const name of ["second-implementation.test", "vectors", ...independent]) {
      const code = readFileSync(`test/repository/docs/${name}.ts`, "utf8");
      const targets = [...code.matchAll(/\b(?:from|import|import\()\s*"([^"]+)"/g)].map((match) => match[1]!);
      expect(targets.length).toBeGreaterThan(0);
      // the words of BIP-39 are nobody's
      const own =
        /^(node:(crypto|fs)|vitest|@scure\/bip39\/wordlists\/english|\.\/(independent-(encoding|mathematics|state)|vectors)\.js)$/;
      expect(targets.filter((target) => !own.test(target))).toEqual([]);
    }
  });

  it("lets the judge of resharings and repairs know nothing at all", () => {
    const code = readFileSync("test/library/dkg/independent-sharing.ts", "utf8").replace(/^\s*\/\/.*$/gm, "");
    expect([...code.matchAll(/\b(?:from|import|require)\b\s*\(?\s*["'`]/g)]).toEqual([]);
    expect(code).toContain("export function judgeResharing");
  });

  it("keeps the fuzzer's transparent group out of the sources", () => {
    const all = [...files, "bench", "examples", "scripts"].flatMap((name) =>
      name.endsWith(".ts") ? name : sources(name),
    );
    expect(unlisted(all.flatMap(importsOf), ({ to }) => !/(^|\/)test\/fuzz\//.test(to))).toEqual([]);
  });

  it("touches WebAssembly only in bindings/", () => {
    const touching = files
      .filter((file) => file.startsWith("src/"))
      .filter((file) => {
        const code = readFileSync(file, "utf8").replace(/^\s*(\/\/|\*|\/\*).*$/gm, "");
        return /\bWebAssembly\.(Instance|instantiate|compile|Memory|validate)|new WebAssembly\./.test(code);
      });
    expect(touching).toEqual([]);
  });

  it("has no cycle among the files", () => {
    const edges = new Map<string, string[]>();
    for (const { from, to, typeOnly } of relative) {
      if (!typeOnly) edges.set(from, [...(edges.get(from) ?? []), to]);
    }
    const state = new Map<string, "open" | "done">();
    const cycles: string[] = [];
    const visit = (file: string, path: string[]): void => {
      if (state.get(file) === "done") return;
      if (state.get(file) === "open") {
        cycles.push([...path.slice(path.indexOf(file)), file].join(" -> "));
        return;
      }
      state.set(file, "open");
      for (const next of edges.get(file) ?? []) visit(next, [...path, file]);
      state.set(file, "done");
    };
    for (const file of files) visit(file, []);
    expect(cycles).toEqual([]);
  });
});
