// Evidence against dealers: what was proved, as files that anybody can verify.
import { decodeText, FeldsparError } from "../encoding/index.js";
import type { EvidenceArchive } from "../node/evidence-archive.js";
import { PAGE, pageOf } from "../node/queries.js";
import type { Route } from "./route.js";
import { COUNT, from, integerOf, limit, MAYBE, notFound, OK } from "./route-parameters.js";

/** Two MPKs, two lists of 1000 members. */
const LONGEST = 4 << 20;

export function evidenceRoutes(evidence: EvidenceArchive): Route[] {
  return [
    {
      method: "GET",
      path: "/v1/evidence",
      about: "Against whom there is evidence, oldest first; each has a name.",
      answers: OK,
      parameters: [from, limit],
      handle: (request) => {
        const page = pageOf(evidence.files, integerOf(request, "from", 0), integerOf(request, "limit", PAGE));
        return { json: { ...page, items: page.items.map((one) => ({ ...one })) } };
      },
    },
    {
      method: "GET",
      path: "/v1/evidence/{name}",
      about: "The file that proves it: `feldspar verify` judges it.",
      answers: MAYBE,
      parameters: [{ name: "name", in: "path", about: "Its name.", schema: COUNT }],
      immutable: true,
      handle: async (request) => {
        const name = integerOf(request, "name", 0);
        return { text: (await evidence.file(name)) ?? notFound(`evidence ${name}`) };
      },
    },
    {
      method: "POST",
      path: "/v1/evidence",
      about: "A file of evidence about the running attempt, from anybody: it proves itself.",
      longestBody: LONGEST,
      costly: "unless new",
      answers: {
        202: "Taken.",
        200: "There is some of this kind already.",
        400: "It proves nothing here.",
        429: "Later.",
      },
      handle: async (request) => {
        const verdict = await evidence.take(decodeText(await request.body(), "evidence"));
        if (verdict === "wrong") throw new FeldsparError("MALFORMED", "evidence: it proves nothing of this attempt");
        return { status: verdict === "new" ? 202 : 200, json: { verdict } };
      },
    },
  ];
}
