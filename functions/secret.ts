import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager'

/** The text of the secret with the ARN `SecretId`. Throws what Secrets Manager throws. */
export async function readSecret(SecretId: string): Promise<string> {
  const { SecretString } = await new SecretsManagerClient({}).send(new GetSecretValueCommand({ SecretId }))
  return SecretString ?? ''
}
