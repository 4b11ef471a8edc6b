// Cloudflare's runtime: the package bundled as wrangler does it, its modules of WebAssembly compiled beforehand, a
// request to it on loopback.
import { spawn } from "node:child_process";
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { paths } from "../machine.mjs";
import { prepare, project } from "./packed.mjs";
import { testsOf } from "./runtimes.mjs";

const KERNELS = ["auto", "portable", "relaxed"];
const MODULES = ["core.portable.wasm", "core.relaxed.wasm"];

/** A service for each kernel, of one script: a script has one kernel. */
const CONFIGURATION = `using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [${KERNELS.map((kernel) => `(name = "${kernel}", worker = .${kernel})`).join(", ")}],
  sockets = [${KERNELS.map((kernel) => `(name = "${kernel}", address = "127.0.0.1:0", http = (), service = "${kernel}")`).join(", ")}],
);
${KERNELS.map(
  (kernel) => `
const ${kernel} :Workerd.Worker = (
  modules = [
    (name = "worker.mjs", esModule = embed "worker.mjs"),
${MODULES.map((name) => `    (name = "${name}", wasm = embed "${name}"),`).join("\n")}
  ],
  bindings = [(name = "KERNEL", text = "${kernel}")],
  compatibilityDate = "2026-01-01",
);
`,
).join("")}`;

function executable() {
  const require = createRequire(paths.npm("workerd/package.json"));
  const arch = process.arch === "x64" ? "64" : process.arch;
  return require.resolve(`@cloudflare/workerd-${process.platform}-${arch}/bin/workerd`);
}

/** Port by name of the socket, as the runtime tells. */
function listening(control, server) {
  const ports = {};
  let text = "";
  return new Promise((done, refuse) => {
    server.once("exit", (code) => refuse(new Error(`workerd ended with status ${code}`)));
    control.on("data", (data) => {
      text += data;
      const lines = text.split("\n");
      text = lines.pop();
      for (const line of lines) {
        const { event, socket, port } = JSON.parse(line);
        if (event === "listen") ports[socket] = port;
      }
      if (Object.keys(ports).length === KERNELS.length) done(ports);
    });
  });
}

async function ask(port) {
  const response = await fetch(`http://127.0.0.1:${port}/`);
  if (!response.ok) throw new Error(`workerd answered ${response.status}: ${(await response.text()).slice(0, 500)}`);
  return response.json();
}

export async function workerd({ slice }) {
  const { worker } = await prepare();
  const folder = join(project, "workerd");
  mkdirSync(folder, { recursive: true });
  copyFileSync(worker, join(folder, "worker.mjs"));
  for (const name of MODULES) copyFileSync(join(project, "node_modules/feldspar-dkg/dist", name), join(folder, name));
  writeFileSync(join(folder, "config.capnp"), CONFIGURATION);

  const program = executable();
  const server = spawn(program, ["serve", "config.capnp", "--control-fd=3"], {
    cwd: folder,
    stdio: ["ignore", "ignore", "inherit", "pipe"],
  });
  try {
    const ports = await listening(server.stdio[3], server);
    const chosen = await ask(ports.auto);
    const answers = [chosen];
    if (!slice) for (const kernel of chosen.kernels.slice(1)) answers.push(await ask(ports[kernel]));
    const tests = [];
    for (const answer of answers) tests.push(...(await testsOf(answer)));
    const { version } = JSON.parse(readFileSync(paths.npm("workerd/package.json"), "utf8"));
    return { engine: "workerd", version, kernels: answers.map(({ kernel }) => kernel), chosen: chosen.kernel, tests };
  } finally {
    server.kill();
  }
}
