/** A secret where none may ever be read: the client of Secrets Manager is loaded with the first. Bundles hold `secret.ts` itself. */
export async function readSecret(id: string): Promise<string> {
  return (await import('./secret.ts')).readSecret(id)
}
