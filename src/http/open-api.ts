// The OpenAPI document of a table of routes.
import { canonicalJson, type JsonInput } from "../encoding/index.js";
import type { Route } from "./route.js";

function operationOf({ about, parameters = [], answers, longestBody, method }: Route): JsonInput {
  const body =
    method === "POST"
      ? {
          required: true,
          description: `At most ${longestBody ?? 0} bytes.`,
          content: { "application/octet-stream": { schema: { type: "string", format: "binary" } } },
        }
      : undefined;
  return {
    summary: about,
    parameters: parameters.map(({ name, in: place, about: description, schema }) => {
      return { name, in: place, description, required: place === "path", schema: { ...schema } };
    }),
    requestBody: body,
    responses: Object.fromEntries(Object.entries(answers).map(([status, description]) => [status, { description }])),
  };
}

/** OpenAPI 3.1, as JSON for people. */
export function openApi(routes: readonly Route[], title: string, version: string): string {
  const paths: Record<string, Record<string, JsonInput>> = {};
  for (const route of routes) {
    const at = paths[route.path] ?? {};
    at[route.method.toLowerCase()] = operationOf(route);
    paths[route.path] = at;
  }
  return `${canonicalJson({ openapi: "3.1.0", info: { title, version }, paths }, 2)}\n`;
}
