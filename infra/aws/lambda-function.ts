import { type Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib'
import type { IVpc } from 'aws-cdk-lib/aws-ec2'
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { Architecture, Function as LambdaFunction, LoggingFormat, Runtime } from 'aws-cdk-lib/aws-lambda'
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs'
import type { Construct } from 'constructs'
import type { Environment, FunctionName } from '../../functions/environment.ts'
import type { Binding } from './binding.ts'
import { bundled } from './bundle.ts'

/** The bindings of function `F`: one for every variable that it reads from its environment, and no other. */
export type Bindings<F extends FunctionName> = Record<keyof Environment<F>, Binding>

/** The network of a function: none, unless its requests must leave from a fixed address. */
export type Network = { vpc?: IVpc }

export type Limits = { timeout: Duration; memorySize: number; reservedConcurrentExecutions?: number } & Network

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
): LambdaFunction {
  const logGroup = new LogGroup(scope, `${name}-log`, {
    retention: RetentionDays.THREE_MONTHS,
    removalPolicy: RemovalPolicy.DESTROY,
  })
  const role = new Role(scope, `${name}-role`, { assumedBy: new ServicePrincipal('lambda.amazonaws.com') })
  logGroup.grantWrite(role)
  const variables = Object.entries<Binding>(bindings)
  for (const { grantTo } of [...Object.values<Binding>(bindings), ...inEvents]) grantTo(role)
  if (limits.vpc) Validations.of(role).acknowledge(IN_A_NETWORK)
  return new LambdaFunction(scope, name, {
    // The part before its own name is the namespace of its metrics.
    functionName: `${Stack.of(scope).stackName}-${name}`,
    ...limits,
    role,
    logGroup,
    code: bundled(name),
    handler: 'index.handler',
    runtime: Runtime.NODEJS_24_X,
    architecture: Architecture.ARM_64,
    loggingFormat: LoggingFormat.JSON,
    environment: Object.fromEntries(variables.map(([variable, { value }]) => [variable, value])),
  })
}

/** The CDK attaches this managed policy to every function in a network. */
const IN_A_NETWORK = {
  id: 'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole]',
  reason:
    'Lambda joins a network through interfaces whose names are not known in advance; this AWS policy allows that and writing logs.',
}
