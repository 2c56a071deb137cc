// What can be looked at: each tab has a name and shows itself.

import { showInterview } from "./interview";

export interface Tab {
  name: string;
  show: (place: HTMLElement, focus: boolean) => Promise<void>;
}

export const tabs: readonly Tab[] = [{ name: "interview", show: showInterview }];
