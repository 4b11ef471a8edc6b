import { describe, expect, it } from "vitest";
import { parseCandidates } from "../../../src/cli/candidates.js";
import { describeWithVectors } from "../../support/vectors.js";

describe("candidates file", () => {
  it("reads CSV with quoted fields, spare columns and CRLF", () => {
    const text = '\uFEFFid,Validator Name,Voting Power\r\n1,"Triton ""One"", Ltd.",275\r\n2, Figment ,286\r\n';
    expect(parseCandidates(text, "f")).toEqual([
      { name: 'Triton "One", Ltd.', stake: 275n },
      { name: "Figment", stake: 286n },
    ]);
  });

  it("reads JSON, as an array and below `candidates`, with stakes as numbers or digits", () => {
    const list = [
      { name: "a", stake: 1 },
      { name: "b", stake: "18446744073709551615" },
    ];
    const expected = [
      { name: "a", stake: 1n },
      { name: "b", stake: 18446744073709551615n },
    ];
    expect(parseCandidates(JSON.stringify(list), "f")).toEqual(expected);
    expect(parseCandidates(JSON.stringify({ candidates: list }), "f")).toEqual(expected);
  });

  it("reads when candidates come and go, where it is said", () => {
    const expected = [
      { name: "a", stake: 1n, leaves: 3 },
      { name: "b", stake: 2n, joins: 2 },
      { name: "c", stake: 3n },
    ];
    expect(parseCandidates("name,stake,Joins,leaves\na,1,,3\nb,2,2,\nc,3,,\n", "f")).toEqual(expected);
    const list = expected.map(({ stake, ...rest }) => ({ ...rest, stake: Number(stake) }));
    expect(parseCandidates(JSON.stringify(list), "f")).toEqual(expected);
  });

  it.each([
    ["name,stake,joins\na,1,0\n", "the number of a view"],
    ["name,stake,joins,joins\na,1,1,1\n", "one joins column"],
    ["", "header with a name and a stake"],
    ["name\nalice\n", "header with a name and a stake"],
    ["name,stake\n", "at least one candidate"],
    ["name,stake\nalice,1,2\n", "f:2: expected 2 fields"],
    ["name,stake\nalice,-1\n", "whole number from 0"],
    ["name,stake\nalice,1.5\n", "whole number from 0"],
    ["name,stake\nalice,340282366920938463463374607431768211456\n", "whole number from 0"],
    ["name,stake\n,1\n", "a name of 1 to 200"],
    ['name,stake\n"alice,1\n', "closing quote"],
    ["name,stake\nalice,1\nalice,2\n", "distinct names"],
    ["[]", "at least one candidate"],
    ["{}", "an array of"],
    ["[1]", "a name of 1 to 200"],
    ['[{"name":"a","stake":1e400}]', "whole number from 0"],
    ["[", "expected JSON"],
  ])("refuses %j, saying what was expected", (text, message) => {
    expect(() => parseCandidates(text, "f")).toThrow(message);
  });
});

describeWithVectors("stake", (vectors) => {
  it.each(vectors.files().map((file) => [file, vectors.text(file)]))(
    "reads the real voting power in %s",
    (file, text) => {
      const candidates = parseCandidates(text, file);
      expect(candidates).toHaveLength(text.trim().split("\n").length - 1);
      // the network normalises voting power to 10,000 in all
      expect(candidates.reduce((sum, { stake }) => sum + stake, 0n)).toBe(10_000n);
    },
  );
});
