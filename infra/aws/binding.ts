import { Stack, Validations } from 'aws-cdk-lib'
import { PolicyStatement, type PolicyStatementProps, type Role } from 'aws-cdk-lib/aws-iam'

/**
 * A resource that a function uses: the value of the environment variable that names it, and the permissions that go with it. Both travel
 * together, so that no function gets one without the other.
 */
export type Binding = { value: string; grantTo: (role: Role) => void }

/** What a binding allows. `wildcardReason` says why a resource that ends in `*` cannot be narrower; cdk-nag asks for it. */
type Allowed = Pick<PolicyStatementProps, 'actions' | 'conditions'> & { resources: string[]; wildcardReason?: string }

/** The binding of the resource named `value`, which allows `statements`. */
export function binding(value: string, ...statements: Allowed[]): Binding {
  return {
    value,
    grantTo: (role) => {
      for (const { wildcardReason, ...statement } of statements) {
        role.addToPolicy(new PolicyStatement(statement))
        if (wildcardReason === undefined) continue
        for (const resource of statement.resources)
          Validations.of(role).acknowledge({
            id: `AwsSolutions-IAM5[Resource::${nagName(role, resource)}]`,
            reason: wildcardReason,
          })
      }
    },
  }
}

/** `resource` as cdk-nag names it: a value that is known only after deployment is written in angle brackets. */
function nagName(scope: Role, resource: string): string {
  const resolved = Stack.of(scope).resolve(resource) as string | { 'Fn::Join': [string, unknown[]] }
  const parts = typeof resolved === 'string' ? [resolved] : resolved['Fn::Join'][1]
  return parts.map((part) => (typeof part === 'string' ? part : placeholder(part as Intrinsic))).join('')
}

type Intrinsic = { 'Fn::GetAtt': string[] } | { Ref: string } | { 'Fn::Sub': string }

function placeholder(part: Intrinsic): string {
  if ('Fn::Sub' in part) return part['Fn::Sub'].replaceAll('${', '<').replaceAll('}', '>')
  return `<${'Ref' in part ? part.Ref : part['Fn::GetAtt'].join('.')}>`
}
