export { allocate } from "../../../assembly/memory";
export { decomposeG1, decomposeG2, loadScalarReduced } from "../../../assembly/curve/decompose";
