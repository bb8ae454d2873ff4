package secret

import (
	"encoding/base64"
	"encoding/json"
	"net/url"
	"regexp"
	"strconv"
	"strings"
)

// MinLength is the shortest value that is hidden wherever it stands, in bytes.
// A shorter one, "1" or "true", would be found in every other line.
const MinLength = 8

// maxPiece is the longest piece of a value that is looked for at once: of what
// is longer, each piece is.
const maxPiece = 512

// credentialsIn lists what there is to hide of a variable: all of its value if
// its name says so, else what its value says by itself.
func credentialsIn(name, value string) []string {
	found := inside(value)
	if IsName(name) {
		found = append(found, value)
	}
	return found
}

// inside finds credentials within a value: the fields of a JSON text and the
// settings of a connection string whose names say so, and passwords in URLs.
func inside(value string) []string {
	var found []string
	if text := strings.TrimSpace(value); strings.HasPrefix(text, "{") || strings.HasPrefix(text, "[") {
		var parsed any
		if json.Unmarshal([]byte(text), &parsed) == nil {
			return fields("", parsed)
		}
	}
	for _, match := range settings.FindAllStringSubmatch(value, -1) {
		if IsName(match[1]) {
			found = append(found, strings.Trim(match[2], `"'`))
		}
	}
	if scheme, rest, ok := strings.Cut(value, "://"); ok && scheme != "" && !strings.ContainsAny(scheme, " \t\n") {
		if userinfo, _, ok := cutLast(rest, "@"); ok {
			if _, password, ok := strings.Cut(userinfo, ":"); ok && password != "" {
				found = append(found, password, base64.StdEncoding.EncodeToString([]byte(userinfo)))
				if plain, err := url.PathUnescape(password); err == nil && plain != password {
					user, _, _ := strings.Cut(userinfo, ":")
					found = append(found, plain, base64.StdEncoding.EncodeToString([]byte(user+":"+plain)))
				}
			}
		}
	} else if match := goDSN.FindStringSubmatch(value); match != nil {
		found = append(found, match[1])
	}
	if strings.Contains(value, "-----BEGIN ") && strings.Contains(value, keyLabel) {
		found = append(found, value)
	}
	return found
}

var (
	// settings are the parts of "host=db password='x'" and "Server=db;Pwd=x".
	settings = regexp.MustCompile(`([A-Za-z_][A-Za-z0-9_.-]*)\s*=\s*("[^"]*"|'[^']*'|[^\s;&,"']+)`)
	// goDSN is how Go's driver for MySQL is told: user:password@tcp(host)/name.
	goDSN = regexp.MustCompile(`^[^\s:@/]+:(.+)@[a-z0-9]*\([^)]*\)/`)
)

// fields are the texts in a JSON value whose own key says that they are
// credentials.
func fields(key string, v any) []string {
	var found []string
	switch v := v.(type) {
	case map[string]any:
		for k, inner := range v {
			found = append(found, fields(k, inner)...)
		}
	case []any:
		for _, inner := range v {
			found = append(found, fields(key, inner)...)
		}
	case string:
		if IsName(key) {
			return append(inside(v), v)
		}
		return inside(v)
	}
	return found
}

func cutLast(s, sep string) (before, after string, found bool) {
	if i := strings.LastIndex(s, sep); i >= 0 {
		return s[:i], s[i+len(sep):], true
	}
	return s, "", false
}

// piecesOf are the texts to look for so that a value is found: each of its
// lines, since output is read by lines, in the spellings that programs print.
func piecesOf(value string) []string {
	var pieces []string
	add := func(text string) {
		for len(text) > maxPiece {
			pieces = append(pieces, text[:maxPiece/2])
			text = text[maxPiece/2:]
		}
		pieces = append(pieces, text)
	}
	lines := strings.FieldsFunc(value, func(r rune) bool { return r == '\n' || r == '\r' })
	if strings.Contains(value, `\n`) { // a key in one line, which programs take apart
		lines = append(lines, strings.Split(value, `\n`)...)
	}
	for _, line := range lines {
		line = strings.TrimSpace(line)
		if len(line) < MinLength || strings.Contains(Redacted, line) || strings.HasPrefix(line, "-----") && !strings.Contains(line, `\n`) {
			continue
		}
		for _, spelling := range spellings(line) {
			add(spelling)
		}
	}
	return pieces
}

// spellings are a text and how JSON, Go, Python, URLs and forms write it.
func spellings(text string) []string {
	quoted := strconv.Quote(text)
	all := []string{
		text, quoted[1 : len(quoted)-1], strings.ReplaceAll(strings.ReplaceAll(text, `\`, `\\`), "'", `\'`),
		url.QueryEscape(text), url.PathEscape(text), strings.ReplaceAll(url.QueryEscape(text), "+", "%20"),
	}
	var plain strings.Builder
	encode := json.NewEncoder(&plain)
	encode.SetEscapeHTML(false)
	if encode.Encode(text) == nil {
		s := strings.TrimSuffix(plain.String(), "\n")
		all = append(all, s[1:len(s)-1])
	}
	if escaped, err := json.Marshal(text); err == nil {
		all = append(all, string(escaped[1:len(escaped)-1]))
	}
	for _, s := range all[3:6] {
		all = append(all, lowerHex.ReplaceAllStringFunc(s, strings.ToLower))
	}
	return all
}

var lowerHex = regexp.MustCompile(`%[0-9A-F]{2}`)
