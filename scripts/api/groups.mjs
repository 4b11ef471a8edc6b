// In which part of its module's page an entry stands: by the file that it comes from, on pages that are long.

/** The last part of a page without parts of its own: everything that has no value. */
const TYPES = "Types";

/** Module → parts in their order: a title, and which files. */
const GROUPS = {
  "feldspar-dkg/view-change.js": [
    ["Simulation", /src\/simulation\//],
    ["Genesis, parameters, thresholds", /magic-block\/(genesis|parameters|thresholds|party-ids)/],
    ["Magic blocks and who verifies them", /src\/(magic-block|encoding)\//],
    ["Identities and what members say", /view-change\/(identity|members)/],
    ["What a ledger carries", /view-change\/(entries|transaction|payloads|session)/],
    ["The contract", /view-change\/(contract|caches)/],
    ["The miner", /view-change\/miner/],
    ["The sharder", /view-change\/sharder/],
    ["Private messages", /src\/sealing\//],
    ["Evidence", /view-change\/evidence/],
  ],
  "feldspar-dkg/node.js": [
    ["Nodes", /node\/(miner-node|beacon-node|sharder-node|evidence)/],
    ["Ports, and the chain as a node sees it", /node\/(ports|replica|beacon-chain|system|shared-transport)/],
    ["A log in rounds", /node\/log\//],
    ["Runners", /node\/.*-runner/],
    ["Where things lie in a store", /node\/.*/],
  ],
  "feldspar-dkg/beacon.js": [
    ["drand", /src\/beacon\/drand/],
    ["A member of a beacon", /src\/beacon\/(member|wire)/],
    ["Rounds", /src\/beacon\//],
  ],
  "feldspar-dkg/dkg.js": [
    ["Dealing", /dkg\/(deal|hedge|commitments|proof)/],
    ["Checking", /dkg\/(verify|publications)/],
    ["The key", /dkg\/keys/],
    ["Handing on", /dkg\/(reshare|finalize-reshare|reshare-keys)/],
    ["Repair of a lost share", /dkg\/repair/],
  ],
};

const [ALL, OTHERS] = ["Functions, classes and constants", "Others"];

/** Titles in the order in which a module's page has them. */
export const titlesOf = (module) => [...(GROUPS[module] ?? [[ALL]]).map(([title]) => title), OTHERS, TYPES];

/** The title of the part that an entry belongs to. */
export function groupOf({ module, kind, source }) {
  const found = GROUPS[module]?.find(([, files]) => files.test(source));
  if (found !== undefined) return found[0];
  if (GROUPS[module] !== undefined) return OTHERS;
  return kind === "type" ? TYPES : ALL;
}
