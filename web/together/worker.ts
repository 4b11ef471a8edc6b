// A tab's miner, away from the page's own thread.
import { Meeting } from "./meeting.js";
import type { MeetingState, ToMeeting } from "./messages.js";

let meeting: Promise<Meeting> | null = null;

addEventListener("message", ({ data }: MessageEvent<ToMeeting>) => {
  if (data.type === "enter") {
    meeting = Meeting.enter(data, (state: MeetingState) => postMessage(state));
    return;
  }
  void meeting?.then((one) => {
    if (data.type === "begin") one.begin();
    else if (data.type === "propose") one.propose(data.text);
    else one.agree(data.message);
  });
});
