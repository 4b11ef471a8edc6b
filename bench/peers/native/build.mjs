// Builds bench/peers/native/blst.c against blst's own sources (C and assembly, as packed in @chainsafe/blst 0.2) into
// build/peers/blst.node. Needs a C compiler; without one the benchmark goes on and says that this peer is missing.
import { execFileSync } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import { fetchPackage } from "../fetch.mjs";

const ADDON = "build/peers/blst.node";
const SOURCE = "bench/peers/native/blst.c";

/** The path of the addon, or undefined with a reason on stderr. */
export function buildNativeBlst() {
  try {
    if (existsSync(ADDON) && statSync(ADDON).mtimeMs > statSync(SOURCE).mtimeMs) return ADDON;
    const blst = `${fetchPackage("@chainsafe/blst", "0.2.11", "blst")}/blst`;
    const headers = fetchPackage("node-api-headers", "1.9.0", "node-api-headers");
    // server.c is the whole library, assembly.S chooses by platform; -O2 as blst's own build.sh, and its hand-written
    // ADX code where the CPU has it
    const undefinedSymbols = process.platform === "darwin" ? ["-undefined", "dynamic_lookup"] : [];
    execFileSync(
      process.env.CC ?? "cc",
      [
        ...["-O2", "-fPIC", "-shared", "-fno-builtin", "-w", ...(process.arch === "x64" ? ["-D__ADX__"] : [])],
        ...[`-I${blst}/bindings`, `-I${headers}/include`, SOURCE, `${blst}/src/server.c`, `${blst}/build/assembly.S`],
        ...[...undefinedSymbols, "-o", ADDON],
      ],
      { stdio: ["ignore", "inherit", "inherit"] },
    );
    return ADDON;
  } catch (error) {
    console.error(`native blst: not measurable here: ${error.message.split("\n")[0]}`);
    return undefined;
  }
}
