// What the page's build makes of docs/glossary.md (web/vite.config.ts).
declare module "virtual:glossary" {
  export const glossary: readonly import("./parse.js").GlossaryEntry[];
}
