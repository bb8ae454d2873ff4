package process

import (
	"crypto/rand"
	"runtime"
	"slices"
	"strings"
)

// MarkVariable is the environment variable that marks what a Process started.
// Its value is a list, so that a program that uses this package and was itself
// started by it hands on the outer mark as well.
const MarkVariable = "FCGEN_PROCESS"

// newCookie is a word that no other environment contains by chance.
func newCookie() string { return rand.Text() }

// mark returns the environment with the cookie and without repeated names; of
// two values the last counts, as it does in os/exec.
func mark(env []string, cookie string) []string {
	if outer := getenv(env, MarkVariable); outer != "" {
		cookie = outer + "," + cookie
	}
	env = append(slices.Clone(env), MarkVariable+"="+cookie)
	seen := make(map[string]bool, len(env))
	marked := make([]string, 0, len(env))
	for _, e := range slices.Backward(env) {
		if name := envName(e); !seen[name] {
			seen[name] = true
			marked = append(marked, e)
		}
	}
	slices.Reverse(marked)
	return marked
}

// getenv is the last value of the name.
func getenv(env []string, name string) string {
	for _, e := range slices.Backward(env) {
		if envName(e) == envName(name+"=") {
			return e[len(name)+1:]
		}
	}
	return ""
}

// envName is the part before the equals sign. Windows has names that begin
// with one ("=C:=C:\work") and does not tell cases apart.
func envName(e string) string {
	i := strings.IndexByte(e[min(1, len(e)):], '=')
	if i < 0 {
		return e
	}
	if runtime.GOOS == "windows" {
		return strings.ToUpper(e[:i+1])
	}
	return e[:i+1]
}
