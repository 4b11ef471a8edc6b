declare module "virtual:vectors" {
  /** For each folder its files, base64, by path. */
  export const folders: Record<string, Record<string, string>>;
  export const required: boolean;
  export const where: string;
}
