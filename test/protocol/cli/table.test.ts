// C1 and C7: which column is what is never guessed, and a table is read as whoever wrote it meant it.
import { describe, expect, it } from "vitest";
import { parseCandidates } from "../../../src/cli/candidates.js";
import { decodeText } from "../../../src/encoding/index.js";

const stakes = (text: string) => parseCandidates(text, "f").map(({ name, stake }) => `${name}:${stake}`);

describe("C1: columns", () => {
  it.each([
    ["name,stakers,stake\nalba,7,500\n", ["alba:500"]],
    ["stake name,stake\nalba,500\n", ["alba:500"]],
    ["staker name,stake\nalba,500\n", ["alba:500"]],
    ["total stake,name,stake\n1,alba,500\n", ["alba:500"]],
    ["Voting Power,surname,Name\n500,x,alba\n", ["alba:500"]],
    ["validatorName,votingPower\nalba,500\n", ["alba:500"]],
    ["  STAKE , NAME \n500,alba\n", ["alba:500"]],
    ["filename,name,powerful,stake_amount\nx,alba,1,500\n", ["alba:500"]],
  ])("%j", (text, expected) => expect(stakes(text)).toEqual(expected));

  it.each([
    ["name,stakers\nalba,7\n", "a name and a stake column"],
    ["username,stake\nalba,7\n", "a name and a stake column"],
    ["name,own stake,total stake\nalba,7,8\n", 'got "own stake", "total stake"'],
    ["name,stake,Stake\nalba,7,8\n", "expected one stake column"],
    ["first name,last name,stake\na,b,7\n", "expected one name column"],
    ["stake name,x\n7,8\n", "columns of their own"],
  ])("refuses %j", (text, message) => expect(() => stakes(text)).toThrow(message));
});

describe("C7: decoding", () => {
  it.each([
    ['name,stake\r\n"al\r\nba",5\r\nbirk,4', ["al\r\nba:5", "birk:4"]],
    ['name,stake\n"a ""b"", c" , 5\n\n', ['a "b", c:5']],
    ["name,stake\ralba,5\rbirk,4\r", ["alba:5", "birk:4"]],
    ['\uFEFF"name","stake"\n"alba","5"\n', ["alba:5"]],
    ['\uFEFF[{"name":"alba","stake":5}]', ["alba:5"]],
  ])("reads %j", (text, expected) => expect(stakes(text)).toEqual(expected));

  it("counts lines as an editor does", () => {
    expect(() => stakes('name,stake\n"a\nb",5\n\nbirk,x\n')).toThrow("f:5: expected a stake");
    expect(() => stakes('name,stake\n"a\nb,5\n')).toThrow("f:2: expected a closing quote");
  });

  it("refuses bytes that are not UTF-8, and says what they may be", () => {
    expect(() => decodeText(Buffer.from("name,stake\nB\xfccher,5", "latin1"), "f")).toThrow(
      "f: expected UTF-8; perhaps",
    );
    expect(() => decodeText(Buffer.from("\uFEFFname,stake", "utf16le"), "f")).toThrow("UTF-16");
    expect(decodeText(Buffer.from("\uFEFFBücher"), "f")).toBe("Bücher");
  });
});
