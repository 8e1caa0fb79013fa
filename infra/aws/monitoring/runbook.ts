import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Marked } from 'marked'
import { POLICY } from '../../../shared/site/document.ts'
import { RUNBOOK_PATH } from '../../../shared/record.ts'

/** The headings of the articles that no alarm leads to, each with what does. */
export const ARTICLES_WITHOUT_ALARM: Record<string, string> = {
  'A page is flapping': 'a problem in the report of a crawl',
  'Mail waits': 'the line that `crawl` prints on one machine',
  '`verify` says BROKEN': 'the command `verify`',
  'Data was lost': 'an operator',
}

/**
 * Where the mail of an alarm says to read on: its `article` on the page of the record at `recordUrl`, if this stage serves the record, and
 * the heading in the file.
 */
export function whatToDo(article: string, recordUrl: string | undefined): string {
  const file = `docs/runbook.md, "${article}"`
  return recordUrl === undefined ? file : `${recordUrl.replace(/\/*$/, '')}/${RUNBOOK_PATH}#${anchorOf(article)} (${file})`
}

/** `docs/runbook.md`. */
export const readRunbook = (): string => readFileSync(join(import.meta.dirname, '../../../docs/runbook.md'), 'utf8')

/** The runbook in `markdown` as a page of the record: operators read it on a phone, from the link in the mail. */
export function runbookPage(markdown: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>Runbook · letterwatch</title>
<link rel="stylesheet" href="style.css">
</head>
<body>
<main>
${marked.parse(markdown, { async: false })}</main>
</body>
</html>
`
}

const marked = new Marked({
  renderer: {
    heading({ tokens, text, depth }) {
      return `<h${depth} id="${anchorOf(text)}">${this.parser.parseInline(tokens)}</h${depth}>\n`
    },
  },
})

/** The fragment of the article under `heading`, on this page and where GitHub shows the file. */
export function anchorOf(heading: string): string {
  const words = heading.toLowerCase().replace(/[^a-z0-9 -]/g, '')
  return words.trim().replaceAll(' ', '-')
}
