package hookfile

import (
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"regexp"
	"slices"
	"strings"
)

// Files of the first releases have no sum. What they can hold was fixed: each
// paragraph is known by its hash, in which the names that were chosen to suit
// the package are those that stood there first.
//
//go:embed former.txt
var former string

var (
	formerImport = regexp.MustCompile(`^\t(?:fc[a-z]+ )?"([a-z0-9./-]+)"$`)
	formerToken  = regexp.MustCompile(`\w+|[^\w\s]`)
)

// isFormer reports whether a file without a sum is as one of those releases wrote it.
func (m *File) isFormer(text string) bool {
	_, text, ok := strings.Cut(text, m.Directive()+"\n\n")
	if !ok {
		return false
	}
	rest, ok := m.afterImports(text)
	return ok && !slices.ContainsFunc(m.paragraphs(rest), func(hash string) bool { return !strings.Contains(former, hash) })
}

// afterImports is what follows the declaration of imports, if all of them are of
// the standard library or the router's.
func (m *File) afterImports(text string) (string, bool) {
	list, ok := strings.CutPrefix(text, "import (\n")
	if !ok {
		return text, true
	}
	list, rest, ok := strings.Cut(list, "\n)\n")
	for line := range strings.SplitSeq(list, "\n") {
		found := formerImport.FindStringSubmatch(line)
		if line != "" && (found == nil || found[1] != m.Path && strings.Contains(found[1], ".")) {
			return "", false
		}
	}
	return rest, ok
}

// paragraphs lists the hashes of a text's paragraphs.
func (m *File) paragraphs(text string) []string {
	first := map[string]string{}
	for id, name := range m.Names {
		first[name], first[name+"Hook"] = id, id+"Hook"
	}
	for _, name := range m.Renamed {
		first["fc"+name] = name
	}
	var list []string
	for part := range strings.SplitSeq(strings.TrimSpace(text), "\n\n") {
		var words []string
		for _, word := range formerToken.FindAllString(part, -1) {
			if name := first[word]; name != "" {
				word = name
			}
			if word == m.Object && strings.HasPrefix(part, "func init() {\n") {
				word = "object"
			}
			words = append(words, word)
		}
		sum := sha256.Sum256([]byte(strings.Join(words, " ")))
		list = append(list, hex.EncodeToString(sum[:8]))
	}
	return list
}
