// Instantiation and the choice of the kernel. Every test starts from modules that have not been used yet.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { bls12_381 as noble } from "@noble/curves/bls12-381.js";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { KernelName } from "../../bindings/core.js";
import { PORTABLE } from "../../bindings/embedded/portable.gen.js";
import { RELAXED } from "../../bindings/embedded/relaxed.gen.js";
import { fusedMultiplyAdd } from "../../bindings/probe.js";
import { KNOWN_G1, KNOWN_G2, KNOWN_SCALAR } from "../../bindings/self-test.js";
import { unpack } from "../../bindings/unpack.js";
import { VERSION } from "../../bindings/version.js";

/** The bindings as a program sees them that has just started, with this FELDSPAR_KERNEL. */
async function fresh(environment: string) {
  vi.resetModules();
  vi.stubEnv("FELDSPAR_KERNEL", environment);
  const core = await import("../../bindings/instance.js");
  const point = await import("../../bindings/point.js");
  return { ...core, use: () => point.generator("G1") };
}

beforeEach(() => {
  vi.resetModules();
});
afterEach(() => {
  vi.unstubAllEnvs();
});

describe("embedded modules", () => {
  for (const embedded of [PORTABLE, RELAXED]) {
    it(`${embedded.kernel}: the bytes are those of the sha256, import nothing and carry the label`, () => {
      const bytes = unpack(embedded);
      expect(bytes.length).toBe(embedded.length);
      expect(createHash("sha256").update(bytes).digest("hex")).toBe(embedded.sha256);
      const module = new WebAssembly.Module(bytes);
      expect(WebAssembly.Module.imports(module)).toEqual([]);
      const [section] = WebAssembly.Module.customSections(module, "feldspar");
      expect(new TextDecoder().decode(section)).toBe(embedded.label);
    });
  }

  it("the version is that of package.json", () => {
    expect(VERSION).toBe(JSON.parse(readFileSync("package.json", "utf8")).version);
  });

  it("the known answers are those of an independent implementation", () => {
    const scalar = BigInt(`0x${KNOWN_SCALAR}`);
    const p = noble.G1.Point.BASE.multiply(scalar);
    const q = noble.G2.Point.BASE.multiply(scalar);
    expect(p.toHex(true)).toBe(KNOWN_G1);
    expect(q.toHex(true)).toBe(KNOWN_G2);
  });
});

describe("choice of the kernel", () => {
  it("this engine fuses multiply-adds (otherwise the relaxed half of this suite would test nothing)", () => {
    expect(fusedMultiplyAdd()).toBe(true);
  });

  it("takes relaxed where it works", async () => {
    const { coreInfo } = await fresh("");
    expect(coreInfo()).toEqual({
      kernel: "relaxed",
      kernels: ["relaxed", "portable"],
      wasmSha256: RELAXED.sha256,
      version: VERSION,
    });
  });

  for (const kernel of ["portable", "relaxed"] as KernelName[]) {
    it(`FELDSPAR_KERNEL=${kernel} decides for the process`, async () => {
      const { core, coreInfo } = await fresh(kernel);
      expect(core().kernel).toBe(kernel);
      expect(coreInfo()).toMatchObject({ kernel, kernels: ["relaxed", "portable"] });
    });

    it(`init({ kernel: "${kernel}" }) decides before first use`, async () => {
      const { init, core } = await fresh("");
      expect(await init({ kernel })).toMatchObject({ kernel });
      expect(await init({ kernel })).toMatchObject({ kernel });
      expect(await init()).toMatchObject({ kernel });
      expect(core().kernel).toBe(kernel);
    });

    it(`a compiled ${kernel} module can be handed over, as to a worker`, async () => {
      const module = await fresh(kernel).then((other) => other.coreModule());
      const { init, use } = await fresh("");
      expect(await init({ module })).toMatchObject({ kernel });
      expect(use()).toHaveLength(384);
    });
  }

  it("may change until the first use, and not after it", async () => {
    const { init, use } = await fresh("");
    await init({ kernel: "portable" });
    await init({ kernel: "relaxed" });
    use();
    await expect(init({ kernel: "portable" })).rejects.toMatchObject({ code: "KERNEL_IN_USE" });
    expect(await init()).toMatchObject({ kernel: "relaxed" });
    expect(use()).toHaveLength(384);
  });

  it("two calls of init at once make one instance", async () => {
    const { init, core } = await fresh("portable");
    const infos = await Promise.all([init(), init()]);
    expect(infos[0]).toEqual(infos[1]);
    expect(core().kernel).toBe("portable");
  });

  it("falls back to portable where relaxed SIMD does not validate, and says that relaxed is unavailable", async () => {
    const spy = vi.spyOn(WebAssembly, "validate").mockReturnValue(false);
    try {
      const { init, coreInfo } = await fresh("");
      await expect(init({ kernel: "relaxed" })).rejects.toMatchObject({ code: "KERNEL_UNAVAILABLE" });
      expect(coreInfo()).toMatchObject({ kernel: "portable", kernels: ["portable"], wasmSha256: PORTABLE.sha256 });
      const forced = await fresh("relaxed");
      expect(() => forced.core()).toThrow(expect.objectContaining({ code: "KERNEL_UNAVAILABLE" }));
    } finally {
      spy.mockRestore();
    }
  });

  it("falls back to portable when the known answers disagree", async () => {
    vi.resetModules();
    vi.stubEnv("FELDSPAR_KERNEL", "");
    vi.doMock("../../bindings/self-test.js", () => ({ knownAnswersAgree: () => false }));
    try {
      const { coreInfo, init } = await import("../../bindings/instance.js");
      expect(coreInfo()).toMatchObject({ kernel: "portable", kernels: ["portable"] });
      await expect(init({ kernel: "relaxed" })).rejects.toMatchObject({ code: "KERNEL_UNAVAILABLE" });
    } finally {
      vi.doUnmock("../../bindings/self-test.js");
    }
  });

  it("decides by itself where the environment may not be read (Deno without --allow-env)", async () => {
    const { coreInfo } = await fresh("portable");
    const environment = process.env;
    const forbidden = new Proxy(environment, {
      get(target, name) {
        if (name === "FELDSPAR_KERNEL") throw new Error("requires env access");
        return Reflect.get(target, name);
      },
    });
    vi.stubGlobal("process", Object.create(process, { env: { value: forbidden } }));
    try {
      expect(coreInfo().kernel).toBe("relaxed");
    } finally {
      vi.unstubAllGlobals();
    }
  });

  it("says what to do where WebAssembly may not be compiled (a Content-Security-Policy, an edge platform)", async () => {
    // a constructor too
    function forbid(): never {
      throw new WebAssembly.CompileError("Wasm code generation disallowed by embedder");
    }
    const { coreInfo, init } = await fresh("portable");
    vi.spyOn(WebAssembly, "Module").mockImplementation(forbid);
    vi.spyOn(WebAssembly, "instantiate").mockImplementation(forbid);
    try {
      const expected = expect.objectContaining({
        code: "COMPILING_FORBIDDEN",
        message: expect.stringContaining("init({ module })"),
      });
      expect(() => coreInfo()).toThrow(expected);
      await expect(init()).rejects.toThrow(expected);
    } finally {
      vi.restoreAllMocks();
    }
    expect(coreInfo().kernel).toBe("portable");
  });

  it("takes the modules that the platform has compiled (Cloudflare's workerd), without compiling anything", async () => {
    const modules = {
      portable: new WebAssembly.Module(unpack(PORTABLE)),
      relaxed: new WebAssembly.Module(unpack(RELAXED)),
    };
    vi.resetModules();
    vi.stubEnv("FELDSPAR_KERNEL", "");
    vi.doMock("#compiled", () => ({ COMPILED: modules }));
    vi.doMock("../../bindings/unpack.js", () => ({ unpack: () => expect.unreachable() }));
    try {
      const { coreInfo, coreModule } = await import("../../bindings/instance.js");
      expect(coreInfo()).toMatchObject({ kernel: "relaxed", kernels: ["relaxed", "portable"] });
      expect(coreModule()).toBe(modules.relaxed);
    } finally {
      vi.doUnmock("../../bindings/unpack.js");
      vi.doUnmock("#compiled");
    }
  });

  it("refuses unknown kernels, contradictions and foreign modules", async () => {
    const { init, coreModule } = await fresh("portable");
    await expect(init({ kernel: "fast" as KernelName })).rejects.toMatchObject({ code: "BAD_OPTION" });
    await expect(init({ kernel: "relaxed", module: coreModule() })).rejects.toMatchObject({ code: "BAD_OPTION" });
    const empty = new WebAssembly.Module(Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0));
    await expect(init({ module: empty })).rejects.toMatchObject({ code: "BAD_MODULE" });
    await expect(init({ module: {} as WebAssembly.Module })).rejects.toMatchObject({ code: "BAD_MODULE" });
    const wrong = await fresh("turbo");
    expect(() => wrong.coreInfo()).toThrow(expect.objectContaining({ code: "BAD_OPTION" }));
  });
});
