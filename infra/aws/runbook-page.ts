import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Marked } from 'marked'
import { POLICY } from '../../shared/site/document.ts'

/** `docs/runbook.md`. */
export const readRunbook = (): string => readFileSync(join(import.meta.dirname, '../../docs/runbook.md'), 'utf8')

const marked = new Marked({
  // Means, Look and Do begin lines of their own.
  breaks: true,
  renderer: {
    heading({ tokens, text, depth }) {
      return `<h${depth} id="${anchorOf(text)}">${this.parser.parseInline(tokens)}</h${depth}>\n`
    },
  },
})

/** The runbook written as `text`, as a page that lies in the record and looks like its others: for whoever is woken and has only a phone. */
export function runbookPage(text: string): string {
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
${marked.parse(text, { async: false })}</main>
</body>
</html>
`
}

/** The fragment under which the article of `heading` is found, on this page and where GitHub shows the file. */
function anchorOf(heading: string): string {
  const words = heading.toLowerCase().replace(/[^a-z0-9 -]/g, '')
  return words.trim().replaceAll(' ', '-')
}
