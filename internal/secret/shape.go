package secret

import (
	"bytes"
	"strings"
)

// A shape is a kind of credential that is known by how it is written, whoever
// made it.
type shape struct {
	prefix string
	reach  int // how far it is followed from there, in bytes
	// extent finds what is to be hidden of a text that has the prefix at a
	// place; to is 0 if that is no credential. open means that it may go on
	// behind the end of the text.
	extent func(text []byte, at int) (from, to int, open bool)
}

// The reaches of shapes: more than any private key has, and any other.
const (
	maxShape  = 16 << 10
	wordReach = 1 << 10
)

// shapes are the credentials of the clouds and services that functions talk to.
func shapes() []shape {
	list := []shape{{"-----BEGIN ", maxShape, privateKey}, {"://", wordReach, userinfo}}
	for _, s := range []struct {
		prefix string
		class  func(byte) bool
		min    int // bytes after the prefix
	}{
		{"LTAI", letterOrDigit, 12}, // an AccessKey id of Alibaba Cloud
		{"STS.", letterOrDigit, 16}, // a temporary one
		{"CAIS", base64Byte, 64},    // the token that belongs to it
		{"AKIA", upperOrDigit, 16},  // AWS
		{"ASIA", upperOrDigit, 16},
		{"ghp_", letterOrDigit, 30}, // GitHub
		{"gho_", letterOrDigit, 30},
		{"ghu_", letterOrDigit, 30},
		{"ghs_", letterOrDigit, 30},
		{"ghr_", letterOrDigit, 30},
		{"github_pat_", wordByte, 22},
		{"glpat-", wordByte, 20},    // GitLab
		{"npm_", letterOrDigit, 30}, // npm
		{"xoxb-", wordByte, 20},     // Slack
		{"xoxp-", wordByte, 20},     //
		{"sk-", wordByte, 16},       // language models
		{"sk_live_", wordByte, 16},  // Stripe
		{"rk_live_", wordByte, 16},  //
		{"AKID", letterOrDigit, 28}, // Tencent Cloud
	} {
		list = append(list, shape{s.prefix, wordReach, func(text []byte, at int) (int, int, bool) {
			if at > 0 && wordByte(text[at-1]) {
				return 0, 0, false
			}
			end, digit := at+len(s.prefix), false
			for end < len(text) && s.class(text[end]) {
				digit = digit || text[end] >= '0' && text[end] <= '9'
				end++
			}
			open := end == len(text)
			if end-at-len(s.prefix) < s.min || !digit {
				return 0, 0, open
			}
			return at, end, open
		}})
	}
	return list
}

func upperOrDigit(c byte) bool  { return c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' }
func letterOrDigit(c byte) bool { return upperOrDigit(c) || c >= 'a' && c <= 'z' }
func wordByte(c byte) bool      { return letterOrDigit(c) || c == '_' || c == '-' }
func base64Byte(c byte) bool    { return letterOrDigit(c) || c == '+' || c == '/' || c == '=' }

// The ends of a PEM block.
const (
	keyLabel = "PRIVATE KEY-----"
	keyEnd   = "-----END "
)

// privateKey is a PEM block with a private key, in one line or in several; one
// that has no end goes on as long as it looks like one.
func privateKey(text []byte, at int) (from, to int, open bool) {
	label, _, _ := bytes.Cut(text[at:], []byte("\n"))
	i := bytes.Index(label, []byte(keyLabel))
	if i < 0 {
		return 0, 0, at+len(label) == len(text) && len(label) < 64
	}
	from = at
	to, ended := keyBody(text, at+i+len(keyLabel))
	return from, to, !ended
}

// keyBody is where the inside of a PEM block ends that goes on at a place.
func keyBody(text []byte, at int) (end int, ended bool) {
	end = at
	for end < len(text) {
		if bytes.HasPrefix(text[end:], []byte(keyEnd)) {
			rest := text[end+len(keyEnd):]
			if i := bytes.Index(rest[:min(len(rest), 64)], []byte(keyLabel)); i >= 0 {
				return end + len(keyEnd) + i + len(keyLabel), true
			}
		}
		c := text[end]
		if !base64Byte(c) && strings.IndexByte("\\ \r\n\t:,-", c) < 0 {
			return end, true
		}
		end++
	}
	return end, false
}

// userinfo is the password in a URL, or a name so long that it is a token.
func userinfo(text []byte, at int) (from, to int, open bool) {
	start := at + len("://")
	end := start
	for end < len(text) && text[end] > ' ' && strings.IndexByte("/?#\"'`<>()[]{}|\\", text[end]) < 0 {
		end++
	}
	host := bytes.LastIndexByte(text[start:end], '@')
	if host < 0 {
		return 0, 0, end == len(text)
	}
	name, password, both := strings.Cut(string(text[start:start+host]), ":")
	switch {
	case both && strings.Trim(password, "*") != "" && strings.Trim(password, "x") != "":
		return start + len(name) + 1, start + host, end == len(text)
	case !both && len(name) >= 2*MinLength:
		return start, start + host, end == len(text)
	}
	return 0, 0, false
}
