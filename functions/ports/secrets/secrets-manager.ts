import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { type KeyName, type Secrets, secretsIn } from './secrets.ts'

/** Keys that are the texts of secrets in Secrets Manager, by their ARNs. Throws what Secrets Manager throws. */
export function openSecretsManager(arns: Partial<Record<KeyName, string>>, client = new SecretsManagerClient({})): Secrets {
  return secretsIn(arns, async (SecretId) => {
    const { SecretString = '' } = await client.send(new GetSecretValueCommand({ SecretId }))
    return Buffer.from(SecretString)
  })
}
