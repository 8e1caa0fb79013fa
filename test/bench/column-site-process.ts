import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { Column } from '../../shared/column.ts'

/** How the column is served: with validators that are honoured, without any, or without and with chrome that no two visits see alike. */
export const SITE_KINDS = ['validators', 'bare', 'noise'] as const
export type SiteKind = (typeof SITE_KINDS)[number]

/** What happens at the site: so many letters are edited, or all chrome is set anew. Every order is answered with what was counted since the last. */
export type Order = { edit?: number; redress?: boolean }
export type SiteState = { requests: number; bytes: number }

export type ColumnSite = { column: Column; order: (order?: Order) => Promise<SiteState>; close: () => void }

/** A column of `letters` letters, served by a process of its own on loopback. */
export async function startColumnSite(letters: number, kind: SiteKind): Promise<ColumnSite> {
  const child = fork(join(import.meta.dirname, 'column-site.ts'), [String(letters), kind])
  const { column } = (await said(child)) as { column: Column }
  return {
    column,
    order: async (order = {}) => {
      child.send(order)
      return (await said(child)) as SiteState
    },
    close: () => child.disconnect(),
  }
}

async function said(child: ChildProcess): Promise<unknown> {
  const [message] = (await once(child, 'message')) as [unknown]
  return message
}
