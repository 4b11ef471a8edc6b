// Every relative link in the documents leads to something: a file, a heading in it, or a test of that name.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { describe, expect, it } from "vitest";

const documents = [
  "README.md",
  "ARCHITECTURE.md",
  "SECURITY.md",
  "CONTRIBUTING.md",
  "CHANGELOG.md",
  ...readdirSync("docs", { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".md"))
    .map((name) => join("docs", name)),
];

const read = (file: string) => readFileSync(file, "utf8");
const withoutCode = (text: string) => text.replace(/^```[\s\S]*?^```/gm, "");

/** Anchors of a document's headings, as GitHub makes them. */
function anchors(file: string): Set<string> {
  const found = new Set<string>();
  for (const [, heading] of withoutCode(read(file)).matchAll(/^#{1,6} (.+)$/gm)) {
    const plain = heading!.replace(/\[([^\]]*)\]\([^)]*\)/g, "$1").replace(/[`*]/g, "");
    const anchor = plain
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, "")
      .replaceAll(" ", "-");
    let unique = anchor;
    for (let number = 1; found.has(unique); number++) unique = `${anchor}-${number}`;
    found.add(unique);
  }
  return found;
}

interface Link {
  readonly label: string;
  readonly target: string;
}

/** Links and pictures of a document, without those to other hosts. */
function links(file: string): Link[] {
  const text = withoutCode(read(file)).replace(/`[^`\n]*`/g, "");
  return [...text.matchAll(/\[((?:\\.|[^\\[\]])*)\]\(([^)\s]+)\)/g)]
    .map(([, label, target]) => ({ label: label!.replace(/\\(.)/g, "$1"), target: target! }))
    .filter(({ target }) => !/^[a-z]+:/i.test(target));
}

describe("links", () => {
  it.each(documents)("%s", (file) => {
    const broken = links(file).filter(({ target }) => {
      const [path = "", anchor] = target.split("#");
      const goal = path === "" ? file : normalize(join(dirname(file), path));
      if (!existsSync(goal)) return true;
      return anchor !== undefined && !anchors(goal).has(decodeURIComponent(anchor));
    });
    expect(broken).toEqual([]);
  });

  it("whose text is a test's name lead to the file that has it", () => {
    let named = 0;
    for (const file of documents) {
      for (const { label, target } of links(file)) {
        if (!target.endsWith(".test.ts") || label.endsWith(".test.ts")) continue;
        expect(read(join(dirname(file), target)), `${file}: ${label}`).toContain(label);
        named++;
      }
    }
    expect(named).toBeGreaterThan(50);
  });

  it("docs/README.md and the indexes that it names list every document", () => {
    const named = (index: string) => links(index).map(({ target }) => normalize(join(dirname(index), target)));
    const indexes = named("docs/README.md").filter((file) => file.endsWith("/README.md"));
    const listed = new Set(["docs/README.md", ...indexes].flatMap(named));
    const others = documents.filter((file) => file !== "README.md" && file !== "docs/README.md");
    expect(others.filter((file) => !listed.has(file))).toEqual([]);
    expect(indexes).toContain("docs/decisions/README.md");
  });

  it("every picture of docs/images is shown somewhere", () => {
    const shown = new Set(
      documents.flatMap((file) => links(file).map(({ target }) => normalize(join(dirname(file), target)))),
    );
    const pictures = readdirSync("docs/images").map((name) => join("docs/images", name));
    expect(pictures.filter((picture) => !shown.has(picture))).toEqual([]);
  });
});
