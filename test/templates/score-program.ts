import { type Form, scoreTemplate } from './score.ts'
import { TEMPLATES } from './templates.ts'

/** Scores the templates that its parent names, one after another, until the parent disconnects. */
process.on('message', ({ name, form }: { name: string; form: Form }) => {
  const template = TEMPLATES.get(name)
  if (template === undefined) throw new Error(`Cannot score ${name}: there is no such template`)
  void scoreTemplate(template, form).then((score) => process.send?.(score))
})
