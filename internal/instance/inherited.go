package instance

import (
	"runtime"
	"strings"

	"github.com/fcgen/fcgen/internal/process"
)

// inherited are the variables of this machine that a program gets without being
// asked: what a process needs to run here and has in other places on the
// platform. All others stay outside. They may be somebody's credentials, and a
// variable that only this machine has hides that s.yaml lacks it.
var inherited = []struct {
	why   string
	names []string // "LC_*" means all that begin with LC_
}{
	{"programs are found", []string{"PATH"}},
	{"caches and settings of interpreters are found", []string{"HOME", "USER", "LOGNAME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"}},
	{"temporary files have a place", []string{"TMPDIR", "TEMP", "TMP"}},
	{"text is encoded as the terminal shows it", []string{"LANG", "LANGUAGE", "LC_*", "LOCALE_ARCHIVE"}}, // not TZ: instances run in UTC
	{"the network is reached from here; passwords in them are redacted", []string{
		"HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "all_proxy", "no_proxy"}},
	{"the proxy's certificate is trusted", []string{"SSL_CERT_FILE", "SSL_CERT_DIR", "NIX_SSL_CERT_FILE", "NODE_EXTRA_CA_CERTS", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"}},
	{"libraries are found", []string{"LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "DYLD_FALLBACK_LIBRARY_PATH", "TZDIR"}},
	{"a command such as go run builds as the go command does elsewhere", []string{
		"GOROOT", "GOPATH", "GOCACHE", "GOMODCACHE", "GOTOOLCHAIN", "GOPROXY", "GONOPROXY", "GOSUMDB", "GONOSUMDB", "GOPRIVATE", "GOFLAGS", "GOWORK", "GOENV", "GOTMPDIR",
		"CGO_ENABLED", "CC", "CXX", "SDKROOT", "DEVELOPER_DIR"}},
	{"modules of Node.js are found", []string{"NODE_PATH", "NVM_DIR", "NVM_BIN", "VOLTA_HOME", "FNM_DIR", "FNM_MULTISHELL_PATH", "BUN_INSTALL", "DENO_DIR"}},
	{"modules of Python are found", []string{"VIRTUAL_ENV", "CONDA_PREFIX", "PYTHONHOME", "PYTHONPATH", "PYTHONUSERBASE", "PYENV_ROOT", "PYENV_VERSION", "UV_CACHE_DIR"}},
	{"other toolchains are found", []string{
		"JAVA_HOME", "M2_HOME", "MAVEN_HOME", "GRADLE_USER_HOME", "DOTNET_ROOT", "NUGET_PACKAGES", "CARGO_HOME", "RUSTUP_HOME", "RUSTUP_TOOLCHAIN",
		"GEM_HOME", "GEM_PATH", "RBENV_ROOT", "RBENV_VERSION", "ASDF_DIR", "ASDF_DATA_DIR", "MISE_DATA_DIR"}},
	{"the log is coloured as the person likes it", []string{"TERM", "COLORTERM", "NO_COLOR", "FORCE_COLOR", "CLICOLOR", "CLICOLOR_FORCE"}},
	{"an outer fcgen knows what it started", []string{process.MarkVariable}},
	{"Windows itself needs them", []string{
		"SystemRoot", "SystemDrive", "windir", "ComSpec", "PATHEXT", "OS", "ProgramFiles", "ProgramFiles(x86)", "ProgramW6432", "CommonProgramFiles",
		"CommonProgramFiles(x86)", "CommonProgramW6432", "ProgramData", "ALLUSERSPROFILE", "PUBLIC", "APPDATA", "LOCALAPPDATA", "USERPROFILE", "USERNAME",
		"HOMEDRIVE", "HOMEPATH", "COMPUTERNAME", "NUMBER_OF_PROCESSORS", "PROCESSOR_ARCHITECTURE", "PROCESSOR_IDENTIFIER", "PSModulePath"}},
}

// passes reports whether a variable of this machine gets to a program by itself.
func passes(name string) bool {
	if name == "" { // Windows keeps its current folders in names that start with "="
		return true
	}
	for _, group := range inherited {
		for _, known := range group.names {
			if start, all := strings.CutSuffix(known, "*"); all && strings.HasPrefix(name, start) || sameName(name, known) {
				return true
			}
		}
	}
	return false
}

func sameName(a, b string) bool {
	return a == b || runtime.GOOS == "windows" && strings.EqualFold(a, b)
}
