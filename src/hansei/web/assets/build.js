/* Builds static/vendor/editor.js from exactly the versions in package-lock.json, and notes in
   built.json the digests of what went in and came out: a test holds the committed file to them.

   node build.js          writes both
   node build.js --check  builds to nowhere and tells whether it gives the committed file */
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { build } from "esbuild";

const OUTPUT = "../static/vendor/editor.js";
const SOURCES = ["build.js", "editor.js", "style-mod.js", "package.json", "package-lock.json"];

const here = (path) => new URL(path, import.meta.url);
const digest = (content) => createHash("sha256").update(content).digest("hex");

const made = await build({
  absWorkingDir: here(".").pathname,
  entryPoints: ["editor.js"],
  outfile: OUTPUT,
  alias: { "style-mod": "./style-mod.js" },
  banner: { js: "/* CodeMirror and Lezer, (c) Marijn Haverbeke and others; Yjs, (c) Kevin Jahns; MIT licence: see NOTICE. */" },
  bundle: true,
  charset: "utf8",
  format: "esm",
  legalComments: "none",
  metafile: true,
  minify: true,
  target: "es2022",
  write: false,
});
const output = made.outputFiles[0].contents;
if (process.argv.includes("--check")) {
  const same = digest(output) === digest(readFileSync(here(OUTPUT)));
  console.log(same ? "the committed file is what the sources give" : "the sources give another file: run make assets");
  process.exit(same ? 0 : 1);
}
const locked = JSON.parse(readFileSync(here("package-lock.json"))).packages;
const inside = Object.keys(made.metafile.inputs).map((each) => /^node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(each)?.[1]).filter(Boolean);
const packages = Object.fromEntries([...new Set(inside)].sort().map((each) => [each, locked[`node_modules/${each}`].version]));
const sources = Object.fromEntries(SOURCES.map((each) => [each, digest(readFileSync(here(each)))]));
writeFileSync(here(OUTPUT), output);
writeFileSync(here("built.json"), `${JSON.stringify({ output: digest(output), packages, sources }, null, 2)}\n`);
