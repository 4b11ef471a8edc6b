// Threads for the pool's tests in a browser.
export { openWebWorker as openWorker } from "../../../src/pool/web/channel.js";
