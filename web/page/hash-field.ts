// A field for a hash.
import { byId } from "./dom.js";

export interface HashField {
  /** 64 digits, or none; null for what is neither, after the field has said so. */
  readonly read: () => string | null;
}

/** The field of this id, with the element for what is wrong beside it. */
export function hashField(id: string): HashField {
  const field = byId(id, HTMLInputElement);
  return {
    read: () => {
      const hash = field.value.trim().toLowerCase();
      const wrong = hash !== "" && !/^[0-9a-f]{64}$/.test(hash);
      byId(`${id}-error`).textContent = wrong ? "Expected 64 hexadecimal digits." : "";
      field.toggleAttribute("aria-invalid", wrong);
      if (wrong) field.focus();
      return wrong ? null : hash;
    },
  };
}
