// One entry of the API as Markdown: its heading, its declaration, its docstring, its members, where it stands in the
// sources, and its examples with what they import.
import ts from "typescript-5";
import { examplesOf, givenTo, importsOf } from "./examples.mjs";
import { isShown, membersWithoutExample, textOf } from "./members.mjs";
import { checker, documentation, documented, isPublic } from "./program.mjs";

const withoutExample = membersWithoutExample();

export const quoted = (text) => `\`${text}\``;
const block = (text) => `\`\`\`ts\n${text}\n\`\`\`\n`;

/** One line, without the comments inside. */
function flat(text) {
  return text
    .replace(/\/\*\*?[\s\S]*?\*\//g, "")
    .replace(/\s+/g, " ")
    .trim();
}

/** A type without the paths of files whose types are not imported where it is said. */
function typeText(type, node) {
  return checker.typeToString(type, node, ts.TypeFormatFlags.NoTruncation).replace(/import\("[^"]*"\)\./g, "");
}

/** A signature from its name to the end of its type; the checker's type where none is written. */
function signature(node, name) {
  const type = typeText(checker.getTypeAtLocation(node), node);
  if (!ts.isFunctionLike(node)) return `${name}: ${node.type ? flat(node.type.getText()) : type}`;
  const generic = node.typeParameters
    ? `<${node.typeParameters.map((parameter) => flat(parameter.getText())).join(", ")}>`
    : "";
  const parameters = node.parameters.map((parameter) => flat(parameter.getText())).join(", ");
  if (ts.isConstructorDeclaration(node)) return `${name}(${parameters})`;
  const returned = node.type
    ? flat(node.type.getText())
    : typeText(checker.getSignatureFromDeclaration(node).getReturnType(), node);
  return `${name}${generic}(${parameters}): ${returned}`;
}

/** The members of a class or an interface as a list. */
function members(node) {
  const seen = new Set();
  return node.members.filter(isShown).flatMap((member) => {
    const flags = ts.getCombinedModifierFlags(member);
    const prefix = [
      [ts.ModifierFlags.Static, "static "],
      [ts.ModifierFlags.Readonly, "readonly "],
    ].flatMap(([flag, text]) => (flags & flag ? [text] : []));
    const text = textOf(node, member);
    const name = ts.isConstructorDeclaration(member) ? `new ${node.name.text}` : (member.name?.getText() ?? "");
    const accessor = ts.isGetAccessor(member) ? "get " : "";
    const optional = member.questionToken ? "?" : "";
    const line = `${prefix.join("")}${accessor}${signature(member, name + optional)}`;
    if (seen.has(line)) return [];
    seen.add(line);
    return [`- ${quoted(line)}${text === "" ? "" : `: ${text.replace(/\n+/g, " ")}`}`];
  });
}

/** The examples of a declaration and of its members. */
function examples(node, module) {
  const texts = [node, ...(node.members ?? []).filter(isPublic)].flatMap(examplesOf);
  return texts.map((code) => {
    const { lines } = importsOf(code, module);
    const own = /^(import .*\n)+\n?/.exec(code)?.[0] ?? "";
    const imports = [...own.trim().split("\n").filter(Boolean), ...lines].join("\n");
    const given = givenTo(code, module);
    const links = given.map((name) => quoted(name)).join(", ");
    const note = given.length === 0 ? "" : `\nGoes on from ${links} ([what that is](surroundings.md)).\n`;
    return `${block(`${imports}\n\n${code.slice(own.length)}`.trim())}${note}`;
  });
}

/** Where the examples are of members that a class has as others have them. */
function elsewhere(node, linkFrom) {
  const byLink = new Map();
  for (const { node: of, member, like } of withoutExample) {
    if (of.getSourceFile().fileName !== node.getSourceFile().fileName || of.pos !== node.pos || like === null) continue;
    const link = linkFrom(like.module, like.class);
    byLink.set(link, [...(byLink.get(link) ?? []), quoted(member)]);
  }
  return [...byLink].map(([link, names]) => `Examples of ${names.join(", ")}: those of ${link}.\n`);
}

/** Functions and classes without a docstring. */
export const undocumented = [];

/** What one export is; `declarations` are those of its name. */
export function describe({ name, module, declarations, source }, level, linkFrom) {
  const parts = [`${"#".repeat(level)} ${quoted(name)}\n`];
  const shown = [];
  for (const node of declarations) {
    const code = codeOf(node, name.split(".").at(-1));
    if (code !== undefined) parts.push(block(code));
    let text = documentation(documented(node));
    // a class that has a file to itself is explained at the head of it
    if (text === "" && ts.isClassDeclaration(node)) text = headOf(node.getSourceFile()).trim();
    if (text === "" && (ts.isClassDeclaration(node) || ts.isFunctionDeclaration(node))) undocumented.push(name);
    if (text !== "") parts.push(`${text}\n`);
    if (ts.isClassDeclaration(node) || ts.isInterfaceDeclaration(node)) {
      const list = members(node);
      if (list.length > 0) parts.push(`${list.join("\n")}\n`);
      parts.push(...elsewhere(node, linkFrom));
    }
    shown.push(...examples(node, module));
  }
  return [...parts, ...shown, `Source: ${quoted(source)}\n`].join("\n");
}

function codeOf(node, name) {
  const inherited = (node.heritageClauses ?? []).map((clause) => ` ${flat(clause.getText())}`).join("");
  const generic = node.typeParameters
    ? `<${node.typeParameters.map((parameter) => flat(parameter.getText())).join(", ")}>`
    : "";
  if (ts.isFunctionDeclaration(node)) return `function ${signature(node, name)}`;
  if (ts.isClassDeclaration(node)) return `class ${name}${generic}${inherited}`;
  if (ts.isInterfaceDeclaration(node)) return `interface ${name}${generic}${inherited}`;
  if (ts.isTypeAliasDeclaration(node)) return `type ${name}${generic} = ${flat(node.type.getText())}`;
  if (ts.isVariableDeclaration(node)) return `const ${signature(node, name)}`;
  return undefined;
}

/** The comment at the head of a file, without the entry's name. */
export function headOf(file) {
  const lines = file.text.split("\n");
  const end = lines.findIndex((line) => !line.startsWith("//"));
  const text = lines
    .slice(0, end)
    .map((line) => line.replace(/^\/\/ ?/, "") || "\n\n")
    .join(" ")
    .replace(/ *\n\n */g, "\n\n");
  return `${text.replace(/^"[^"]+"(: | )/, "").replace(/^./, (letter) => letter.toUpperCase())}\n`;
}
