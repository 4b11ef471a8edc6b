// Draws the pictures of the documents: docs/images/*.svg. `npm run generate` runs it; CI compares.
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import * as availability from "./availability.mjs";
import * as beacon from "./beacon.mjs";
import * as certificate from "./certificate.mjs";
import { writeSection } from "./documents.mjs";
import * as keys from "./keys.mjs";
import * as phases from "./phases.mjs";
import * as qualification from "./qualification.mjs";
import * as seats from "./seats.mjs";
import * as states from "./states.mjs";
import * as threshold from "./threshold.mjs";
import * as together from "./together.mjs";

process.chdir(join(dirname(fileURLToPath(import.meta.url)), "../.."));

const PICTURES = { phases, states, qualification, keys, certificate, beacon, availability, seats, threshold, together };

mkdirSync("docs/images", { recursive: true });
for (const [name, { draw }] of Object.entries(PICTURES)) writeFileSync(`docs/images/${name}.svg`, draw());
writeSection("docs/protocol.md", "qualification", qualification.text());
