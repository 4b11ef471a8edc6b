// Engines that were given less (B13): no WebAssembly, no SIMD, frozen intrinsics, no code from strings. Any entry of
// the package can be imported on all of them; where nothing can be computed, the first operation says so, with its
// reason and what to do. Real processes, with the package as built.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { describe, expect, it } from "vitest";

const { exports } = JSON.parse(readFileSync("package.json", "utf8")) as {
  exports: Record<string, { node?: string }>;
};
const entries = Object.values(exports).flatMap(({ node }) => (node ? [pathToFileURL(node).href] : []));

/** Imports everything, then tries the ways in which an application begins; says what each came to. */
const PROGRAM = `
  const entries = ${JSON.stringify(entries)};
  const [{ init, coreInfo, coreModule }, { G1, Fr }, { minSig }] = await Promise.all(entries.slice(0, 3).map((entry) => import(entry)));
  const others = await Promise.all(entries.map((entry) => import(entry)));
  const { createPool } = others.find((entry) => "createPool" in entry);
  const secretKey = Fr.fromBytes(new Uint8Array(32).fill(1));
  const beginnings = {
    init: () => init(),
    "init of portable": () => init({ kernel: "portable" }),
    "init of a module": () => init({ module: {} }),
    coreInfo,
    coreModule,
    point: () => G1.BASE.double().toBytes(),
    signature: () => minSig.sign(new Uint8Array(3), minSig.keygen(new Uint8Array(32))),
    pool: async () => (await createPool({ workers: 1 })).close(),
  };
  const outcomes = {};
  for (const [name, begin] of Object.entries(beginnings)) {
    try {
      await begin();
      outcomes[name] = "works";
    } catch (error) {
      outcomes[name] = error.name + " " + error.code + ": " + error.message;
    }
  }
  console.log(JSON.stringify(outcomes));
`;

function beginnings(flags: readonly string[], before = ""): Record<string, string> {
  const args = [...flags, "--input-type=module", "--eval", before + PROGRAM];
  const output = execFileSync(process.execPath, args, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  return JSON.parse(output);
}

/** An engine without SIMD, as far as a program can tell: such modules are neither valid nor compiled. */
const WITHOUT_SIMD = `
  const { validate, compile, Module } = WebAssembly;
  const hasSimd = (bytes) => Buffer.from(bytes.buffer ?? bytes).includes("fd0c", "hex");
  const refuse = () => { throw new WebAssembly.CompileError("Wasm SIMD unsupported"); };
  WebAssembly.validate = (bytes) => !hasSimd(bytes) && validate(bytes);
  WebAssembly.compile = async (bytes) => (hasSimd(bytes) ? refuse() : compile(bytes));
  WebAssembly.Module = new Proxy(Module, {
    construct: (target, [bytes]) => (hasSimd(bytes) ? refuse() : new target(bytes)),
  });
`;

/** As under a Content-Security-Policy: modules are valid and must not be compiled. */
const WITHOUT_COMPILING = `
  const refuse = () => { throw new WebAssembly.CompileError("disallowed by embedder"); };
  WebAssembly.compile = async () => refuse();
  WebAssembly.Module = new Proxy(WebAssembly.Module, { construct: refuse });
`;

describe("on an engine that lacks what the core is made of", () => {
  const lacking: [string, readonly string[], string, RegExp][] = [
    ["--jitless", ["--jitless"], "", /^FeldsparError NO_WEBASSEMBLY: .*no WebAssembly.*--jitless/],
    ["--no-expose-wasm", ["--no-expose-wasm"], "", /^FeldsparError NO_WEBASSEMBLY: .*--no-expose-wasm/],
    ["no SIMD", [], WITHOUT_SIMD, /^FeldsparError NO_SIMD: .*no 128-bit SIMD.*processor/],
    ["no compiling", [], WITHOUT_COMPILING, /^FeldsparError COMPILING_FORBIDDEN: .*'wasm-unsafe-eval'/],
  ];
  // a processor without SSE4.1, which is where V8 has no SIMD
  if (process.arch === "x64")
    lacking.push(["--no-enable-sse4-1", ["--no-enable-sse4-1"], "", /^FeldsparError NO_SIMD: /]);

  it.each(lacking)("%s: every entry can be imported, and whatever comes first says why", (_, flags, before, reason) => {
    const { "init of a module": foreign, ...outcomes } = beginnings(flags, before);
    for (const [name, outcome] of Object.entries(outcomes)) expect(outcome, name).toMatch(reason);
    expect(foreign).toMatch(/^FeldsparError (NO_WEBASSEMBLY|BAD_MODULE): /);
  });
});

describe("the loader", () => {
  const loaded = (flags: readonly string[]): string => {
    const program = `
      const { coreInfo } = await import(${JSON.stringify(entries[0])});
      const { createRequire } = await import("node:module");
      const { cache } = createRequire(${JSON.stringify(entries[0])});
      const loaded = () => Object.keys(cache).some((path) => path.includes("assemblyscript"));
      console.log(loaded(), coreInfo().kernel, loaded());`;
    const args = [...flags, "--input-type=module", "--eval", program];
    const env = { ...process.env, FELDSPAR_KERNEL: "portable" };
    const stdio: ["ignore", "pipe", "ignore"] = ["ignore", "pipe", "ignore"];
    return execFileSync(process.execPath, args, { encoding: "utf8", env, stdio }).trim();
  };

  it("is loaded with the first instance, not with the package", () => {
    expect(loaded([])).toBe("false portable true");
  });

  it("is done without where it cannot be loaded, because it assigns to a frozen object", () => {
    expect(loaded(["--frozen-intrinsics"])).toBe("false portable false");
  });
});

describe("on an engine that is merely strict", () => {
  it.each([
    ["--frozen-intrinsics"],
    ["--disallow-code-generation-from-strings"],
    ["--disable-proto=throw"],
    ["--disable-proto=delete"],
  ])("%s: everything works", (flag) => {
    const { "init of a module": foreign, ...outcomes } = beginnings([flag]);
    expect(new Set(Object.values(outcomes))).toEqual(new Set(["works"]));
    expect(foreign).toMatch(/^FeldsparError BAD_MODULE: /);
  });
});
