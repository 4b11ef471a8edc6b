// Five programs that exchange nothing but JSON make a key; three sign; two members are replaced; three sign again.
import { fork } from "node:child_process";
import { Room, verifyTranscript } from "feldspar-dkg/ceremony.js";
import { combineSignatures, groupKeyFromJson, signingRequest, verifySignature } from "feldspar-dkg/signing.js";

const people = new Map();
let room;
let asked = 0;
const ask = (name, what, given) =>
  new Promise(
    (resolve) => people.get(name).waiting.set(++asked, resolve) && people.get(name).send({ id: asked, what, given }),
  );
const askAll = (names, what, given) => Promise.all(names.map((name) => ask(name, what, given)));
const meet = (name) =>
  new Promise((resolve) => {
    const person = Object.assign(fork(new URL("person.js", import.meta.url), [name]), {
      waiting: new Map([[0, resolve]]),
    });
    people.set(name, person);
    person.on("message", ({ id, answer, message }) =>
      message ? person.seat.receive(message) : person.waiting.get(id)?.(answer),
    );
  });
const sit = (name, invitation) => {
  people.get(name).seat = room.enter((message) => people.get(name).send({ what: "hear", given: message }));
  return ask(name, "join", invitation);
};

async function sign(names, text) {
  const key = groupKeyFromJson(await ask(names[0], "key"));
  const content = { context: "example/greeting", message: new TextEncoder().encode(text) };
  const request = signingRequest(key, content);
  const { signature } = combineSignatures(key, request, await askAll(names, "sign", request));
  console.log(`${names.join(", ")} signed: ${verifySignature(key, content, signature)}`);
}

const first = ["Ada", "Ben", "Cleo", "Dan", "Eve"];
await Promise.all(first.map(meet));
const invitation = await ask("Ada", "found", await askAll(first, "card"));
room = new Room({ invitation });
await Promise.all(first.map((name) => sit(name, invitation)));
console.log(`the same words for all: ${new Set(await askAll(first, "words", 1)).size === 1}`);
await sign(["Ada", "Cleo", "Eve"], "hello");

const next = ["Ada", "Ben", "Cleo", "Fay", "Gil"];
await Promise.all(["Fay", "Gil"].map(meet));
const second = await ask("Ada", "next", await askAll(next, "card"));
await Promise.all(["Fay", "Gil"].map((name) => sit(name, second)));
await askAll(["Ben", "Cleo", "Dan", "Eve"], "accept");
console.log(`the same words for all: ${new Set(await askAll(next, "words", 2)).size === 1}`);
await sign(["Ben", "Fay", "Gil"], "hello again");
const { valid, keys } = verifyTranscript(room.transcript);
console.log(
  `transcript valid: ${valid}, one key for both: ${keys.every((key) => `${key.groupPublicKey}` === `${keys[0].groupPublicKey}`)}`,
);
for (const person of people.values()) person.kill();
