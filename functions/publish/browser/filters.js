// Filters the timeline by the choices of the form, and keeps them in the address: ?type=letter.edited&significance=substantive.
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
    if (matching) showCount(matching, events.filter(({ hidden }) => !hidden).length)
  }

  /** @param {HTMLElement} matching @param {number} shown */
  const showCount = (matching, shown) => {
    const filled = (/** @type {string | undefined} */ text) =>
      (text ?? '').replace('{shown}', String(shown)).replace('{all}', String(events.length))
    const chinese = Object.assign(document.createElement('span'), { className: 'zh', textContent: filled(matching.dataset.zh) })
    const english = Object.assign(document.createElement('span'), { lang: 'en', textContent: filled(matching.dataset.en) })
    matching.replaceChildren(chinese, ' ', english)
  }

  /** The filters in the address; unknown ones are ignored. */
  const filtersInAddress = () =>
    new URLSearchParams([...new URLSearchParams(location.search)].filter(([name, value]) => FILTERS.includes(name) && value))

  const read = () => {
    const chosen = filtersInAddress()
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
