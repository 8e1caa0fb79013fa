// Lets readers sort a table by any of its columns: a button in each heading, aria-sort says how it is sorted now.
for (const table of document.querySelectorAll('table.sortable')) {
  const headings = [...table.querySelectorAll('thead th')]
  const body = table.querySelector('tbody')
  const order = new Intl.Collator('zh', { numeric: true })

  headings.forEach((heading, column) => {
    const button = document.createElement('button')
    button.type = 'button'
    button.append(...heading.childNodes)
    heading.replaceChildren(button)
    button.addEventListener('click', () => {
      const isAscending = heading.getAttribute('aria-sort') === 'descending' || !heading.hasAttribute('aria-sort')
      for (const other of headings) other.removeAttribute('aria-sort')
      heading.setAttribute('aria-sort', isAscending ? 'ascending' : 'descending')
      /** @param {Element} row */
      const textIn = (row) => row.children[column]?.textContent ?? ''
      const rows = [...(body?.children ?? [])].sort((a, b) => order.compare(textIn(a), textIn(b)))
      body?.append(...(isAscending ? rows : rows.reverse()))
    })
  })
}
