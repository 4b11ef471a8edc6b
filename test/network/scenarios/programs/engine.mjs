// Another log in the place of the one that a sharder keeps itself: on servers of etcd.
import { EtcdLog } from "../../../../dist/src/ledger/etcd.js";
import { LocalLog } from "../../../../dist/src/ledger/local.js";

export function aroundEngine() {
  return ({ etcd }) => {
    if (etcd === undefined) return;
    const { endpoints, genesisHash } = etcd;
    LocalLog.open = async () => new EtcdLog({ endpoints, genesisHash: Buffer.from(genesisHash, "hex"), timeout: 1000 });
  };
}
