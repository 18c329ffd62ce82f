package site

import (
	"net/http"
	"slices"

	"tinig/locales"
	"tinig/server/networks"
	"tinig/server/vault"
)

// vaultPage is what a member can leave in case of danger. What she has left isn't on it: nobody here can read it.
type vaultPage struct {
	Page
	Own   vault.Own
	Young bool
	Body  string
	Most  int
}

// vault is GET /vault.
func (s *Site) vault(w http.ResponseWriter, v *visit) error {
	return s.showVault(w, v, http.StatusOK, "")
}

func (s *Site) showVault(w http.ResponseWriter, v *visit, code int, refusal string) (err error) {
	page := vaultPage{Page: s.page(v), Young: young(v), Body: v.PostForm.Get("contact"), Most: vault.ContactLength}
	page.Heading, page.Error = v.Printer.T("vault.heading"), refusal
	if page.Own, err = s.Vault.Own(v.Context(), v.Actor); err != nil {
		return err
	}
	return s.render(w, code, "vault/vault", page)
}

// postVault is POST /vault: the one request in which a contact is in clear.
func (s *Site) postVault(w http.ResponseWriter, v *visit) error {
	v.crisis, v.alarm = false, nil // whom to call isn't that she is in danger
	return s.done(w, v, s.Vault.Leave(v.Context(), v.Actor, v.PostForm.Get("contact")), "/vault", s.showVault)
}

// postVaultBack is POST /vault/take-back.
func (s *Site) postVaultBack(w http.ResponseWriter, v *visit) error {
	return s.done(w, v, s.Vault.TakeBack(v.Context(), v.Actor), "/vault", s.showVault)
}

// vaultWaitingPage is the members under 18 whose contact waits for the agreement, for a safeguarding lead.
type vaultWaitingPage struct {
	Page
	Waiting []vaultWaiting
	Agreed  []string
}

type vaultWaiting struct {
	vault.Kept
	Named string
}

// vaultWaiting is GET /vault/waiting.
func (s *Site) vaultWaiting(w http.ResponseWriter, v *visit) error {
	return s.showVaultWaiting(w, v, http.StatusOK, "")
}

func (s *Site) showVaultWaiting(w http.ResponseWriter, v *visit, code int, refusal string) error {
	page := vaultWaitingPage{Page: s.page(v), Agreed: vault.Agreed}
	page.Heading, page.Error = v.Printer.T("vault.waiting"), refusal
	list, err := s.Vault.Waiting(v.Context(), v.Actor)
	if err != nil {
		return err
	}
	names, err := s.vaultNames(v, func(add func(string)) {
		for _, k := range list {
			add(k.Member)
		}
	})
	if err != nil {
		return err
	}
	for _, k := range list {
		page.Waiting = append(page.Waiting, vaultWaiting{k, called(v.Printer, names[k.Member])})
	}
	return s.render(w, code, "vault/waiting", page)
}

// vaultNames are the names of all members that ids adds.
func (s *Site) vaultNames(v *visit, ids func(add func(string))) (map[string]networks.Member, error) {
	var all []string
	ids(func(id string) {
		if id != "" && !slices.Contains(all, id) {
			all = append(all, id)
		}
	})
	return s.Networks.Names(v.Context(), v.Actor.Network, all)
}

// postVaultAgree is POST /vault/waiting/{member}/agree.
func (s *Site) postVaultAgree(w http.ResponseWriter, v *visit) error {
	id, err := v.id("member")
	if err != nil {
		return err
	}
	err = s.Vault.Agree(v.Context(), v.Actor, id, v.FormValue("agreed"), v.FormValue("apart") == "yes")
	return s.done(w, v, err, "/vault/waiting", s.showVaultWaiting)
}

// letOut answers with a file of the vault, under a name that says nothing.
func letOut(w http.ResponseWriter, f vault.File) error {
	text, err := f.Text()
	if err != nil {
		return err
	}
	fileHead(w, "application/octet-stream", "notes.json")
	_, err = w.Write(text)
	return err
}

// notCustodian says whether a refusal is that the actor has the role, and no function yet.
func notCustodian(err error) bool { return locales.IsKind(err, locales.NotFound) }
