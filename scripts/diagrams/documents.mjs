// Text that scripts write into documents, between two comments.
import { readFileSync, writeFileSync } from "node:fs";

/** Replaces what is between `<!-- name:begin … -->` and `<!-- name:end -->`. */
export function writeSection(file, name, content) {
  const document = readFileSync(file, "utf8");
  const begin = document.indexOf(`<!-- ${name}:begin`);
  const from = document.indexOf("-->", begin) + 3;
  const to = document.indexOf(`<!-- ${name}:end -->`);
  if (begin < 0 || to < from) throw new Error(`${file}: no section ${name}`);
  writeFileSync(file, `${document.slice(0, from)}\n${content}\n${document.slice(to)}`);
}
