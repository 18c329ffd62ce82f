// The script of every page. It only adds: each page works without it.

import * as gate from "../account/gate";
import * as draft from "../forum/draft";
import * as read from "../forum/read";
import * as topic from "../forum/topic";
import * as idle from "./idle";
import * as leave from "./leave";
import * as trail from "./trail";

leave.start();
idle.start();
idle.watchReturn();
gate.start();
draft.start();
topic.start();
read.start();
trail.start();
