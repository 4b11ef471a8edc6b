// Scenario 11: from processes to a contract that uses what they make: the genesis is deployed on a chain, headers of
// the magic blocks and rounds of the beacon are brought there as a sharder serves them, and a lottery draws by a round
// that was not made when its tickets were sold.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type BeaconRecord, randomness } from "../../../src/beacon/index.js";
import { beaconRecordFormat } from "../../../src/beacon/record.js";
import { JsonReader, toHex } from "../../../src/encoding/index.js";
import {
  deployBeacon,
  deployLottery,
  encodeHeader,
  encodeRandomness,
  encodeRound,
  type Hex,
  LOTTERY,
} from "../../../src/evm/index.js";
import { MagicBlock } from "../../../src/magic-block/index.js";
import { patience } from "../../support/patience.js";
import { noAnvil } from "../support/anvil.js";
import { Chain } from "../support/chain.js";
import { scheme } from "../support/founders.js";
import { ScenarioNetwork } from "./support/network.js";
import { record, stopwatch } from "./support/record.js";

const { enter, draw, claim, winner } = LOTTERY.selectors;
const PRICE = 10n ** 15n;

async function roundOf(network: ScenarioNetwork, round: number): Promise<BeaconRecord> {
  let said: unknown = null;
  const isThere = async () => {
    said = await network.rest(`/v1/beacon/${round}`);
    return said !== null;
  };
  await network.until(isThere, 60, `round ${round} of the beacon`);
  return beaconRecordFormat(scheme).fromJson(new JsonReader(said, "round"));
}

async function blockOf(network: ScenarioNetwork, number: number): Promise<MagicBlock> {
  const answer = await fetch(new URL(`/v1/magic-blocks/${number}`, network.sharders[0]!.place.url));
  return MagicBlock.fromJson(await answer.text());
}

describe.skipIf(noAnvil !== null)("a consumer of the beacon on a chain", () => {
  let chain: Chain;
  beforeAll(async () => {
    chain = await Chain.start("prague");
  });
  afterAll(() => chain?.stop());

  it(
    "draws by a round that seven processes have made",
    async () => {
      const seconds = stopwatch();
      const network = await ScenarioNetwork.open({ miners: 7, sharders: 2 });
      const { genesis } = network.founded;
      await network.start();
      await network.untilView(1);
      const first = await blockOf(network, 1);
      // rounds of the beacon are rounds of the chain
      const { round: now } = (await network.phase())!;
      const { timestamp } = await chain.request<{ timestamp: Hex }>("eth_getBlockByNumber", "latest", false);
      const time = Number(timestamp) + 100;
      const clock = { round: now, time, roundTime: 1000 };
      const { address: beacon } = await chain.deploy(deployBeacon({ genesis, clock }));
      const drawn = now + 20;
      const lottery = await chain.deploy(deployLottery({ beacon, round: drawn, closes: time + 10, price: PRICE }));
      const entrants = chain.accounts.slice(1, 4);
      for (const from of entrants) await chain.send(lottery.address, enter, { from, value: PRICE });
      await chain.setTime(time + 10);
      expect(await chain.refusal(lottery.address, draw)).toBe(`RoundNotStored(${drawn})`);

      await chain.send(beacon, encodeHeader(first, { genesis }));
      const made = await roundOf(network, drawn);
      for (let number = 2; number <= made.magicBlockNumber; number++)
        await chain.send(beacon, encodeHeader(await blockOf(network, number)));
      const changed = { ...made, previousRandomness: made.previousRandomness.map((byte) => byte ^ 1) };
      expect(await chain.refusal(beacon, encodeRound(changed))).toBe("WrongSignature()");
      const { gasUsed } = await chain.send(beacon, encodeRound(made));
      const word: Hex = `0x${toHex(randomness(made.signature))}`;
      expect(await chain.call(beacon, encodeRandomness(drawn))).toBe(word);
      await chain.send(lottery.address, draw);
      const won: Hex = `0x${(await chain.call(lottery.address, winner)).slice(26)}`;
      expect(entrants).toContain(won);
      await chain.send(lottery.address, claim, { from: won });

      // and a view later
      const next = made.magicBlockNumber + 1;
      await network.untilView(next);
      const block = await blockOf(network, next);
      await chain.send(beacon, encodeHeader(block));
      const later = await roundOf(network, block.startingRound + 1);
      expect(later.magicBlockNumber).toBe(next);
      await chain.send(beacon, encodeRound(later));
      await network.agreed(next);
      record("11-chain", { seconds: seconds(), round: drawn, gasUsed, winner: won, processes: network.rows(next) });
      await network.end();
    },
    patience(300),
  );
});
