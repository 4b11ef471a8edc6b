// "Together" in a room at a server, in Chromium: a laptop and a phone that share nothing but a link make a key and
// sign. What others in the room say, and a room that does not answer, are told in words.
import type { Page } from "playwright-core";
import { afterEach, beforeEach, expect, it } from "vitest";
import { Room } from "../../src/ceremony/room.js";
import { roomOverHttp } from "../../src/entry/ceremony/node.js";
import { findings } from "./support/axe.js";
import { DESKTOP, describePage, PHONE, status } from "./support/visit.js";

const TOKEN = "00112233445566778899aabbccddeeff";
const NETWORK_FAILURES = /Failed to load resource|ERR_/;

describePage("the page's key in a room at a server", ({ open }) => {
  let server: Awaited<ReturnType<typeof roomOverHttp>>;
  let room: Room | null = null;
  beforeEach(async () => {
    room = null;
    server = await roomOverHttp(
      (invitation) => {
        room = new Room({ invitation });
        return room;
      },
      { token: TOKEN },
    );
  });
  afterEach(() => server.close());

  const origin = () => new URL(server.url).origin;

  async function enter(name: string, host: boolean, viewport = DESKTOP): Promise<Page> {
    const page = await open({ viewport, asks: [origin()], forgiven: NETWORK_FAILURES });
    const link = `${page.url().replace(/#.*/, "")}#together?${new URLSearchParams({ server: server.url, ...(host ? { host: "1" } : {}) })}`;
    await page.goto(link);
    await page.reload();
    expect(await page.textContent("#together-status")).toContain(new URL(server.url).host);
    await page.fill("#together-name", name);
    await page.click("#together-enter");
    return page;
  }

  const say = (message: unknown) =>
    fetch(`${server.url}/lobby`, { method: "POST", body: JSON.stringify({ from: "somebody", message }) });

  it("is made by a laptop and a phone, with the same words, and signs when both agree", async () => {
    const laptop = await enter("Ada", true);
    await status(laptop, "together-status", /^The room is open/);
    const link = (await laptop.getAttribute("#together-link", "data-copy")) ?? "";
    expect(new URLSearchParams(link.split("?")[1]).get("server")).toBe(server.url);
    expect(link).not.toContain("host=1");
    // neither of these keeps anybody from anything
    for (const message of [null, 7, {}, { kind: "knock" }, { kind: "knock", card: { name: "x".repeat(9999) } }])
      await say(message);
    for (const message of [
      { kind: "present", names: [1] },
      { kind: "answer", request: {}, answer: {} },
    ])
      await say(message);
    await fetch(`${server.url}/lobby`, { method: "POST", body: "no JSON" });
    const phone = await enter("Ben", false, PHONE);
    await status(laptop, "together-status", /^2 members: any 2 of them/);
    await laptop.click("#together-begin");
    for (const page of [laptop, phone]) await status(page, "together-status", /^The key is made: any 2 of 2 sign/);
    const words = await Promise.all(
      [laptop, phone].map((page) => page.locator("#together-words li").allTextContents()),
    );
    expect(words[0]!.length).toBe(16);
    expect(words[1]).toEqual(words[0]);
    expect(room!.state.chain.current.number).toBe(1);

    await phone.fill("#propose-text", "two devices");
    await phone.click("#propose-form button");
    await laptop.waitForSelector(".agree");
    // another text comes between reading and pressing: what is signed is what was read
    const { chainId } = await laptop.evaluate(() => ({ ...document.getElementById("together-key")!.dataset }));
    const request = { kind: "feldspar-signing-request", chainId, context: "feldspar-dkg/together" };
    const message = Buffer.from("something else").toString("hex");
    await say({ kind: "proposal", by: "Ada", request: { ...request, message } });
    await laptop.waitForFunction(() => document.querySelectorAll("#proposals > li").length === 2);
    // and somebody answers for a member, with nothing
    const answered = Buffer.from("two devices").toString("hex");
    for (const partyId of ["1", "2"]) {
      const answer = { kind: "feldspar-signing-answer", blockHash: "00", partyId, signature: "00" };
      await say({ kind: "answer", request: { ...request, message: answered }, answer });
    }
    await laptop.locator("#proposals > li", { hasText: "two devices" }).locator(".agree").click();
    const signatures = await Promise.all(
      [laptop, phone].map((page) =>
        page.waitForSelector("#proposals [data-copy]").then((copy) => copy.getAttribute("data-copy")),
      ),
    );
    expect(signatures[0]).toBe(signatures[1]);
    expect(await laptop.locator("#proposals > li", { hasText: "something else" }).textContent()).toContain(
      "nobody yet",
    );
    for (const page of [laptop, phone]) {
      expect(await findings(page)).toEqual([]);
      const [content, width] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
      expect(content).toBeLessThanOrEqual(width as number);
    }
    const late = await enter("Cleo", false);
    await status(late, "together-status", /^It has ended: They have begun without you/);
  });

  it("tells who cannot be let in why, and who is alone that the room does not answer", async () => {
    const ada = await enter("Ada", true);
    await status(ada, "together-status", /^The room is open/);
    const other = await enter("ADA", false);
    await status(other, "together-status", /You are not let in: .*two names look alike/);
    const ben = await enter("Ben", false);
    await status(ada, "together-status", /^2 members/);
    // an invitation of somebody else, before the host's
    await fetch(`${server.url}/lobby`, {
      method: "POST",
      body: JSON.stringify({ from: "x", message: { kind: "begun" } }),
    });
    await status(ben, "together-status", /^In the room\. .*Somebody said what cannot be/);
    await server.close();
    await status(ada, "together-status", /The room does not answer/);
    expect(await findings(ada)).toEqual([]);
  });

  it("asks no server before one enters, and takes no address that is none", async () => {
    const asked: string[] = [];
    const page = await open({ asks: [origin()] });
    page.context().on("request", (request) => asked.push(request.url()));
    const address = page.url().replace(/#.*/, "");
    await page.goto(`${address}#together?${new URLSearchParams({ server: server.url })}`);
    await page.reload();
    expect(await page.textContent("#together-enter")).toBe("Join the room");
    await page.waitForTimeout(300);
    expect(asked.filter((url) => url.startsWith(origin()))).toEqual([]);
    for (const wrong of ["javascript:alert(1)", "data:text/html,x", "http://a:b@127.0.0.1:1", "x"]) {
      await page.goto(`${address}#together?${new URLSearchParams({ server: wrong })}`);
      await page.reload();
      expect(await page.textContent("#together-enter")).toBe("Open a room");
    }
  });
});
