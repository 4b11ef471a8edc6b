// Tutorials of docs/guide that need no network of nodes: every file saved, every command typed, every output as shown.
import { it } from "vitest";
import { followTutorial } from "../../support/tutorial.js";

it("Your first threshold key: five programs, any three of which sign alike", async () => {
  const learns = ["ONE", "TWO", "THREE", "FOUR", "SIGNATURE"];
  await followTutorial("docs/guide/first-key.md", { learns });
});
