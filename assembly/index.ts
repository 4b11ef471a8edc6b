// The only exports of the module: the ABI, one file per subject; before them the region in which all their static
// scratch has to lie.
import "./scratch";

export * from "./exports/hash";
export * from "./exports/memory";
export * from "./exports/msm";
export * from "./exports/pairing";
export * from "./exports/point";
export * from "./exports/scalar";
export * from "./exports/sharing";
