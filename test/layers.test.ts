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

/**
 * The in-process driver lies beside the protocol it plays, and above the adapters it plays with; the entry exports
 * both.
 */
const SIMULATION = "src/view-change/simulation";
const VIEW_CHANGE_ENTRY = "src/view-change/index.ts";

/** The module a file belongs to: a folder of src or assembly, or the file itself where it lies directly below. */
function moduleOf(path: string): string {
  if (path === VIEW_CHANGE_ENTRY) return path;
  if (path.startsWith(`${SIMULATION}/`)) return SIMULATION;
  const [root, ...rest] = path.split("/");
  if (root === "bindings" || root === "web") return root;
  return rest.length > 1 ? `${root}/${rest[0]}` : path;
}

const files = ["assembly", "bindings", "src", "web"].flatMap(sources);
const imports = files.flatMap(importsOf);
const relative = imports.filter(({ to }) => /^(assembly|bindings|src|web)\//.test(to));
const external = imports.filter(({ to }) => !/^(assembly|bindings|src|web)\//.test(to));

const CORE = ["bindings", "src/encoding", "src/curve", "src/bls", "src/threshold", "src/dkg"];
const PROTOCOL = [...CORE, "src/beacon", "src/view-change"];
const ADAPTERS = ["src/ledger", "src/transport", "src/store"];

/** What each module may import besides itself. */
const ALLOWED: Record<string, string[]> = {
  bindings: [],
  "src/encoding": ["bindings"],
  "src/curve": ["bindings"],
  "src/bls": ["bindings", "src/curve"],
  "src/threshold": ["bindings", "src/curve", "src/bls"],
  "src/dkg": ["bindings", "src/encoding", "src/curve", "src/bls", "src/threshold"],
  "src/beacon": CORE,
  "src/view-change": [...CORE, "src/beacon"],
  // adapters import the protocol, never the other way
  "src/ledger": PROTOCOL,
  "src/transport": PROTOCOL,
  "src/store": PROTOCOL,
  [SIMULATION]: [...PROTOCOL, ...ADAPTERS],
  [VIEW_CHANGE_ENTRY]: ["src/view-change", SIMULATION],
  "src/pool": CORE,
  "src/node": [...PROTOCOL, VIEW_CHANGE_ENTRY, ...ADAPTERS, "src/pool"],
  "src/documents": ["src/encoding", "src/beacon", VIEW_CHANGE_ENTRY],
  "src/cli": [...PROTOCOL, VIEW_CHANGE_ENTRY, ...ADAPTERS, "src/documents", "src/pool", "src/node", "src/index.ts"],
  "src/index.ts": ["bindings", ...PROTOCOL, VIEW_CHANGE_ENTRY],
  // the page: public modules only, see below
  web: [...PROTOCOL, VIEW_CHANGE_ENTRY, "src/documents", "src/index.ts"],

  "assembly/unpack": [],
  "assembly/status.ts": [],
  "assembly/memory.ts": [],
  "assembly/constants.gen.ts": [],
  "assembly/kernel": ["assembly/constants.gen.ts", "assembly/memory.ts"],
  "assembly/constants.ts": ["assembly/constants.gen.ts", "assembly/kernel", "assembly/memory.ts"],
};
const BASE = ["constants.ts", "constants.gen.ts", "memory.ts", "status.ts", "kernel"].map((name) => `assembly/${name}`);
ALLOWED["assembly/field"] = BASE;
ALLOWED["assembly/curve"] = [...BASE, "assembly/field"];
ALLOWED["assembly/pairing"] = [...BASE, "assembly/field", "assembly/curve"];
ALLOWED["assembly/hash"] = [...BASE, "assembly/field", "assembly/curve"];
ALLOWED["assembly/sharing"] = [...BASE, "assembly/field", "assembly/curve"];
ALLOWED["assembly/exports"] = [
  ...BASE,
  ...["field", "curve", "pairing", "hash", "sharing"].map((name) => `assembly/${name}`),
];
ALLOWED["assembly/index.ts"] = ["assembly/exports"];

/** Packages from npm that each module may import. */
const PACKAGES: Record<string, RegExp> = {
  bindings: /^(@assemblyscript\/loader|#compiled)$/,
  "src/view-change": /^(@noble\/hashes|@hpke\/(core|chacha20poly1305))(\/|$)/,
  "src/cli": /^(@noble\/hashes|commander)(\/|$)/,
  web: /^(vite|@noble\/curves|mcl-wasm)(\/|$)/,
};
const HASHES = /^@noble\/hashes\//;

/** Where node: modules may be used; everything else runs in browsers too. */
const NODE_ONLY = /^(src\/(cli|node|store|transport|pool\/node)\/|web\/vite\.config\.ts$)/;

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
    const visit = (name: string, path: string[]): void => {
      expect(path).not.toContain(name);
      for (const next of ALLOWED[name] ?? []) visit(next, [...path, name]);
    };
    for (const name of Object.keys(ALLOWED)) visit(name, []);
  });

  it("keeps assembly/ free of everything outside", () => {
    const own = imports.filter(({ from }) => from.startsWith("assembly/"));
    expect(unlisted(own, ({ to }) => to.startsWith("assembly/"))).toEqual([]);
    const entry = readFileSync("assembly/index.ts", "utf8")
      .replace(/^\s*\/\/.*$/gm, "")
      .trim()
      .split(/\n+/);
    expect(entry.filter((line) => !/^export \* from "\.\/exports\/[\w-]+";$/.test(line))).toEqual([]);
  });

  it("enters the kernel by its doors: pairs, the scalar field, the counters", () => {
    const doors = /^assembly\/kernel\/(index|scalar-field\.gen|count)\.ts$/;
    const entering = relative.filter(({ to }) => to.startsWith("assembly/kernel/"));
    expect(unlisted(entering, ({ from, to }) => from.startsWith("assembly/kernel/") || doors.test(to))).toEqual([]);
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
    expect(unlisted(inward, ({ to }) => /^src\/([\w-]+\/)?index\.ts$/.test(to))).toEqual([]);
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
