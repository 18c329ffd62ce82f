// The script of every page. It only adds: each page works without it.

import * as gate from "../account/gate";
import * as passkeys from "../account/passkeys";
import * as reveal from "../account/reveal";
import * as print from "../curriculum/print";
import * as duty from "../duty/duty";
import * as draft from "../forum/draft";
import * as read from "../forum/read";
import * as topic from "../forum/topic";
import * as inbox from "../inbox/inbox";
import * as keys from "../moderation/keys";
import * as privates from "../private/private";
import * as pacer from "../room/pacer";
import * as room from "../room/room";
import * as round from "../rounds/round";
import * as focus from "./focus";
import * as idle from "./idle";
import * as leave from "./leave";
import * as menu from "./menu";
import { begin } from "./page";
import * as tab from "./tab";
import * as trail from "./trail";

begin([
  tab.start, leave.start, idle.start, menu.start, focus.start, gate.start, reveal.start, passkeys.start, draft.start, read.start, topic.start, print.start, inbox.start,
  room.start, pacer.start, round.start, duty.start, privates.start, keys.start, trail.start,
]);
