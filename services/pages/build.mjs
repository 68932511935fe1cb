// src/ → dist/, which is committed: building Lunchrush itself needs no node. Every file that is served lies there a second
// time, compressed as far as it goes, and manifest.json says of which sources it was made (tests/tidy/pages.py).
import {build} from 'esbuild';
import {createHash} from 'node:crypto';
import {existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {fileURLToPath} from 'node:url';
import {constants, gzipSync} from 'node:zlib';

const root = path.dirname(fileURLToPath(import.meta.url));
const source = path.join(root, 'src'), made = path.join(root, 'dist');
const pages = ['kitchen', 'board', 'order', 'console'].filter((name) => existsSync(path.join(source, name, 'main.js')));
const bundled = ['preact', 'htm', '@preact/signals', '@preact/signals-core', 'idb', 'uqr', 'uplot'];

rmSync(made, {recursive: true, force: true});
mkdirSync(made);
for (const name of pages) await buildPage(name);
await buildServiceWorker();
writeLicenses();
for (const name of readdirSync(made)) compress(name);
writeManifest();

async function buildPage(name) {
  const {outputFiles} = await build({
    entryPoints: {[name]: path.join(source, name, 'main.js'), [`${name}.css`]: path.join(source, name, 'style.css')},
    entryNames: '[name]-[hash]', outdir: made, bundle: true, minify: true, format: 'esm', target: 'es2022', charset: 'utf8',
    legalComments: 'none', write: false, logLevel: 'warning',
  });
  const address = {};
  for (const file of outputFiles) {
    const kind = path.extname(file.path), hash = path.basename(file.path, kind).slice(-8);
    const named = `${name}-${hash}${kind}`;
    writeFileSync(path.join(made, named), file.contents);
    address[kind] = `/pages/${named}`;
  }
  const html = readFileSync(path.join(source, name, 'page.html'), 'utf8');
  writeFileSync(path.join(made, `${name}.html`), html.replaceAll('%SCRIPT%', address['.js']).replaceAll('%STYLE%', address['.css']));
}

// Its address never changes: browsers ask for it again and again, and take a new one when a byte differs.
async function buildServiceWorker() {
  await build({
    entryPoints: [path.join(source, 'service_worker.js')], outfile: path.join(made, 'sw.js'), bundle: true, minify: true, format: 'iife',
    target: 'es2022', legalComments: 'none', logLevel: 'warning',
  });
}

// What of others is inside, as their licences ask.
function writeLicenses() {
  const texts = bundled.map((name) => {
    const folder = path.join(root, 'node_modules', name);
    const {version, license} = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
    const file = readdirSync(folder).find((each) => /^licen[cs]e/i.test(each));
    return `${name} ${version} (${license})\n\n${file ? readFileSync(path.join(folder, file), 'utf8') : ''}`;
  });
  writeFileSync(path.join(made, 'licenses.txt'), texts.join('\n----\n\n'));
}

function compress(name) {
  const file = path.join(made, name);
  writeFileSync(`${file}.gz`, gzipSync(readFileSync(file), {level: constants.Z_BEST_COMPRESSION}));
}

function writeManifest() {
  const digest = (data) => createHash('sha256').update(data).digest('hex');
  const files = Object.fromEntries(readdirSync(made).sort().map((name) => [name, digest(readFileSync(path.join(made, name)))]));
  const sources = createHash('sha256');
  for (const name of sourceFiles().sort()) sources.update(`${name}\0${digest(readFileSync(path.join(root, name)))}\n`);
  writeFileSync(path.join(made, 'manifest.json'), `${JSON.stringify({sources: sources.digest('hex'), files}, null, 1)}\n`);
}

function sourceFiles() {
  const below = readdirSync(source, {recursive: true, withFileTypes: true}).filter((entry) => entry.isFile());
  const paths = below.map((entry) => path.relative(root, path.join(entry.parentPath ?? entry.path, entry.name)));
  return ['build.mjs', 'package.json', 'package-lock.json', ...paths];
}
