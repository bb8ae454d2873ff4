package conformance

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/fcgen/fcgen/internal/fc"
)

// secrets are made-up credentials that LOG/3 sends, by header. The instance
// does not know them, so it cannot hide that a server prints them; clean does.
type secrets map[string]string

func newSecrets() secrets {
	s := secrets{}
	for _, name := range fc.CredentialHeaders() {
		s[name] = fmt.Sprintf("check%016x%016x", rand.Uint64(), rand.Uint64())
	}
	return s
}

// in lists the headers whose values are in text, in lower case.
func (s secrets) in(text string) []string {
	var found []string
	for _, name := range fc.CredentialHeaders() {
		if strings.Contains(text, s[name]) {
			found = append(found, strings.ToLower(name))
		}
	}
	return found
}

// clean takes the secrets, and all other credentials, out of a result.
func (d *driver) clean(r Result) Result {
	hide := func(text string) string {
		for _, value := range d.secrets {
			text = strings.ReplaceAll(text, value, "SECRET")
		}
		return d.config.Secrets.Redact(text)
	}
	r.Log = slices.Clone(r.Log) // several results may show the same start
	for i, line := range r.Log {
		r.Log[i] = hide(line)
	}
	r.Findings = slices.Clone(r.Findings)
	for i := range r.Findings {
		r.Findings[i].Message = hide(r.Findings[i].Message)
	}
	r.Got, r.Reason, r.Repeat = hide(r.Got), hide(r.Reason), hide(r.Repeat)
	return r.cut()
}
