package site

import (
	"net/http"
	"slices"
	"strings"
	"unicode/utf8"

	"tinig/curriculum"
	"tinig/locales"
	"tinig/server/badges"
)

// nameLength is how long the name on a certificate can be, in characters.
const nameLength = 60

// certificatePage is what can be said of her, and, once she has chosen, the page to print or the text that can be checked. The name
// that she types stands on the page and nowhere else.
type certificatePage struct {
	Page
	What       []string
	Says, Name string
	Print      bool
	Text, Code string
}

// certificate is GET /certificate.
func (s *Site) certificate(w http.ResponseWriter, v *visit) error {
	return s.showCertificate(w, v, http.StatusOK, "")
}

func (s *Site) showCertificate(w http.ResponseWriter, v *visit, code int, refusal string) error {
	page, err := s.certificatePage(v)
	if err != nil {
		return err
	}
	page.Error = refusal
	return s.render(w, code, "curriculum/certificate", page)
}

func (s *Site) certificatePage(v *visit) (page certificatePage, err error) {
	page = certificatePage{Page: s.page(v), Says: v.FormValue("says"), Name: v.Actor.Pseudonym}
	page.Heading = v.Printer.T("certificate.heading")
	if v.Method == http.MethodPost {
		page.Name = strings.Join(strings.Fields(v.FormValue("name")), " ")
	}
	page.What, err = s.Curriculum.Certifiable(v.Context(), learner(v.Actor))
	return page, err
}

// postCertificate is POST /certificate: the page to print. It is kept nowhere.
func (s *Site) postCertificate(w http.ResponseWriter, v *visit) error {
	page, err := s.certificatePage(v)
	if err != nil {
		return err
	}
	if !slices.Contains(page.What, page.Says) || page.Name == "" || utf8.RuneCountInString(page.Name) > nameLength {
		return s.again(w, v, locales.Refuse(locales.Invalid, "certificate.choices_needed", "Most", nameLength), s.showCertificate)
	}
	page.Print, page.Heading = true, ""
	return s.render(w, http.StatusOK, "curriculum/certificate", page)
}

// postBadge is POST /certificate/badge: the same as a text that can be checked, without any name. It is kept nowhere, nor its code.
func (s *Site) postBadge(w http.ResponseWriter, v *visit) error {
	page, err := s.certificatePage(v)
	if err != nil {
		return err
	}
	if !slices.Contains(page.What, page.Says) {
		return s.again(w, v, locales.Refuse(locales.Invalid, "cohort.choices_needed"), s.showCertificate)
	}
	english := locales.For("en") // what it is read by are programs
	says := badges.Achievement{Name: english.T("certified." + page.Says), Criteria: english.T(criteriaOf(page.Says)), Day: today()}
	text, code, err := s.Badges.Issue(says, english.T("shell.title"))
	if err != nil {
		return err
	}
	page.Text, page.Code = string(text), code
	return s.render(w, http.StatusOK, "curriculum/certificate", page)
}

// criteriaOf says what it took.
func criteriaOf(says string) string {
	if says == curriculum.CourseDone {
		return "certified.by_course"
	}
	return "certified.by_practice"
}

// verifyPage is where anybody checks such a text.
type verifyPage struct {
	Page
	Text, Code string
	Check      *badges.Check
}

// verify is GET /verify.
func (s *Site) verify(w http.ResponseWriter, v *visit) error {
	page := verifyPage{Page: s.page(v)}
	page.Heading = v.Printer.T("verify.heading")
	return s.render(w, http.StatusOK, "curriculum/verify", page)
}

// postVerify is POST /verify. What is pasted is looked at and forgotten.
func (s *Site) postVerify(w http.ResponseWriter, v *visit) error {
	page := verifyPage{Page: s.page(v), Text: v.PostForm.Get("text"), Code: v.PostForm.Get("code")}
	page.Heading = v.Printer.T("verify.heading")
	check := s.Badges.Verify([]byte(page.Text), page.Code)
	page.Check = &check
	return s.render(w, http.StatusOK, "curriculum/verify", page)
}
