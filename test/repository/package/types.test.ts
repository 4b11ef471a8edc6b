// C13: the declarations of the package as packed, checked in programs of many kinds: both compilers, with the DOM, with
// the types of Node.js and with neither, libraries checked too.
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { pack, remove, unpackInto } from "./tarball.js";

const { exports } = JSON.parse(readFileSync("package.json", "utf8")) as { exports: Record<string, { types?: string }> };
const ENTRIES = Object.entries(exports).flatMap(([name, { types }]) => (types ? [name.replace(/^\./, "")] : []));

/** Every entry, and the values of the platform that go in and come out. */
const CONSUMER = `
${ENTRIES.map((entry, index) => `import * as entry${index} from "feldspar-dkg${entry}";`).join("\n")}
import { type CompiledModule, coreModule, init } from "feldspar-dkg";
import { G1, type Point } from "feldspar-dkg/curve.js";
import type { Appended, Head, LedgerBlock, LedgerEngine } from "feldspar-dkg/node.js";
import { createPool } from "feldspar-dkg/pool.js";
import type { X25519KeyPair } from "feldspar-dkg/view-change.js";

export const entries = [${ENTRIES.map((_, index) => `entry${index}`).join(", ")}];

export async function compute(): Promise<Point> {
  const module: CompiledModule = coreModule();
  await init({ module });
  const pool = await createPool({ workers: 1 });
  const sum = await pool.msm(G1, [G1.BASE], [2n]);
  await pool.close();
  return sum;
}

export const describeKey = ({ privateKey }: X25519KeyPair): string =>
  \`\${privateKey.algorithm.name} \${privateKey.type} \${privateKey.extractable}\`;

/** An engine of one's own, which leaves its types to the interface. */
export const engine: Pick<LedgerEngine, "append" | "blocks"> = {
  async append(kind, bytes, signal): Promise<Appended> {
    signal?.throwIfAborted();
    signal?.addEventListener("abort", () => {});
    throw new Error(kind + bytes.length + String(signal?.aborted));
  },
  async *blocks(from: Head, signal): AsyncGenerator<LedgerBlock> {
    while (!signal.aborted) throw signal.reason ?? from.round;
  },
};
`;

/** What a program may do besides, where its compiler knows the platform. */
const WITH_THE_DOM = `
import { coreModule, init } from "feldspar-dkg";
import type { LedgerEngine } from "feldspar-dkg/node.js";
import type { CallOptions } from "feldspar-dkg/pool.js";
import type { X25519KeyPair, X25519PublicKey } from "feldspar-dkg/view-change.js";

export async function instance(bytes: BufferSource): Promise<WebAssembly.Instance> {
  await init({ module: new WebAssembly.Module(bytes) });
  const module: WebAssembly.Module = coreModule();
  return new WebAssembly.Instance(module, {});
}
export async function pair(mine: CryptoKey, theirs: CryptoKey): Promise<ArrayBuffer> {
  const own: X25519KeyPair = { publicKey: new Uint8Array(32), privateKey: mine };
  const peer: X25519PublicKey = { bytes: new Uint8Array(32), key: theirs };
  return crypto.subtle.deriveBits({ name: "X25519", public: peer.key }, own.privateKey, 256);
}
export const options: CallOptions = { signal: AbortSignal.timeout(1) };
export const engine: Pick<LedgerEngine, "append"> = {
  append: async (_kind, body, signal) => (await fetch("/", { body: body.slice(), signal: signal ?? null })).json(),
};
export class Engine implements Pick<LedgerEngine, "blocks"> {
  async *blocks(_: unknown, signal: AbortSignal) {
    signal.onabort = null;
  }
}
`;

const WITH_NODE = `
import { webcrypto } from "node:crypto";
import type { LedgerEngine } from "feldspar-dkg/node.js";
import type { CallOptions } from "feldspar-dkg/pool.js";
import type { X25519KeyPair, X25519PublicKey } from "feldspar-dkg/view-change.js";
export const own = (privateKey: webcrypto.CryptoKey): X25519KeyPair => ({ publicKey: new Uint8Array(32), privateKey });
export const agree = (own: X25519KeyPair, peer: X25519PublicKey): Promise<ArrayBuffer> =>
  webcrypto.subtle.deriveBits({ name: "X25519", public: peer.key }, own.privateKey, 256);
export const options: CallOptions = { signal: new AbortController().signal };
export const engine: Pick<LedgerEngine, "append"> = {
  append: async (_kind, body, signal) => (await fetch("/", { body: body.slice(), signal: signal ?? null })).json() as never,
};
`;

const WITH_USING = `
import { createPool } from "feldspar-dkg/pool.js";
export async function used(): Promise<number> {
  await using pool = await createPool();
  return pool.workers;
}
`;

const COMPILERS = { "TypeScript 5.9": "typescript-5", "TypeScript 7": "typescript" };

interface Program {
  readonly lib: readonly string[];
  readonly types?: readonly string[];
  readonly files?: Record<string, string>;
  readonly options?: Record<string, unknown>;
}

const NODE_NEXT = { module: "nodenext", moduleResolution: "nodenext" };
const BUNDLER = { module: "esnext", moduleResolution: "bundler" };

const PROGRAMS: Record<string, Program> = {
  "es2022 alone, NodeNext": { lib: ["es2022"] },
  "es2022 alone, bundler": { lib: ["es2022"], options: BUNDLER },
  "es2022 alone, for Cloudflare": { lib: ["es2022"], options: { ...BUNDLER, customConditions: ["workerd", "worker"] } },
  "es2022 alone, with every strictness": {
    lib: ["es2022"],
    options: {
      exactOptionalPropertyTypes: true,
      noUncheckedIndexedAccess: true,
      noPropertyAccessFromIndexSignature: true,
    },
  },
  "es2022 and the types of Node.js": { lib: ["es2022"], types: ["node"], files: { "node.ts": WITH_NODE } },
  "the DOM, NodeNext": { lib: ["es2022", "dom"], files: { "dom.ts": WITH_THE_DOM } },
  "the DOM, bundler": { lib: ["es2022", "dom"], files: { "dom.ts": WITH_THE_DOM }, options: BUNDLER },
  "a worker's globals": { lib: ["es2022", "webworker"], files: { "dom.ts": WITH_THE_DOM } },
  "the DOM and the types of Node.js": {
    lib: ["es2022", "dom"],
    types: ["node"],
    files: { "dom.ts": WITH_THE_DOM, "node.ts": WITH_NODE, "using.ts": WITH_USING },
  },
  "esnext, with `await using`": { lib: ["esnext"], files: { "using.ts": WITH_USING } },
};

let folder: string;

beforeAll(() => {
  // outside the repository, whose own node_modules must not help: only what npm would install beside the package
  folder = mkdtempSync(join(tmpdir(), "feldspar-types-"));
  writeFileSync(join(folder, "package.json"), '{ "private": true, "type": "module" }');
  const installed = unpackInto(folder, pack(folder));
  const { dependencies } = JSON.parse(readFileSync(join(installed, "package.json"), "utf8"));
  for (const name of [...Object.keys(dependencies), "@types/node"]) {
    const target = join(folder, "node_modules", name);
    mkdirSync(join(target, ".."), { recursive: true });
    symlinkSync(realpathSync(join("node_modules", name)), target, "junction");
  }
});

afterAll(() => remove(folder));

function compile(compiler: string, name: string, { lib, types = [], files = {}, options = {} }: Program): string {
  const project = join(folder, name.replace(/\W+/g, "-"));
  mkdirSync(project, { recursive: true });
  const sources = { "consumer.ts": CONSUMER, ...files };
  for (const [file, text] of Object.entries(sources)) writeFileSync(join(project, file), text);
  const compilerOptions = {
    target: "es2022",
    ...NODE_NEXT,
    lib,
    types,
    strict: true,
    skipLibCheck: false,
    noEmit: true,
    ...options,
  };
  writeFileSync(join(project, "tsconfig.json"), JSON.stringify({ compilerOptions, files: Object.keys(sources) }));
  const tsc = join("node_modules", compiler, "bin", "tsc");
  const { status, stdout } = spawnSync(process.execPath, [tsc, "-p", project], { encoding: "utf8" });
  return status === 0 ? "" : stdout;
}

describe.each(Object.entries(COMPILERS))("%s accepts the declarations in a program with", (_, compiler) => {
  it.each(Object.entries(PROGRAMS))("%s", (name, program) => {
    expect(compile(compiler, name, program)).toBe("");
  });
});

describe.each(Object.entries(COMPILERS))("%s refuses", (_, compiler) => {
  it.each([
    ["a module that is a text", 'init({ module: "core.wasm" });', [["es2022"]]],
    ["a signal that is a number", "pool.msm(G1, [], [], { signal: 1 });", [["es2022"], ["es2022", "dom"]]],
  ])("%s", (name, statement, libraries) => {
    const text = `import { init } from "feldspar-dkg";
import { G1 } from "feldspar-dkg/curve.js";
import type { Pool } from "feldspar-dkg/pool.js";
export const tried = (pool: Pool) => ${statement}
export { G1, init };
`;
    for (const lib of libraries) {
      expect(compile(compiler, `${name} ${lib}`, { lib, files: { "wrong.ts": text } })).toMatch(
        /^\S*wrong\.ts\S+ error/,
      );
    }
  });
});
