package instance

import (
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"

	"github.com/fcgen/fcgen/internal/fc"
)

// Variables that carry the credentials (D/047).
const (
	variableKeyID  = "ALIBABA_CLOUD_ACCESS_KEY_ID"
	variableSecret = "ALIBABA_CLOUD_ACCESS_KEY_SECRET"
	variableToken  = "ALIBABA_CLOUD_SECURITY_TOKEN"
)

// environment is what the program finds: of this machine what is not the
// cloud's, over it the function's own variables, over those the platform's.
// What is set for the cloud on this machine may be somebody's real keys, so
// none of it gets through.
func environment(c Config) []string {
	platform := platformVariables(c)
	set := map[string]string{"PYTHONUNBUFFERED": "1", "TZ": "UTC"} // instances run in UTC (https://help.aliyun.com/zh/functioncompute/fc/basics); Python keeps what it prints to a pipe
	maps.Copy(set, c.Function.Env)
	maps.Copy(set, platform)

	var env []string
	for _, entry := range c.Environ {
		name, value, _ := strings.Cut(entry, "=")
		if name == "" { // Windows keeps its current folders in names that start with "="
			env = append(env, entry)
			continue
		}
		if cloudVariable(name) {
			continue
		}
		if sameName(name, "PATH") { // programs are found where this machine has them
			value = joinPath(value, take(set, name))
			env = append(env, name+"="+value)
			continue
		}
		if !has(set, name) {
			env = append(env, entry)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(set)) {
		if _, ours := platform[name]; ours || !cloudVariable(name) {
			env = append(env, name+"="+set[name])
		}
	}
	return env
}

// platformVariables are those that the platform sets (D/047), and those that
// programs read the port from.
func platformVariables(c Config) map[string]string {
	f, keys, port := c.Function, runCredentials(), strconv.Itoa(c.Port)
	code := f.Code
	if code == "" {
		code = c.Dir
	}
	if absolute, err := filepath.Abs(code); err == nil {
		code = absolute
	}
	set := map[string]string{
		"FC_ACCOUNT_ID":           f.Account,
		"FC_FUNC_CODE_PATH":       code,
		"FC_FUNCTION_HANDLER":     f.Handler,
		"FC_FUNCTION_MEMORY_SIZE": strconv.Itoa(f.Memory),
		"FC_FUNCTION_NAME":        f.Name,
		"FC_FUNCTION_VERSION":     qualifier,
		"FC_INSTANCE_ID":          c.ID,
		"FC_REGION":               f.Region,
		variableKeyID:             keys.id.whole,
		variableSecret:            keys.key.whole,
		variableToken:             keys.token.whole,
		"PORT":                    port, // what most frameworks read
		"CAPort":                  port, // what some older samples read
	}
	for _, name := range fc.PortVariables() {
		set[name] = port
	}
	return set
}

// cloudVariable reports whether a variable is the platform's to set, or may
// hold an account's keys.
func cloudVariable(name string) bool {
	name = strings.ToUpper(name)
	return slices.ContainsFunc([]string{fc.ReservedVariables, "ALIBABA_CLOUD_", "ALIBABACLOUD_", "ALICLOUD_", "ALIYUN_"},
		func(prefix string) bool { return strings.HasPrefix(name, prefix) })
}

// NotPassedOn lists, sorted, the variables of env that do not reach a function
// with these values, since they are the platform's to set or may hold an
// account's keys.
func NotPassedOn(env map[string]string) []string {
	var names []string
	for _, name := range slices.Sorted(maps.Keys(env)) {
		if cloudVariable(name) || sameName(name, "PORT") || sameName(name, "CAPort") {
			names = append(names, name)
		}
	}
	return names
}

// joinPath is the folders of first, then those of second that are not among them.
func joinPath(first, second string) string {
	folders := filepath.SplitList(first)
	for _, folder := range filepath.SplitList(second) {
		if !slices.Contains(folders, folder) {
			folders = append(folders, folder)
		}
	}
	return strings.Join(folders, string(os.PathListSeparator))
}

func sameName(a, b string) bool {
	return a == b || runtime.GOOS == "windows" && strings.EqualFold(a, b)
}

func has(set map[string]string, name string) bool {
	for known := range set {
		if sameName(known, name) {
			return true
		}
	}
	return false
}

// take removes a variable from the set and returns its value.
func take(set map[string]string, name string) string {
	for known, value := range set {
		if sameName(known, name) {
			delete(set, known)
			return value
		}
	}
	return ""
}
