package conformance

import (
	"crypto/sha256"
	"encoding/hex"
	"regexp"
)

// stable is what a live case says without what differs from run to run: ids,
// random paths, ports and times. Code scanning shows a finding whose text has
// changed as another one.
func stable(text string) string {
	for _, r := range []struct{ pattern, with string }{
		{`(?i)\b(1-)?[0-9a-f]{8}-[0-9a-f]{4,8}-[0-9a-f-]{4,}\b`, "ID"},
		{`/(initialize|pre-stop)-[0-9a-f]{8}\b`, "/$1-RANDOM"},
		{`/[0-9a-f]{8}\b`, "/RANDOM"},
		{`\b(127\.0\.0\.\d|localhost|\[::1?\]):\d+\b`, "$1:PORT"},
		{`\b\d+(\.\d+)?(µs|ms|s|m\d+s|m)\b`, "TIME"},
		{`\bpid \d+\b`, "pid N"},
		{`\b\d+(\.\d+)? MB\b`, "N MB"},
	} {
		text = regexp.MustCompile(r.pattern).ReplaceAllString(text, r.with)
	}
	return text
}

// fingerprint tells a finding apart from others wherever its line has moved to.
func fingerprint(id, file, message string) string {
	sum := sha256.Sum256([]byte(id + "\x00" + file + "\x00" + stable(message)))
	return hex.EncodeToString(sum[:16])
}
