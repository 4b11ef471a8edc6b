// Things that only benchmarks need and that are too big for everybody's `npm ci`: unpacked from the npm registry into
// build/peers on demand.
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";

/** Unpacks `name@version` into build/peers/<folder>, unless it is there already; returns the folder. */
export function fetchPackage(name, version, folder) {
  const target = `build/peers/${folder}`;
  if (existsSync(target)) return target;
  const partial = `${target}.${process.pid}.partial`;
  mkdirSync(partial, { recursive: true });
  try {
    const packed = execFileSync(
      "npm",
      ["pack", `${name}@${version}`, "--json", "--silent", "--pack-destination", partial],
      {
        encoding: "utf8",
      },
    );
    const [{ filename }] = JSON.parse(packed);
    execFileSync("tar", ["-xzf", `${partial}/${filename.replace("@", "").replace("/", "-")}`, "-C", partial]);
    renameSync(`${partial}/package`, target);
  } finally {
    rmSync(partial, { recursive: true, force: true });
  }
  return target;
}
