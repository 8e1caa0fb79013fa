import { App, type AppProps } from 'aws-cdk-lib'
import { Template } from 'aws-cdk-lib/assertions'
import type { Configuration } from '../../../infra/aws/configuration.ts'
import { LetterwatchStack } from '../../../infra/aws/stack.ts'
import { type Stage, STAGES } from '../../../infra/aws/stages.ts'

/** Neither bundles nor validates, both of which are slow. `rules.test.ts` validates, `end-to-end.test.ts` bundles. */
export const UNBUNDLED: AppProps = { context: { 'aws:cdk:bundling-stacks': [] }, builtinCloudFormationValidation: false }

export const column = (id: string) => ({
  id,
  name: '虚构栏目',
  authority: '虚构委员会',
  url: `http://127.0.0.1/${id}/`,
})

/** So many columns, called c0, c1 and so on. */
export const columns = (count: number) => Array.from({ length: count }, (_, index) => column(`c${index}`))

const synthesized = new Map<string, Template>()

/**
 * The template of the stage production with two columns that are crawled every 15 minutes, or with what is given instead. A test file
 * synthesizes each template once.
 */
export function stackTemplate(configuration: Partial<Configuration> = {}, stage: Partial<Stage> = {}): Template {
  const key = JSON.stringify([configuration, stage])
  const known = synthesized.get(key)
  if (known !== undefined) return known
  const complete = { columns: [column('one'), column('two')], everyMs: 15 * 60_000, settings: {}, ...configuration }
  const made = Template.fromStack(new LetterwatchStack(new App(UNBUNDLED), complete, { ...STAGES.production, ...stage }))
  synthesized.set(key, made)
  return made
}
