import { Stack, Validations } from 'aws-cdk-lib'
import { PolicyStatement, type PolicyStatementProps, type Role } from 'aws-cdk-lib/aws-iam'

/** Something that a function may use: the variable by which it finds it, and the permission that goes with it. */
export type Use = { value: string; permit: (user: Role) => void }

/** What a use allows. `every` says why a resource that ends in `*` may be no narrower. */
type Allowed = Pick<PolicyStatementProps, 'actions' | 'conditions'> & { resources: string[]; every?: string }

/** The use of what is found under `value`, by what `statements` allow. */
export function use(value: string, ...statements: Allowed[]): Use {
  return {
    value,
    permit: (user) => {
      for (const { every, ...statement } of statements) {
        user.addToPolicy(new PolicyStatement(statement))
        for (const resource of statement.resources)
          if (every !== undefined)
            Validations.of(user).acknowledge({ id: `AwsSolutions-IAM5[Resource::${asFound(user, resource)}]`, reason: every })
      }
    },
  }
}

/** `resource` as cdk-nag names it: what is known only once it is deployed stands in angle brackets. */
function asFound(scope: Role, resource: string): string {
  const resolved = Stack.of(scope).resolve(resource) as string | { 'Fn::Join': [string, unknown[]] }
  const parts = typeof resolved === 'string' ? [resolved] : resolved['Fn::Join'][1]
  return parts.map((part) => (typeof part === 'string' ? part : placeIn(part as Intrinsic))).join('')
}

type Intrinsic = { 'Fn::GetAtt': string[] } | { Ref: string } | { 'Fn::Sub': string }

function placeIn(part: Intrinsic): string {
  if ('Fn::Sub' in part) return part['Fn::Sub'].replaceAll('${', '<').replaceAll('}', '>')
  return `<${'Ref' in part ? part.Ref : part['Fn::GetAtt'].join('.')}>`
}
