package console

import (
	"bytes"
	"encoding/base64"
	"net/http"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/fcgen/fcgen/internal/fc"
	"github.com/fcgen/fcgen/internal/secret"
)

// content is a body as a page shows it, without credentials.
type content struct {
	Body   string `json:"body"`
	Base64 bool   `json:"base64"` // Body is encoded, as it is no text
	Size   int64  `json:"size"`   // of the whole body, in bytes
	Cut    bool   `json:"cut"`    // Body is its beginning only
}

// newContent makes one of the beginning of a body of that size. Where more may
// come, what could be the first part of a credential is held back.
func newContent(beginning []byte, size int64, more bool, secrets *secret.Redactor) content {
	c := content{Size: size, Cut: size > int64(len(beginning))}
	more = more || c.Cut
	shown := secrets.RedactBytes(beginning)
	if more {
		shown = secrets.Beginning(beginning)
	}
	text := shown
	for i := 0; more && i < utf8.UTFMax && !utf8.Valid(text) && len(text) > 0; i++ {
		text = text[:len(text)-1] // the end went through a character
	}
	if c.Base64 = !utf8.Valid(text) || bytes.IndexByte(text, 0) >= 0; c.Base64 {
		c.Body = base64.StdEncoding.EncodeToString(shown)
		return c
	}
	c.Body = string(text)
	return c
}

// shownHeaders lists headers by name, without credentials: the role's are left
// out, and the caller's own have no value.
func shownHeaders(h http.Header, secrets *secret.Redactor) [][2]string {
	shown := [][2]string{}
	for name, values := range h {
		if slices.ContainsFunc(fc.CredentialHeaders(), func(role string) bool { return strings.EqualFold(role, name) }) {
			continue
		}
		for _, value := range values {
			if value = secrets.Redact(value); namesCredential(name) && value != "" {
				value = secret.Redacted
			}
			shown = append(shown, [2]string{name, value})
		}
	}
	slices.SortStableFunc(shown, func(x, y [2]string) int { return strings.Compare(x[0], y[0]) })
	return shown
}

// namesCredential reports whether a header of that name lets its sender in somewhere.
func namesCredential(name string) bool {
	return strings.EqualFold(name, "Authorization") || strings.EqualFold(name, "Proxy-Authorization") || secret.IsName(name)
}
