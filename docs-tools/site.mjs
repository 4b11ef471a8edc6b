// What typedoc is told, and what is done to what it reads: modules have the names under which they are imported and the
// text at the head of their file, examples the imports that docs/api shows.
import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { Application, Comment, Converter, ReflectionKind } from "typedoc";
import { headOf } from "../scripts/api/entry.mjs";
import { importsOf } from "../scripts/api/examples.mjs";
import { entries, program } from "../scripts/api/program.mjs";

const OUTPUT = "build/docs";

/** Types that signatures name and nobody can import, with the reason; another one is a warning. */
const NOT_EXPORTED = {
  "the list that the type of its values is made of": ["CODES", "ENCODINGS", "ROLES", "SCHEMES", "TIE_BREAKS"],
  "of constructors that are not for callers": ["KeyContent", "RawGt", "RawPoint", "Knowledge", "Content"].concat([
    "CommitmentsContent",
  ]),
  "parts of another type, written out where they are used": ["Member", "Signed", "Put", "Item", "Names"],
};

/** The documents, but those that the site replaces. */
const documents = () =>
  readdirSync("docs", { recursive: true, encoding: "utf8" })
    .filter(
      (name) =>
        name.endsWith(".md") && (!name.startsWith("api/") || name === "api/surroundings.md") && name !== "README.md",
    )
    .map((name) => join("docs", name))
    .sort();

/** Gives a module its name and its text. */
function nameModule(reflection, source, name) {
  reflection.name = name;
  const summary = [{ kind: "text", text: headOf(program.getSourceFile(source)).trim() }];
  reflection.comment = new Comment(summary);
}

/** The example as a program: with the imports of the package. */
function completeExample(tag, module) {
  for (const part of tag.content) {
    const [, fence, code] = /^```(\w*)\n([\s\S]*?)\n?```$/.exec(part.text.trim()) ?? [];
    if (code === undefined) continue;
    const { lines } = importsOf(code, module);
    part.text = `\`\`\`${fence || "ts"}\n${[...lines, "", code].join("\n").trim()}\n\`\`\``;
  }
}

function moduleOf(reflection) {
  for (let at = reflection; at !== undefined; at = at.parent) if (at.kind === ReflectionKind.Module) return at.name;
  return "feldspar-dkg";
}

export async function buildSite(root) {
  const bySource = new Map(entries.map(({ name, source }) => [join(root, source), { name, source }]));
  rmSync(OUTPUT, { recursive: true, force: true });
  const app = await Application.bootstrapWithPlugins({
    entryPoints: [...bySource.keys()],
    tsconfig: join(root, "tsconfig.build.json"),
    name: "Feldspar",
    readme: join(root, "README.md"),
    projectDocuments: documents(),
    out: OUTPUT,
    ...{ customCss: join(root, "docs-tools/site.css"), favicon: join(root, "web/public/favicon.svg") },
    ...{ disableGit: true, sourceLinkTemplate: "{path}", disableSources: true, githubPages: false },
    ...{ excludePrivate: true, excludeInternal: true, excludeExternals: true, includeVersion: true },
    ...{ skipErrorChecking: true, hideGenerator: true, searchInComments: true, searchInDocuments: true },
    jsDocCompatibility: { exampleTag: true },
    validation: { notExported: true, invalidLink: true, invalidPath: false, rewrittenLink: false },
    intentionallyNotExported: Object.values(NOT_EXPORTED).flat(),
    highlightLanguages: ["bash", "html", "javascript", "json", "jsonc", "sh", "solidity", "tsx", "typescript", "yaml"],
    sort: ["kind", "alphabetical"],
  });
  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, (context) => {
    const { project } = context;
    for (const reflection of project.getReflectionsByKind(ReflectionKind.Module)) {
      const file = context.getSymbolFromReflection(reflection)?.declarations?.[0]?.getSourceFile().fileName;
      const found = bySource.get(file);
      if (found === undefined) throw new Error(`${reflection.name} is none of the package's modules`);
      nameModule(reflection, found.source, found.name);
    }
    for (const reflection of Object.values(project.reflections)) {
      for (const tag of reflection.comment?.blockTags ?? []) {
        if (tag.tag === "@example") completeExample(tag, moduleOf(reflection));
      }
    }
  });
  const project = await app.convert();
  if (project === undefined) return false;
  app.validate(project);
  await app.generateOutputs(project);
  const { errorCount, warningCount } = app.logger;
  console.log(`${OUTPUT}: ${errorCount} errors, ${warningCount} warnings`);
  return errorCount === 0 && warningCount === 0;
}
