// Shows a page in the language of the address (#en or #zh), otherwise in the one chosen last.
// It runs before the page is painted. Without it, the style sheet shows English while the address ends in #en.
{
  const LANGUAGES = { '#en': 'en', '#zh': 'zh' }

  /** @returns {string | null | undefined} */
  const chosen = () => {
    const requested = Object.entries(LANGUAGES).find(([fragment]) => fragment === location.hash)?.[1]
    try {
      if (requested !== undefined) localStorage.setItem('language', requested)
      return requested ?? localStorage.getItem('language')
    } catch {
      return requested // localStorage is not available: the choice is not remembered.
    }
  }
  const show = () => {
    const isEnglish = document.documentElement.classList.toggle('english', chosen() === 'en')
    document.documentElement.lang = isEnglish ? 'en' : 'zh-CN'
  }

  show()
  addEventListener('hashchange', show)
}
