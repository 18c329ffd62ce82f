package accounts

import (
	"encoding/base64"
	"encoding/binary"
	"errors"
	"time"

	"tinig/locales"
)

// FormLife is how long a form of several steps may take from one step to the next.
const FormLife = time.Hour

// ErrForm is a sealed form that is too old, not ours or changed on the way: she begins again.
var ErrForm = locales.Refuse(locales.Gone, "accounts.form_gone")

// SealForm closes what goes from one step of a form to the next, so that the server needs to keep nothing and the
// browser can change nothing. Every node with the pepper can open it.
func (a *Accounts) SealForm(purpose string, data []byte) string {
	until := binary.BigEndian.AppendUint64(nil, uint64(a.now().Add(FormLife).Unix()))
	sealed := seal(a.formKey(a.doors.peppers[0], purpose), append(until, data...), nil)
	return base64.RawURLEncoding.EncodeToString(sealed)
}

// OpenForm undoes SealForm within FormLife, or is ErrForm.
func (a *Accounts) OpenForm(purpose, sealed string) ([]byte, error) {
	raw, err := base64.RawURLEncoding.DecodeString(sealed)
	if err != nil {
		return nil, ErrForm
	}
	for _, pepper := range a.doors.peppers {
		text, err := open(a.formKey(pepper, purpose), raw, nil)
		if errors.Is(err, errSealed) {
			continue
		}
		if err != nil || len(text) < 8 || a.now().Unix() > int64(binary.BigEndian.Uint64(text)) {
			return nil, ErrForm
		}
		return text[8:], nil
	}
	return nil, ErrForm
}

func (a *Accounts) formKey(pepper []byte, purpose string) []byte {
	return derive(pepper, "form for "+purpose)
}
