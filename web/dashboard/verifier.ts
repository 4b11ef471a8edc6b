// The worker that verifies, as calls that are answered in their order.
import type { Answers, FromVerifier, Question, ToVerifier } from "./messages.js";

interface Waiting {
  readonly resolve: (answer: never) => void;
  readonly reject: (error: Error) => void;
}

export class Verifier {
  private readonly worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });
  private readonly waiting = new Map<number, Waiting>();
  private asked = 0;

  constructor() {
    this.worker.addEventListener("message", ({ data }: MessageEvent<FromVerifier>) => {
      const waiting = this.waiting.get(data.id);
      this.waiting.delete(data.id);
      if (data.broken === undefined) waiting?.resolve(data.answer as never);
      else waiting?.reject(new Error(data.broken));
    });
    this.worker.addEventListener("error", () => {
      for (const { reject } of this.waiting.values()) reject(new Error("the verifier does not start"));
      this.waiting.clear();
    });
  }

  ask<Asked extends Question>(question: Asked): Promise<Answers[Asked["type"]]> {
    this.asked += 1;
    const message: ToVerifier = { id: this.asked, question };
    return new Promise((resolve, reject) => {
      this.waiting.set(message.id, { resolve, reject });
      this.worker.postMessage(message);
    });
  }
}
