import { readdirSync, readFileSync } from 'node:fs'
import { letterFrom } from './letter-text.ts'

/** A case of the corpus: both versions, and the expected result of comparing them; `diff` is absent where no difference is expected. */
export type Case = ReturnType<typeof readCase>

const FOLDER = new URL('corpus/', import.meta.url)

/** The cases of all files of the corpus. */
export function readCorpus(): Case[] {
  const files = readdirSync(FOLDER).filter((name) => name.endsWith('.txt'))
  return files.flatMap((name) => {
    const text = readFileSync(new URL(name, FOLDER), 'utf8')
    return text
      .split(/^== /m)
      .slice(1)
      .map((block) => readCase(name.replace('.txt', ''), block))
  })
}

function readCase(file: string, block: string) {
  const [head = '', ...parts] = block.trimEnd().split(/^---[ ]?/m)
  const [title = '', ...fields] = head.trim().split('\n')
  const field = (name: string) =>
    fields
      .find((line) => line.startsWith(`${name}:`))
      ?.slice(name.length + 1)
      .trim()
  const part = (name: string) =>
    parts
      .find((text) => text.startsWith(`${name}\n`))
      ?.trimEnd()
      .split('\n')
      .slice(1)
  const marked = part('')
  return {
    title: `${file}：${title}`,
    significance: field('significance'),
    tags: field('tags')?.split(', '),
    figures: field('figures')?.split(' | '),
    summary: field('summary'),
    before: letterFrom(marked ? version(marked, '-') : (part('before') ?? [])),
    after: letterFrom(marked ? version(marked, '+') : (part('after') ?? [])),
    diff: (marked ?? part('diff'))?.map((line) => line.replace(/^@\w+ /, '')).join('\n'),
  }
}

/** One version of marked lines, without the marks and without what only the other version has. */
function version(marked: string[], own: '-' | '+'): string[] {
  return marked.flatMap((line) => {
    const text = line.replace(/\[([-+])(.*?)\1\]/g, (_, mark: string, inner: string) => (mark === own ? inner : ''))
    return /^(@\w+ )?$/.test(text) ? [] : [text]
  })
}
