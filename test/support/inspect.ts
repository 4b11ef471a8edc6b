// What a log shows of a value.
export { inspect } from "node:util";
