package instance

import (
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/fcgen/fcgen/internal/fc"
	"github.com/fcgen/fcgen/internal/secret"
)

// secrets are what must not be seen anywhere: not even the digits alone.
func secrets() []string {
	c := runCredentials()
	all := []string{c.tag}
	for _, whole := range []string{c.id, c.key, c.token} {
		_, digits, _ := strings.Cut(whole, c.tag)
		all = append(all, digits)
	}
	return all
}

func noSecrets(t *testing.T, lines []string) {
	t.Helper()
	all := strings.Join(lines, "\n")
	for _, one := range secrets() {
		if strings.Contains(all, one) {
			t.Errorf("%q is in the log", one)
		}
	}
	if strings.Count(all, secret.Redacted) == 0 {
		t.Error("nothing is redacted")
	}
}

func TestAProgramThatPrintsItsEnvironment(t *testing.T) {
	t.Parallel()
	noSecrets(t, texts(ended(t, "environ").Tail(keptLines)))
}

func TestAProgramThatPrintsItsHeaders(t *testing.T) {
	t.Parallel()
	in := ready(t, "good")
	in.Hook(t.Context(), initializer(), HookCall{Path: "/dump"})
	in.Stop(30 * time.Second)
	noSecrets(t, texts(in.Tail(keptLines)))
}

func TestRedact(t *testing.T) {
	t.Parallel()
	c, r, hidden := runCredentials(), NewRedactor(), secret.Redacted
	_, digits, _ := strings.Cut(c.key, "secret.local")
	for _, test := range []struct{ text, want string }{
		{"nothing STS.local CAIS. here", "nothing STS.local CAIS. here"},
		{c.id, hidden},
		{"a " + c.id + c.key + c.token + " b", "a " + hidden + hidden + hidden + " b"},
		{"id=" + url.QueryEscape(c.id) + "&x", "id=" + hidden + "&x"},
		{"cut: " + c.token[:len(c.token)-3], "cut: " + hidden},
		{"cut: " + c.token[:len(c.token)-3] + "!", "cut: " + hidden + "!"},
		{"no start: " + c.key[5:], "no start: t.local" + hidden},
		{"no prefix: " + digits, "no prefix: " + hidden},
		{"the tag: " + c.tag + "\n", "the tag: " + hidden + "\n"},
	} {
		if got := r.Redact(test.text); got != test.want {
			t.Errorf("Redact(%q) = %q, want %q", test.text, got, test.want)
		}
	}
}

// However a program's output is cut into pieces, no credential gets through.
func TestCredentialsInPieces(t *testing.T) {
	t.Parallel()
	c := runCredentials()
	text := strings.Repeat("x", MaxLine-40) + c.token + "," + c.id + "\n" + c.key
	for from := range 100 {
		for _, size := range []int{37, 50, MaxLine - 30 + from} {
			var got collector
			o := newOutput(Config{Log: got.log, Secrets: NewRedactor()})
			s := o.stream(Stdout)
			_, _ = io.WriteString(s, text[:from])
			for piece := range slices.Chunk([]byte(text[from:]), size) {
				_, _ = s.Write(piece)
				if size == 50 {
					s.flush()
				}
			}
			o.close()
			noSecrets(t, got.texts())
			if t.Failed() {
				t.Fatalf("in pieces of %d from %d", size, from)
			}
			if size != 50 {
				continue
			}
			if all := strings.Join(got.texts(), ""); strings.Count(all, secret.Redacted) != 3 {
				t.Fatalf("pieces of %d from %d: %d credentials were found, want 3", size, from, strings.Count(all, secret.Redacted))
			}
		}
	}
}

func TestHeaderIsTheCallers(t *testing.T) {
	t.Parallel()
	in := ready(t, "good")
	h := in.Header("1-2-3", fc.ControlHTTPInvoke)
	if h.Get(fc.HeaderControlPath) != "/http-invoke" || h.Get(fc.HeaderRequestID) != "1-2-3" || h.Get(fc.HeaderRetryCount) != "0" {
		t.Errorf("the header is %q", h)
	}
	h.Set(fc.HeaderRegion, "moon")
	h.Add(fc.HeaderQualifier, "more")
	delete(h, fc.HeaderAccountID)
	again := in.Header("4", "")
	if again.Get(fc.HeaderRegion) != "cn-hangzhou" || len(again[fc.HeaderQualifier]) != 1 || again.Get(fc.HeaderAccountID) == "" {
		t.Errorf("one header changed another: %q", again)
	}
	if _, there := again[fc.HeaderControlPath]; there {
		t.Error("there is a control path")
	}
	for name := range h {
		if http.CanonicalHeaderKey(name) != name {
			t.Errorf("%q is not as net/http has it", name)
		}
	}
}

func BenchmarkHeader(b *testing.B) {
	in := &Instance{header: header(Config{}.Function)}
	b.ReportAllocs()
	for b.Loop() {
		in.Header(NewCallID(), fc.ControlHTTPInvoke)
	}
}
