// What the tests of carried facts take from the product, in one place, so that the same tests can be run on another
// version of it.
export { publicFiles, verifyFiles } from "../../../src/documents/index.js";
export { headersToJson, MagicBlock, verifyHeaderChain, verifyMagicBlockChain } from "../../../src/magic-block/index.js";
