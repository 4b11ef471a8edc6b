// Servers of etcd on loopback, for tests: started in a folder of their own, ended by process id.
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePorts } from "./ports.js";
import { until } from "./until.js";

/** Why there is no etcd here; null where there is one. With CI=true one must be there. */
export function etcdMissing(): string | null {
  const found = spawnSync("etcd", ["--version"], { stdio: "ignore" }).status === 0;
  if (found || process.env.CI === "true") return null;
  return "skipped: etcd is not installed, because it is a package of Debian: apt-get install etcd-server";
}

export interface EtcdServer {
  readonly url: string;
  kill(): void;
  start(): void;
}

export interface EtcdCluster {
  readonly servers: readonly EtcdServer[];
  readonly endpoints: readonly string[];
  end(): Promise<void>;
}

/** A cluster of so many servers, ready. `more`: what each is told beside. */
export async function etcdCluster(size: number, more: readonly string[] = []): Promise<EtcdCluster> {
  const folder = mkdtempSync(join(tmpdir(), "feldspar-etcd-"));
  const ports = await freePorts(2 * size);
  const url = (place: number) => `http://127.0.0.1:${ports[place]}`;
  const initial = Array.from({ length: size }, (_, place) => `server${place}=${url(size + place)}`).join(",");
  const children: (ChildProcess | null)[] = Array.from({ length: size }, () => null);
  const start = (place: number): void => {
    const options = {
      name: `server${place}`,
      "data-dir": join(folder, String(place)),
      "listen-client-urls": url(place),
      "advertise-client-urls": url(place),
      "listen-peer-urls": url(size + place),
      "initial-advertise-peer-urls": url(size + place),
      "initial-cluster": initial,
      "initial-cluster-token": folder,
      "log-level": "error",
    };
    const args = Object.entries(options).flatMap(([name, value]) => [`--${name}`, value]);
    const env = { ...process.env, ETCD_UNSUPPORTED_ARCH: process.arch === "arm64" ? "arm64" : "" };
    children[place] = spawn("etcd", [...args, ...more], { stdio: "ignore", env });
  };
  const kill = (place: number): void => {
    children[place]?.kill("SIGKILL");
    children[place] = null;
  };
  for (let place = 0; place < size; place++) start(place);
  const endpoints = Array.from({ length: size }, (_, place) => url(place));
  const healthy = (at: string) =>
    fetch(`${at}/health`)
      .then(async (response) => ((await response.json()) as { health?: unknown }).health === "true")
      .catch(() => false);
  await until(async () => (await Promise.all(endpoints.map(healthy))).every(Boolean), 60);
  return {
    endpoints,
    servers: endpoints.map((at, place) => ({ url: at, kill: () => kill(place), start: () => start(place) })),
    async end() {
      // it writes into its folder until it is gone
      const running = children.filter(
        (child) => child !== null && child.exitCode === null && child.signalCode === null,
      );
      const gone = running.map((child) => new Promise((resolve) => child!.once("exit", resolve)));
      for (let place = 0; place < size; place++) kill(place);
      await Promise.all(gone);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
