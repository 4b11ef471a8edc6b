import { describe, expect, it } from "vitest";
import { checkStatuses, FeldsparError, statusError } from "../../bindings/errors.js";

describe("FeldsparError", () => {
  it("carries code, message and culprits, and says so in JSON", () => {
    const error = new FeldsparError("NOT_ON_CURVE", "point 3 is not on the curve", [3]);
    expect(error).toBeInstanceOf(Error);
    expect(error.name).toBe("FeldsparError");
    expect(JSON.parse(JSON.stringify(error))).toEqual({
      code: "NOT_ON_CURVE",
      message: "point 3 is not on the curve",
      culprits: [3],
    });
  });

  it("has no code that is not in the table", () => {
    // @ts-expect-error: this does not compile
    expect(new FeldsparError("NO_SUCH_CODE", "nothing").code).toBe("NO_SUCH_CODE");
  });

  it("has a code and a sentence for every status of the ABI", () => {
    const codes = [1, 2, 3, 4, 5, 6, 7, 8, 9].map((status) => statusError(status, "thing").code);
    expect(codes).toEqual([
      "BAD_LENGTH",
      "BAD_FLAGS",
      "NOT_CANONICAL",
      "NOT_ON_CURVE",
      "NOT_IN_SUBGROUP",
      "IS_IDENTITY",
      "BAD_SCALAR",
      "BAD_ID",
      "DUPLICATE_ID",
    ]);
    expect(statusError(99, "thing").message).toBe("thing was refused with status 99");
  });

  it("names every bad item of a list", () => {
    expect(() => checkStatuses([0, 0, 0], "point")).not.toThrow();
    try {
      checkStatuses([0, 4, 0, 5], "point");
      expect.unreachable();
    } catch (error) {
      expect(error).toMatchObject({ code: "NOT_ON_CURVE", culprits: [1, 3] });
      expect((error as Error).message).toBe("point 1 (and 1 more) is not on the curve");
    }
  });
});
