package console

import (
	"encoding/base64"
	"net/http"
	"strings"
	"testing"

	"github.com/fcgen/fcgen/internal/secret"
)

// A page tells no credential, wherever it stands in an answer: in a header, in a
// text, in one that is cut for the page, or in what is no text.
func TestAnswersAreRedacted(t *testing.T) {
	t.Parallel()
	const word = "correct-horse-battery"
	for name, body := range map[string]string{
		"a text":             "before " + word + " after",
		"no text":            "\x00\xff before " + word,
		"a text that is cut": strings.Repeat("x", shownBody-10) + word,
		"cut, and no text":   "\x00" + strings.Repeat("x", shownBody-11) + word,
	} {
		f := newFake()
		f.secrets = secret.NewRedactor()
		f.secrets.Add(word)
		f.handle = func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Own", word)
			_, _ = w.Write([]byte(body))
		}
		a := sent(t, f, `{"method":"GET","path":"/"}`)
		shown := a.Body
		if a.Base64 {
			raw, err := base64.StdEncoding.DecodeString(shown)
			if err != nil {
				t.Fatal(err)
			}
			shown = string(raw)
		}
		for _, part := range []string{word, word[:10]} {
			if strings.Contains(shown, part) {
				t.Errorf("%s: %q is in the answer", name, part)
			}
		}
		for _, h := range a.Headers {
			if strings.Contains(h[1], word) {
				t.Errorf("%s: it is in the header %q", name, h)
			}
		}
		if !a.Cut && !strings.Contains(shown, secret.Redacted) {
			t.Errorf("%s: nothing is redacted in %.100q", name, shown)
		}
	}
}

func TestErrorsAreRedacted(t *testing.T) {
	t.Parallel()
	f := newFake()
	f.secrets = secret.NewRedactor()
	f.secrets.Add("correct-horse-battery")
	site, token := fresh(t, f, Config{})
	status, body := post(t, site, token, "/api/send", `{"method":"GET","path":"correct-horse-battery"}`)
	if status != http.StatusBadRequest || strings.Contains(body, "horse") || !strings.Contains(body, secret.Redacted) {
		t.Errorf("got %d %s", status, body)
	}
}
