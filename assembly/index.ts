// The only exports of the module: the ABI, one file per subject.
export * from "./exports/hash";
export * from "./exports/memory";
export * from "./exports/msm";
export * from "./exports/pairing";
export * from "./exports/point";
export * from "./exports/scalar";
export * from "./exports/sharing";
