// The API reference: every public function, class and member of a class shows in an example of its docstring how it is
// used, all of them are programs that the published declarations allow, and they give what they say.
import { rmSync } from "node:fs";
import { afterAll, describe, expect, it } from "vitest";

const script = (name: string) => import(new URL(`../../../scripts/api/${name}.mjs`, import.meta.url).href);
const { publicEntries } = await script("examples");
const { checkExamples } = await script("check");
const { membersWithoutExample, undescribedMembers } = await script("members");

interface Entry {
  readonly module: string;
  readonly name: string;
  readonly kind: "function" | "class" | "constant" | "type";
  readonly examples: readonly string[];
}

interface Member {
  readonly class: string;
  readonly member: string;
  /** Where the example of a member is that fulfils the same contract. */
  readonly like: { readonly class: string } | null;
}

const entries: readonly Entry[] = publicEntries();

/** Why an entry may stand without an example; functions and classes may not. */
const WITHOUT: readonly { readonly why: string; readonly covers: (entry: Entry) => boolean }[] = [
  {
    why: "a type or an interface: the examples of what takes it and gives it show it",
    covers: ({ kind }) => kind === "type",
  },
  {
    why: "a limit: its value stands in its declaration",
    covers: ({ name }) => /^(MAX|MOST)_[A-Z_]+$/.test(name),
  },
  {
    why: "the list of what an option may be, or the name of a kind of document: its value stands in its declaration",
    covers: ({ kind, name }) => kind === "constant" && /^(drand\.)?[A-Z_]+(S|_KIND|_OF)$/.test(name),
  },
  {
    why: "the beginning of a sharder's memory, which the example of Sharder takes",
    covers: ({ name }) => name === "EMPTY_SHARDER_MEMORY",
  },
];

/** What `console.log` of Node shows of an object: nobody calls it. */
const INSPECTION = '[Symbol.for("nodejs.util.inspect.custom")]';

const folder = `build/api-examples.${process.pid}`;
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("examples of the API", () => {
  it("every function and class has one, and everything else one or a reason", () => {
    const without = entries.filter(({ examples }) => examples.length === 0);
    const unexplained = without.filter((entry) => !WITHOUT.some(({ covers }) => covers(entry)));
    expect(unexplained.map(({ module, name }) => `${module}: ${name}`)).toEqual([]);
    const exempt = without.filter(({ kind }) => kind === "function" || kind === "class");
    expect(exempt.map(({ name }) => name)).toEqual([]);
  });

  it("every member of a class is used by one of the class's, or of another class with the same contract", () => {
    const without: readonly Member[] = membersWithoutExample();
    const unexplained = without.filter(({ member, like }) => like === null && member !== INSPECTION);
    expect(unexplained.map((one) => `${one.class}.${one.member}`)).toEqual([]);
    // what decides is what an example's names mean: those below have a member of that name elsewhere in an example
    const others = without.filter(({ like }) => like !== null).map((one) => `${one.class}.${one.member}`);
    expect(others).toContain("LocalLog.read");
    expect(others).not.toContain("MemoryLog.read");
  });

  it("every member of a class says what it is, or its contract does", () => {
    expect(undescribedMembers()).toEqual([]);
  });

  it("no reason is left over", () => {
    const without = entries.filter(({ examples }) => examples.length === 0);
    expect(WITHOUT.filter(({ covers }) => !without.some(covers)).map(({ why }) => why)).toEqual([]);
  });

  it("are short", () => {
    const long = entries.flatMap(({ name, examples }) =>
      examples.filter((code) => code.split("\n").length > 13).map(() => name),
    );
    expect(long).toEqual([]);
  });

  it("are allowed by the published declarations, run, and give what they say", () => {
    const { examples, problems } = checkExamples(folder);
    expect(problems).toEqual([]);
    expect(examples).toBeGreaterThan(280);
  }, 180_000);
});
