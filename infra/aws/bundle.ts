import { cpSync, existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { AssetHashType, DockerImage } from 'aws-cdk-lib'
import { Code } from 'aws-cdk-lib/aws-lambda'
import { buildSync } from 'esbuild'
import { ENVIRONMENTS, type FunctionName } from '../../functions/environment.ts'
import { RUNBOOK_PATH } from '../../shared/record.ts'
import { readRunbook, runbookPage } from './monitoring/runbook.ts'

const ROOT = join(import.meta.dirname, '../..')

/**
 * The code of the function in `functions/<name>/handler.ts`: one file, `index.js`, and beside it what the function serves unchanged and
 * what few of its runs load. Not the CDK's `NodejsFunction`, which starts npm and esbuild again for each function: ten times as long.
 */
export const bundled = (name: FunctionName): Code =>
  Code.fromAsset(ROOT, {
    assetHashType: AssetHashType.OUTPUT,
    bundling: {
      // The CDK requires an image for the case that the local bundling declines; this one does not. Its command distinguishes the bundles.
      image: DockerImage.fromRegistry('none'),
      command: [name],
      local: {
        tryBundle: (folder) => {
          writeFileSync(join(folder, 'index.js'), bundleOf(name))
          copyServedFiles(name, folder)
          if (name === READS_PDF) copyPdfReader(folder)
          return true
        },
      },
    },
  })

/** Copies the folder `browser/` of a function beside its bundle, and adds the runbook page to it. */
function copyServedFiles(name: FunctionName, folder: string): void {
  const served = join(ROOT, 'functions', name, 'browser')
  if (!existsSync(served)) return
  const copy = join(folder, 'browser')
  cpSync(served, copy, { recursive: true })
  writeFileSync(join(copy, RUNBOOK_PATH), runbookPage(readRunbook()))
}

/** The function that reads PDFs; pdf.js, as large as the rest of its bundle, is loaded with the first one. */
const READS_PDF: FunctionName = 'crawl'
const PDF_READER = 'unpdf/pdfjs'
const PDF_READER_FILES = ['package.json', 'LICENSE', 'dist/pdfjs.mjs']

/** Copies pdf.js to where `import('unpdf/pdfjs')` in the bundle finds it. */
function copyPdfReader(folder: string): void {
  for (const file of PDF_READER_FILES)
    cpSync(join(ROOT, 'node_modules/unpdf', file), join(folder, 'node_modules/unpdf', file), { recursive: true })
}

let bundles: Map<string, Uint8Array> | undefined

function bundleOf(name: FunctionName): Uint8Array {
  bundles ??= bundleAll()
  const bundle = bundles.get(join(ROOT, `${name}.js`))
  if (bundle === undefined) throw new Error(`Cannot bundle ${name}: esbuild made no such file`)
  return bundle
}

/**
 * Every function as one minified CommonJS file with everything in it, also the AWS SDK, which the CDK would leave to the runtime; by the
 * paths that esbuild would write. All at once: they share most of their modules. Not ES modules: one that imports `node:http`, as the AWS
 * SDK does, makes Node load its own undici for one export, 15 ms and 5 MB.
 */
function bundleAll(): Map<string, Uint8Array> {
  const names = Object.keys(ENVIRONMENTS)
  const { outputFiles } = buildSync({
    entryPoints: Object.fromEntries(names.map((name) => [name, join(ROOT, 'functions', name, 'handler.ts')])),
    outdir: ROOT,
    absWorkingDir: ROOT,
    write: false,
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'cjs',
    minify: true,
    external: [PDF_READER],
    // Of packages that come as ES modules too, esbuild leaves out what is not used: 150 to 250 kB of each bundle.
    mainFields: ['module', 'main'],
    conditions: ['module'],
    // Where `esbuildDetection` is defined, undici leaves out its experimental second parser, 150 kB.
    define: { 'import.meta.dirname': '__dirname', esbuildDetection: '1' },
    // CommonJS has nothing else of `import.meta`.
    logOverride: { 'empty-import-meta': 'error' },
    // Chinese text would take twice the bytes in ASCII.
    charset: 'utf8',
  })
  return new Map(outputFiles.map(({ path, contents }) => [path, contents]))
}
