// The contract is described in English. The page shows Czech beside it, from a table that is kept with the contract;
// what introspection answers is changed in this page only.

const words = (text) => text.split(/\s+/).filter(Boolean).join(' ');

/** The same introspection, where each description that has a translation shows both. */
export function inBothLanguages(introspection, czech, language) {
  const inBoth = (english) => {
    const translated = czech[words(english)];
    if (!translated) return english;
    const both = language === 'cs' ? [translated, english] : [english, translated];
    // A line each in one paragraph: of several paragraphs GraphiQL's lists show the first alone.
    return both.map(words).join('  \n');
  };
  const walk = (value) => {
    if (Array.isArray(value)) return value.map(walk);
    if (value === null || typeof value !== 'object') return value;
    const entries = Object.entries(value).map(([key, inner]) => {
      const isDescription = key === 'description' && typeof inner === 'string';
      return [key, isDescription ? inBoth(inner) : walk(inner)];
    });
    return Object.fromEntries(entries);
  };
  return walk(introspection);
}
