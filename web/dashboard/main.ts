// The dashboard: follows the sharder that served it, and shows what it says and what of it was verified here.
import { setUpCopying } from "../page/copyable.js";
import { byId, oncePerFrame, setText } from "../page/dom.js";
import { setUpTheme } from "../page/theme.js";
import { BeaconRows } from "./beacon.js";
import { givenHash, setUpChecks } from "./check-form.js";
import { Following } from "./following.js";
import { showFreshness } from "./freshness.js";
import { Now } from "./now.js";
import { People } from "./people.js";
import { SharesMatrix } from "./shares.js";
import { showVerdict } from "./verdict.js";
import { Verifier } from "./verifier.js";
import { showViews } from "./views.js";

const [now, matrix, beacon, people] = [new Now(), new SharesMatrix(), new BeaconRows(), new People()];

const following = new Following(
  new Verifier(),
  givenHash(),
  oncePerFrame(() => draw()),
);

function draw(): void {
  const { state } = following;
  setText(byId("chain"), state.genesis?.chainId || "…");
  showFreshness(state);
  showVerdict(state);
  now.show(state);
  matrix.show(state);
  beacon.show(state);
  showViews(state);
  people.show(state);
}

setUpTheme(matrix.redraw);
setUpCopying("copied");
setUpChecks(following);
// what stands behind # is the genesis' hash: it stays, whoever skips to the content
document.querySelector(".skip")?.addEventListener("click", (event) => {
  event.preventDefault();
  byId("main").focus();
});
addEventListener("hashchange", () => {
  if (givenHash() !== following.state.trusted) location.reload();
});
// time passes where nothing else happens
setInterval(() => showFreshness(following.state), 1000);
void following.begin();
