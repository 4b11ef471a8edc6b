// The engines to measure on: the Node that runs this script, and a newer one from the npm package that carries its
// binary.
import { fetchPackage } from "../peers/fetch.mjs";

const NEWER = "26.12.1";

/** [{ label, binary }] for a list such as "current,26". */
export function nodes(list) {
  return list.split(",").map((name) => {
    if (name === "current") return { label: `node${process.versions.node.split(".")[0]}`, binary: process.execPath };
    if (name !== "26") throw new Error(`--nodes: expected "current" or "26", got "${name}"`);
    const { platform, arch } = process;
    const folder = fetchPackage(`node-${platform}-${arch}`, NEWER, `node-${NEWER}`);
    return { label: "node26", binary: `${folder}/bin/node` };
  });
}
