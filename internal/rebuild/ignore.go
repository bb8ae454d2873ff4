package rebuild

import (
	"context"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/fcgen/fcgen/internal/projectfile"
)

const gitignore = ".gitignore"

// Each change is compared with each rule, so a .gitignore has a bound: one of
// more bytes is not read, and rules beyond it are not looked at.
const (
	maxIgnore = 1 << 20
	maxRules  = 2_000
)

// ignore says which changes below a root do not count.
type ignore struct {
	root  string
	rules []ignoreRule
}

// ignoreRule is a line of a .gitignore.
type ignoreRule struct {
	segments []string // of the pattern; a leading "**" where it may stand at any depth
	not      bool
	dirOnly  bool
}

// newIgnore reads the .gitignore at root's top; without one the built-in rules
// remain.
func newIgnore(root string) *ignore {
	data, _ := projectfile.ReadFile(context.Background(), filepath.Join(root, gitignore), maxIgnore)
	return &ignore{root, parseIgnore(string(data))}
}

// ignores reports whether a change of name, below the root, does not count.
func (i *ignore) ignores(name string, isDir bool) bool {
	rel, err := filepath.Rel(i.root, name)
	if err != nil || rel == "." {
		return false
	}
	segments := strings.Split(filepath.ToSlash(rel), "/")
	for n := range segments {
		last := n == len(segments)-1
		if builtIn(segments[n], !last || isDir) || i.matches(segments[:n+1], !last || isDir) {
			return true // nothing below an ignored folder counts, as in git
		}
	}
	return false
}

// builtIn reports whether a file or folder of that name never counts.
func builtIn(name string, isDir bool) bool {
	if isDir {
		return strings.HasPrefix(name, ".") ||
			slices.Contains([]string{"dist", "node_modules", "__pycache__", "venv"}, name)
	}
	if name == "4913" || name == ".DS_Store" || strings.HasSuffix(name, "~") || strings.HasPrefix(name, ".#") ||
		strings.HasPrefix(name, "#") && strings.HasSuffix(name, "#") ||
		strings.HasPrefix(name, ".goutputstream-") || strings.Contains(name, "___jb_") {
		return true // Vim, Emacs, GNOME's and JetBrains' editors, the Finder
	}
	if strings.HasPrefix(name, "__debug_bin") {
		return true // what Delve builds, and removes at its end
	}
	ext := path.Ext(name)
	if strings.HasPrefix(name, ".") && (strings.HasPrefix(ext, ".sw") || ext == ".un~") {
		return true // Vim
	}
	// What running programs write beside their source.
	kind, _, _ := strings.Cut(ext, "-") // .db-wal
	return slices.Contains([]string{".tmp", ".temp", ".bak", ".orig", ".log", ".pid", ".sock", ".pyc", ".db", ".sqlite", ".sqlite3"}, kind)
}

// matches reports whether the last rule that fits says to ignore.
func (i *ignore) matches(segments []string, isDir bool) bool {
	for _, rule := range slices.Backward(i.rules) {
		if (isDir || !rule.dirOnly) && fits(rule.segments, segments) {
			return !rule.not
		}
	}
	return false
}

// fits reports whether a pattern matches a path, "**" standing for any folders.
// Where it stands for too few, only the last one before is given more: those
// before that can do no better.
func fits(pattern, segments []string) bool {
	at, from, stood := 0, -1, 0 // from is behind the last "**", which stands for what is before stood
	for i := 0; i < len(segments); {
		switch {
		case at < len(pattern) && pattern[at] == "**":
			at++
			if at == len(pattern) {
				return true // the rest, which is not empty
			}
			from, stood = at, i
		case at < len(pattern) && fitsName(pattern[at], segments[i]):
			at, i = at+1, i+1
		case from >= 0:
			stood++
			at, i = from, stood
		default:
			return false
		}
	}
	return at == len(pattern)
}

func fitsName(pattern, name string) bool {
	ok, err := path.Match(pattern, name)
	return err == nil && ok
}

func parseIgnore(text string) []ignoreRule {
	var rules []ignoreRule
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\r\n \t")
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		var rule ignoreRule
		line, rule.not = strings.CutPrefix(line, "!")
		line, rule.dirOnly = strings.CutSuffix(line, "/")
		anchored := strings.Contains(line, "/")
		rule.segments = strings.Split(strings.TrimPrefix(line, "/"), "/")
		if !anchored {
			rule.segments = append([]string{"**"}, rule.segments...)
		}
		rule.segments = slices.CompactFunc(rule.segments, func(a, b string) bool { return a == "**" && b == "**" })
		if rules = append(rules, rule); len(rules) == maxRules {
			break
		}
	}
	return rules
}
