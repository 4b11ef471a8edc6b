// The documents: what is between two markers of a text, and whole files, written or (with --check) only compared.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

export class Documents {
  #texts = new Map();

  #read(file) {
    return this.#texts.get(file) ?? (existsSync(file) ? readFileSync(file, "utf8") : "");
  }

  put(file, text) {
    this.#texts.set(file, text);
  }

  /** Replaces what is between the markers called `name`. */
  fill(file, name, content) {
    const begin = `<!-- ${name}:begin (written by npm run bench:report, do not edit) -->`;
    const end = `<!-- ${name}:end -->`;
    const [before, rest] = this.#read(file).split(begin);
    const after = rest?.split(end)[1];
    if (after === undefined) throw new Error(`${file}: the markers of "${name}" are missing`);
    this.put(file, `${before}${begin}\n${content}\n${end}${after}`);
  }

  /** Files whose text is not what was put. */
  different() {
    return [...this.#texts]
      .filter(([file, text]) => !existsSync(file) || readFileSync(file, "utf8") !== text)
      .map(([file]) => file);
  }

  write() {
    for (const [file, text] of this.#texts) {
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text);
    }
  }
}
