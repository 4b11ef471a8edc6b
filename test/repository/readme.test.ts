// Every JavaScript block of the README and of docs/pool.md runs, through the package's own entries, and prints what its
// comments say. Those of tutorials: test/repository/docs/guide.test.ts.
import { expect, it } from "vitest";
import { programsOf, runProgram } from "../support/tutorial.js";

const programs = ["README.md", "docs/pool.md"].flatMap(programsOf);

it("has examples", () => expect(programs.length).toBeGreaterThanOrEqual(4));

it.each(programs.map((code, index) => [index + 1, code] as const))("example %i of the documents", (index, code) => {
  runProgram(`build/readme/example-${index}.mjs`, code);
});
