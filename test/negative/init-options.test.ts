// B7: what `init` is given is an object; a kernel's name by itself, which was once ignored, is refused with what to do.
import { describe, expect, it } from "vitest";
import { coreInfo, coreModule, type InitOptions, init } from "../../bindings/instance.js";

const any = (value: unknown) => value as InitOptions;
const codeOf = (options: unknown) =>
  init(any(options)).then(
    () => undefined,
    ({ code, message }) => `${code}: ${message}`,
  );

describe("init", () => {
  it.each(["portable", "relaxed", "auto"])("refuses %j by itself, and says how it is written", async (kernel) => {
    expect(await codeOf(kernel)).toBe(
      `BAD_TYPE: init: expected an object { kernel, module }, got a string: call init({ kernel: "${kernel}" })`,
    );
  });

  it.each([
    ["another text", "fast", "BAD_TYPE"],
    ["null", null, "BAD_TYPE"],
    ["a list", ["portable"], "BAD_TYPE"],
    ["a module by itself", coreModule(), "BAD_TYPE"],
    ["options from a prototype", Object.create({ kernel: "portable" }), "BAD_TYPE"],
    ["an option of another name", { kernal: "portable" }, "UNKNOWN_OPTION"],
    ["a kernel that is none", { kernel: "fast" }, "BAD_OPTION"],
    ["a kernel that is null", { kernel: null }, "BAD_OPTION"],
    ["a module that is none", { module: {} }, "BAD_MODULE"],
  ])("refuses %s", async (_, options, code) => {
    expect(await codeOf(options)).toMatch(new RegExp(`^${code}: `));
  });

  it("takes nothing, an empty object, and a kernel", async () => {
    const { kernel } = coreInfo();
    for (const options of [undefined, {}, { kernel }, { kernel: "auto" }]) {
      expect((await init(any(options))).kernel).toBe(kernel);
    }
  });
});
