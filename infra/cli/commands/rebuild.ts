import type { Command } from 'commander'
import { openDeps } from '../../../functions/publish/deps.ts'
import { rebuildColumn } from '../../../functions/publish/publish-column.ts'
import { rebuildAllColumns } from '../../../functions/publish/publish-all-columns.ts'
import { chosenColumns, withExisting } from '../session.ts'

export function addRebuildCommand(program: Command): void {
  program
    .command('rebuild')
    .argument('[column]')
    .description('rebuilds the public record from the ledger')
    .action((column: string | undefined, _options: unknown, command: Command) =>
      withExisting(command, async ({ installation, configuration, say, answer }) => {
        const deps = openDeps(installation.ports)
        const rebuilt = []
        for (const { id } of chosenColumns(configuration, column)) rebuilt.push(await rebuildColumn(id, deps))
        const allColumns = await rebuildAllColumns(deps)
        answer(rebuilt)
        say(
          [...rebuilt, { column: 'all columns', ...allColumns }]
            .map(({ column: id, written, unchanged }) => `${id}: ${written} files written, ${unchanged} unchanged`)
            .join('\n'),
        )
        say(`The public record: ${deps.record.address}`)
      }),
    )
}
