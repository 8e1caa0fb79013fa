/**
 * Which folder may import which: `npx depcruise shared functions infra test`. There are no exceptions; a rule that is in the way is changed
 * here, for everybody.
 */

/** The folders of shared/ from the bottom up. The files directly in shared/ are below all of them. A folder imports itself and lower rows. */
const SHARED = [
  ['text'],
  ['extract', 'findings'],
  ['diff'],
  ['ledger'],
  ['crawl'],
  ['render'],
  ['feed', 'webhooks'],
  ['site', 'mail'],
]

/** The packages that compute and do no I/O. */
const PURE_PACKAGES = [
  'zod',
  'cheerio',
  'domhandler',
  'htmlparser2',
  'diff',
  'ipaddr.js',
  'robots-parser',
  'string-width',
  'unpdf',
]

const any = (names) => `(${names.join('|')})`

const sharedLayers = SHARED.map((row, index) => {
  const lower = SHARED.slice(0, index).flat()
  return {
    name: `shared-${row.join('-')}`,
    comment: `${row.map((name) => `shared/${name}`).join(' and ')} may import ${lower.length > 0 ? lower.map((name) => `shared/${name}`).join(', ') : 'nothing of shared/'} and the files directly in shared/`,
    severity: 'error',
    from: { path: `^shared/(${row.join('|')})/` },
    to: { path: '^shared/[^/]+/', pathNot: ['^shared/$1/', ...lower.map((name) => `^shared/${name}/`)] },
  }
})

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      comment: 'Modules that import each other cannot be read one after the other',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-unresolved',
      comment: 'The file or package does not exist',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'shared-only-shared',
      comment: 'shared/ imports only shared/ and pure packages',
      severity: 'error',
      from: { path: '^shared/' },
      to: { path: '^(functions|infra|test)/' },
    },
    {
      name: 'shared-pure-packages',
      comment: `shared/ does no I/O: of npm packages it imports ${PURE_PACKAGES.join(', ')}`,
      severity: 'error',
      from: { path: '^shared/' },
      to: { dependencyTypes: ['npm', 'npm-dev'], pathNot: `^node_modules/${any(PURE_PACKAGES)}/` },
    },
    {
      name: 'shared-pure-node',
      comment: 'shared/ does no I/O: of Node it imports crypto, buffer, url and util',
      severity: 'error',
      from: { path: '^shared/' },
      to: { dependencyTypes: ['core'], pathNot: '^(crypto|buffer|url|util)$' },
    },
    {
      name: 'shared-vocabulary',
      comment: 'The files directly in shared/ are the vocabulary: they import no folder of shared/',
      severity: 'error',
      from: { path: '^shared/[^/]+$' },
      to: { path: '^shared/[^/]+/' },
    },
    ...sharedLayers,
    {
      name: 'ports-below-all-functions',
      comment: 'functions/ports imports nothing else of functions/',
      severity: 'error',
      from: { path: '^functions/ports/' },
      to: { path: '^functions/(?!ports/)' },
    },
    {
      name: 'archive-on-ports',
      comment: 'functions/archive imports functions/ports and nothing else of functions/',
      severity: 'error',
      from: { path: '^functions/archive/' },
      to: { path: '^functions/(?!archive/|ports/)' },
    },
    {
      name: 'no-function-imports-another',
      comment:
        'A function imports functions/ports, functions/archive and the files directly in functions/, but no other function',
      severity: 'error',
      from: { path: '^functions/(?!ports/|archive/)([^/]+)/' },
      to: { path: '^functions/[^/]+/', pathNot: '^functions/($1|ports|archive)/' },
    },
    {
      name: 'common-not-to-functions',
      comment: 'The files directly in functions/ belong to several functions and import none of them',
      severity: 'error',
      from: { path: '^functions/[^/]+$' },
      to: { path: '^functions/(?!ports/|archive/)[^/]+/' },
    },
    {
      name: 'functions-not-to-infra',
      comment: 'infra/ runs functions/, never the other way',
      severity: 'error',
      from: { path: '^functions/' },
      to: { path: '^infra/' },
    },
    {
      name: 'aws-only-in-adapters',
      comment: 'In functions/, the AWS SDK and undici are known only to the adapters in functions/ports',
      severity: 'error',
      from: { path: '^functions/(?!ports/)' },
      to: { path: '^node_modules/(@aws-sdk|@smithy|undici)/' },
    },
    {
      name: 'aws-stack-by-itself',
      comment: 'infra/aws imports neither infra/local nor infra/cli',
      severity: 'error',
      from: { path: '^infra/aws/' },
      to: { path: '^infra/(local|cli)/' },
    },
    {
      name: 'local-by-itself',
      comment: 'infra/local imports neither infra/aws nor infra/cli: the command line starts the machine, not the other way',
      severity: 'error',
      from: { path: '^infra/local/' },
      to: { path: '^infra/(aws|cli)/' },
    },
    {
      name: 'cli-not-to-aws',
      comment: 'infra/cli imports nothing of infra/aws: the CDK is a devDependency',
      severity: 'error',
      from: { path: '^infra/cli/' },
      to: { path: '^infra/aws/' },
    },
    {
      name: 'only-tests-import-tests',
      comment: 'Nothing outside of test/ imports test/',
      severity: 'error',
      from: { pathNot: '^test/' },
      to: { path: '^test/' },
    },
    {
      name: 'no-dev-dependencies',
      comment: 'What runs in production imports dependencies, not devDependencies; the stack is made at deployment and may',
      severity: 'error',
      from: { path: '^(shared|functions|infra/(local|cli))/' },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only', 'npm'] },
    },
  ],
  options: {
    // Imports of types count: they are what a reader has to know.
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['node', 'import', 'require', 'default', 'types'] },
    doNotFollow: { path: '^node_modules' },
    exclude: { path: '\\.(json|css|html|md)$' },
  },
}
