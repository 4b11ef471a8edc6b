import { cpSync } from "node:fs";
import webpack from "webpack";

const compiler = webpack({ mode: "production", entry: "./main.js", output: { filename: "main.js" } });
compiler.run((error, stats) => {
  if (error) throw error;
  console.log(stats.toString());
  if (stats.hasErrors() || stats.hasWarnings()) process.exitCode = 1;
  cpSync("index.html", "dist/index.html");
  compiler.close(() => {});
});
