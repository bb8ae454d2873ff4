package instance

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"math/rand/v2"
	"strings"
	"sync"
)

// Credentials of this run: made up, of no use anywhere, and easy to tell from
// real ones. Instances get them where the platform would give the keys of the
// function's role, so that a program that prints them is found out here.
type credentials struct {
	tag   string // stands in each of them after its prefix, and nowhere else
	id    secret
	key   secret
	token secret
	all   [3]secret // of them
}

// A secret is a prefix that tells what it is, and random digits.
type secret struct {
	whole  string
	prefix int // its length
}

func newSecret(prefix, digits string) secret { return secret{prefix + digits, len(prefix)} }

func (s secret) digits() string { return s.whole[s.prefix:] }

// Redacted stands in the place of a credential.
const Redacted = "[redacted]"

// runCredentials are the same for every instance of a run, so that whatever one
// of them prints can be recognised without knowing which.
var runCredentials = sync.OnceValue(func() *credentials {
	tag := randomHex(16)
	c := &credentials{
		tag:   tag,
		id:    newSecret("STS.local", tag+randomHex(8)),
		key:   newSecret("secret.local", tag+randomHex(24)),
		token: newSecret("CAIS.local", tag+randomHex(64)),
	}
	c.all = [3]secret{c.id, c.key, c.token}
	return c
})

// randomHex is n random digits, n a multiple of 8.
func randomHex(n int) string {
	raw := make([]byte, 0, n/2)
	for len(raw) < n/2 {
		raw = binary.BigEndian.AppendUint32(raw, rand.Uint32())
	}
	return hex.EncodeToString(raw)
}

// Redact replaces the credentials that instances are given in text.
func Redact(text string) string {
	c := runCredentials()
	if !strings.Contains(text, c.tag) {
		return text
	}
	return string(c.redact([]byte(text)))
}

// redact returns text without credentials, also without the parts of one that
// was cut off after its tag.
func (c *credentials) redact(text []byte) []byte {
	var clean []byte
	tag := []byte(c.tag)
	for {
		i := bytes.Index(text, tag)
		if i < 0 {
			if clean == nil {
				return text
			}
			return append(clean, text...)
		}
		before, after := text[:i], text[i:]
		var prefix, length int // of the credential that fits best
		for _, s := range c.all {
			n, p := common(after, s.digits()), 0
			if bytes.HasSuffix(before, []byte(s.whole[:s.prefix])) {
				p = s.prefix
			}
			if n+p > length+prefix {
				length, prefix = n, p
			}
		}
		clean = append(clean, before[:i-prefix]...)
		clean = append(clean, Redacted...)
		text = after[length:]
	}
}

// common is how many bytes text and s have in common at their start.
func common(text []byte, s string) int {
	n := min(len(text), len(s))
	for i := range n {
		if text[i] != s[i] {
			return i
		}
	}
	return n
}

// maxUnfinished is more than unfinished ever is.
const maxUnfinished = 128

// unfinished is how many bytes at the end of text may be the first part of a
// credential, its end still to come. What went before text may have been the
// start of its prefix, which by itself tells nothing.
func (c *credentials) unfinished(text []byte) int {
	for n := min(len(text), maxUnfinished); n > 0; n-- {
		end := text[len(text)-n:]
		for _, s := range c.all {
			from := 0
			if n == len(text) {
				from = s.prefix
			}
			for ; from >= 0; from-- {
				if from+n > s.prefix && from+n < len(s.whole) && s.whole[from:from+n] == string(end) {
					return n
				}
			}
		}
	}
	return 0
}
