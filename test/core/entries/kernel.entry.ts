// Shows the kernel's primitives to its tests.
export * from "../../../assembly/kernel/index";
export { allocate, mark, release } from "../../../assembly/memory";
