// The vectors of docs/wire-formats.md: blocks of JSON with `vector`, `input` and `gives`.
import { readFileSync } from "node:fs";

export interface Vector {
  readonly vector: string;
  // biome-ignore lint/suspicious/noExplicitAny: a document's JSON, of another shape for each format
  readonly input: any;
  readonly gives: Readonly<Record<string, unknown>>;
}

export function readVectors(): Vector[] {
  const text = readFileSync("docs/wire-formats.md", "utf8");
  return [...text.matchAll(/^```json\n([\s\S]*?)\n```$/gm)].map((match) => JSON.parse(match[1]!) as Vector);
}
