import { type IGrantable, PolicyStatement, type PolicyStatementProps } from 'aws-cdk-lib/aws-iam'

/** Something that a function may use: the variable by which it finds it, and the permission that goes with it. */
export type Use = { value: string; permit: (user: IGrantable) => void }

/** The use of what is found under `value`, by what `statements` allow. */
export function use(value: string, ...statements: Pick<PolicyStatementProps, 'actions' | 'resources' | 'conditions'>[]): Use {
  return {
    value,
    permit: ({ grantPrincipal }) => {
      for (const statement of statements) grantPrincipal.addToPrincipalPolicy(new PolicyStatement(statement))
    },
  }
}
