// Shows a page in the language the reader asked for: #en or #zh in the address, otherwise the one asked for last.
// It runs before anything is painted. Without it, the style sheet shows English while the address ends in #en.
{
  const LANGUAGES = { '#en': 'en', '#zh': 'zh' }

  /** @returns {string | null | undefined} */
  const chosen = () => {
    const asked = Object.entries(LANGUAGES).find(([fragment]) => fragment === location.hash)?.[1]
    try {
      if (asked !== undefined) localStorage.setItem('language', asked)
      return asked ?? localStorage.getItem('language')
    } catch {
      return asked // Where nothing may be kept, nothing is remembered.
    }
  }
  const show = () => {
    const isEnglish = document.documentElement.classList.toggle('english', chosen() === 'en')
    document.documentElement.lang = isEnglish ? 'en' : 'zh-CN'
  }

  show()
  addEventListener('hashchange', show)
}
