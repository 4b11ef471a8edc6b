// "#loader" of package.json where a bundler puts the loader into the program.
export { instantiate, instantiateSync } from "@assemblyscript/loader";
