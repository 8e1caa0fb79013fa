import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib'
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { Architecture, LoggingFormat, Runtime } from 'aws-cdk-lib/aws-lambda'
import { type BundlingOptions, type ICommandHooks, NodejsFunction, OutputFormat } from 'aws-cdk-lib/aws-lambda-nodejs'
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs'
import type { Construct } from 'constructs'
import type { Environment, FunctionName } from '../../shared/environment.ts'
import { RUNBOOK_PATH } from '../../shared/record.ts'
import type { Network } from './fixed-address.ts'
import type { Use } from './use.ts'

/** What function `F` uses: one for every name that it reads from its environment, and no other. */
export type Uses<F extends FunctionName> = Record<keyof Environment<F>, Use>

export type Limits = { timeout: Duration; memorySize: number; reservedConcurrentExecutions?: number } & Network

const ROOT = join(import.meta.dirname, '../..')

/**
 * The function in `functions/<name>/handler.ts` as one file. A variable and the permission to use what it names come together, so that
 * neither is given without the other. `told`: what it uses and is told of by whoever starts it.
 */
export function bundledFunction<F extends FunctionName>(
  scope: Construct,
  name: F,
  uses: Uses<F>,
  limits: Limits,
  told: Use[] = [],
): NodejsFunction {
  const logGroup = new LogGroup(scope, `${name}-log`, {
    retention: RetentionDays.THREE_MONTHS,
    removalPolicy: RemovalPolicy.DESTROY,
  })
  const role = new Role(scope, `${name}-role`, { assumedBy: new ServicePrincipal('lambda.amazonaws.com') })
  logGroup.grantWrite(role)
  const used = Object.entries<Use>(uses)
  for (const { permit } of [...Object.values<Use>(uses), ...told]) permit(role)
  if (limits.vpc) Validations.of(role).acknowledge(IN_A_NETWORK)
  return new NodejsFunction(scope, name, {
    // The namespace of its metrics is what stands before its own name.
    functionName: `${Stack.of(scope).stackName}-${name}`,
    ...limits,
    role,
    logGroup,
    entry: join(ROOT, 'functions', name, 'handler.ts'),
    projectRoot: ROOT,
    depsLockFilePath: join(ROOT, 'package-lock.json'),
    runtime: Runtime.NODEJS_24_X,
    architecture: Architecture.ARM_64,
    loggingFormat: LoggingFormat.JSON,
    environment: Object.fromEntries(used.map(([variable, { value }]) => [variable, value])),
    awsSdkConnectionReuse: false,
    bundling: { ...BUNDLING, commandHooks: withFilesOf(name) },
  })
}

/** What the library gives every function in a network. */
const IN_A_NETWORK = {
  id: 'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole]',
  reason:
    'Lambda joins a network with interfaces whose names nobody knows before; this policy of AWS allows that and writing logs.',
}

/** What publishing serves as it lies there, its folder `browser/`, goes beside its bundle, and the runbook as a page among it. */
function withFilesOf(name: FunctionName): ICommandHooks {
  const folder = join(ROOT, 'functions', name, 'browser')
  const print = `"${process.execPath}" "${join(import.meta.dirname, 'print-runbook.ts')}"`
  return {
    beforeBundling: () => [],
    beforeInstall: () => [],
    afterBundling: (_, output) =>
      existsSync(folder) ? [`cp -R "${folder}" "${output}"`, `${print} > "${output}/browser/${RUNBOOK_PATH}"`] : [],
  }
}

/**
 * `module` first: packages that come as ES modules too lose what is not used of them, a third of most bundles. The bundle itself is
 * CommonJS: an ES module that imports `node:http`, as Amazon's clients do, has Node load all of undici, 15 ms and 5 MB, for one export.
 */
const BUNDLING: BundlingOptions = {
  format: OutputFormat.CJS,
  define: { 'import.meta.dirname': '__dirname' },
  mainFields: ['module', 'main'],
  minify: true,
  bundleAwsSDK: true,
  esbuildArgs: {
    // Amazon's clients are imported by name and not later: of what is imported later esbuild leaves nothing out, used or not.
    '--conditions': 'bundled,module',
    // All else of `import.meta` is empty in CommonJS.
    '--log-override': 'empty-import-meta=error',
    // The library's own option `charset` does nothing: Chinese would take twice the bytes.
    '--charset': 'utf8',
    '--alias': [
      `@aws-sdk/credential-provider-node=${join(ROOT, 'functions/credentials.ts')}`,
      `@smithy/core/event-streams=${join(ROOT, 'functions/no-event-streams.ts')}`,
    ],
  },
  // One machine's table, which no function opens where there is DynamoDB.
  externalModules: ['level'],
}
