// The page: five panels, each in a folder of its own.
import { setUpBenchmark } from "./benchmark/panel.js";
import { setUpLive } from "./drand/panel.js";
import { setUpGlossary } from "./glossary/panel.js";
import { setUpOffline } from "./offline/register.js";
import { setUpCopying } from "./page/copyable.js";
import { setUpTabs, showTab } from "./page/tabs.js";
import { setUpTheme } from "./page/theme.js";
import { setUpTimelock } from "./timelock/panel.js";
import { setUpTogether } from "./together/panel.js";
import { setUpVerify } from "./verify/panel.js";
import { setUpViewChange } from "./view-change/panel.js";

const verify = setUpVerify();
const viewChange = setUpViewChange({
  onFiles: verify.offerRun,
  verifyFiles: (files) => {
    showTab("verify", true);
    verify.verify(files);
  },
});
setUpLive();
setUpTimelock();
setUpTogether();
setUpBenchmark();
setUpCopying("copied");
setUpGlossary();
setUpTabs();
setUpTheme(viewChange.redraw);
setUpOffline();
