// A passphrase that is typed.
import { PassThrough } from "node:stream";
import { expect, it } from "vitest";
import { readPassphrase, type Terminal } from "../../../src/cli/network/passphrase.js";

/** Somebody who types this, a key after the other, when asked. */
function typing(...answers: string[]) {
  const stdin = Object.assign(new PassThrough(), { isTTY: true, isRaw: false, setRawMode });
  function setRawMode(isRaw: boolean) {
    stdin.isRaw = isRaw;
    return stdin;
  }
  let shown = "";
  const write = (text: string) => {
    shown += text;
    if (text.endsWith(": ")) setTimeout(() => [...(answers.shift() ?? "")].forEach((key) => void stdin.write(key)), 5);
    return true;
  };
  return { terminal: { stdin, stderr: { write } } as unknown as Terminal, stdin, shown: () => shown };
}

it("is asked for once, or twice where it is new, and shown never", async () => {
  const once = typing("some wordz\u007fs\r");
  expect(await readPassphrase({ terminal: once.terminal })).toBe("some words");
  const twice = typing("some words\r", "some words\n");
  expect(await readPassphrase({ isNew: true, terminal: twice.terminal })).toBe("some words");
  expect(twice.shown()).toBe("Passphrase: \nThe same again: \n");
  expect([once.stdin.isRaw, twice.stdin.isRaw]).toEqual([false, false]);
});

it("is refused when it is empty, called off, or another one the second time", async () => {
  const refused = (...answers: string[]) => readPassphrase({ isNew: true, terminal: typing(...answers).terminal });
  await expect(refused("\r")).rejects.toThrow("an empty one");
  await expect(refused("some\u0003")).rejects.toThrow("no passphrase was given");
  await expect(refused("some words\r", "other words\r")).rejects.toThrow("differ");
});
