// What npm would publish: which files, how large for a web page, and what a bundler leaves out.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";
import { build, type Plugin } from "esbuild";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { PORTABLE } from "../../../bindings/embedded/portable.gen.js";
import { RELAXED } from "../../../bindings/embedded/relaxed.gen.js";
import { unpack } from "../../../bindings/unpack.js";
import { pack, remove, temporaryFolder, unpackInto } from "./tarball.js";

/** Every file of the package is one of these. */
const ALLOWED = [
  /^(README|ARCHITECTURE|CHANGELOG|CONTRIBUTING|SECURITY)\.md$/,
  /^docs\/([\w-]+\/)*[\w.-]+\.(md|png|svg|json|txt|1)$/,
  /^examples\/(candidates\.csv|(ceremony|five-terminals|light-client|miner-nodes|own-ledger)\/[\w.-]+)$/,
  /^LICENSE$/,
  /^contracts\/([\w-]+\/)?[\w-]+\.(sol|json)$/,
  /^package\.json$/,
  /^dist\/(bindings|src|node)\/([\w-]+\/)*[\w.-]+\.(js|d\.ts)$/,
  /^dist\/node\/LICENSE\.noble-hashes$/,
  /^dist\/core\.(portable|relaxed)\.wasm$/,
  /^dist\/SHA256SUMS$/,
  /^dist\/dashboard\/(index\.html|assets\/[\w-]+\.(js|css|svg))$/,
];

const RELAXED_SIMD = process.versions.node.startsWith("20.") ? ["--experimental-wasm-relaxed-simd"] : [];

const NAMES = [
  "curve",
  "bls",
  "threshold",
  "dkg",
  "view-change",
  "beacon",
  "light-client",
  "node",
  "keystore",
  "evm",
].concat(
  ["ledger", "transport", "store"].map((port) => `${port}/memory`),
  ["ledger/local", "ledger/remote", "ledger/etcd", "ledger/evm", "transport/http", "store/level"],
);

/** Bytes after gzip -9. */
const BUDGET = { bothBuildsInOneImport: 120_000, oneBuild: 70_000 };

let folder: string;
let installed: string;
let tarball: string;

beforeAll(() => {
  folder = temporaryFolder();
  tarball = pack(folder);
  mkdirSync(join(folder, "project"));
  installed = unpackInto(join(folder, "project"), tarball);
});

afterAll(() => remove(folder));

const gzipped = (content: Uint8Array) => gzipSync(content, { level: 9 }).length;

/** What esbuild makes of a program, and the files it took for it. */
async function bundle(code: string) {
  const entry = join(folder, "project", "entry.js");
  writeFileSync(entry, code);
  const options = { bundle: true, minify: true, write: false, metafile: true, format: "esm" } as const;
  const { outputFiles, metafile } = await build({ entryPoints: [entry], ...options });
  const [output] = Object.values(metafile.outputs);
  const used = Object.entries(output!.inputs).filter(([, { bytesInOutput }]) => bytesInOutput > 0);
  return { size: gzipped(outputFiles[0]!.contents), files: used.map(([name]) => name) };
}

describe("content", () => {
  it("is what is meant to be in it, and nothing else", () => {
    const files = execFileSync("tar", ["-tzf", tarball], { encoding: "utf8" }).trim().split("\n");
    const names = files.map((name) => name.replace(/^package\//, ""));
    expect(names.filter((name) => !ALLOWED.some((pattern) => pattern.test(name)))).toEqual([]);
    const entries = ["index", ...NAMES].flatMap((name) => [
      `dist/src/entry/${name}.js`,
      `dist/src/entry/${name}.d.ts`,
      `dist/node/src/entry/${name}.js`,
    ]);
    const others = ["LICENSE", "SECURITY.md", "dist/core.relaxed.wasm", "dist/node/LICENSE.noble-hashes"];
    for (const name of [...others, ...entries]) expect(names).toContain(name);
  });

  it("C12: has what README links to, and what its commands take", () => {
    const readme = readFileSync(join(installed, "README.md"), "utf8");
    const links = [...readme.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => target!.split("#")[0]!);
    const missing = links.filter((target) => !/^[a-z]+:/.test(target) && !existsSync(join(installed, target)));
    expect(links.length).toBeGreaterThan(20);
    expect(missing).toEqual([]);
    const project = join(folder, "project");
    const [, candidates] = /npx feldspar simulate --candidates (\S+)/.exec(readme)!;
    const program = join(installed, "dist/src/cli/main.js");
    const size = ["--miners", "4", "--rounds", "1", "--out", "out"];
    const run = (...args: string[]) =>
      execFileSync(process.execPath, [program, ...args], { cwd: project, stdio: "pipe" });
    run("simulate", "--candidates", candidates!, ...size);
    const [, files] = /npx feldspar verify (.+)/.exec(readme)!;
    expect(String(run("verify", ...files!.split(" "))).match(/✓ valid/g)).toHaveLength(3);
  });

  it("has the modules of which it tells the digests", () => {
    const lines = readFileSync(join(installed, "dist/SHA256SUMS"), "utf8").trim().split("\n");
    expect(lines).toHaveLength(2);
    for (const line of lines) {
      const [digest, name] = line.split("  ");
      const bytes = readFileSync(join(installed, "dist", name!));
      expect(createHash("sha256").update(bytes).digest("hex")).toBe(digest);
      expect(readFileSync(`build/${name}`).equals(bytes)).toBe(true);
    }
  });

  it("uses the module of which coreInfo() tells the digest", () => {
    const file = join(folder, "project", "digest.js");
    writeFileSync(file, 'import { coreInfo } from "feldspar-dkg";\nconsole.log(coreInfo().wasmSha256);\n');
    const sums = readFileSync(join(installed, "dist/SHA256SUMS"), "utf8");
    for (const kernel of ["portable", "relaxed"]) {
      const env = { ...process.env, FELDSPAR_KERNEL: kernel };
      const digest = execFileSync(process.execPath, [...RELAXED_SIMD, file], { encoding: "utf8", env }).trim();
      expect(sums).toContain(`${digest}  core.${kernel}.wasm\n`);
    }
  });
});

describe("the entries for Node", () => {
  const ENTRIES = ["", ...[...NAMES, "pool"].map((name) => `/${name}.js`)];

  it("are bundled, all of them, and share one instance of everything", () => {
    const file = join(folder, "project", "instance.js");
    const code = `
      import { FeldsparError } from "feldspar-dkg";
      import { G1 } from "feldspar-dkg/curve.js";
      import { createPool } from "feldspar-dkg/pool.js";
      const places = ${JSON.stringify(ENTRIES)}.map((entry) => import.meta.resolve("feldspar-dkg" + entry));
      const pool = await createPool({ workers: 1 });
      const sum = await pool.msm(G1, [G1.BASE], [2n]);
      const refused = await pool.decodeVector(G1, [new Uint8Array(48)]).catch((error) => error);
      await pool.close();
      console.log(JSON.stringify({ places, sum: sum.equals(G1.BASE.double()), typed: refused instanceof FeldsparError }));`;
    writeFileSync(file, code);
    const { places, ...shared } = JSON.parse(execFileSync(process.execPath, [file], { encoding: "utf8" }));
    expect(shared).toEqual({ sum: true, typed: true });
    for (const place of places) expect(place).toContain("/dist/node/");
  });
});

describe("the WebAssembly as Node reads it", () => {
  it("is what is embedded, and is not taken where it is of another build or not there", async () => {
    const load = async (folder: string): Promise<typeof import("../../../bindings/loader/node.js")> =>
      import(pathToFileURL(join(folder, "dist/bindings/loader/node.js")).href);
    const { readModule } = await load(installed);
    for (const embedded of [PORTABLE, RELAXED]) {
      expect(Buffer.from(readModule(embedded)!).equals(unpack(embedded))).toBe(true);
      const last = embedded.label.at(-1) === "0" ? "1" : "0";
      expect(readModule({ ...embedded, label: embedded.label.slice(0, -1) + last })).toBe(undefined);
      expect(readModule({ ...embedded, length: embedded.length - 1 })).toBe(undefined);
    }
    const elsewhere = join(folder, "elsewhere");
    cpSync(join(installed, "dist/bindings"), join(elsewhere, "dist/bindings"), { recursive: true });
    expect((await load(elsewhere)).readModule(RELAXED)).toBe(undefined);
  });
});

describe("size after gzip", () => {
  it.each(["portable", "relaxed"])("core.%s.wasm is within the budget", (kernel) => {
    expect(gzipped(readFileSync(join(installed, `dist/core.${kernel}.wasm`)))).toBeLessThanOrEqual(BUDGET.oneBuild);
  });

  it.each(["curve", "bls", "threshold"])("%s.js in one bundle with both builds is within the budget", async (entry) => {
    const { size } = await bundle(`export * from "feldspar-dkg/${entry}.js";`);
    expect(size).toBeLessThanOrEqual(BUDGET.bothBuildsInOneImport);
  });
});

describe("tree-shaking", () => {
  const PROTOCOL = /hpke|commander|\/(view-change|sealing|src\/node|cli|dkg|ledger|store|transport|documents|pool)\//;

  it.each([
    ["G1", 'import { G1 } from "feldspar-dkg/curve.js"; console.log(G1.BASE);', /\/(bls|threshold|beacon|encoding)\//],
    ["verify", 'import { minSig } from "feldspar-dkg/bls.js"; console.log(minSig.verify);', /\/(threshold|beacon)\//],
    ["drand", 'import { drand } from "feldspar-dkg/beacon.js"; console.log(drand.verify);', /\/src\/threshold\/shares/],
  ])("a program that needs only %s is not given HPKE, the protocol or the command line", async (_, code, more) => {
    const { files } = await bundle(code);
    expect(files.some((name) => name.endsWith("dist/bindings/instance.js"))).toBe(true);
    expect(files.filter((name) => PROTOCOL.test(name) || more.test(name))).toEqual([]);
  });

  it("an import that is not used leaves nothing", async () => {
    const { files } = await bundle(
      'import "feldspar-dkg/view-change.js"; import { G1 } from "feldspar-dkg/curve.js"; console.log(1);',
    );
    expect(files.filter((name) => name.includes("feldspar-dkg/"))).toEqual([]);
  });
});

describe("on Cloudflare's runtime (condition workerd), where nothing may be compiled from bytes", () => {
  it("uses the modules that were compiled at deployment", async () => {
    // as wrangler does: an imported .wasm file is a module; here it is compiled before the program begins
    const wasm: Plugin = {
      name: "compiled modules",
      setup({ onLoad }) {
        onLoad({ filter: /\.wasm$/ }, ({ path }) => ({
          contents: `import { readFileSync } from "node:fs";
            export default new WebAssembly.Module(readFileSync(${JSON.stringify(path)}));`,
        }));
      },
    };
    const entry = join(folder, "project", "worker.js");
    writeFileSync(
      entry,
      `import { coreInfo } from "feldspar-dkg";
      import { drand } from "feldspar-dkg/beacon.js";
      WebAssembly.Module = new Proxy(WebAssembly.Module, {
        construct() { throw new WebAssembly.CompileError("forbidden"); },
      });
      const signature = "b44679b9a59af2ec876b1a6b1ad52ea9b1615fc3982b19576350f93447cb1125e342b73a8dd2bacbe47e4b6b63ed5e39";
      const valid = drand.verify(drand.networks.quicknet, drand.beaconFromJson({ round: 1000, signature }));
      console.log(valid, coreInfo().kernel);`,
    );
    const outfile = join(folder, "project", "worker.out.mjs");
    const conditions = ["workerd", "worker", "browser"];
    await build({
      entryPoints: [entry],
      bundle: true,
      format: "esm",
      conditions,
      outfile,
      plugins: [wasm],
      external: ["node:fs"],
    });
    const output = execFileSync(process.execPath, [...RELAXED_SIMD, outfile], { encoding: "utf8" });
    expect(output.trim()).toBe("true relaxed");
  });
});
