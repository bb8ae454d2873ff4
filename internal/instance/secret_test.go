package instance

import (
	"io"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/fcgen/fcgen/internal/fc"
)

// secrets are what must not be seen anywhere: not even the digits alone.
func secrets() []string {
	c := runCredentials()
	var all []string
	for _, s := range c.all {
		all = append(all, s.digits(), s.digits()[len(c.tag):])
	}
	return append(all, c.tag)
}

func noSecrets(t *testing.T, lines []string) {
	t.Helper()
	all := strings.Join(lines, "\n")
	for _, secret := range secrets() {
		if strings.Contains(all, secret) {
			t.Errorf("%q is in the log", secret)
		}
	}
	if strings.Count(all, Redacted) == 0 {
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
	c := runCredentials()
	id, key, token := c.id.whole, c.key.whole, c.token.whole
	for _, test := range []struct{ text, want string }{
		{"nothing STS.local CAIS. here", "nothing STS.local CAIS. here"},
		{id, Redacted},
		{"a " + id + key + token + " b", "a " + Redacted + Redacted + Redacted + " b"},
		{"id=" + url.QueryEscape(id) + "&x", "id=" + Redacted + "&x"},
		{"cut: " + token[:len(token)-3], "cut: " + Redacted},
		{"cut: " + token[:len(token)-3] + "!", "cut: " + Redacted + "!"},
		{"no start: " + key[5:], "no start: t.local" + Redacted},
		{"no prefix: " + c.key.digits(), "no prefix: " + Redacted},
		{"the tag: " + c.tag + "\n", "the tag: " + Redacted + "\n"},
	} {
		if got := Redact(test.text); got != test.want {
			t.Errorf("Redact(%q) = %q, want %q", test.text, got, test.want)
		}
	}
}

// However a program's output is cut into pieces, no credential gets through.
func TestCredentialsInPieces(t *testing.T) {
	t.Parallel()
	c := runCredentials()
	text := strings.Repeat("x", MaxLine-40) + c.token.whole + "," + c.id.whole + "\n" + c.key.whole
	for from := range 100 {
		for _, size := range []int{37, 50, MaxLine - 30 + from} {
			var got collector
			o := newOutput(got.log)
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
			if all := strings.Join(got.texts(), ""); strings.Count(all, Redacted) != 3 {
				t.Fatalf("pieces of %d from %d: %d credentials were found, want 3", size, from, strings.Count(all, Redacted))
			}
		}
	}
}

func TestEnvironment(t *testing.T) {
	t.Parallel()
	path := func(folders ...string) string { return strings.Join(folders, string(os.PathListSeparator)) }
	c := Config{
		Function: function(t), ID: "c-1", Port: 23456, Dir: "elsewhere",
		Environ: []string{
			"PATH=" + path("/usr/bin", "/bin"), "HOME=/home/me", "PORT=1", "TZ=Asia/Shanghai", "MODE=laptop",
			"ALIBABA_CLOUD_ACCESS_KEY_ID=real", "ALIBABA_CLOUD_SOMETHING=real", "ALICLOUD_SECRET_KEY=real", "FC_ACCOUNT_ID=real", "FC_OTHER=real",
		},
	}
	c.Function.Env = map[string]string{
		"MODE": "cloud", "PATH": path("/code/bin", "/bin"), "FC_SERVER_PORT": "wrong", "FC_MINE": "wrong", "ALIBABA_CLOUD_ACCESS_KEY_SECRET": "real",
		"PYTHONUNBUFFERED": "", "PORT": "8080",
	}
	env := environment(c)
	got := map[string]string{}
	for _, entry := range env {
		name, value, _ := strings.Cut(entry, "=")
		if _, twice := got[name]; twice {
			t.Errorf("%s is set twice", name)
		}
		got[name] = value
		if value == "real" || value == "wrong" {
			t.Errorf("%s got through", entry)
		}
	}
	want := map[string]string{
		"PATH": path("/usr/bin", "/bin", "/code/bin"), "HOME": "/home/me", "MODE": "cloud", "TZ": "UTC", "PYTHONUNBUFFERED": "",
		"FC_SERVER_PORT": "23456", "FC_CUSTOM_LISTEN_PORT": "23456", "PORT": "23456", "CAPort": "23456",
		"FC_ACCOUNT_ID": "1234567890123456", "FC_FUNC_CODE_PATH": c.Function.Code, "FC_FUNCTION_HANDLER": "index.handler",
		"FC_FUNCTION_MEMORY_SIZE": "512", "FC_FUNCTION_NAME": "demo", "FC_FUNCTION_VERSION": "LATEST", "FC_INSTANCE_ID": "c-1", "FC_REGION": "cn-hangzhou",
	}
	for name, value := range want {
		if got[name] != value {
			t.Errorf("%s is %q, want %q", name, got[name], value)
		}
	}
	for name, prefix := range map[string]string{variableKeyID: "STS.local", variableSecret: "secret.local", variableToken: "CAIS.local"} {
		if !strings.HasPrefix(got[name], prefix) {
			t.Errorf("%s does not start with %q", name, prefix)
		}
		delete(got, name)
	}
	if len(got) != len(want) {
		t.Errorf("there are %d variables, want %d: %q", len(got), len(want), env)
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

func TestUnfinished(t *testing.T) {
	t.Parallel()
	c := runCredentials()
	key := c.key.whole
	prefix := c.key.prefix
	for _, test := range []struct {
		text string
		want int
	}{
		{"", 0},
		{"l", 0}, // a letter of the prefix alone is not waited for
		{"text", 0},
		{"key: " + key[:prefix], 0},
		{"key: " + key[:prefix+1], prefix + 1},
		{"key: " + key[:len(key)-1], len(key) - 1},
		{"key: " + key, 0},
		{key[3 : prefix+2], prefix - 1},
		{key[prefix : prefix+2], 2}, // what went before was its prefix
		{"no: " + key[3:prefix+2], 0},
	} {
		if got := c.unfinished([]byte(test.text)); got != test.want {
			t.Errorf("unfinished(%q) = %d, want %d", test.text, got, test.want)
		}
	}
}
