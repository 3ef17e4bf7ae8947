export function text<T>(zh: T) {
  return (en: T) => (lang: string) => (lang === 'en' ? en : zh)
}
