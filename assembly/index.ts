// The only exports of the module: the ABI, one file per subject.
export * from "./exports/memory";
