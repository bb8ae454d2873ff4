package secret

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/url"
	"slices"
	"strings"
	"testing"
)

func TestIsName(t *testing.T) {
	t.Parallel()
	for _, name := range []string{
		"SECRET", "DB_PASSWORD", "PGPASSWORD", "MYSQL_PWD", "GITHUB_TOKEN", "NODE_AUTH_TOKEN", "accessToken", "authtoken",
		"default_serverless_devs_key", "OSS_ACCESS_KEY_SECRET", "ACCESS_KEY_SECRET", "TF_VAR_ALICLOUD_SECRET_KEY",
		"AccessKeyID", "accessKeyId", "AccessKeySecret", "access_key", "AWS_SECRET_ACCESS_KEY", "AWS_ACCESS_KEY_ID", "AWS_SESSION_TOKEN",
		"OSS_AK", "OSS_SK", "ALICLOUD_SECRET_KEY", "STRIPE_KEY", "API_KEY", "api-key", "x-api-key", "apikey", "--password", "password",
		"GOOGLE_CREDENTIALS", "SSH_PASSPHRASE", "key", "GITHUB_PAT", "REDISCLI_AUTH", "JWT_SECRET", "accountKey", "TOKEN", "RSA_PRIVATE_KEY",
	} {
		if !IsName(name) {
			t.Errorf("%s is taken for harmless", name)
		}
	}
	for _, name := range []string{
		"", "_", "PATH", "HOME", "PWD", "OLDPWD", "AccountID", "AWS_REGION", "AWS_PROFILE", "KEYBOARD", "MONKEY", "SSH_AUTH_SOCK", "GPG_KEY",
		"PUBLIC_KEY", "TOKENIZERS_PARALLELISM", "PASSWORD_FILE", "SECRET_PATH", "TOKEN_URL", "TOKEN_ENDPOINT", "KEYCLOAK_URL", "SORT_KEY",
		"DATABASE_URL", "AUTHOR", "BYPASS", "COMPASS", "SKIP", "TASK", "passenger", "TOKEN_TTL", "SECRET_NAME", "XDG_SESSION_ID",
	} {
		if IsName(name) {
			t.Errorf("%s is taken for a credential", name)
		}
	}
}

func TestRedactByValue(t *testing.T) {
	t.Parallel()
	r := NewRedactor()
	r.AddEnviron([]string{
		`default_serverless_devs_key={"AccountID":"1234567890123456","AccessKeyID":"id-of-the-key","AccessKeySecret":"json-\"secret"}`,
		"OSS_ACCESS_KEY_SECRET=oss/se+cret=", "AccessKeySecret=camel case secret", "AccountID=1", "SHORT_PASSWORD=true", "REGION=cn-hangzhou",
		"DATABASE_URL=mysql://root:p%40ssword@db:3306/x?sslmode=disable", "DSN=me:godriver-pw@tcp(db:3306)/x",
		"PGCONN=host=db user=me password='libpq-word' dbname=x", "HOOK=https://example.com/robot?access_token=robot-token&x=1",
		"SIGNING_KEY=-----BEGIN EC PRIVATE KEY-----\nMHcCAQEEIBLineOneOfTheKey\nLastLineOfTheKey==\n-----END EC PRIVATE KEY-----",
		"TOKEN_FILE=/run/secrets/token", "LS_COLORS=rs=0:di=01;34:ln=01;36",
	})
	r.AddVariables(map[string]string{"DB_PASSWORD": "from-s-yaml"})
	r.AddCommand([]string{"srv", "--token=flag-token", "--password", "flag-password", "--level", "debugging"})
	for _, test := range []struct{ text, want string }{
		{"AccountID=1234567890123456 1 true cn-hangzhou /run/secrets/token debugging", "AccountID=1234567890123456 1 true cn-hangzhou /run/secrets/token debugging"},
		{"json-\"secret", Redacted}, {`{"a":"json-\"secret"}`, `{"a":"` + Redacted + `"}`}, {"id-of-the-key", Redacted},
		{"a oss/se+cret= b", "a " + Redacted + " b"}, {"?q=oss%2Fse%2Bcret%3D", "?q=" + Redacted}, {"?q=oss%2fse%2bcret%3d", "?q=" + Redacted},
		{"camel case secret", Redacted}, {"camel+case+secret", Redacted}, {"camel%20case%20secret", Redacted},
		{"p%40ssword p@ssword", Redacted + " " + Redacted}, {"Basic cm9vdDpwQHNzd29yZA==", "Basic " + Redacted},
		{"godriver-pw libpq-word robot-token", Redacted + " " + Redacted + " " + Redacted},
		{"MHcCAQEEIBLineOneOfTheKey", Redacted}, {"from-s-yaml flag-token flag-password", Redacted + " " + Redacted + " " + Redacted},
		{"LastLineOfTheKey==", Redacted}, {"", ""}, {"x", "x"},
	} {
		if got := r.Redact(test.text); got != test.want {
			t.Errorf("Redact(%q) = %q, want %q", test.text, got, test.want)
		}
		if got := string(r.RedactBytes([]byte(test.text))); got != test.want {
			t.Errorf("RedactBytes(%q) = %q, want %q", test.text, got, test.want)
		}
	}
}

func TestRedactByShape(t *testing.T) {
	t.Parallel()
	digits := strings.Repeat("0aB1", 20)
	for _, test := range []struct{ text, want string }{
		{"id LTAI5t" + digits[:18] + ".", "id " + Redacted + "."},
		{"STS.N" + digits[:24], Redacted}, {"AKIA" + strings.Repeat("Q1", 8), Redacted}, {"ghp_" + digits[:36], Redacted},
		{`"sk-` + digits[:32] + `"`, `"` + Redacted + `"`}, {"sk-proj-" + digits[:40], Redacted}, {"github_pat_11" + digits[:40], Redacted},
		{"CAIS" + digits + digits, Redacted},
		{"mysql://root:hunter2@db/x", "mysql://root:" + Redacted + "@db/x"}, {"http://u:p@h and http://a:b@c", "http://u:" + Redacted + "@h and http://a:" + Redacted + "@c"},
		{"redis://:pa:ss@w@h", "redis://:" + Redacted + "@h"}, {"https://" + digits[:24] + "@host", "https://" + Redacted + "@host"},
		{"-----BEGIN PRIVATE KEY-----\nMIIE\nabc=\n-----END PRIVATE KEY-----\nafter", Redacted + "\nafter"},
		{`{"k":"-----BEGIN RSA PRIVATE KEY-----\nMIIE\nabc=\n-----END RSA PRIVATE KEY-----\n","next":1}`, `{"k":"` + Redacted + `\n","next":1}`},

		{"a task-runner-with-1-long-name", "a task-runner-with-1-long-name"}, {"sk-learn and risk-", "sk-learn and risk-"},
		{"http://localhost:8700/a@b", "http://localhost:8700/a@b"}, {"http://git@host/", "http://git@host/"}, {"ssh://git@host:22", "ssh://git@host:22"},
		{"postgres://u:***@h", "postgres://u:***@h"}, {"postgres://u:xxxxx@h", "postgres://u:xxxxx@h"}, {"a://b:" + Redacted + "@c", "a://b:" + Redacted + "@c"},
		{"1-6b03a4a9-0e870c2c-7970cfa6bb44 fe0c84be-a41d-4171-9889-e209186dfd0b", "1-6b03a4a9-0e870c2c-7970cfa6bb44 fe0c84be-a41d-4171-9889-e209186dfd0b"},
		{"-----BEGIN CERTIFICATE-----\nMIIE\n-----END CERTIFICATE-----", "-----BEGIN CERTIFICATE-----\nMIIE\n-----END CERTIFICATE-----"},
		{"LTAI", "LTAI"}, {"nothing STS.local CAIS. here", "nothing STS.local CAIS. here"},
	} {
		if got := (*Redactor)(nil).Redact(test.text); got != test.want {
			t.Errorf("Redact(%q) = %q, want %q", test.text, got, test.want)
		}
	}
}

func TestAKeyLineByLine(t *testing.T) {
	t.Parallel()
	l := (*Redactor)(nil).Lines()
	var got []string
	for _, line := range []string{
		"before", "key: -----BEGIN RSA PRIVATE KEY-----", "Proc-Type: 4,ENCRYPTED", "MIIEvQIBADANBgkqhkiG9w0BAQEFAASC", "short=",
		"-----END RSA PRIVATE KEY-----", "after MIIEvQIBADANBgkqhkiG9w0BAQEFAASC",
		"-----BEGIN PRIVATE KEY-----", "MIIEvQIBADANBgkqhkiG9w0BAQEFAASC", "an end that (never) came", "plain",
	} {
		got = append(got, string(l.Line([]byte(line))))
	}
	want := []string{
		"before", "key: " + Redacted, Redacted, Redacted, Redacted, Redacted, "after MIIEvQIBADANBgkqhkiG9w0BAQEFAASC",
		Redacted, Redacted, "an end that (never) came", "plain",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

// pass sends a text through a stream in pieces, as a program's output comes:
// a piece that ends no line is passed on as far as it can be.
func pass(r *Redactor, text string, pieces func() int) string {
	var out strings.Builder
	l := r.Lines()
	var partial []byte
	for len(text) > 0 {
		n := min(pieces(), len(text))
		partial = append(partial, text[:n]...)
		text = text[n:]
		for {
			line, rest, ended := strings.Cut(string(partial), "\n")
			if !ended {
				break
			}
			out.Write(l.Line([]byte(line)))
			out.WriteByte('\n')
			partial = []byte(rest)
		}
		n = len(partial) - l.Unfinished(partial)
		if n > 0 {
			out.Write(l.Part(partial[:n]))
			partial = partial[n:]
		}
	}
	out.Write(l.Last(partial))
	return out.String()
}

// No value of MinLength bytes or more leaves, whatever stands around it, in
// whichever spelling, however the output is cut into pieces.
func FuzzNothingLeaves(f *testing.F) {
	f.Add("a secret value", "another-one", "it is ", uint64(1))
	f.Add("aaaaaaaaaaaa", "aaaaaaaab", "aaa", uint64(2))
	f.Add("http://u:password1@h/", "password1", "://", uint64(3))
	f.Add(`quote"back\slash`, "tab\tand\nnewline-in-it", "", uint64(4))
	f.Add("-----BEGIN PRIVATE KEY-----", "MIIEvQIBADANBgkqhkiG9w0", "-----BEGIN RSA PRIVATE KEY-----\n", uint64(5))
	f.Add("redacted", "[redacted]", "e", uint64(6))
	f.Add("abcdefgh", "efghijkl", "abcdefghijkl", uint64(7))
	f.Add(strings.Repeat("long and longer ", 40), "long and longer ", "x", uint64(8))
	f.Fuzz(func(t *testing.T, a, b, around string, seed uint64) {
		if len(a)+len(b)+len(around) > 2_000 {
			return
		}
		r := NewRedactor()
		r.Add(a, b)
		random := rand.New(rand.NewPCG(seed, 1))
		for _, value := range []string{a, b} {
			asJSON, _ := json.Marshal(value)
			for _, spelled := range []string{value, string(asJSON), fmt.Sprintf("%q", value), url.QueryEscape(value), url.PathEscape(value)} {
				text := around + spelled + around + a + b + "\n" + spelled
				for _, got := range []string{
					r.Redact(text), string(r.RedactBytes([]byte(text))), r.Redact(r.Redact(text)),
					pass(r, text, func() int { return 1 }), pass(r, text, func() int { return 1 + random.IntN(10) }), pass(r, text, func() int { return len(text) }),
				} {
					noneOf(t, got, text, a, b)
				}
			}
		}
	})
}

// noneOf fails if a line of one of the values is in the output.
func noneOf(t *testing.T, got, text string, values ...string) {
	t.Helper()
	for _, value := range values {
		for line := range strings.FieldsFuncSeq(value, func(r rune) bool { return r == '\n' || r == '\r' }) {
			line = strings.TrimSpace(line)
			// What is part of "[redacted]" and its surroundings cannot be told from it.
			if len(line) < MinLength || strings.ContainsAny(line, "[]") || strings.Contains(Redacted, line) || strings.HasPrefix(line, "-----") {
				continue
			}
			if strings.Contains(got, line) {
				t.Fatalf("%q of %q is in %q", line, text, got)
			}
		}
	}
}

// The beginning of a text that is cut for a page does not end in half a credential.
func TestBeginning(t *testing.T) {
	t.Parallel()
	r := NewRedactor()
	r.Add("a-long-credential")
	for _, test := range []struct{ text, want string }{
		{"text a-long-cred", "text "}, {"text a-long-credential", "text " + Redacted}, {"text", "text"}, {"", ""},
		{"mysql://root:hun", "mysql"}, {"see LTAI5tabc", "see "},
	} {
		if got := string(r.Beginning([]byte(test.text))); got != test.want {
			t.Errorf("Beginning(%q) = %q, want %q", test.text, got, test.want)
		}
	}
}

func TestWriterSaysThatAllWasWritten(t *testing.T) {
	t.Parallel()
	r := NewRedactor()
	r.Add("a-long-credential")
	var out strings.Builder
	if n, err := fmt.Fprintln(r.Writer(&out), "x a-long-credential"); n != len("x a-long-credential\n") || err != nil {
		t.Errorf("got %d, %v", n, err)
	}
	if out.String() != "x "+Redacted+"\n" {
		t.Errorf("got %q", out.String())
	}
}

func BenchmarkRedact(b *testing.B) {
	r := NewRedactor()
	for i := range 40 {
		r.Add(fmt.Sprintf("%dsecret-value-%d", i, i))
	}
	text := []byte(strings.Repeat("all work and no play makes a dull log. http://localhost:8080/x ", 512))
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		r.RedactBytes(text)
	}
}
