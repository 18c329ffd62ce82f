package site

import "net/http"

func (s *Site) staffRoutes(mux *http.ServeMux) {
	mux.Handle("GET /queue", s.moderator(s.queue))
	mux.Handle("GET /queue/{case}", s.moderator(s.queueCase))
	mux.Handle("POST /queue/{case}", s.moderator(s.proved(s.postDecision)))
	mux.Handle("POST /queue/{case}/take", s.moderator(s.postClaim))
	mux.Handle("POST /queue/{case}/hand-over", s.moderator(s.postHandOver))
	mux.Handle("POST /queue/{case}/conflict", s.moderator(s.postConflict))
	mux.Handle("POST /queue/{case}/second", s.moderator(s.proved(s.postSecond)))
	mux.Handle("GET /held/{held}", s.moderator(s.held))
	mux.Handle("POST /held/{held}/take", s.moderator(s.postTakeHeld))
	mux.Handle("POST /held/{held}/hand-over", s.moderator(s.postHandHeldOn))
	mux.Handle("POST /held/{held}/conflict", s.moderator(s.postHeldConflict))
	mux.Handle("POST /held/{held}/release", s.moderator(s.postRelease))
	mux.Handle("POST /held/{held}/return", s.moderator(s.postReturn))

	mux.Handle("POST /t/{topic}/pin", s.moderator(s.postPin))
	mux.Handle("POST /t/{topic}/lock", s.moderator(s.postLock))
	mux.Handle("POST /t/{topic}/slow", s.moderator(s.postSlow))
	mux.Handle("POST /t/{topic}/rename", s.moderator(s.postRename))
	mux.Handle("POST /t/{topic}/move", s.moderator(s.postMove))
	mux.Handle("POST /t/{topic}/stay", s.moderator(s.postStay))
	mux.Handle("GET /t/{topic}/split", s.moderator(s.split))
	mux.Handle("POST /t/{topic}/split", s.moderator(s.postSplit))
	mux.Handle("GET /t/{topic}/merge", s.moderator(s.merge))
	mux.Handle("POST /t/{topic}/merge", s.moderator(s.postMerge))

	mux.Handle("GET /lines", s.recoverer(s.lines))
	mux.Handle("POST /lines", s.recoverer(s.proved(s.postLine)))
	mux.Handle("POST /lines/tried", s.recoverer(s.postLineTried))
	mux.Handle("POST /lines/asked/{change}/agree", s.recoverer(s.proved(s.postAgreeLine)))
	mux.Handle("POST /lines/asked/{change}/decline", s.recoverer(s.postDeclineLine))
	mux.Handle("GET /second", s.recoverer(s.second))
	mux.Handle("POST /second/members/{member}/agree", s.recoverer(s.proved(s.postAgreeRole)))
	mux.Handle("POST /second/members/{member}/decline", s.recoverer(s.postDeclineRole))
	mux.Handle("GET /steward/eighteen", s.recoverer(s.eighteens))
	mux.Handle("POST /steward/eighteen/{member}/agree", s.recoverer(s.proved(s.postAgreeEighteen)))
	mux.Handle("POST /steward/eighteen/{member}/decline", s.recoverer(s.postDeclineEighteen))
	mux.Handle("GET /recoveries", s.recoverer(s.recoveries))
	mux.Handle("POST /recoveries", s.recoverer(s.proved(s.postRecovery)))
	mux.Handle("POST /recoveries/keys/{member}/agree", s.recoverer(s.proved(s.postAgreeNewKey)))
	mux.Handle("POST /recoveries/keys/{member}/decline", s.recoverer(s.postDeclineNewKey))
	mux.Handle("POST /recoveries/{recovery}/approve", s.recoverer(s.proved(s.postApproveRecovery)))
}

func (s *Site) stewardRoutes(mux *http.ServeMux) {
	mux.Handle("GET /steward", s.steward(s.stewardPage))

	mux.Handle("GET /steward/members", s.steward(s.stewardMembers))
	mux.Handle("GET /steward/members/{member}", s.steward(s.stewardMember))
	mux.Handle("POST /steward/members/{member}/confirm", s.steward(s.proved(s.postConfirm)))
	mux.Handle("POST /steward/members/{member}/vouch", s.steward(s.proved(s.postVouch)))
	mux.Handle("POST /steward/members/{member}/roles", s.steward(s.proved(s.postRole)))

	mux.Handle("GET /steward/invitations", s.steward(s.stewardInvitations))
	mux.Handle("POST /steward/invitations", s.steward(s.proved(s.postInvitation)))
	mux.Handle("POST /steward/invitations/{invitation}/revoke", s.steward(s.postRevoke))

	mux.Handle("GET /steward/spaces", s.steward(s.stewardSpaces))
	mux.Handle("GET /steward/spaces/new", s.steward(s.newSpace))
	mux.Handle("POST /steward/spaces", s.steward(s.postSpace))
	mux.Handle("GET /steward/spaces/{space}", s.steward(s.stewardSpace))
	mux.Handle("POST /steward/spaces/{space}", s.steward(s.postSpaceChange))
	mux.Handle("POST /steward/spaces/{space}/close", s.steward(s.postSpaceClose))

	mux.Handle("GET /steward/phrases", s.steward(s.watched))
	mux.Handle("POST /steward/phrases", s.steward(s.postWatched))
	mux.Handle("POST /steward/phrases/try", s.steward(s.postWatchedTry))
	mux.Handle("POST /steward/phrases/list", s.steward(s.postWatchedList))
	mux.Handle("GET /steward/phrases/file.csv", s.steward(s.watchedFile))
	mux.Handle("POST /steward/phrases/{phrase}/remove", s.steward(s.postUnwatch))

	mux.Handle("GET /steward/agreement", s.steward(s.stewardAgreement))
	mux.Handle("POST /steward/agreement", s.steward(s.proved(s.postAgreement)))
	mux.Handle("POST /steward/agreement/translations", s.steward(s.postAgreementTranslation))

	mux.Handle("GET /steward/cascade", s.steward(s.cascade))

	mux.Handle("GET /steward/merger", s.steward(s.stewardMerger))
	mux.Handle("POST /steward/merger", s.steward(s.proved(s.postMerger)))
	mux.Handle("POST /steward/merger/end", s.steward(s.postMergerEnd))
	mux.Handle("POST /steward/merger/{merger}", s.steward(s.proved(s.postMergerAnswer)))

	mux.Handle("GET /steward/network", s.steward(s.stewardNetwork))
	mux.Handle("POST /steward/network/languages", s.steward(s.postLanguages))
	mux.Handle("POST /steward/network/countries", s.steward(s.postCountries))
	mux.Handle("POST /steward/network/quiet", s.steward(s.postNetworkQuiet))
	mux.Handle("POST /steward/network/calm", s.steward(s.postCalm))
	mux.Handle("POST /steward/network/brake", s.steward(s.postBrake))
	mux.Handle("POST /steward/network/close", s.steward(s.proved(s.postClose)))
	mux.Handle("POST /steward/network/open", s.steward(s.proved(s.postOpen)))
	mux.Handle("POST /steward/networks", s.steward(s.proved(s.postNetwork)))
	mux.Handle("POST /steward/networks/{network}/ask", s.steward(s.proved(s.postAskFirstSteward)))
	mux.Handle("POST /steward/networks/{network}/invitation", s.steward(s.proved(s.postFirstSteward)))
}

// dutyRoutes are for the safeguarding leads, who are there when somebody needs a person.
func (s *Site) dutyRoutes(mux *http.ServeMux) {
	mux.Handle("GET /duty", s.lead(s.onDuty))
	mux.Handle("POST /duty/here", s.lead(s.postDutyHere))
	mux.Handle("POST /duty/begin", s.guardian(s.postDutyBegin))
	mux.Handle("POST /duty/end", s.lead(s.postDutyEnd))
	mux.Handle("POST /duty/hand-over", s.lead(s.postDutyHandOver))
	mux.Handle("POST /duty/take-over", s.guardian(s.postDutyTakeOver))
	mux.Handle("POST /duty/rota", s.lead(s.postDutyHours))
	mux.Handle("POST /duty/rota/{hours}/remove", s.lead(s.postDutyHoursGone))
	mux.Handle("POST /duty/{alert}", s.guardian(s.postTakeAlert))
	mux.Handle("POST /duty/{alert}/words", s.lead(s.postAlertWords))
	mux.Handle("POST /duty/{alert}/close", s.lead(s.postCloseAlert))

	mux.Handle("GET /address", s.member(s.giveAddress))
	mux.Handle("POST /address", s.member(s.postAddress))
	mux.Handle("GET /addresses", s.lead(s.addresses))
	mux.Handle("POST /addresses/{address}", s.guardian(s.postTakeAddress))
	mux.Handle("GET /concerns", s.lead(s.concerns))
	mux.Handle("POST /concerns", s.lead(s.postConcern))
	mux.Handle("POST /concerns/ready", s.lead(s.postConcernReady))
	mux.Handle("GET /concerns/{concern}", s.lead(s.concern))
	mux.Handle("POST /concerns/{concern}/read", s.guardian(s.postConcernRead))
	mux.Handle("POST /concerns/{concern}/notes", s.lead(s.concernAct(s.postConcernNote)))
	mux.Handle("POST /concerns/{concern}/move", s.lead(s.concernAct(s.postConcernMove)))
	mux.Handle("POST /concerns/{concern}/agree", s.lead(s.concernAct(s.postConcernAgree)))
	mux.Handle("POST /concerns/{concern}/seats", s.lead(s.concernAct(s.postConcernSeat)))
}

// vaultRoutes are for what members leave sealed in case of danger, and for those who keep the shares.
func (s *Site) vaultRoutes(mux *http.ServeMux) {
	mux.Handle("GET /vault", s.member(s.vault))
	mux.Handle("POST /vault", s.member(s.postVault))
	mux.Handle("POST /vault/take-back", s.member(s.postVaultBack))
	mux.Handle("GET /vault/waiting", s.lead(s.vaultWaiting))
	mux.Handle("POST /vault/waiting/{member}/agree", s.guardian(s.postVaultAgree))
	mux.Handle("GET /custody", s.custodian(s.custody))
	mux.Handle("POST /custody/serve", s.opener(s.postServe))
	mux.Handle("POST /custody/ask", s.opener(s.postAskOpening))
	mux.Handle("POST /custody/openings/{opening}", s.opener(s.postOpening))
	mux.Handle("POST /custody/openings/{opening}/file", s.opener(s.postOpeningFile))
	mux.Handle("POST /custody/changes", s.opener(s.postCustodyChange))
	mux.Handle("POST /custody/changes/{change}", s.opener(s.postCustodyChanged))
	mux.Handle("POST /custody/changes/{change}/file", s.opener(s.postCustodyFile))
}
