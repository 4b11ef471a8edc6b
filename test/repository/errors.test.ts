// Error codes are in one table (bindings/codes.ts): what the sources throw, what their docstrings say, and
// docs/errors.md agree with it.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript-5";
import { describe, expect, it } from "vitest";
import { CODES, GROUPS } from "../../bindings/codes.js";
import { BEACON_NOTICES } from "../../src/beacon/member/notices.js";
import { EVIDENCE } from "../../src/node/evidence.js";
import { REMOVAL_REASONS, RESTART_REASONS } from "../../src/view-change/contract/events.js";

const { codesSaid, functionsSaid } = await import(new URL("../../scripts/errors/thrown.mjs", import.meta.url).href);

const files = ["bindings", "src"]
  .flatMap((root) => readdirSync(root, { recursive: true, encoding: "utf8" }).map((name) => join(root, name)))
  .filter((name) => name.endsWith(".ts") && !name.endsWith(".gen.ts") && !/^bindings.codes\b/.test(name))
  .sort();
const sources = files.map((file) =>
  ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.ES2022, true),
);
const document = readFileSync("docs/errors.md", "utf8");

/** Reasons and evidence: codes that are reported and never thrown. */
const REPORTED = new Set([
  ...[RESTART_REASONS, EVIDENCE, BEACON_NOTICES].flatMap((reasons) => Object.keys(reasons)),
  ...["TOO_MANY_ROUNDS", "NO_HAND_OVER"],
]);

function literalsIn(node: ts.Node): string[] {
  if (ts.isStringLiteral(node)) return [node.text];
  const found: string[] = [];
  ts.forEachChild(node, (child) => {
    found.push(...literalsIn(child));
  });
  return found;
}

/** The expressions of a file for which `pick` gives one, from anywhere in it. */
function pickIn(source: ts.SourceFile, pick: (node: ts.Node) => ts.Node | undefined): ts.Node[] {
  const found: ts.Node[] = [];
  const visit = (node: ts.Node): void => {
    const picked = pick(node);
    if (picked !== undefined) found.push(picked);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

const literals = (pick: (node: ts.Node) => ts.Node | undefined): Set<string> =>
  new Set(sources.flatMap((source) => pickIn(source, pick)).flatMap(literalsIn));
/** Conditions beside codes have texts too. */
const isCode = (text: string) => /^[A-Z_]+$/.test(text);

const isCall = (node: ts.Node): node is ts.CallExpression | ts.NewExpression =>
  ts.isCallExpression(node) || ts.isNewExpression(node);

const thrown = literals((node) => {
  if (isCall(node) && /^(fail|FeldsparError)$/.test(node.expression.getText())) return node.arguments?.[0];
  return undefined;
});

/** What becomes a code by another way: a variable or property of that name, an accusation, the core's statuses. */
const assigned = literals((node) => {
  if (ts.isPropertyAssignment(node) && node.name.getText() === "code") return node.initializer;
  if (isCall(node) && node.expression.getText() === "accuse") return node.arguments?.[2];
  if (ts.isVariableDeclaration(node) && /^(code|STATUS_CODES)$/.test(node.name.getText())) return node.initializer;
  return undefined;
});

const table = Object.keys(CODES).sort();

describe("error codes", () => {
  it("are all in the table, and the table has no others", () => {
    expect(thrown.size).toBeGreaterThan(50);
    const used = [...thrown, ...[...assigned].filter((code) => !REPORTED.has(code) || thrown.has(code))];
    expect([...new Set(used.filter(isCode))].sort()).toEqual(table);
  });

  it("are in one group each", () => {
    expect(
      Object.values(GROUPS)
        .flatMap((group) => Object.keys(group))
        .sort(),
    ).toEqual(table);
  });

  it("are explained in a line each", () => {
    for (const [code, { meaning, remedy }] of Object.entries(CODES)) {
      for (const line of [meaning, remedy]) expect(line, code).toMatch(/^[^\s\n][^\n]{10,118}[^\s.]$/);
    }
  });

  it("that docstrings say are thrown exist", () => {
    const docstrings = sources.flatMap(({ fileName, text }) =>
      (text.match(/\/\*\*[\s\S]*?\*\//g) ?? []).map((comment) => ({
        fileName,
        text: comment.replace(/^\/\*\*|\*\/$/g, "").replace(/^\s*\* ?/gm, ""),
      })),
    );
    const said = docstrings.flatMap(({ fileName, text }) =>
      (codesSaid(text) as string[]).map((code) => ({ fileName, code })),
    );
    expect(said.length).toBeGreaterThan(100);
    expect(said.filter(({ code }) => !table.includes(code))).toEqual([]);
  });

  it("are in no bundle with their texts: only their type is imported", () => {
    const importing = sources.filter(({ text }) => /from "[^"]*\/codes\.js"/.test(text));
    expect(importing.length).toBeGreaterThan(2);
    for (const { fileName, text } of importing) {
      const statements = text.match(/^(import|export)\b[^;]*codes\.js";$/gm);
      expect(statements, fileName).toHaveLength(1);
      expect(statements![0], fileName).toMatch(/^(import|export) type /);
    }
  });
});

describe("what is reported and not thrown", () => {
  it("reasons of removals are those that the contract gives", () => {
    const given = literals((node) =>
      isCall(node) && node.expression.getText() === "removalOf" ? node.arguments?.[4] : undefined,
    );
    expect([...given].sort()).toEqual(Object.keys(REMOVAL_REASONS).sort());
  });

  it("reasons of restarts and evidence are those that are given", () => {
    expect([...REPORTED].filter((code) => !assigned.has(code) && !thrown.has(code))).toEqual([]);
  });
});

describe("docs/errors.md", () => {
  it("has a line for every code, with what it means and what to do", () => {
    for (const [code, { meaning, remedy }] of Object.entries(CODES)) {
      const line = document.split("\n").find((row) => row.startsWith(`| \`${code}\` |`));
      expect(line?.toLowerCase(), code).toContain(`| ${meaning} | ${remedy} |`.toLowerCase());
    }
  });

  it("names the reasons of restarts and removals, and evidence", () => {
    for (const code of [...REPORTED, ...Object.keys(REMOVAL_REASONS)]) expect(document).toContain(`\`${code}\``);
  });
});

describe("what a docstring says is thrown", () => {
  it.each([
    ["One point. Throws BAD_TYPE, and NOT_ON_CURVE for others; ZERO is G1's.", ["BAD_TYPE", "NOT_ON_CURVE"], []],
    ["The sum. Throws\n EMPTY and what `decodeCommitments` throws. NO_CODE here.", ["EMPTY"], ["decodeCommitments"]],
    ["Unnoticed: throws BAD_SHARE. Throws IS_IDENTITY when zero.", ["BAD_SHARE", "IS_IDENTITY"], []],
    ["Takes more. Throws like `add`.", [], ["add"]],
    ["Goes on. Throws what the runner's `load` throws, and STOPPED.", ["STOPPED"], ["load"]],
    ["BAD_TYPE is not what it is about.", [], []],
  ])("%s", (text, codes, functions) => {
    expect(codesSaid(text)).toEqual(codes);
    expect(functionsSaid(text)).toEqual(functions);
  });
});
