// Steps through the changes by keyboard: n or j for the next, p or k for the previous one. The links beside the text do the same.
{
  const changes = [...document.querySelectorAll('.inline .change')].filter((change) => change instanceof HTMLElement)
  const at = document.getElementById('at-change')
  let current = changes.findIndex(({ id }) => `#${id}` === location.hash)

  /** @param {number} step */
  const go = (step) => {
    current = Math.min(changes.length - 1, Math.max(0, current + step))
    const change = changes[current]
    change?.focus()
    change?.scrollIntoView({ block: 'center' })
    if (at) at.textContent = `${current + 1} / ${changes.length}`
  }

  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target instanceof HTMLInputElement) return
    if (event.key === 'n' || event.key === 'j') go(1)
    if (event.key === 'p' || event.key === 'k') go(-1)
  })
  for (const [id, step] of /** @type {[string, number][]} */ ([
    ['next-change', 1],
    ['previous-change', -1],
  ]))
    document.getElementById(id)?.addEventListener('click', () => go(step))
  document.getElementById('change-steps')?.removeAttribute('hidden')
}
