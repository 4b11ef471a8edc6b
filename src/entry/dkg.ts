// "feldspar-dkg/dkg.js": distributed key generation, the arithmetic of it (Joint-Feldman). The protocol around it is
// "view-change.js".
export * from "../dkg/index.js";
