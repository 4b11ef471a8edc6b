// What a log can show of a value in a browser: its text, its JSON, and all own properties, at every depth.
export function inspect(value: unknown, _options?: object): string {
  if (typeof value !== "object" || value === null) return String(value);
  const own = Reflect.ownKeys(value).map((key) => `${String(key)}: ${inspect(Reflect.get(value, key))}`);
  return `${Object.prototype.toString.call(value)} ${JSON.stringify(value)} { ${own.join(", ")} }`;
}
