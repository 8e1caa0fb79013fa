import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib'
import type { IVpc } from 'aws-cdk-lib/aws-ec2'
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { Architecture, LoggingFormat, Runtime } from 'aws-cdk-lib/aws-lambda'
import { type BundlingOptions, type ICommandHooks, NodejsFunction, OutputFormat } from 'aws-cdk-lib/aws-lambda-nodejs'
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs'
import type { Construct } from 'constructs'
import type { Environment, FunctionName } from '../../functions/environment.ts'
import { RUNBOOK_PATH } from '../../shared/record.ts'
import type { Binding } from './binding.ts'

/** The bindings of function `F`: one for every variable that it reads from its environment, and no other. */
export type Bindings<F extends FunctionName> = Record<keyof Environment<F>, Binding>

/** The network of a function: none, unless its requests must leave from a fixed address. */
export type Network = { vpc?: IVpc }

export type Limits = { timeout: Duration; memorySize: number; reservedConcurrentExecutions?: number } & Network

const ROOT = join(import.meta.dirname, '../..')

/**
 * The function in `functions/<name>/handler.ts`, bundled into one file. `inEvents` are resources that the function may use but learns from
 * its events instead of its environment.
 */
export function lambdaFunction<F extends FunctionName>(
  scope: Construct,
  name: F,
  bindings: Bindings<F>,
  limits: Limits,
  inEvents: Binding[] = [],
): NodejsFunction {
  const logGroup = new LogGroup(scope, `${name}-log`, {
    retention: RetentionDays.THREE_MONTHS,
    removalPolicy: RemovalPolicy.DESTROY,
  })
  const role = new Role(scope, `${name}-role`, { assumedBy: new ServicePrincipal('lambda.amazonaws.com') })
  logGroup.grantWrite(role)
  const variables = Object.entries<Binding>(bindings)
  for (const { grantTo } of [...Object.values<Binding>(bindings), ...inEvents]) grantTo(role)
  if (limits.vpc) Validations.of(role).acknowledge(IN_A_NETWORK)
  return new NodejsFunction(scope, name, {
    // The part before its own name is the namespace of its metrics.
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
    environment: Object.fromEntries(variables.map(([variable, { value }]) => [variable, value])),
    awsSdkConnectionReuse: false,
    bundling: { ...BUNDLING, commandHooks: copyFilesOf(name) },
  })
}

/** The CDK attaches this managed policy to every function in a network. */
const IN_A_NETWORK = {
  id: 'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole]',
  reason:
    'Lambda joins a network through interfaces whose names are not known in advance; this AWS policy allows that and writing logs.',
}

/** Copies the folder `browser/` of a function, which it serves unchanged, beside its bundle, and puts the runbook page into it. */
function copyFilesOf(name: FunctionName): ICommandHooks {
  const folder = join(ROOT, 'functions', name, 'browser')
  const printRunbook = `"${process.execPath}" "${join(import.meta.dirname, 'monitoring/runbook.ts')}"`
  return {
    beforeBundling: () => [],
    beforeInstall: () => [],
    afterBundling: (_, output) =>
      existsSync(folder) ? [`cp -R "${folder}" "${output}"`, `${printRunbook} > "${output}/browser/${RUNBOOK_PATH}"`] : [],
  }
}

/**
 * One minified CommonJS file with everything in it, also the AWS SDK, which the CDK would leave to the runtime. Not an ES module: one that
 * imports `node:http`, as the AWS SDK does, makes Node load its own undici for one export, 15 ms and 5 MB.
 */
const BUNDLING: BundlingOptions = {
  format: OutputFormat.CJS,
  minify: true,
  bundleAwsSDK: true,
  // Of packages that come as ES modules too, esbuild leaves out what is not used: 150 to 250 kB of each bundle.
  mainFields: ['module', 'main'],
  // Where `esbuildDetection` is defined, undici leaves out its experimental second parser, 150 kB.
  define: { 'import.meta.dirname': '__dirname', esbuildDetection: '1' },
  esbuildArgs: {
    '--conditions': 'module',
    // CommonJS has nothing else of `import.meta`.
    '--log-override': 'empty-import-meta=error',
    // The CDK's own option `charset` has no effect: Chinese text would take twice the bytes.
    '--charset': 'utf8',
  },
}
