// The dashboard: its page at `/` and the files that the page names, as they were built. All of them are small enough to
// be kept.
import type { Route } from "./route.js";
import { notFound } from "./route-parameters.js";

/** The files of the built dashboard. */
export interface DashboardFiles {
  /** The page. */
  readonly page: Uint8Array;
  /** By name below `assets/`; each name has a hash of its content in it. */
  readonly assets: ReadonlyMap<string, Uint8Array>;
}

/**
 * Nothing but files of this origin and requests to it; no inline script or style, no evaluation but WebAssembly. A
 * worker takes the policy of its own answer: every file carries it.
 */
const POLICY = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self'",
  "img-src 'self'",
  "worker-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

const HEADERS = {
  "content-security-policy": POLICY,
  "referrer-policy": "no-referrer",
  "cross-origin-opener-policy": "same-origin",
} as const;

const TYPES: Readonly<Partial<Record<string, string>>> = {
  js: "text/javascript; charset=utf-8",
  css: "text/css; charset=utf-8",
  svg: "image/svg+xml",
};

/** Its two routes; none where there is no dashboard. */
export function dashboardRoutes(files: DashboardFiles | null): Route[] {
  if (files === null) return [];
  return [
    {
      method: "GET",
      path: "/",
      about: "The dashboard.",
      answers: { 200: "A page for browsers." },
      handle: () => ({ bytes: files.page, type: "text/html; charset=utf-8", headers: HEADERS }),
    },
    {
      method: "GET",
      path: "/assets/{name}",
      about: "A file of the dashboard.",
      answers: { 200: "The file.", 404: "There is none of this name." },
      immutable: true,
      handle: (request) => {
        const name = request.value("name") ?? "";
        const bytes = files.assets.get(name) ?? notFound("a file of this name");
        const type = TYPES[name.slice(name.lastIndexOf(".") + 1)] ?? "application/octet-stream";
        return { bytes, type, headers: HEADERS };
      },
    },
  ];
}
