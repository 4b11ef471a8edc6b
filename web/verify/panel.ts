// "Verify": files dropped, chosen or pasted; a verdict with its reason.
import type { FileProblem, InputFile, TextFile } from "../../src/documents/index.js";
import { byId, make } from "../page/dom.js";
import { hashField } from "../page/hash-field.js";
import { duration, plural } from "../page/numbers.js";
import { verdictMark } from "../page/verdict-mark.js";
import { EXAMPLES, type Example, examplesOf, tampered } from "./examples.js";
import type { FromVerifier, ToVerifier, VerifyAnswer } from "./messages.js";
import { readFiles, shownOf, textOf } from "./read-files.js";

const NETWORKS = ["quicknet", "default"];
/** Shown below their verdicts. */
const MOST_DOCUMENTS = 50;

export interface VerifyPanel {
  readonly verify: (files: readonly InputFile[]) => void;
  /** Puts the files of a run among the examples. */
  readonly offerRun: (files: readonly TextFile[]) => void;
}

interface VerdictView {
  readonly title: string;
  readonly view: HTMLElement;
}

const UNREADABLE = "This cannot be read";

function unreadableView(problems: readonly string[]): VerdictView {
  const lines = problems.map((problem) => make("p", {}, problem));
  const view = make(
    "section",
    { class: "verdict", "data-verdict": "unreadable" },
    make("h2", {}, UNREADABLE),
    ...lines,
  );
  return { title: `${UNREADABLE}: ${problems.join("; ")}`, view };
}

/** What a verdict is missing beside the others. */
const problemView = ({ message }: FileProblem) => make("p", { class: "hint" }, `${UNREADABLE}: ${message}`);

function verdictView(answer: VerifyAnswer, files: readonly InputFile[]): VerdictView {
  if ("problem" in answer) return unreadableView([answer.problem]);
  if (answer.verdicts.length === 0) return unreadableView(answer.problems.map(({ message }) => message));
  const { valid, verdicts, problems, milliseconds } = answer;
  const bad = verdicts.filter((verdict) => !verdict.valid);
  const title = valid ? "Valid" : bad.length > 0 ? "Not valid" : "Not all of this can be read";
  const state = valid ? "valid" : bad.length > 0 ? "invalid" : "unreadable";
  const lines = verdicts.map(({ subject, reason, file, valid: good }) =>
    make(
      "li",
      { "data-valid": String(good) },
      verdictMark(good),
      make("span", {}, make("strong", {}, subject), ` ${reason}`, make("small", {}, file)),
    ),
  );
  const view = make(
    "section",
    { class: "verdict", "data-verdict": state },
    make("h2", {}, ...(state === "unreadable" ? [] : [verdictMark(valid)]), title),
    make("ul", { class: "verdicts" }, ...lines),
    ...problems.map(problemView),
    make(
      "p",
      { class: "hint" },
      `${plural(files.length, "file")}, ${plural(verdicts.length, "verdict")} in ${duration(milliseconds)}.`,
    ),
  );
  const first = bad[0] ?? verdicts[0];
  const said = state === "unreadable" ? (problems[0]?.message ?? "") : `${first?.subject}: ${first?.reason}`;
  return { title: `${title}: ${said}`, view };
}

export function setUpVerify(): VerifyPanel {
  let worker: Worker | null = null;
  let asked = 0;
  let shown: readonly InputFile[] = [];
  const [genesisField, trustField] = [hashField("genesis-hash"), hashField("trust")];
  const area = byId("verdict");

  /** The chain of the examples, once it is made, and who waits for it. */
  let chain: readonly TextFile[] | null = null;
  let waiting: Exclude<Example["files"], readonly TextFile[]> | null = null;

  function heard({ data }: MessageEvent<FromVerifier>): void {
    if (data.type === "answer") {
      show(data);
      return;
    }
    chain = data.files;
    if (waiting !== null) verify(waiting(chain));
  }

  function show(data: VerifyAnswer): void {
    if (data.number !== asked) return; // a later question is on its way
    const { title, view } = verdictView(data, shown);
    byId("verify-status").textContent = title;
    area.setAttribute("aria-busy", "false");
    const files = shown;
    const documents = files
      .slice(0, MOST_DOCUMENTS)
      .map(shownOf)
      .map(({ name, text }) =>
        make("details", { class: "document" }, make("summary", {}, name), make("pre", { tabindex: 0 }, text)),
      );
    if ("verdicts" in data && data.valid) {
      const tamper = make("button", { type: "button", class: "secondary" }, "Change one digit and verify again");
      tamper.addEventListener("click", () => verify(tampered(files.map(textOf))));
      view.append(make("div", { class: "actions" }, tamper));
    }
    area.replaceChildren(view, ...documents);
    // on a phone the verdict is far below what was pressed
    if (area.getBoundingClientRect().top > innerHeight - 120) area.scrollIntoView();
  }

  function ask(message: ToVerifier): void {
    if (worker === null) {
      worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });
      worker.addEventListener("message", heard);
    }
    worker.postMessage(message);
  }

  function verify(files: readonly InputFile[]): void {
    const genesisHash = genesisField.read();
    const trust = trustField.read();
    if (genesisHash === null || trust === null) {
      area.setAttribute("aria-busy", "false");
      return;
    }
    shown = files;
    waiting = null;
    area.setAttribute("aria-busy", "true");
    const network = byId("network", HTMLSelectElement).value;
    ask({ type: "verify", number: ++asked, files, genesisHash, trust, network });
  }

  /** An example: of the chain that is made for them when the first of them is wanted. */
  function tryOut({ files }: Example): void {
    if (typeof files !== "function") verify(files);
    else if (chain !== null) verify(files(chain));
    else {
      if (waiting === null) ask({ type: "make" });
      waiting = files;
      asked++; // an answer that is still on its way is not awaited any more
      area.setAttribute("aria-busy", "true");
      byId("verify-status").textContent = "Making the chain of the example.";
    }
  }

  let taken = 0;
  async function take(list: FileList | null | undefined): Promise<void> {
    const files = [...(list ?? [])];
    if (files.length === 0) return;
    const number = ++taken;
    area.setAttribute("aria-busy", "true");
    const found = await readFiles(files);
    if (number === taken) verify(found); // else later files were taken while these were read
  }

  function offer(example: Example): HTMLElement {
    const { title, about } = example;
    const button = make("button", { type: "button" }, make("span", {}, title), make("small", {}, about));
    button.addEventListener("click", () => tryOut(example));
    return make("li", {}, button);
  }

  const examples = byId("examples");
  examples.append(...EXAMPLES.map(offer));
  byId("network").append(...NETWORKS.map((name) => make("option", { value: name }, name)));
  const chooser = byId("files", HTMLInputElement);
  chooser.addEventListener("change", () => {
    void take(chooser.files).then(() => {
      chooser.value = ""; // choosing the same file again is a new question
    });
  });
  byId("paste-form").addEventListener("submit", (event) => {
    event.preventDefault();
    verify([{ name: "pasted text", text: byId("paste", HTMLTextAreaElement).value }]);
  });

  const drop = byId("drop");
  const mark = (over: boolean) => drop.toggleAttribute("data-over", over);
  const panel = byId("verify");
  panel.addEventListener("dragover", (event) => {
    event.preventDefault();
    mark(true);
  });
  panel.addEventListener("dragleave", () => mark(false));
  panel.addEventListener("drop", (event) => {
    event.preventDefault();
    mark(false);
    void take(event.dataTransfer?.files);
  });

  let run: readonly HTMLElement[] = [];
  return {
    verify,
    offerRun: (files) => {
      for (const item of run) item.remove();
      run = examplesOf(files).map(offer);
      examples.prepend(...run);
    },
  };
}
