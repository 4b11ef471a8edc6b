// The members of classes: which are for callers, and which of them the class's examples use. What an example uses, the
// checker says: a name alone may be that of another class's member.
import { dirname, join, resolve } from "node:path";
import ts from "typescript-5";
import { examplesOf, moduleOf, publicEntries, SURROUNDINGS } from "./examples.mjs";
import { checker, documentation, entries, isPublic, options } from "./program.mjs";

/** A member's name; that of a constructor is "constructor". */
const nameOf = (member) => (ts.isConstructorDeclaration(member) ? "constructor" : (member.name?.getText() ?? ""));

/** Whether a reader is told of a member: not of constructors that are not for callers. */
export function isShown(member) {
  if (!isPublic(member) || ts.isClassStaticBlockDeclaration(member) || ts.isSemicolonClassElement(member)) return false;
  const text = documentation(member);
  return !ts.isConstructorDeclaration(member) || (text !== "" && !/^Not for callers/.test(text));
}

/** The examples of a declaration, its members' among them. */
const allExamplesOf = (node) => [node, ...(node.members ?? []).filter(isPublic)].flatMap(examplesOf);

const placeOf = (node) => `${resolve(node.getSourceFile().fileName)}:${node.pos}`;

/**
 * Every public class once, and every interface of which there are constants (`BlsScheme`), under the first module that
 * exports it; with its examples, to which those of the constants belong.
 */
function publicClasses() {
  const [all, constants] = [publicEntries(), new Map()];
  for (const { declarations } of all) {
    for (const node of declarations.filter((one) => ts.isVariableDeclaration(one) && one.type !== undefined)) {
      const [type] = checker.getTypeAtLocation(node).symbol?.declarations ?? [];
      if (type !== undefined) constants.set(type, [...(constants.get(type) ?? []), node]);
    }
  }
  const found = new Map();
  for (const { module, name, declarations } of all) {
    for (const node of declarations) {
      const isOne = ts.isClassDeclaration(node) || (ts.isInterfaceDeclaration(node) && constants.has(node));
      if (!isOne || found.has(node)) continue;
      const examples = [node, ...(constants.get(node) ?? [])].flatMap(allExamplesOf);
      found.set(node, { module, name, node, examples });
    }
  }
  return [...found.values()];
}

/** The members that are for callers; of an interface the methods, as its values are data. */
const membersOf = (node) =>
  node.members.filter((member) => isShown(member) && (ts.isClassDeclaration(node) || ts.isMethodSignature(member)));

/** A program of examples as files that are not there, on the sources; file names by class. */
function programOf(classes) {
  const [texts, files] = [new Map(), new Map()];
  const folder = resolve(dirname(SURROUNDINGS));
  for (const { module, name, node, examples } of classes) {
    examples.forEach((code, index) => {
      const file = join(folder, `${module}_${name}_${index}.ts`.replace(/[^\w.]/g, "_"));
      texts.set(file, moduleOf(code, module).text);
      files.set(node, [...(files.get(node) ?? []), file]);
    });
  }
  const paths = Object.fromEntries(entries.map(({ name, source }) => [name, [resolve(source)]]));
  const settings = { ...options, paths, noEmit: true, skipLibCheck: true };
  const host = ts.createCompilerHost(settings);
  const { fileExists, readFile } = host;
  host.fileExists = (file) => texts.has(file) || fileExists(file);
  host.readFile = (file) => texts.get(file) ?? readFile(file);
  const program = ts.createProgram([...texts.keys()], settings, host);
  return { program, files };
}

/** The places of the declarations that a file's expressions and patterns lead to. */
function usedIn(program, file) {
  const own = program.getTypeChecker();
  const used = new Set();
  const add = (symbol) => {
    for (const node of symbol?.declarations ?? []) used.add(placeOf(node));
  };
  const visit = (node) => {
    if (ts.isPropertyAccessExpression(node)) add(own.getSymbolAtLocation(node.name));
    if (ts.isNewExpression(node)) add(own.getResolvedSignature(node)?.declaration?.symbol);
    if (ts.isBindingElement(node) && ts.isObjectBindingPattern(node.parent)) {
      add(own.getPropertyOfType(own.getTypeAtLocation(node.parent), (node.propertyName ?? node.name).getText()));
    }
    ts.forEachChild(node, visit);
  };
  visit(program.getSourceFile(file));
  return used;
}

/** The contracts that a class implements: their names, and what they have. */
function contractsOf(node) {
  const clauses = (node.heritageClauses ?? []).filter(({ token }) => token === ts.SyntaxKind.ImplementsKeyword);
  return clauses.flatMap(({ types }) =>
    types.map((type) => ({
      name: type.expression.getText(),
      members: new Map(
        checker
          .getTypeAtLocation(type)
          .getProperties()
          .map((property) => [property.name, property]),
      ),
    })),
  );
}

/** What a member's docstring says; where it has none, that of the contract that it fulfils. */
export function textOf(node, member) {
  const own = documentation(member);
  if (own !== "") return own;
  const declarations = contractsOf(node).flatMap(({ members }) => members.get(nameOf(member))?.declarations ?? []);
  return declarations.map(documentation).find((text) => text !== "") ?? "";
}

/**
 * Every member of a public class that none of the class's examples uses: of which class, and which class has an example
 * of it, as both implement one contract; or none.
 */
export function membersWithoutExample() {
  const classes = publicClasses();
  const { program, files } = programOf(classes);
  const described = classes.map(({ module, name, node }) => {
    const used = new Set((files.get(node) ?? []).flatMap((file) => [...usedIn(program, file)]));
    const members = membersOf(node).map((member) => ({
      name: nameOf(member),
      isUsed: used.has(placeOf(member)),
    }));
    return { module, name, node, members, contracts: contractsOf(node) };
  });
  const shownBy = (contract, name) =>
    described.find(
      ({ contracts, members }) =>
        contracts.some((one) => one.name === contract) && members.some((one) => one.name === name && one.isUsed),
    );
  return described.flatMap(({ module, name, node, members, contracts }) =>
    [...new Set(members.filter(({ isUsed }) => !isUsed).map((member) => member.name))]
      .filter((member) => !members.some((one) => one.name === member && one.isUsed))
      .map((member) => {
        const contract = contracts.find((one) => one.members.has(member) && shownBy(one.name, member));
        const other = contract === undefined ? null : shownBy(contract.name, member);
        return { module, class: name, node, member, like: other && { module: other.module, class: other.name } };
      }),
  );
}

/** Members of public classes of which neither a docstring nor a contract says what they are. */
export function undescribedMembers() {
  return publicClasses().flatMap(({ name, node }) => {
    const silent = membersOf(node).filter((member) => textOf(node, member) === "");
    return silent.map((member) => `${name}.${nameOf(member)}`);
  });
}
