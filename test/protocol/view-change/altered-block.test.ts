// Any altered value of a magic block is refused: by the reader where the hash that it states is the old one, and by the
// signatures where it is the new one.
import { expect, it } from "vitest";
import { JsonReader } from "../../../src/encoding/index.js";
import { commitTo, MagicBlock, magicBlockFormats, verifyMagicBlockChain } from "../../../src/magic-block/index.js";
import { makeChain } from "./block-support.js";
import { codeOf } from "./codes.js";

type Path = readonly (string | number)[];

/** Every place in a JSON document. */
function* places(value: unknown, path: Path = []): Generator<Path> {
  if (Array.isArray(value)) for (const [index, item] of value.entries()) yield* places(item, [...path, index]);
  else if (typeof value === "object" && value !== null)
    for (const [key, item] of Object.entries(value)) yield* places(item, [...path, key]);
  else yield path;
}

const at = (document: unknown, path: Path) =>
  path.reduce<unknown>((value, key) => (value as Record<string | number, unknown>)[key], document);

function changed(document: object, path: Path, value: unknown): Record<string, unknown> {
  const copy = structuredClone(document) as Record<string, unknown>;
  (at(copy, path.slice(0, -1)) as Record<string | number, unknown>)[path.at(-1)!] = value;
  return copy;
}

/** Other values of the same kind. */
function alterations(value: unknown): unknown[] {
  if (typeof value === "number") return [value + 1, value - 1];
  if (typeof value === "boolean") return [!value];
  if (value === null) return ["00".repeat(48)];
  const text = value as string;
  if (/^[0-9]+$/.test(text) && text.length < 10) return [String(Number(text) + 1)];
  if (!/^[0-9a-f]+$/.test(text)) return [`${text}x`, text.slice(1)];
  const flip = (position: number) =>
    text.slice(0, position) + (Number.parseInt(text[position]!, 16) ^ 1).toString(16) + text.slice(position + 1);
  return [flip(0), flip(text.length >> 1), flip(text.length - 1), text.slice(2)];
}

it("in any field, at its beginning, middle and end", () => {
  const chain = makeChain({ views: 2 });
  const [one, two] = chain.blocks as [MagicBlock, MagicBlock];
  const { block: format } = magicBlockFormats("min-sig");
  const document = JSON.parse(MagicBlock.toJson(two)) as Record<string, unknown>;
  let tried = 0;
  for (const path of places(document)) {
    if (path[0] === "hash" || path[0] === "kind") continue;
    for (const value of alterations(at(document, path))) {
      const altered = changed(document, path, value);
      const name = `${path.join(".")} = ${value}`;
      tried++;
      if (path[0] !== "certificate")
        expect(
          codeOf(() => MagicBlock.fromJson(altered)),
          name,
        ).not.toMatch(/nothing/);
      // an attacker would make the header fit the lists: then the signatures fail
      const { hash: _, kind: __, ...fields } = altered;
      let block: MagicBlock;
      try {
        block = format.fromJson(new JsonReader(fields, "altered"));
      } catch {
        continue;
      }
      const fitting = path.length > 1 ? { ...block, ...commitTo(block) } : block;
      expect(verifyMagicBlockChain([one, fitting], { genesis: chain.genesis }).valid, name).toBe(false);
    }
  }
  expect(tried).toBeGreaterThan(250);
});
