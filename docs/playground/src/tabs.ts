// What can be looked at: each tab has a name and shows itself.

import { showInterview } from "./interview";
import { showReport } from "./report";
import { showRules } from "./rules";
import { showCompare, showFacts, showNumbers, showShortlist, showWhy } from "./views";
import { showWhatIf } from "./whatif";

export interface Tab {
  name: string;
  show: (place: HTMLElement, focus: boolean) => Promise<void>;
}

export const tabs: readonly Tab[] = [
  { name: "interview", show: showInterview },
  { name: "facts", show: showFacts },
  { name: "why", show: showWhy },
  { name: "whatif", show: showWhatIf },
  { name: "shortlist", show: showShortlist },
  { name: "compare", show: showCompare },
  { name: "numbers", show: showNumbers },
  { name: "report", show: showReport },
  { name: "rules", show: showRules },
];
