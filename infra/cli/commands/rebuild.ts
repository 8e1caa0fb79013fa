import type { Command } from 'commander'
import { openDeps } from '../../../functions/publish/deps.ts'
import { rebuildColumn } from '../../../functions/publish/publish-column.ts'
import { rebuildAllColumns } from '../../../functions/publish/publish-all-columns.ts'
import { counted } from '../../../shared/text/counted.ts'
import { chosenLedgers, withExisting } from '../session.ts'

export function addRebuildCommand(program: Command): void {
  program
    .command('rebuild')
    .argument('[column]', 'the column to rebuild; every ledger in the store when absent')
    .description('rebuilds the public record from the ledger')
    .action((column: string | undefined, _options: unknown, command: Command) =>
      withExisting(command, async (session) => {
        const { installation, say, answer } = session
        const deps = openDeps(installation.ports)
        const rebuilt = []
        for (const id of await chosenLedgers(session, column)) rebuilt.push(await rebuildColumn(id, deps))
        const allColumns = await rebuildAllColumns(deps)
        answer(rebuilt)
        say(
          [...rebuilt, { column: 'all columns', ...allColumns }]
            .map(({ column: id, written, unchanged }) => `${id}: ${counted(written, 'file')} written, ${unchanged} unchanged`)
            .join('\n'),
        )
        say(`The public record: ${deps.record.address}`)
      }),
    )
}
