package devs

import (
	"path/filepath"
	"regexp"
	"strings"

	"github.com/fcgen/fcgen/internal/projectfile"
)

// setting is a variable that a .env file gave, with its place.
type setting struct {
	value string
	at    Place
}

// getenv is a variable of the environment and where it comes from.
func (r *run) getenv(name string) (string, Place) {
	if s, there := r.loaded[name]; there {
		return s.value, s.at
	}
	if r.options.Getenv != nil {
		return r.options.Getenv(name), Place{File: Environment}
	}
	return "", Place{File: Environment}
}

// set is whether a variable has a value; an empty one counts as none, since an
// environment that is a function cannot tell.
func (r *run) isSet(name string) bool {
	value, _ := r.getenv(name)
	_, there := r.loaded[name]
	return value != "" || there
}

// envLine is the pattern of dotenv 16 for a variable.
var envLine = regexp.MustCompile(`(?m)^\s*(?:export\s+)?([\w.-]+)(?:\s*=\s*?|:\s+?)` +
	"(\\s*'(?:\\\\'|[^'])*'|\\s*\"(?:\\\\\"|[^\"])*\"|\\s*`(?:\\\\`|[^`])*`|[^#\\r\\n]+)?" + `\s*(?:#.*)?$`)

// maxEnv is how large a .env may be, in bytes.
const maxEnv = 1 << 20

// loadEnv adds the variables of the file .env in a folder; those that are set
// already stay. A missing file is none.
func (r *run) loadEnv(folder string) error {
	file := filepath.Join(folder, ".env")
	data, err := projectfile.ReadFile(r.ctx, r.absolute(file), maxEnv)
	if projectfile.Absent(err) {
		return nil
	}
	if err != nil {
		return err
	}
	r.files = append(r.files, file)
	text := strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(string(data))
	var names []string
	parsed := map[string]setting{}
	for _, m := range envLine.FindAllStringSubmatchIndex(text, -1) {
		name, value := text[m[2]:m[3]], ""
		if m[4] >= 0 {
			value = unquoteEnv(strings.TrimSpace(text[m[4]:m[5]]))
		}
		if _, again := parsed[name]; !again {
			names = append(names, name)
		}
		parsed[name] = setting{value, Place{file, 1 + strings.Count(text[:m[2]], "\n"), 0}}
	}
	for _, name := range names {
		if !r.isSet(name) {
			r.loaded[name] = parsed[name]
		}
	}
	expanded := map[string]setting{}
	for _, name := range names { // dotenv-expand: also what was set before is filled in
		value, at := r.getenv(name)
		filled, ok := r.interpolate(value, parsed, 0)
		if !ok {
			return &Invalid{file, parsed[name].at.Line, name + " leads back to itself"}
		}
		filled = strings.ReplaceAll(filled, `\$`, "$")
		parsed[name] = setting{filled, parsed[name].at}
		expanded[name] = setting{filled, at}
	}
	for name, s := range expanded {
		r.loaded[name] = s
	}
	return nil
}

// unquoteEnv takes the quotes away; between double ones \n is a line's end.
func unquoteEnv(value string) string {
	double := strings.HasPrefix(value, `"`)
	var out strings.Builder
	for i := 0; i < len(value); {
		if c := value[i]; (i == 0 || value[i-1] == '\n') && (c == '\'' || c == '"' || c == '`') {
			if end := closing(value, i); end > i {
				out.WriteString(value[i+1 : end])
				i = end + 1
				continue
			}
		}
		out.WriteByte(value[i])
		i++
	}
	if double {
		return strings.NewReplacer(`\n`, "\n", `\r`, "\r").Replace(out.String())
	}
	return out.String()
}

// closing is the last quote like that at i that ends a line; i if there is none.
func closing(value string, i int) int {
	for end := len(value) - 1; end > i; end-- {
		if value[end] == value[i] && (end+1 == len(value) || value[end+1] == '\n') {
			return end
		}
	}
	return i
}

var envUse = regexp.MustCompile(`^\$\{?(\w+)(?::-([^}\\]*))?\}?`)

// interpolate fills in $NAME, ${NAME} and ${NAME:-default}, the last one first.
func (r *run) interpolate(value string, parsed map[string]setting, depth int) (string, bool) {
	if depth > maxDepth || len(value) > maxEnv {
		return "", false
	}
	last := -1
	for i := range len(value) {
		if value[i] == '$' && (i == 0 || value[i-1] != '\\') {
			last = i
		}
	}
	if last < 0 {
		return value, true
	}
	m := envUse.FindStringSubmatch(value[last:])
	if m == nil {
		return value, true
	}
	filled, _ := r.getenv(m[1])
	if filled == "" {
		filled = m[2]
	}
	if filled == "" {
		filled = parsed[m[1]].value
	}
	filled = strings.NewReplacer("$$", "$", "$&", m[0]).Replace(filled)
	return r.interpolate(strings.Replace(value, m[0], filled, 1), parsed, depth+1)
}
