// The examples of docstrings: what each imports, and how what it shows is checked. An example is a program without its
// imports; they follow from the names that it uses. It shows what comes out behind the statement:
//
//   scheme.verify(signature, message, publicKey); //=> true
//   const shares = split(secret, options); //=> some expression
//   G1.fromBytes(bytes); //=> throws NOT_ON_CURVE
//   chainHash(chain); //=> 52db9ba7…
//
// The value is deeply equal to the expression, or an error has the code, or bytes begin with these digits. Names of
// surroundings.ts are there, too, where an example goes on from more than fits into a few lines.
import ts from "typescript-5";
import { checker, declarationOf, documented, entries, isPublic, program } from "./program.mjs";

export const SURROUNDINGS = "scripts/api/surroundings.ts";

/** The texts of a declaration's examples. */
export function examplesOf(node) {
  return ts
    .getJSDocTags(documented(node))
    .filter((tag) => tag.tagName.text === "example")
    .map((tag) => dedented(ts.getTextOfJSDocComment(tag.comment) ?? ""));
}

/** Lines of a comment without what all of them begin with. */
function dedented(text) {
  const lines = text.split("\n");
  const indents = lines.filter((line) => line.trim() !== "").map((line) => /^ */.exec(line)[0].length);
  const least = Math.min(...indents);
  return lines.map((line) => line.slice(least)).join("\n");
}

const exportsOf = (source) => checker.getExportsOfModule(checker.getSymbolAtLocation(program.getSourceFile(source)));
const isValue = (symbol) => (declarationOf(symbol).target.flags & ts.SymbolFlags.Value) !== 0;

/** Every value that the package exports: name → modules that have it. */
const exporters = new Map();
for (const { name: module, source } of entries) {
  for (const symbol of exportsOf(source).filter(isValue)) {
    exporters.set(symbol.name, [...(exporters.get(symbol.name) ?? []), module]);
  }
}

/** The surroundings: name → what its comment says. */
export const surroundings = new Map();
for (const statement of ts.createSourceFile(SURROUNDINGS, ts.sys.readFile(SURROUNDINGS), ts.ScriptTarget.Latest, true)
  .statements) {
  if (!statement.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)) continue;
  const text = (statement.jsDoc ?? []).map(({ comment }) => ts.getTextOfJSDocComment(comment) ?? "").join(" ");
  const names = statement.declarationList?.declarations.map(({ name }) => name.getText()) ?? [statement.name.text];
  for (const name of names) surroundings.set(name, text.replace(/\s+/g, " "));
}

/** Names that a program uses without declaring them. */
function freeNames(file) {
  const [used, declared] = [new Set(), new Set()];
  const visit = (node) => {
    if (ts.isIdentifier(node)) {
      const { parent } = node;
      const isMember =
        (ts.isPropertyAccessExpression(parent) && parent.name === node) ||
        (ts.isPropertyAssignment(parent) && parent.name === node) ||
        (ts.isMethodDeclaration(parent) && parent.name === node) ||
        (ts.isBindingElement(parent) && parent.propertyName === node);
      const isDeclared =
        (ts.isVariableDeclaration(parent) ||
          ts.isParameter(parent) ||
          ts.isFunctionDeclaration(parent) ||
          ts.isClassDeclaration(parent) ||
          ts.isBindingElement(parent) ||
          ts.isImportSpecifier(parent) ||
          ts.isNamespaceImport(parent)) &&
        parent.name === node;
      if (isDeclared) declared.add(node.text);
      else if (!isMember) used.add(node.text);
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return [...used].filter((name) => !declared.has(name));
}

/** What an example of a module imports: lines for the package, and names of the surroundings. */
export function importsOf(code, module) {
  const file = ts.createSourceFile("example.ts", code, ts.ScriptTarget.Latest, true);
  const [byModule, given] = [new Map(), []];
  for (const name of freeNames(file).sort()) {
    const modules = exporters.get(name);
    if (modules !== undefined) {
      const from = modules.includes(module) ? module : modules[0];
      byModule.set(from, [...(byModule.get(from) ?? []), name]);
    } else if (surroundings.has(name)) given.push(name);
  }
  const order = entries.map(({ name }) => name).filter((name) => byModule.has(name));
  const lines = order.map((from) => `import { ${byModule.get(from).join(", ")} } from "${from}";`);
  return { lines, given };
}

/** What stands behind `//=>` as the source of a check. */
function checked(expression, expected) {
  const [, code] = /^throws ([A-Z][A-Z_0-9]+)$/.exec(expected) ?? [];
  if (code !== undefined) return `await throws(async () => ${expression}, "${code}");`;
  const [, digits] = /^([0-9a-f]+)…$/.exec(expected) ?? [];
  if (digits !== undefined) return `begins(${expression}, "${digits}");`;
  return `equal(${expression}, ${expected});`;
}

/** The statement that ends on the line of a position, or undefined. */
function statementBefore(file, position) {
  let found;
  const visit = (node) => {
    if ((ts.isExpressionStatement(node) || ts.isVariableStatement(node)) && node.end <= position) {
      if (file.text.slice(node.end, position).trim() === "") found = node;
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

/** An example with its results as checks; and how many these are. */
function withChecks(code) {
  const file = ts.createSourceFile("example.ts", code, ts.ScriptTarget.Latest, true);
  const shown = [...code.matchAll(/\/\/=> (.*)$/gm)];
  let text = code;
  for (const { index, 0: comment, 1: expected } of shown.reverse()) {
    const statement = statementBefore(file, index);
    if (statement === undefined) throw new Error(`no statement before ${comment}`);
    const isDeclared = ts.isVariableStatement(statement);
    const from = isDeclared ? index : statement.getStart(file);
    const value = isDeclared
      ? statement.declarationList.declarations[0].name.getText(file)
      : statement.expression.getText(file);
    text = text.slice(0, from) + checked(value, expected.trim()) + text.slice(index + comment.length);
  }
  return { text, results: shown.length };
}

/** An example as a module of TypeScript that checks what it shows; and how many results that are. */
export function moduleOf(code, module) {
  const { text, results } = withChecks(code);
  const { lines, given } = importsOf(text, module);
  const imports = [
    ...lines,
    ...(given.length > 0 ? [`import { ${given.join(", ")} } from "./surroundings.js";`] : []),
    `import { begins, equal, throws } from "./checks.js";`,
  ];
  return { text: [...imports, text, "void [begins, equal, throws];", ""].join("\n"), results };
}

/** Names of the surroundings that an example goes on from, those in its results included. */
export const givenTo = (code, module) => importsOf(withChecks(code).text, module).given;

/** Every public entry: its module and name, what kind it is, where it stands, and its examples. */
export function publicEntries() {
  const found = [];
  const visit = (module, symbols, prefix) => {
    for (const symbol of symbols) {
      const { target, declarations } = declarationOf(symbol);
      const [first] = declarations;
      if (ts.isSourceFile(first)) visit(module, checker.getExportsOfModule(target), `${prefix}${symbol.name}.`);
      else found.push(describeEntry(module, prefix + symbol.name, declarations));
    }
  };
  for (const { name, source } of entries) visit(name, exportsOf(source), "");
  return found;
}

const KINDS = [
  [ts.isFunctionDeclaration, "function"],
  [ts.isClassDeclaration, "class"],
  [ts.isVariableDeclaration, "constant"],
  [ts.isInterfaceDeclaration, "type"],
  [ts.isTypeAliasDeclaration, "type"],
];

function describeEntry(module, name, declarations) {
  const kinds = declarations.map((node) => KINDS.find(([is]) => is(node))[1]);
  const kind = kinds.find((one) => one !== "type") ?? "type";
  const members = declarations.flatMap((node) => (node.members ?? []).filter(isPublic));
  return {
    ...{ module, name, kind, declarations },
    source: ts.sys.resolvePath(declarations[0].getSourceFile().fileName).slice(process.cwd().length + 1),
    examples: [...declarations, ...members].flatMap(examplesOf),
  };
}
