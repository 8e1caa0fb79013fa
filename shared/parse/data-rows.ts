import { elementsNamed, isElement, walk, type Element, type Node, type Page } from './document.ts'

type Table = { rows: Element[]; widest: number; cells: number; blocks: number; longest: number; nests: boolean }

/** More blocks than this in one cell, and the table lays out the page rather than holding figures. */
const MOST_BLOCKS_IN_A_CELL = 10

/** The `tr` elements that are rows of figures: of tables with two columns or more, none inside, and no cell that holds a page. */
export function dataRows(page: Page): Set<Element> {
  const found = new Set<Element>()
  if (elementsNamed(page, 'table').length === 0) return found
  const open: Table[] = []
  walk(
    page,
    (node) => {
      if (isElement(node)) count(node, open)
      return true
    },
    (node) => {
      if (isTable(node)) keepRows(open.pop(), found)
    },
  )
  return found
}

function count(element: Element, open: Table[]): void {
  const table = open.at(-1)
  if (isTable(element)) {
    if (table !== undefined) table.nests = true
    open.push({ rows: [], widest: 0, cells: 0, blocks: 0, longest: 0, nests: false })
  } else if (table === undefined) return
  else if (element.name === 'tr') startRow(table, element)
  else if (/^t[dh]$/.test(element.name)) startCell(table)
  else if (/^(p|div|li|h[1-6])$/.test(element.name)) table.longest = Math.max(table.longest, ++table.blocks)
}

function isTable(node: Node): boolean {
  return isElement(node) && node.name === 'table'
}

function keepRows(table: Table | undefined, found: Set<Element>): void {
  if (table === undefined || table.nests || table.widest < 2 || table.longest > MOST_BLOCKS_IN_A_CELL) return
  for (const row of table.rows) found.add(row)
}

function startRow(table: Table, row: Element): void {
  table.rows.push(row)
  table.cells = 0
}

function startCell(table: Table): void {
  table.cells++
  table.blocks = 0
  table.widest = Math.max(table.widest, table.cells)
}
