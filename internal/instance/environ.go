package instance

import (
	"os"
	"path/filepath"
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

// environment is what the program finds.
func environment(c Config) []string {
	var env []string
	for _, v := range Variables(c) {
		env = append(env, v.Name+"="+v.Value)
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
		variableKeyID:             keys.id,
		variableSecret:            keys.key,
		variableToken:             keys.token,
		"PORT":                    port, // what most frameworks read
		"CAPort":                  port, // what some older samples read
	}
	for _, name := range fc.PortVariables() {
		set[name] = port
	}
	return set
}

// fixed reports whether the platform alone sets a variable, whatever is asked for.
func fixed(name string) bool {
	return strings.HasPrefix(strings.ToUpper(name), fc.ReservedVariables) || sameName(name, "PORT") || sameName(name, "CAPort")
}

// platforms reports whether the platform sets a variable over s.yaml's.
func platforms(name string) bool {
	return fixed(name) || slices.Contains([]string{variableKeyID, variableSecret, variableToken}, strings.ToUpper(name))
}

// NotPassedOn lists, sorted, the variables set by hand that do not reach a
// function, since the platform alone sets them.
func NotPassedOn(own map[string]string) []string {
	return slices.Sorted(func(yield func(string) bool) {
		for name := range own {
			if fixed(name) && !yield(name) {
				return
			}
		}
	})
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
