// "feldspar-dkg/ledger/etcd.js": the log on etcd, of a consortium: by its JSON gateway, without a client of its own.
export { EtcdLog, type EtcdLogOptions } from "../../ledger/etcd.js";
export type { EtcdCredentials, GatewayOptions } from "../../ledger/etcd-gateway.js";
