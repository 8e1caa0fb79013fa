import type { Command } from 'commander'
import { describePreview } from '../preview/describe-preview.ts'
import { previewColumn } from '../preview/preview-column.ts'
import { withVisitor } from '../session.ts'
import { shellWord, validateAddress } from './words.ts'

export function addPreviewCommand(program: Command): void {
  program
    .command('preview')
    .argument('<url>', 'the address of a list of letters')
    .description('shows how a column would be read: its list, six letters, and what is unsure; stores nothing of it')
    .action((url: string, _options: unknown, command: Command) => {
      validateAddress(url)
      return withVisitor(command, async (session) => {
        const { preview, column, robots, requests } = await previewColumn(session, url)
        const isConfigured = session.configuration.columns.some(({ id }) => id === column.id)
        session.answer({ ...preview, robots: robots ?? null, requests, [isConfigured ? 'configured' : 'proposed']: column })
        const next = isConfigured ? `letterwatch crawl ${column.id}` : `letterwatch column add ${shellWord(url)}`
        session.say(`${describePreview({ preview, column, robots })}\n\nNext: ${next}`)
        if (preview.letters.every(({ outcome }) => outcome !== 'read')) process.exitCode = 1
      })
    })
}
