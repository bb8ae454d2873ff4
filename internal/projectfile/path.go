package projectfile

import (
	"fmt"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// The longest names that pass the check, in bytes. They leave room for the
// suffixes that fcgen adds, and for the folder that the project is in.
const (
	MaxElement = 200  // of one file or folder
	MaxPath    = 1000 // of the whole path inside the project
)

// Staging ends the name of each folder in which fcgen prepares a change. It is
// the whole name of the one inside a project.
const Staging = ".fcgen-tmp"

// Memory is the folder of a project in which fcgen remembers what it made.
const Memory = ".fcgen"

// remembered are the files of Memory. Nothing else in it may be named.
var remembered = []string{Memory + "/spec.yaml", Memory + "/base.txtar", Memory + "/.gitattributes"}

// Path is the name of a file or folder inside a project: slash-separated,
// relative to the project's own folder, and safe to change. Only Parse makes
// one; the zero Path is the project's folder itself.
type Path struct{ name string }

// String is the path as Parse got it, "." for the zero Path.
func (p Path) String() string {
	if p.name == "" {
		return "."
	}
	return p.name
}

// Unsafe is the error for a name that is no Path.
type Unsafe struct {
	Name string
	Why  string // continues "it ..."
}

func (e *Unsafe) Error() string {
	return fmt.Sprintf("the path %q is not allowed: it %s", e.Name, e.Why)
}

// Parse checks a name that came out of a project, a record or an archive. The
// error is an *Unsafe for a name that leaves the project, that belongs to
// version control or to fcgen's own state, that does not mean the same file on
// each operating system, or that does not look like what it is.
func Parse(name string) (Path, error) {
	if why := refuse(name); why != "" {
		return Path{}, &Unsafe{Name: name, Why: why}
	}
	return Path{name}, nil
}

func refuse(name string) string {
	switch {
	case name == "" || name == "." || !utf8.ValidString(name):
		return "names no file"
	case len(name) > MaxPath:
		return fmt.Sprintf("is longer than %d bytes", MaxPath)
	case strings.ContainsFunc(name, unprintable):
		return "holds characters that cannot be seen"
	case path.Clean(name) != name || !filepath.IsLocal(filepath.FromSlash(name)) || strings.HasPrefix(name, "/"):
		return "leaves the project's folder"
	case strings.ContainsAny(name, `\<>:"|?*`):
		return `holds one of \ < > : " | ? *, which not every system allows`
	}
	elements := strings.Split(name, "/")
	for _, element := range elements {
		if why := refuseElement(element); why != "" {
			return why
		}
	}
	if strings.EqualFold(elements[0], Memory) && !slices.Contains(remembered, name) {
		return "belongs to fcgen's own state"
	}
	return ""
}

// unprintable reports whether a character has no shape of its own: controls,
// marks that change the direction of the text, and what Unicode does not assign.
func unprintable(c rune) bool { return !unicode.IsGraphic(c) }

func refuseElement(element string) string {
	switch {
	case len(element) > MaxElement:
		return fmt.Sprintf("has a part that is longer than %d bytes", MaxElement)
	case strings.HasSuffix(element, ".") || strings.TrimSpace(element) != element:
		return "has a part that begins or ends with a space, or ends with a dot"
	case ofVersionControl(element):
		return "is inside a folder of version control"
	case hasFoldedSuffix(element, Staging):
		return "belongs to fcgen's own state"
	case ofDevice(element):
		return "is the name of a device on Windows"
	}
	return ""
}

func hasFoldedSuffix(s, suffix string) bool {
	return len(s) >= len(suffix) && strings.EqualFold(s[len(s)-len(suffix):], suffix)
}

// ofVersionControl reports whether an element is a folder in which a version
// control system keeps its state, in any letter case, also by the short name
// that Windows gives to .git.
func ofVersionControl(element string) bool {
	for _, folder := range []string{".git", ".hg", ".svn", ".bzr", ".jj", ".sl", ".pijul", "_darcs", "CVS"} {
		if strings.EqualFold(element, folder) {
			return true
		}
	}
	short, number, found := strings.Cut(element, "~")
	return found && strings.EqualFold(short, "git") && number != "" && strings.Trim(number, "0123456789") == ""
}

// ofDevice reports whether Windows takes an element for a device, whatever its
// extension (https://learn.microsoft.com/windows/win32/fileio/naming-a-file).
func ofDevice(element string) bool {
	stem, _, _ := strings.Cut(element, ".")
	stem = strings.ToUpper(strings.TrimRight(stem, " "))
	switch stem {
	case "CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$":
		return true
	}
	for _, port := range []string{"COM", "LPT"} {
		if rest, ok := strings.CutPrefix(stem, port); ok && utf8.RuneCountInString(rest) == 1 && strings.Contains("0123456789¹²³", rest) {
			return true
		}
	}
	return false
}
