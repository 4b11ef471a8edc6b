// The address of a server as people type it.

/** Without a slash at its end; null for what is no address of the web, or says more than an address should. */
export function serverIn(text: string): string | null {
  if (!URL.canParse(text.trim())) return null;
  const address = new URL(text.trim());
  if (!/^https?:$/.test(address.protocol)) return null;
  if (address.username !== "" || address.password !== "" || address.search !== "" || address.hash !== "") return null;
  return address.href.replace(/\/+$/, "");
}
