// "feldspar-dkg/evm.js": contracts that verify the beacon on EVM chains, and what is sent to them.
export * from "../evm/index.js";
