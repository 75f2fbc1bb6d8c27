// What every page has: htmx tamed for the content security policy, filters, menus, messages, keyboard.
import htmx from "htmx.org/dist/htmx.esm.js";
import { startChoices } from "./choices.js";
import { startDialogs } from "./dialogs.js";
import { startDrops } from "./drop.js";
import { startFilters } from "./filters.js";
import { startGuards } from "./guard-note.js";
import { startKeyboard } from "./keyboard.js";
import { startMeeting } from "./meeting.js";
import { startNotices } from "./notices.js";
import { startPlaceForm } from "./place-form.js";
import { startReview } from "./review.js";
import { startReport } from "./report.js";
import { startScheme } from "./scheme.js";
import { startStepped } from "./stepped.js";
import { startWords } from "./words.js";

Object.assign(htmx.config, {
  includeIndicatorStyles: false, // would be an inline <style>
  allowEval: false,
  // Scripts themselves are the policy's business; the JSON that charts are drawn from comes in script elements too.
  allowScriptTags: true,
  selfRequestsOnly: true,
  historyCacheSize: 0, // pages hold what not everybody may see: nothing is kept in the browser …
  refreshOnHistoryMiss: true, // … and going back loads the page anew
  defaultSettleDelay: 0,
  scrollIntoViewOnBoost: false,
});

for (const element of document.querySelectorAll("[data-scripted]")) element.hidden = false;
startScheme();
startNotices(htmx);
startFilters(htmx);
startChoices();
startDialogs();
startDrops();
startKeyboard();
startPlaceForm();
startStepped();
startMeeting();
startReview();
startGuards();
startReport();
startWords();
