// "feldspar-dkg/light-client.js": whoever goes along with a running network and believes nobody in it: headers, members
// and rounds of the beacon as somebody serves them, held against the genesis alone. Runs everywhere.
export { LightClient, type MemberVerdict, type RoundVerdict } from "../documents/light-client.js";
export type { SoundGenesis } from "../magic-block/index.js";
