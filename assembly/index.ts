// The only exports of the module: the ABI, one file per subject.
export * from "./exports/memory";
export * from "./exports/pairing";
export * from "./exports/scalar";
