// The sources as the compiler sees them: the entries of package.json, what they export, and docstrings.
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
// the compiler's interface for programs, which TypeScript 7 does not have
import ts from "typescript-5";

process.chdir(join(dirname(fileURLToPath(import.meta.url)), "..", ".."));

const { exports } = JSON.parse(readFileSync("package.json", "utf8"));
/** Every entry with types: its name for an import, and its source. */
export const entries = Object.entries(exports).flatMap(([path, conditions]) => {
  if (conditions.types === undefined) return [];
  const source = conditions.types.replace("./dist/", "").replace(/\.d\.ts$/, ".ts");
  return [{ name: path === "." ? "feldspar-dkg" : `feldspar-dkg/${path.slice(2)}`, source }];
});

const config = ts.readConfigFile("tsconfig.json", ts.sys.readFile).config.compilerOptions;
export const { options } = ts.convertCompilerOptionsFromJson({ ...config, noEmit: true }, ".");
export const program = ts.createProgram(
  entries.map(({ source }) => source),
  options,
);
export const checker = program.getTypeChecker();

/** The docstring as one paragraph (or several, where it has empty lines). */
export function documentation(node) {
  const comments = (node.jsDoc ?? []).map((comment) => ts.getTextOfJSDocComment(comment.comment) ?? "");
  const paragraphs = comments.join("\n\n").split(/\n\s*\n/);
  return paragraphs
    .map((paragraph) => paragraph.replace(/\s*\n\s*/g, " ").trim())
    .join("\n\n")
    .trim();
}

const HIDDEN = ts.ModifierFlags.Private | ts.ModifierFlags.Protected;

/** Whether a member of a class is for callers. */
export function isPublic(member) {
  if (ts.getCombinedModifierFlags(member) & HIDDEN) return false;
  return member.name === undefined || !ts.isPrivateIdentifier(member.name);
}

/** What an exported name stands for. */
export function declarationOf(symbol) {
  const target = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  return { target, declarations: target.declarations ?? [] };
}

/** Where a docstring stands: for a constant, at its statement. */
export const documented = (node) => (ts.isVariableDeclaration(node) ? node.parent.parent : node);
