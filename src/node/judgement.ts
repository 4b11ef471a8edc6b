// What can be said of a private message before it waits for its turn.
export type Judgement =
  | { readonly verdict: "authentic"; readonly from: string }
  /** No message to this one; of somebody who is nobody now; not under the key of the sender that it names. */
  | { readonly verdict: "malformed" | "unknown" | "bad-mac" };
