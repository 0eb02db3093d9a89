// Builds the page's scripts and styles into server/src/http/graphiql/assets, which is committed: whoever builds Centrum
// needs no Node. The same lock file gives the same bytes.
import { build } from 'esbuild';
import { mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';

const outdir = '../server/src/http/graphiql/assets';
const BYTES_MAX = 5 * 1024 * 1024;
const LICENCES = new Set(['MIT', 'ISC', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', '0BSD', 'Python-2.0', '(MPL-2.0 OR Apache-2.0)']);

const source = (file) => ({ path: join(import.meta.dirname, 'src', file) });

// Two things in smaller: of Monaco what a GraphQL document needs; and to format JSON no half a megabyte of prettier's
// JavaScript, but jsonc-parser, which is there already.
const smaller = {
  name: 'smaller',
  setup(it) {
    it.onResolve({ filter: /^(monaco-graphql\/esm|\.)\/monaco-editor(\.js)?$/ }, () => source('monaco.js'));
    it.onResolve({ filter: /^prettier\/(parser-babel|plugins\/estree)$/ }, () => source('json-format.js'));
  },
};

rmSync(outdir, { recursive: true, force: true });
mkdirSync(outdir, { recursive: true });
const built = await build({
  entryPoints: {
    main: 'src/main.jsx',
    'worker.editor': 'monaco-editor/esm/vs/editor/editor.worker.js',
    'worker.graphql': 'monaco-graphql/esm/graphql.worker.js',
    'worker.json': 'monaco-editor/esm/vs/language/json/json.worker.js',
  },
  outdir,
  bundle: true,
  splitting: true,
  minify: true,
  format: 'esm',
  target: ['es2022'],
  charset: 'utf8',
  jsx: 'automatic',
  define: { 'process.env.NODE_ENV': '"production"' },
  loader: { '.ttf': 'file' },
  entryNames: '[name]-[hash]',
  chunkNames: '[name]-[hash]',
  assetNames: '[name]-[hash]',
  legalComments: 'none',
  metafile: true,
  plugins: [smaller],
});

// esbuild writes a style sheet for each script that is loaded later, and loads none of them: main's has it all.
const outputs = Object.entries(built.metafile.outputs);
const main = outputs.find(([, output]) => output.entryPoint === 'src/main.jsx')[1];
for (const [path] of outputs) {
  if (path.endsWith('.css') && basename(path) !== basename(main.cssBundle)) rmSync(path);
}

// Who made it, and on what terms.
const packages = new Map();
for (const input of Object.keys(built.metafile.inputs)) {
  const found = input.match(/^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//);
  if (found) packages.set(found[1], JSON.parse(readFileSync(join(found[1], 'package.json'), 'utf8')));
}
const notices = [...packages].map(([folder, { name, version, license }]) => {
  if (!LICENCES.has(license)) throw new Error(`${name} ${version} has another licence: ${license}`);
  const files = readdirSync(folder).filter((file) => /^(licen[cs]e|thirdpartynotices)/i.test(file)).sort();
  const texts = files.map((file) => readFileSync(join(folder, file), 'utf8').replaceAll('\r\n', '\n').trim());
  return `${name} ${version} (${license})\n\n${texts.join('\n\n') || 'Its package brings no text of the licence along.'}\n`;
});
const line = `\n${'-'.repeat(100)}\n\n`;
writeFileSync(join(outdir, 'licences.txt'), [...new Set(notices)].sort().join(line));

const files = readdirSync(outdir).sort();
const bytes = files.reduce((sum, file) => sum + statSync(join(outdir, file)).size, 0);
console.log(`${bytes} bytes of ${packages.size} packages`);
if (bytes > BYTES_MAX) throw new Error(`more than ${BYTES_MAX} bytes`);

// What the program knows of them.
const named = (entry) => basename(outputs.find(([, output]) => output.entryPoint?.endsWith(entry))[0]);
writeFileSync(
  '../server/src/http/graphiql/assets.rs',
  `//! The explorer's scripts and styles. Generated with them, by \`explorer/build.mjs\`.

/// The page's script.
pub(super) const SCRIPT: &str = "${named('src/main.jsx')}";
/// The page's styles.
pub(super) const STYLE: &str = "${basename(main.cssBundle)}";
/// What the editor starts beside the page, for each kind of text.
pub(super) const WORKER_EDITOR: &str = "${named('/editor.worker.js')}";
pub(super) const WORKER_GRAPHQL: &str = "${named('/graphql.worker.js')}";
pub(super) const WORKER_JSON: &str = "${named('/json.worker.js')}";
/// On what terms its parts are used.
pub(super) const LICENCES: &str = "licences.txt";

/// All of them, by name.
pub(super) const FILES: &[(&str, &[u8])] = &[
${files.map((file) => `    ("${file}", include_bytes!("assets/${file}")),\n`).join('')}];
`,
);
