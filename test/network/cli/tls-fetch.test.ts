// Asking servers whose certificates are signed by somebody of one's own, and that want to be shown one.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { tlsFetch } from "../../../src/cli/network/tls-fetch.js";

const folder = mkdtempSync(join(tmpdir(), "feldspar-tls-"));
const file = (name: string) => readFileSync(join(folder, name), "utf8");
const openssl = (...args: string[]) => execFileSync("openssl", args, { cwd: folder, stdio: "ignore" });

/** A certificate of that name, signed by the authority; the authority's own for "ca". */
function certificate(name: string): void {
  const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", `${name}-key.pem`];
  const more = ["-subj", `/CN=${name}`, "-addext", "subjectAltName=IP:127.0.0.1", "-days", "2"];
  const by = name === "ca" ? [] : ["-CA", "ca.pem", "-CAkey", "ca-key.pem"];
  openssl("req", "-x509", ...key, ...more, ...by, "-out", `${name}.pem`);
}

describe("fetch with certificates", () => {
  let server: Server;
  let url: string;

  beforeAll(async () => {
    for (const name of ["ca", "server", "client"]) certificate(name);
    const options = { key: file("server-key.pem"), cert: file("server.pem"), ca: file("ca.pem"), requestCert: true };
    server = createServer({ ...options, rejectUnauthorized: true }, (request, response) => {
      if (request.url === "/silent") return;
      const parts: Buffer[] = [];
      request.on("data", (part) => parts.push(part));
      request.on("end", () => {
        response.statusCode = 201;
        const { method, headers } = request;
        response.end(JSON.stringify({ method, type: headers["content-type"], body: Buffer.concat(parts).toString() }));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    url = `https://127.0.0.1:${(server.address() as { port: number }).port}`;
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const own = () => ({ ca: file("ca.pem"), cert: file("client.pem"), key: file("client-key.pem") });
  const post = { method: "POST", body: "text", headers: { "content-type": "application/json" } };

  it("asks and is answered", async () => {
    const response = await tlsFetch(own())(new URL("/v3/kv/range", url), post);
    expect(response.status).toBe(201);
    expect(await response.json()).toEqual({ method: "POST", type: "application/json", body: "text" });
  });

  it("believes nobody whose certificate is signed by another, and shows its own", async () => {
    await expect(fetch(url)).rejects.toThrow();
    await expect(tlsFetch({ cert: file("client.pem"), key: file("client-key.pem") })(url)).rejects.toThrow();
    await expect(tlsFetch({ ca: file("ca.pem") })(url)).rejects.toThrow();
  });

  it("can be called off", async () => {
    const signal = AbortSignal.timeout(100);
    await expect(tlsFetch(own())(new URL("/silent", url), { ...post, signal })).rejects.toThrow();
  });
});
