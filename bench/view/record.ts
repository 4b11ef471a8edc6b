// Records the transcript of a view change, dealer by dealer, to files.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { allowRelaxedSimd } from "../measure/environment.js";

allowRelaxedSimd();

import { progressBars } from "../../src/cli/progress.js";
import { encodeTransaction } from "../../src/entry/view-change.js";
import { RecordWriter } from "./files.js";
import { FILES, inOffice, scaleOptions } from "./options.js";
import { Recording } from "./recording.js";

const options = scaleOptions();
const { n, folder } = options;
const progress = progressBars();
mkdirSync(folder, { recursive: true });
const recording = await Recording.create(options, {
  office: inOffice(options),
  done: (count) => progress.update("identities", count, n),
});
const writer = (name: string) => new RecordWriter(join(folder, name));
const files = {
  contributions: writer(FILES.contributions),
  shared: writer(FILES.shared),
  publications: writer(FILES.publications),
  envelopes: writer(FILES.envelopes),
  acknowledgements: writer(FILES.acknowledgements),
};
for (let index = 1; index <= n; index++) {
  const { contribution, publication, envelope, acknowledgements } = await recording.dealing(index);
  files.contributions.write(encodeTransaction(contribution));
  files.shared.write(encodeTransaction(recording.shared(index)));
  files.publications.write(encodeTransaction(publication));
  if (envelope !== null) files.envelopes.write(envelope);
  for (const message of acknowledgements) files.acknowledgements.write(message);
  progress.update("dealings", index, n);
}
progress.finish();
for (const file of Object.values(files)) file.close();
const keyShares = new RecordWriter(join(folder, FILES.keyShares));
for (const share of recording.keyShares) keyShares.write(share);
keyShares.close();
writeFileSync(join(folder, "recorded.json"), `${JSON.stringify({ n, t: options.t, seed: options.seed })}\n`);
