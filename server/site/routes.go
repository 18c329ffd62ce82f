package site

import "net/http"

// Handler is the whole site. The wrapper on each line says who may come through that door.
func (s *Site) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /assets/{name}", s.assets)
	mux.Handle("GET /live", s.hub)
	mux.Handle("GET /healthz", s.bare(s.health))

	mux.Handle("GET /{$}", s.open(s.front))
	mux.Handle("POST /sign-in", s.open(s.signIn))
	mux.Handle("POST /leave", s.bare(s.leave))
	mux.Handle("GET /away", s.bare(s.away))
	mux.Handle("POST /language", s.open(s.setLanguage))
	mux.Handle("GET /languages", s.open(s.languages))
	mux.Handle("GET /limits", s.open(s.limits))

	mux.Handle("GET /join", s.open(s.join))
	mux.Handle("POST /join", s.open(s.joinCode))
	mux.Handle("POST /join/agreement", s.open(s.joinAgreement))
	mux.Handle("POST /join/pseudonym", s.open(s.joinPseudonym))
	mux.Handle("POST /join/phrase", s.open(s.joinPhrase))
	mux.Handle("POST /join/confirm", s.open(s.joinConfirm))
	mux.Handle("GET /recover", s.open(s.recovery))
	mux.Handle("POST /recover", s.open(s.recoverCode))
	mux.Handle("POST /recover/confirm", s.open(s.recoverConfirm))

	s.memberRoutes(mux)
	s.staffRoutes(mux)
	s.stewardRoutes(mux)
	mux.Handle("/", s.open(s.nothingHere))
	return s.headers(s.fromHere(mux))
}

func (s *Site) memberRoutes(mux *http.ServeMux) {
	mux.Handle("GET /home", s.member(s.home))
	mux.Handle("POST /switch", s.member(s.switchNetwork))
	mux.Handle("POST /still", s.member(s.still))
	mux.Handle("POST /live/ticket", s.script(s.mintTicket))
	mux.Handle("GET /out", s.member(s.out))

	mux.Handle("GET /search", s.member(s.search))
	mux.Handle("POST /search", s.member(s.postSearch))

	mux.Handle("GET /s/{space}", s.member(s.space))
	mux.Handle("GET /s/{space}/new", s.member(s.newTopic))
	mux.Handle("POST /s/{space}/topics", s.member(s.postTopic))
	mux.Handle("GET /t/{topic}", s.member(s.topic))
	mux.Handle("POST /t/{topic}/posts", s.member(s.postReply))
	mux.Handle("POST /t/{topic}/read", s.member(s.postRead))
	mux.Handle("GET /t/{topic}/care", s.member(s.care))
	mux.Handle("GET /t/{topic}/p/{number}", s.member(s.post))
	mux.Handle("GET /t/{topic}/p/{number}/languages", s.member(s.translations))
	mux.Handle("POST /t/{topic}/p/{number}/languages", s.member(s.postTranslation))
	mux.Handle("POST /t/{topic}/p/{number}/languages/draft", s.member(s.postMachineDraft))
	mux.Handle("POST /t/{topic}/p/{number}/languages/{translation}/agree", s.member(s.postAgree))
	mux.Handle("POST /t/{topic}/p/{number}/languages/{translation}/take-back", s.member(s.postTakeBack))
	mux.Handle("POST /t/{topic}/p/{number}/edit", s.member(s.postEdit))
	mux.Handle("POST /t/{topic}/p/{number}/erase", s.member(s.postErase))
	mux.Handle("POST /t/{topic}/p/{number}/reactions", s.member(s.postReaction))
	mux.Handle("POST /t/{topic}/leave-circle", s.member(s.postLeaveCircle))
	mux.Handle("GET /circles", s.member(s.circles))
	mux.Handle("GET /asked", s.member(s.asked))
	mux.Handle("POST /asked/circles/{topic}", s.member(s.postAskedCircle))
	mux.Handle("POST /asked/moves/{topic}", s.member(s.postAskedMove))
	mux.Handle("POST /drafts", s.member(s.postDraft))
	mux.Handle("POST /members/{member}/block", s.member(s.postBlock))
	mux.Handle("POST /members/{member}/unblock", s.member(s.postUnblock))
	mux.Handle("POST /members/{member}/mute", s.member(s.postMute))
	mux.Handle("POST /members/{member}/hear", s.member(s.postHear))
	mux.Handle("GET /waiting", s.member(s.waiting))
	mux.Handle("POST /waiting/{held}/discard", s.member(s.postDiscard))

	mux.Handle("GET /inbox", s.member(s.inboxPage))
	mux.Handle("GET /inbox/{number}", s.member(s.openNotice))
	mux.Handle("POST /inbox/read", s.member(s.postInboxRead))
	mux.Handle("GET /s/{space}/follow", s.member(s.follow))
	mux.Handle("POST /s/{space}/follow", s.member(s.postFollow))
	mux.Handle("GET /t/{topic}/follow", s.member(s.follow))
	mux.Handle("POST /t/{topic}/follow", s.member(s.postFollow))
	mux.Handle("GET /agreement", s.member(s.agreement))
	mux.Handle("POST /agreement", s.member(s.postOwnAgreement))

	mux.Handle("GET /me", s.member(s.me))
	mux.Handle("GET /me/reading", s.member(s.comfort))
	mux.Handle("POST /me/reading", s.member(s.postComfort))
	mux.Handle("POST /me/sessions/{session}/end", s.member(s.postEndSession))
	mux.Handle("POST /me/codes", s.member(s.postCodes))
	mux.Handle("POST /me/device", s.member(s.postDevice))
	mux.Handle("POST /me/quiet", s.member(s.postQuiet))
	mux.Handle("POST /me/roles/decline", s.member(s.postOwnDecline))
	mux.Handle("POST /me/recovery/cancel", s.member(s.postCancelRecovery))
}

func (s *Site) staffRoutes(mux *http.ServeMux) {
	mux.Handle("GET /held", s.moderator(s.held))
	mux.Handle("POST /held/{held}/release", s.moderator(s.postRelease))
	mux.Handle("POST /held/{held}/return", s.moderator(s.postReturn))

	mux.Handle("POST /t/{topic}/pin", s.moderator(s.postPin))
	mux.Handle("POST /t/{topic}/lock", s.moderator(s.postLock))
	mux.Handle("POST /t/{topic}/rename", s.moderator(s.postRename))
	mux.Handle("POST /t/{topic}/move", s.moderator(s.postMove))
	mux.Handle("POST /t/{topic}/stay", s.moderator(s.postStay))
	mux.Handle("GET /t/{topic}/split", s.moderator(s.split))
	mux.Handle("POST /t/{topic}/split", s.moderator(s.postSplit))
	mux.Handle("GET /t/{topic}/merge", s.moderator(s.merge))
	mux.Handle("POST /t/{topic}/merge", s.moderator(s.postMerge))

	mux.Handle("GET /second", s.recoverer(s.second))
	mux.Handle("POST /second/members/{member}/agree", s.recoverer(s.postAgreeRole))
	mux.Handle("POST /second/members/{member}/decline", s.recoverer(s.postDeclineRole))
	mux.Handle("GET /recoveries", s.recoverer(s.recoveries))
	mux.Handle("POST /recoveries", s.recoverer(s.postRecovery))
	mux.Handle("POST /recoveries/{recovery}/approve", s.recoverer(s.postApproveRecovery))
}

func (s *Site) stewardRoutes(mux *http.ServeMux) {
	mux.Handle("GET /steward", s.steward(s.stewardPage))

	mux.Handle("GET /steward/members", s.steward(s.stewardMembers))
	mux.Handle("GET /steward/members/{member}", s.steward(s.stewardMember))
	mux.Handle("POST /steward/members/{member}/confirm", s.steward(s.postConfirm))
	mux.Handle("POST /steward/members/{member}/vouch", s.steward(s.postVouch))
	mux.Handle("POST /steward/members/{member}/roles", s.steward(s.postRole))

	mux.Handle("GET /steward/invitations", s.steward(s.stewardInvitations))
	mux.Handle("POST /steward/invitations", s.steward(s.postInvitation))
	mux.Handle("POST /steward/invitations/{invitation}/revoke", s.steward(s.postRevoke))

	mux.Handle("GET /steward/spaces", s.steward(s.stewardSpaces))
	mux.Handle("GET /steward/spaces/new", s.steward(s.newSpace))
	mux.Handle("POST /steward/spaces", s.steward(s.postSpace))
	mux.Handle("GET /steward/spaces/{space}", s.steward(s.stewardSpace))
	mux.Handle("POST /steward/spaces/{space}", s.steward(s.postSpaceChange))
	mux.Handle("POST /steward/spaces/{space}/close", s.steward(s.postSpaceClose))

	mux.Handle("GET /steward/agreement", s.steward(s.stewardAgreement))
	mux.Handle("POST /steward/agreement", s.steward(s.postAgreement))
	mux.Handle("POST /steward/agreement/translations", s.steward(s.postAgreementTranslation))

	mux.Handle("GET /steward/network", s.steward(s.stewardNetwork))
	mux.Handle("POST /steward/network/languages", s.steward(s.postLanguages))
	mux.Handle("POST /steward/network/calm", s.steward(s.postCalm))
	mux.Handle("POST /steward/network/close", s.steward(s.postClose))
	mux.Handle("POST /steward/network/open", s.steward(s.postOpen))
	mux.Handle("POST /steward/networks", s.steward(s.postNetwork))
	mux.Handle("POST /steward/networks/{network}/invitation", s.steward(s.postFirstSteward))
}
