// Printing straight-line AssemblyScript: named locals, each written where it is defined, reused when a name is defined
// again.

/** A value of the program being printed: the local `name` as it stood at its `version`-th definition. */
class Local {
  constructor(name, version) {
    this.name = name;
    this.version = version;
  }
}

export class SourcePrinter {
  constructor(type) {
    this.type = type;
    /** Names that locals may not take: the parameters. */
    this.reserved = new Set();
    this.lines = [];
    this.versions = new Map();
  }

  /** Defines (or redefines) the local `name` as `expression` and returns a handle on it. */
  define(name, expression, type = this.type) {
    if (this.reserved.has(name)) throw new Error(`${name} is a parameter`);
    const version = (this.versions.get(name) ?? 0) + 1;
    this.versions.set(name, version);
    this.lines.push({ name, first: version === 1, expression, type });
    return new Local(name, version);
  }

  /** The text of a handle. Refuses one whose local was redefined since: the printed code would read another value. */
  use(local) {
    if (typeof local === "bigint") return String(local);
    if (this.versions.get(local.name) !== local.version) throw new Error(`stale use of ${local.name}`);
    return local.name;
  }

  statement(text) {
    this.lines.push({ text });
  }

  /** The body of the function. */
  body() {
    return this.lines
      .map(({ text, name, first, expression, type }) => {
        if (text !== undefined) return `  ${text};`;
        if (!first) return `  ${name} = ${expression};`;
        return `  ${this.versions.get(name) === 1 ? "const" : "let"} ${name}: ${type} = ${expression};`;
      })
      .join("\n");
  }
}
