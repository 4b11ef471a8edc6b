// The library's suite in a browser: what runs in Chromium by `npm run test:browser`.
import { spawn } from "node:child_process";
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { SLICE } from "../../test/support/slice.mjs";
import { openFirefox } from "../browsers/firefox.mjs";
import { openWebKit } from "../browsers/webkit.mjs";
import { paths, root } from "../machine.mjs";

export const openers = { firefox: () => openFirefox(paths.firefox()), webkit: openWebKit };
const KERNELS = { firefox: ["portable", "relaxed"], webkit: ["portable"] };

const firstLine = (text) => text.split("\n")[0];

function vitest(engine, slice, part, report) {
  const cli = join(dirname(createRequire(join(root, "package.json")).resolve("vitest/package.json")), "vitest.mjs");
  // the log beside the report says what an error said: a stack of Firefox or WebKit does not
  const reporters = ["--reporter=json", `--outputFile.json=${report}`, "--reporter=default"];
  const args = [cli, "run", "--config", "engines/vitest.config.mjs", ...reporters];
  const log = openSync(report.replace(/json$/, "log"), "w");
  const env = { ...process.env, FELDSPAR_ENGINE: engine, FELDSPAR_ENGINE_PATH: paths.firefox() ?? "" };
  env.FELDSPAR_ENGINE_PART = part;
  if (slice) env.FELDSPAR_ENGINE_SLICE = SLICE.join(" ");
  const child = spawn(process.execPath, args, { cwd: root, env, stdio: ["ignore", log, "inherit"] });
  return new Promise((done) => child.once("exit", done)).finally(() => closeSync(log));
}

/** Vitest's report as tests; a file that could not be loaded is one that failed. */
function testsOf({ testResults }) {
  return testResults.flatMap(({ name, status, message, assertionResults }) => {
    const file = name.slice(name.indexOf("/test/") + 1);
    if (status === "failed" && assertionResults.length === 0) return [{ name: file, error: message }];
    return assertionResults.map(({ status: outcome, fullName, failureMessages }) => ({
      name: `${file}: ${fullName}`,
      skipped: outcome !== "passed" && outcome !== "failed",
      error: outcome === "failed" ? firstLine(failureMessages?.[0] ?? "failed") : undefined,
    }));
  });
}

export const suite =
  (engine) =>
  async ({ slice }) => {
    const browser = await openers[engine]();
    const { name, version } = browser;
    await browser.close();
    const reports = [];
    for (const part of slice ? ["together"] : ["together", "alone"]) {
      const report = join(root, "build/reports", `engine-${engine}-${part}.json`);
      mkdirSync(dirname(report), { recursive: true });
      rmSync(report, { force: true });
      const status = await vitest(engine, slice, part, report);
      if (!existsSync(report)) throw new Error(`vitest ended with status ${status} and no report`);
      reports.push(JSON.parse(readFileSync(report, "utf8")));
    }
    return {
      engine: name,
      version,
      kernels: KERNELS[engine],
      tests: reports.flatMap(testsOf),
    };
  };
