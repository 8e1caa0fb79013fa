import type { FoundFigure } from '../findings/figures.ts'
import type { Findings } from '../findings/findings.ts'
import { both, served } from './languages.ts'
import { type Markup, markup } from './markup.ts'
import { facts } from './parts.ts'

/** The figures of a letter, each with what it counts and its sentence, and the offices and documents the letter names. */
export function figureList({ figures, offices, documents }: Findings): Markup | undefined {
  if (figures.length + offices.length + documents.length === 0) return undefined
  return markup`<section aria-labelledby="figures"><h2 id="figures">${both('信中的数字与名称', 'Figures and names')}</h2>
${facts([
  ['提到的机构', 'Offices', served(offices.join('、'))],
  ['提到的文件', 'Documents', served(documents.join('、'))],
])}
${
  figures.length > 0 &&
  markup`<details><summary>${both(`数字 ${figures.length} 处`, `Figures: ${figures.length}`)}</summary>
<ul class="found">
${figures.map(figureLine)}</ul></details>`
}</section>
`
}

function figureLine({ text, of, sentence }: FoundFigure): Markup {
  return markup`<li lang="zh-CN"><strong>${of && `${of} `}${text}</strong> <q>${sentence}</q></li>
`
}
