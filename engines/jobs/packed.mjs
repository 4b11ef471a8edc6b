// The package as packed, in a project below build/engines, and the programs of engines/programs beside it.
import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { build } from "esbuild";
import { root } from "../machine.mjs";

/** Of this process alone: others may be running. */
export const project = join(root, `build/engines/packed-${process.pid}`);
process.on("exit", () => rmSync(project, { recursive: true, force: true }));

/** Packs dist/ as it is and unpacks it; what it depends on is found in the repository's own node_modules. */
function unpack() {
  const target = join(project, "node_modules/feldspar-dkg");
  mkdirSync(target, { recursive: true });
  execFileSync("npm", ["pack", "--silent", "--pack-destination", project], { cwd: root });
  const [tarball] = readdirSync(project).filter((name) => name.endsWith(".tgz"));
  execFileSync("tar", ["-xzf", join(project, tarball), "-C", target, "--strip-components=1"]);
  writeFileSync(join(project, "package.json"), '{ "private": true, "type": "module" }');
}

/** One file of a program: the package stays outside, and is found as any program finds it. */
async function bundle(name, options = {}) {
  const outfile = join(project, name);
  await build({
    entryPoints: [join(root, "engines/programs", name)],
    outfile,
    bundle: true,
    format: "esm",
    target: "es2022",
    logLevel: "warning",
    external: ["node:*", "feldspar-dkg", "feldspar-dkg/*"],
    ...options,
  });
  return outfile;
}

/** For Cloudflare's runtime everything is one script, as wrangler makes it; WebAssembly is imported as modules. */
const asWrangler = {
  name: "as wrangler",
  setup(bundler) {
    bundler.onResolve({ filter: /^feldspar-dkg/ }, ({ path, kind, pluginData }) =>
      pluginData === project ? undefined : bundler.resolve(path, { kind, resolveDir: project, pluginData: project }),
    );
    bundler.onResolve({ filter: /\.wasm$/ }, ({ path }) => ({ path: `./${basename(path)}`, external: true }));
  },
};

let prepared;

/** Once for all jobs: the paths of the programs. */
export function prepare() {
  prepared ??= (async () => {
    unpack();
    return {
      process: await bundle("process.mjs"),
      memory: await bundle("memory.mjs"),
      worker: await bundle("worker.mjs", {
        external: [],
        conditions: ["workerd", "worker", "browser"],
        plugins: [asWrangler],
      }),
    };
  })();
  return prepared;
}
