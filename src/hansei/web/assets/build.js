/* Builds static/vendor/editor/ from exactly the versions in package-lock.json, and notes in
   built.json the digests of what went in and came out: a test holds the committed files to them.

   A page loads `core.js`; `room.js` and `merge.js` are for when they are needed. What they have in
   common stands in files of its own.

   node build.js          writes all
   node build.js --check  builds to nowhere and tells whether it gives the committed files */
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const FOLDER = "../static/vendor/editor/";
const ENTRIES = ["core.js", "room.js", "merge.js"];
const SOURCES = ["build.js", ...ENTRIES, "style-mod.js", "package.json", "package-lock.json"];

const here = (path) => new URL(path, import.meta.url);
const digest = (content) => createHash("sha256").update(content).digest("hex");
const digests = (pairs) => Object.fromEntries(pairs.sort().map(([name, content]) => [name, digest(content)]));

const made = await build({
  absWorkingDir: fileURLToPath(here(".")),
  entryPoints: ENTRIES,
  outdir: FOLDER,
  alias: { "style-mod": "./style-mod.js" },
  banner: { js: "/* CodeMirror and Lezer, (c) Marijn Haverbeke and others; Yjs, (c) Kevin Jahns; MIT licence: see NOTICE. */" },
  bundle: true,
  charset: "utf8",
  chunkNames: "shared-[hash]",
  format: "esm",
  legalComments: "none",
  metafile: true,
  minify: true,
  splitting: true,
  target: "es2022",
  write: false,
});
const outputs = made.outputFiles.map(({ path, contents }) => [basename(path), contents]);
if (process.argv.includes("--check")) {
  const committed = readdirSync(here(FOLDER)).map((name) => [name, readFileSync(here(FOLDER + name))]);
  const same = JSON.stringify(digests(outputs)) === JSON.stringify(digests(committed));
  console.log(same ? "the committed files are what the sources give" : "the sources give other files: run make assets");
  process.exit(same ? 0 : 1);
}
const locked = JSON.parse(readFileSync(here("package-lock.json"))).packages;
const inside = Object.keys(made.metafile.inputs).map((each) => /^node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(each)?.[1]).filter(Boolean);
const packages = Object.fromEntries([...new Set(inside)].sort().map((each) => [each, locked[`node_modules/${each}`].version]));
rmSync(here(FOLDER), { force: true, recursive: true });
mkdirSync(here(FOLDER), { recursive: true });
for (const [name, content] of outputs) writeFileSync(here(FOLDER + name), content);
const sources = digests(SOURCES.map((name) => [name, readFileSync(here(name))]));
writeFileSync(here("built.json"), `${JSON.stringify({ outputs: digests(outputs), packages, sources }, null, 2)}\n`);
