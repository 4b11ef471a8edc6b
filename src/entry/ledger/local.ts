// "feldspar-dkg/ledger/local.js": the embedded log: one sharder orders entries in a store of its own, others follow it.
export { LocalLog, type OrderedStore } from "../../ledger/local.js";
