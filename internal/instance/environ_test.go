package instance

import (
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/fcgen/fcgen/internal/manifest"
	"github.com/fcgen/fcgen/internal/secret"
)

// environ is what a program of that configuration finds, by name.
func environ(t *testing.T, c Config) map[string]string {
	t.Helper()
	got := map[string]string{}
	for _, entry := range environment(c) {
		name, value, _ := strings.Cut(entry, "=")
		if _, twice := got[name]; twice {
			t.Errorf("%s is set twice", name)
		}
		got[name] = value
	}
	return got
}

// mine are variables of somebody's machine, and the credentials among them.
var (
	mine = []string{
		"PATH=" + folderList("/usr/bin", "/bin"), "HOME=/home/me", "PORT=1", "TZ=Asia/Shanghai", "MODE=laptop", "LC_ALL=C.UTF-8", "NODE_ENV=development",
		"https_proxy=http://me:word@proxy:3128", "GOPATH=/go", "SSH_AUTH_SOCK=/tmp/agent", "FC_ACCOUNT_ID=mine", "FC_OTHER=mine", "DATABASE_URL=mine",
	}
	keys = []string{
		`default_serverless_devs_key={"AccessKeySecret":"R2"}`, "OSS_ACCESS_KEY_SECRET=R3", "ACCESS_KEY_SECRET=R4", "TF_VAR_ALICLOUD_SECRET_KEY=R6",
		"AccountID=1", "AccessKeyID=R7", "AccessKeySecret=R8", "AWS_SECRET_ACCESS_KEY=R9", "GITHUB_TOKEN=R10", "KUBECONFIG=R11", "DOCKER_AUTH_CONFIG=R12",
		"ALIBABA_CLOUD_ACCESS_KEY_ID=R13", "ALIBABA_CLOUD_ACCESS_KEY_SECRET=R14", "ALIBABA_CLOUD_SECURITY_TOKEN=R15", "ALICLOUD_SECRET_KEY=R16", "alibaba_cloud_access_key_id=R17",
	}
)

func folderList(folders ...string) string { return strings.Join(folders, string(os.PathListSeparator)) }

func TestEnvironment(t *testing.T) {
	t.Parallel()
	c := Config{
		Function: function(t), ID: "c-1", Port: 23456, Dir: "elsewhere", Environ: slices.Concat(mine, keys),
		Own: map[string]string{"LEVEL": "debug", "FC_REGION": "wrong", "PORT": "wrong"},
	}
	c.Function.Env = map[string]string{
		"MODE": "cloud", "PATH": folderList("/code/bin", "/bin"), "FC_SERVER_PORT": "wrong", "FC_MINE": "wrong", "ALIBABA_CLOUD_ACCESS_KEY_SECRET": "wrong",
		"PYTHONUNBUFFERED": "", "PORT": "8080", "ALIBABA_CLOUD_ROLE": "of s.yaml", "LEVEL": "info",
	}
	got := environ(t, c)
	want := map[string]string{
		"PATH": folderList("/usr/bin", "/bin", "/code/bin"), "HOME": "/home/me", "MODE": "cloud", "TZ": "UTC", "PYTHONUNBUFFERED": "", "LC_ALL": "C.UTF-8",
		"https_proxy": "http://me:word@proxy:3128", "GOPATH": "/go", "LEVEL": "debug", "ALIBABA_CLOUD_ROLE": "of s.yaml",
		"FC_SERVER_PORT": "23456", "FC_CUSTOM_LISTEN_PORT": "23456", "PORT": "23456", "CAPort": "23456",
		"FC_ACCOUNT_ID": "1234567890123456", "FC_FUNC_CODE_PATH": c.Function.Code, "FC_FUNCTION_HANDLER": "index.handler",
		"FC_FUNCTION_MEMORY_SIZE": "512", "FC_FUNCTION_NAME": "demo", "FC_FUNCTION_VERSION": "LATEST", "FC_INSTANCE_ID": "c-1", "FC_REGION": "cn-hangzhou",
	}
	for name, prefix := range map[string]string{variableKeyID: "STS.local", variableSecret: "secret.local", variableToken: "CAIS.local"} {
		if !strings.HasPrefix(got[name], prefix) {
			t.Errorf("%s does not start with %q", name, prefix)
		}
		delete(got, name)
	}
	if !maps.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	held := HeldBack(c)
	for _, name := range []string{"NODE_ENV", "SSH_AUTH_SOCK", "DATABASE_URL", "AccessKeySecret", "GITHUB_TOKEN"} {
		if !slices.Contains(held, name) {
			t.Errorf("%s is not told among what is held back: %q", name, held)
		}
	}
	for _, name := range []string{"PATH", "HOME", "MODE", "PORT", "TZ", "FC_ACCOUNT_ID"} {
		if slices.Contains(held, name) {
			t.Errorf("%s is told among what is held back", name)
		}
	}
}

// Somebody who names a variable means it, also where it is a key of the account.
func TestWhatIsAskedForGetsThrough(t *testing.T) {
	t.Parallel()
	c := Config{Function: function(t), Environ: slices.Concat(mine, keys), Own: map[string]string{variableKeyID: "my id", "AccessKeySecret": "R8", "TZ": "Asia/Shanghai"}}
	got := environ(t, c)
	if got[variableKeyID] != "my id" || got["AccessKeySecret"] != "R8" || got["TZ"] != "Asia/Shanghai" || got["ACCESS_KEY_SECRET"] != "" {
		t.Errorf("got %q", got)
	}
	if !strings.HasPrefix(got[variableSecret], "secret.local") {
		t.Errorf("%s is %q", variableSecret, got[variableSecret])
	}

	c = Config{Function: function(t), Environ: slices.Concat(mine, keys), InheritAll: true}
	got = environ(t, c)
	for _, entry := range slices.Concat(mine, keys) {
		name, value, _ := strings.Cut(entry, "=")
		if ours := platforms(name) || name == "TZ"; got[name] == value && ours || got[name] != value && !ours {
			t.Errorf("%s is %q, of this machine %q", name, got[name], value)
		}
	}
	if held := HeldBack(c); len(held) > 0 {
		t.Errorf("held back: %q", held)
	}
}

// A program that prints its environment tells no credential, not even one that
// it was given on purpose.
func TestCredentialsGivenByHandAreRedacted(t *testing.T) {
	t.Parallel()
	c := config(t, "environ")
	c.Own["DB_PASSWORD"], c.Own["MODE"] = "correct horse battery", "laptop"
	c.Function.Env = map[string]string{"API_KEY": "of-s-yaml-key"}
	c.Environ = append(c.Environ, "OSS_ACCESS_KEY_SECRET=held-back-key")
	c.Secrets = NewRedactor()
	c.Secrets.AddVariables(c.Own)
	c.Secrets.AddVariables(c.Function.Env)
	c.Secrets.AddEnviron(c.Environ)
	in := start(t, c)
	waitDone(t, in)
	all := strings.Join(texts(in.Tail(keptLines)), "\n")
	for _, want := range []string{"DB_PASSWORD=" + secret.Redacted, "API_KEY=" + secret.Redacted, "MODE=laptop"} {
		if !strings.Contains(all, want) {
			t.Errorf("no %q in %s", want, all)
		}
	}
	for _, never := range []string{"correct horse battery", "of-s-yaml-key", "held-back-key", "OSS_ACCESS_KEY_SECRET"} {
		if strings.Contains(all, never) {
			t.Errorf("%q is in %s", never, all)
		}
	}
}

func TestAVariableThatIsMissedIsTold(t *testing.T) {
	t.Parallel()
	c := config(t, `lines "DATABASE_URL is not set\nKeyError: 'MY_DATABASE_URL'\nDATABASE_URL again, FEATURE_ON, EDITOR\n"`)
	c.Environ = append(c.Environ, "DATABASE_URL=x", "FEATURE_ON=1", "EDITOR=vi", "OTHER_THING=1")
	var told []string
	c.Missed = func(name string) { told = append(told, name) }
	waitDone(t, start(t, c))
	if want := []string{"DATABASE_URL", "FEATURE_ON"}; !slices.Equal(told, want) {
		t.Errorf("told of %q, want %q", told, want)
	}
}

func TestVariablesSayWhereTheyAreFrom(t *testing.T) {
	t.Parallel()
	c := Config{
		Function: manifest.Function{Name: "demo", Env: map[string]string{"OF_FUNCTION": "1", "BOTH": "function", "FC_REGION": "mars", "TZ": "Asia/Shanghai"}},
		Own:      map[string]string{"BOTH": "hand", "PORT": "1"},
		Environ:  []string{"PATH=/bin", "OF_FUNCTION=machine", "HOME=/home/me"}, Port: 9000,
	}
	from := map[string]Variable{}
	for _, v := range Variables(c) {
		if _, twice := from[v.Name]; twice {
			t.Errorf("%s is there twice", v.Name)
		}
		from[v.Name] = v
	}
	for _, want := range []Variable{
		{"OF_FUNCTION", "1", FromFunction}, {"BOTH", "hand", FromHand}, {"FC_REGION", "", FromPlatform}, {"PORT", "9000", FromPlatform},
		{"TZ", "Asia/Shanghai", FromFunction}, {"PATH", "/bin", FromMachine}, {"HOME", "/home/me", FromMachine}, {"PYTHONUNBUFFERED", "1", FromFcgen},
	} {
		if got := from[want.Name]; got != want {
			t.Errorf("got %+v, want %+v", got, want)
		}
	}
}
