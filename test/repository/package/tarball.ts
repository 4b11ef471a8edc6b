// The package as npm would publish it, unpacked where a test wants it.
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";

/**
 * A folder of its own below build/, inside the repository: what an example needs besides the package is found in its
 * node_modules.
 */
export function temporaryFolder(): string {
  mkdirSync("build/package", { recursive: true });
  const folder = resolve(mkdtempSync("build/package/test-"));
  // without it the package's name would mean this repository
  writeFileSync(join(folder, "package.json"), '{ "private": true, "type": "module" }');
  return folder;
}

/** Packs dist/ as it is; returns the path of the tarball. */
export function pack(folder: string): string {
  execFileSync("npm", ["pack", "--silent", "--pack-destination", folder]);
  const [name] = readdirSync(folder).filter((file) => file.endsWith(".tgz"));
  return join(folder, name!);
}

/** Unpacks a tarball into node_modules of a project's folder; returns the package's folder. */
export function unpackInto(project: string, tarball: string): string {
  const target = join(project, "node_modules", "feldspar-dkg");
  mkdirSync(target, { recursive: true });
  execFileSync("tar", ["-xzf", tarball, "-C", target, "--strip-components=1"]);
  return target;
}

export function remove(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
}
