// "Verify" in Chromium: files dropped, chosen, pasted and tried with one click; valid, tampered and foreign ones.
import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import { MagicBlock } from "../../src/magic-block/index.js";
import { beaconFile, blocksFile, genesisFile, roundsOf } from "../protocol/documents/documents-support.js";
import { makeChain } from "../protocol/view-change/block-support.js";
import { describePage, status } from "./support/visit.js";

const made = makeChain({ views: 2 });
const previous = MagicBlock.hash(made.blocks[0]!);
const upload = (name: string, text: string) => ({ name, mimeType: "application/json", buffer: Buffer.from(text) });
const genesis = upload("genesis.json", genesisFile(made));
const chain = upload("chain.json", blocksFile(made.blocks));
const rounds = roundsOf(made, 2, { first: 200, last: 201, previous });
const beacon = upload("beacon.json", beaconFile(made, 2, rounds));

async function verdict(page: Page, kind: string): Promise<string> {
  await page.waitForSelector(`#verdict[aria-busy="false"] [data-verdict="${kind}"]`);
  return (await page.textContent(".verdict")) ?? "";
}

describePage("the page's verification", ({ open }) => {
  it("verifies a public drand round with one click, and refuses it for another round or with another digit", async () => {
    const page = await open();
    await page.click("#tab-verify");
    await page.click("text=drand quicknet, round 1000");
    expect(await verdict(page, "valid")).toContain("signed by bls-unchained-g1-rfc9380");
    await page.click("text=Change one digit and verify again");
    expect(await verdict(page, "invalid")).toMatch(/drand round 1000.*(curve|subgroup|not signed)/);
    await page.click("text=The same signature for round 1001");
    await page.waitForSelector("text=not signed by");
    expect(await page.textContent("#verify-status")).toMatch(/^Not valid: drand round 1001/);
  });

  it("makes a chain to try: whole, and by its headers with proofs of a member and a sharder", async () => {
    const page = await open();
    await page.click("#tab-verify");
    await page.click("text=A chain of two views");
    const whole = await verdict(page, "valid");
    expect(whole).toContain("signed by the genesis' sharders");
    expect(whole).toContain("signed by the magic block's group key");
    await page.click("text=The same by its headers");
    await page.waitForSelector("text=in the sharders' tree of its magic block");
    expect(await verdict(page, "valid")).toContain("in the members' tree of its magic block");
    await page.click("text=Change one digit and verify again");
    expect(await verdict(page, "invalid")).toMatch(/member.*members' root/);
  });

  it("takes a chain with its beacon, chosen together, and says on what the verdict rests", async () => {
    const page = await open();
    await page.click("#tab-verify");
    await page.setInputFiles("#files", [chain, beacon]);
    const text = await verdict(page, "valid");
    expect(text).toContain("taken on trust");
    expect(text).toContain("handed over by the view before");
    expect(text).toContain("signed by the magic block's group key");
    await page.setInputFiles("#files", [genesis, chain, beacon]);
    expect(await verdict(page, "valid")).toContain("signed by the genesis' sharders");
    await page.fill("#genesis-hash", "0".repeat(64));
    await page.setInputFiles("#files", [genesis, chain]);
    expect(await verdict(page, "invalid")).toContain("not the trusted 0000");
    await page.fill("#genesis-hash", "");
    await page.fill("#trust", "0".repeat(64));
    await page.setInputFiles("#files", [chain]);
    expect(await verdict(page, "invalid")).toContain("its hash is not the trusted");
    await page.fill("#trust", "nonsense");
    await page.setInputFiles("#files", [chain]);
    await status(page, "trust-error", /64 hexadecimal digits/); // said once the file has been read
  });

  it("takes dropped files, and refuses a tampered one with the reason", async () => {
    const page = await open();
    await page.click("#tab-verify");
    const { rounds } = JSON.parse(beacon.buffer.toString()) as { rounds: { randomness: string }[] };
    const digits = rounds[0]?.randomness ?? "";
    const other = digits.replace(/^./, (digit) => (digit === "0" ? "1" : "0"));
    const texts = [chain.buffer.toString(), beacon.buffer.toString().replaceAll(digits, other)];
    const transfer = await page.evaluateHandle((contents) => {
      const data = new DataTransfer();
      for (const [index, text] of contents.entries()) data.items.add(new File([text], `dropped ${index}.json`));
      return data;
    }, texts);
    await page.dispatchEvent("#drop", "drop", { dataTransfer: transfer });
    const text = await verdict(page, "invalid");
    expect(text).toContain("the randomness is not the signature's hash");
    expect(text).toContain("dropped 1.json");
  });

  it.each([
    ["JSON of something else", '{"hello":1}', "expected a genesis, a magic block"],
    ["no JSON", "hello", "expected JSON"],
  ])("says that it cannot read %s", async (_, text, expected) => {
    const page = await open();
    await page.click("#tab-verify");
    await page.fill("#paste", text);
    await page.click("#paste-form button");
    expect(await verdict(page, "unreadable")).toContain(expected);
  });

  it("gives every file its verdict, whatever the others are", async () => {
    const page = await open();
    await page.click("#tab-verify");
    const altered = upload("altered.json", chain.buffer.toString().replace(/"stake": "\d+"/, '"stake": "1"'));
    const latin1 = { ...upload("latin-1.json", ""), buffer: Buffer.from('{"name":"B\xfccher"}', "latin1") };
    await page.setInputFiles("#files", [beacon, latin1]);
    const text = await verdict(page, "unreadable");
    expect(text).toContain("signed by the key in the file");
    expect(text).toContain("latin-1.json: expected UTF-8");
    await page.setInputFiles("#files", [altered, beacon, latin1]);
    const more = await verdict(page, "invalid");
    expect(more).toContain("membersRoot is not that of the block's content");
    expect(more).toContain("its magic block");
    expect(more).toContain("latin-1.json: expected UTF-8");
  });
});
