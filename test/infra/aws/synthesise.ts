import { execFile } from 'node:child_process'
import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { readTemplate, type Template } from './template.ts'

export type Assembly = { folder: string; template: Template }

/** What `npx cdk synth` writes of `configuration` for somebody who has no credentials. */
export async function synthesise(configuration: object): Promise<Assembly> {
  const folder = await mkdtemp(join(tmpdir(), 'letterwatch-assembly-'))
  const file = join(folder, 'letterwatch.json')
  await writeFile(file, JSON.stringify(configuration))
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('AWS_')))
  const args = ['synth', '--quiet', '--output', folder, '--context', `configuration=${file}`]
  await promisify(execFile)('node_modules/.bin/cdk', args, { env })
  return { folder, template: readTemplate(join(folder, 'letterwatch.template.json')) }
}
