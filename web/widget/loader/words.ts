/** "Try again": all that must be said before the app is there. "Chat" is called that everywhere but in Arabic. */
const again: Readonly<Record<string, string>> = {
  fr: 'Réessayer',
  de: 'Erneut versuchen',
  es: 'Reintentar',
  ar: 'أعد المحاولة',
};

export function wordsFor(locale: string) {
  const language = locale.slice(0, 2);
  const chat = language === 'ar' ? 'الدردشة' : 'Chat';
  return { chat, failed: `${chat}: ${again[language] ?? 'Try again'}` };
}
