// All that a user of the package can call, as the compiler sees it in the declarations of every subpath of
// package.json: functions, constructors, static methods, methods of what can be constructed, of classes that are
// exported as types, and of interfaces that functions of the package return.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript-5";

type Exports = Record<string, string | { readonly types?: string }>;

/** The sources of the subpaths that have declarations, by the name that the tests give them: "curve", "node", …. */
export function subpathSources(): Map<string, string> {
  const { exports } = JSON.parse(readFileSync("package.json", "utf8")) as { readonly exports: Exports };
  const sources = new Map<string, string>();
  for (const [subpath, target] of Object.entries(exports)) {
    if (typeof target === "string" || target.types === undefined) continue;
    const name = subpath.replace(/^\.\/?/, "").replace(/\.js$/, "") || "index";
    sources.set(name, target.types.replace(/^\.\/dist\//, "").replace(/\.d\.ts$/, ".ts"));
  }
  return sources;
}

/** Their names. `values`: what each subpath exports at run time, which `export type *` is not. */
export function publicEntries(values: Readonly<Record<string, object>>): string[] {
  const sources = subpathSources();
  const files = [...sources.values()].map((file) => join(process.cwd(), file));
  const { config } = ts.readConfigFile("tsconfig.json", ts.sys.readFile);
  const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, process.cwd());
  const program = ts.createProgram(files, { ...options, noEmit: true });
  const checker = program.getTypeChecker();
  const found = new Set<string>();
  const visited = new Set<ts.Symbol>();
  const isOwn = (symbol: ts.Symbol) =>
    (symbol.declarations ?? []).some((node) => !node.getSourceFile().fileName.includes("node_modules"));
  const isCallable = (type: ts.Type) => checker.getNonNullableType(type).getCallSignatures().length > 0;

  const isConstructible = (type: ts.Type) =>
    type
      .getConstructSignatures()
      .some(({ declaration }) => !(declaration && ts.getCombinedModifierFlags(declaration) & ts.ModifierFlags.Private));

  /** What a function returns, or promises, is called by its user. */
  const visitReturned = (type: ts.Type, subpath: string): void => {
    for (const signature of checker.getNonNullableType(type).getCallSignatures()) {
      const returned = checker.getNonNullableType(checker.getAwaitedType(signature.getReturnType()) ?? type);
      const symbol = returned.getSymbol();
      if (symbol === undefined || !(symbol.flags & (ts.SymbolFlags.Class | ts.SymbolFlags.Interface))) continue;
      if (!isOwn(symbol) || visited.has(symbol)) continue;
      visited.add(symbol);
      visitMembers(returned, `${subpath}.${symbol.name}`, "#", subpath);
    }
  };
  const visitMembers = (type: ts.Type, name: string, join: string, subpath: string): void => {
    for (const property of checker.getPropertiesOfType(type)) {
      if (property.name === "prototype" || /^(__|#)/.test(property.name) || !isOwn(property)) continue;
      const [node] = property.declarations ?? [];
      if (node !== undefined && ts.getCombinedModifierFlags(node as ts.Declaration) & ts.ModifierFlags.Private)
        continue;
      const own = checker.getTypeOfSymbol(property);
      if (isCallable(own)) {
        found.add(`${name}${join}${property.name}`);
        visitReturned(own, subpath);
      } else if (property.name === "Vector") visitMembers(own, `${name}.Vector`, ".", subpath);
    }
  };
  const visitExport = (symbol: ts.Symbol, name: string, subpath: string, exists: boolean): void => {
    const target = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
    if (target.flags & ts.SymbolFlags.ValueModule) {
      for (const inner of checker.getExportsOfModule(target))
        visitExport(inner, `${name}.${inner.name}`, subpath, exists);
      return;
    }
    if (target.flags & ts.SymbolFlags.Class) {
      visited.add(target);
      visitMembers(checker.getDeclaredTypeOfSymbol(target), name, "#", subpath);
    }
    if (!exists || !(target.flags & ts.SymbolFlags.Value)) return;
    const type = checker.getTypeOfSymbol(target);
    if (isCallable(type)) {
      found.add(name);
      visitReturned(type, subpath);
    } else {
      if (isConstructible(type)) found.add(`new ${name}`);
      visitMembers(type, name, ".", subpath);
    }
  };
  for (const [subpath, file] of sources) {
    const module = checker.getSymbolAtLocation(program.getSourceFile(join(process.cwd(), file))!)!;
    for (const symbol of checker.getExportsOfModule(module)) {
      visitExport(symbol, `${subpath}.${symbol.name}`, subpath, Object.hasOwn(values[subpath] ?? {}, symbol.name));
    }
  }
  return [...found].sort();
}
