// "feldspar-dkg/ledger/remote.js": a log that others keep, followed over HTTP from any sharder that serves it.
export type { ClientOptions } from "../../http/client/client.js";
export { RemoteLog, type RemoteLogOptions } from "../../ledger/remote.js";
