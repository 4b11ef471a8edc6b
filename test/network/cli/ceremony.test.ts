// `feldspar ceremony`: three people and a room as processes, over files in a folder, and the transcript verified.
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { writeIdentity } from "../../../src/keystore/identity-file.js";
import { importShare } from "../../../src/keystore/share-file.js";
import { createMinerIdentity } from "../../../src/view-change/identity.js";
import { endAll, feldspar, start } from "../support/command.js";
import { until } from "../support/until.js";

const folder = mkdtempSync(join(tmpdir(), "feldspar-ceremony-cli-"));
const path = (name: string) => join(folder, name);
const passphrase = ["--passphrase-file", path("passphrase")];
const names = ["Ada", "Ben", "Cleo"];

afterAll(async () => {
  await endAll();
  rmSync(folder, { recursive: true, force: true });
});

describe("feldspar ceremony", () => {
  it("makes a key, writes shares under the passphrase, and its transcript verifies", async () => {
    writeFileSync(path("passphrase"), "a passphrase\n");
    for (const name of names) {
      // what `card` makes, with less work for the passphrase
      const identity = await createMinerIdentity({ scheme: "min-sig", url: name });
      const text = await writeIdentity({ role: "miner", scheme: "min-sig", identity }, "a passphrase", 2);
      writeFileSync(path(`${name}.identity`), text);
      const { status, stdout } = await feldspar(
        "ceremony",
        "card",
        "--identity",
        path(`${name}.identity`),
        ...passphrase,
      );
      expect(status).toBe(0);
      expect(JSON.parse(stdout)).toMatchObject({ kind: "feldspar-card", name });
      writeFileSync(path(`${name}.card`), stdout);
    }
    const cards = names.map((name) => path(`${name}.card`));
    const terms = ["--threshold", "2", "--quorum", "3", "--purpose", "decryption", "--out", path("invitation.json")];
    const invited = await feldspar(
      ...["ceremony", "invite", "--identity", path("Ada.identity"), ...passphrase, "--member", ...cards, ...terms],
    );
    expect(invited).toMatchObject({ status: 0, stderr: "" });
    const shared = ["--invitation", path("invitation.json"), "--folder", path("shared")];
    const room = start(["ceremony", "host", ...shared, "--transcript", path("transcript.json")]);
    await until(() => room.output().includes("room"), 60);
    const joined = await Promise.all(
      names.map((name) => {
        const own = ["--identity", path(`${name}.identity`), "--state", path(`${name}.state`), ...passphrase];
        return feldspar(
          ...["ceremony", "join", ...shared, ...own, "--share", path(`${name}.share`), "--key", path(`${name}.key`)],
        );
      }),
    );
    const words = joined.map(({ status, stdout }) => {
      expect(status).toBe(0);
      return stdout.split("everybody must have the same:\n")[1]!.trim().split(/\s+/).join(" ");
    });
    expect(new Set(words).size).toBe(1);
    expect(words[0]!.split(" ")).toHaveLength(16);
    const shares = await Promise.all(
      names.map((name) => importShare(readFileSync(path(`${name}.share`), "utf8"), "a passphrase")),
    );
    expect(new Set(shares.map(({ partyId }) => partyId)).size).toBe(3);
    expect(shares[0]).toMatchObject({ purpose: "decryption", threshold: 2 });
    expect(existsSync(path("Ada.key"))).toBe(true);
    room.child.kill("SIGTERM");
    expect((await room.finished).status).toBe(0);
    const verdict = await feldspar("verify", path("transcript.json"));
    expect(verdict).toMatchObject({ status: 0, stderr: "" });
    expect(verdict.stdout).toContain(words[0]!);
    const cut = JSON.parse(readFileSync(path("transcript.json"), "utf8"));
    writeFileSync(path("cut.json"), JSON.stringify({ ...cut, entries: cut.entries.slice(0, -1) }));
    expect(await feldspar("verify", path("cut.json"))).toMatchObject({ status: 1 });
    expect(await feldspar("verify", path("transcript.json"), "--genesis-hash", "0".repeat(64))).toMatchObject({
      status: 1,
    });
  });

  it("keeps a room for a page, and prints the link that opens it", async () => {
    const transcript = ["--transcript", path("page.json")];
    const page = ["--page", "https://example.org/feldspar/", "--listen", "127.0.0.1:0", ...transcript];
    const reached = ["--reached-at", "https://room.example.org/", "--token", "ab".repeat(16)];
    const rooms = [page, [...page, ...reached]].map((flags) => start(["ceremony", "host", ...flags]));
    for (const room of rooms) await until(() => /^link\s+\S+\n/m.test(room.output()), 60);
    const links = rooms.map((room) => /^link\s+(\S+)$/m.exec(room.output())![1]!);
    const servers = links.map((link) => new URLSearchParams(link.split("#together?")[1]).get("server")!);
    expect(rooms[0]!.output()).toContain(`room   ${servers[0]}`);
    expect((await fetch(`${servers[0]}/lobby`, { method: "OPTIONS" })).status).toBe(204);
    expect((await fetch(`${new URL(servers[0]!).origin}/lobby`)).status).toBe(404);
    expect(servers[1]).toBe(`https://room.example.org/${"ab".repeat(16)}`);
    for (const room of rooms) {
      room.child.kill("SIGTERM");
      expect((await room.finished).status).toBe(0);
    }
    for (const flags of [reached, [...page, "--folder", path("shared")], [...page, "--token", "x"]])
      expect((await feldspar("ceremony", "host", ...flags)).status).toBe(2);
  });

  it("refuses a passphrase on the command line, and a room that is none", async () => {
    expect(await feldspar("ceremony", "join", "--passphrase", "x")).toMatchObject({ status: 2 });
    const listening = await feldspar("ceremony", "host", "--listen", "x", "--invitation", path("none"));
    expect(listening).toMatchObject({ status: 2 });
  });
});
