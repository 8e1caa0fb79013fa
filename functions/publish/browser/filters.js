// Narrows the timeline to what the form's choices say, and keeps them in the address: ?type=letter.edited&significance=substantive.
{
  const form = document.getElementById('filters')
  const matching = document.getElementById('matching')
  const events = [...document.querySelectorAll('.event')].filter((event) => event instanceof HTMLElement)
  const FILTERS = ['column', 'type', 'significance', 'topic']

  /** @param {HTMLElement} event @param {string} filter @param {string} chosen */
  const fits = (event, filter, chosen) => {
    if (filter === 'topic') return event.dataset.topics?.split('\n').includes(chosen)
    return event.dataset[filter] === chosen
  }

  /** @param {URLSearchParams} chosen */
  const show = (chosen) => {
    for (const event of events) event.hidden = ![...chosen].every(([filter, value]) => fits(event, filter, value))
    for (const day of document.querySelectorAll('.day'))
      if (day instanceof HTMLElement) day.hidden = day.querySelector('.event:not([hidden])') === null
    if (matching) tell(matching, events.filter(({ hidden }) => !hidden).length)
  }

  /** @param {HTMLElement} matching @param {number} shown */
  const tell = (matching, shown) => {
    const said = (/** @type {string | undefined} */ text) =>
      (text ?? '').replace('{shown}', String(shown)).replace('{all}', String(events.length))
    const chinese = Object.assign(document.createElement('span'), { className: 'zh', textContent: said(matching.dataset.zh) })
    const english = Object.assign(document.createElement('span'), { lang: 'en', textContent: said(matching.dataset.en) })
    matching.replaceChildren(chinese, ' ', english)
  }

  /** What the address asks for, as far as there is such a filter. */
  const asked = () =>
    new URLSearchParams([...new URLSearchParams(location.search)].filter(([name, value]) => FILTERS.includes(name) && value))

  const read = () => {
    const chosen = asked()
    if (!(form instanceof HTMLFormElement)) return
    for (const radio of form.querySelectorAll('input')) radio.checked = radio.value === (chosen.get(radio.name) ?? '')
    show(chosen)
  }

  if (form instanceof HTMLFormElement) {
    form.hidden = false
    form.addEventListener('change', () => {
      const radios = [...form.querySelectorAll('input')].filter(({ checked, value }) => checked && value !== '')
      const chosen = new URLSearchParams(radios.map(({ name, value }) => [name, value]))
      const address = new URL(location.href)
      address.search = chosen.toString()
      history.pushState(null, '', address)
      show(chosen)
    })
    addEventListener('popstate', read)
    read()
  }
}
