package cli_test

import (
	"os"
	"strings"
	"testing"

	"github.com/fcgen/fcgen/internal/cli"
	"github.com/fcgen/fcgen/templates"
)

// TestComplete shows what can stand at the cursor, marked by "|", in a command
// line: flags and their values, before and after the arguments.
func TestComplete(t *testing.T) {
	t.Parallel()
	tests := []struct{ line, want string }{
		{"|", "new init add-hook remove-hook update diff undo dev invoke check show list schema version completion help"},
		{"re|", "remove-hook"},
		{"-|", "--help --version"},
		{"nonsense |", ""},
		{"new --fr|", "--framework"},
		{"new f --fr|", "--framework"},
		{"new f --framework |", strings.Join(frameworks(), " ")},
		{"new f -f |", strings.Join(frameworks(), " ")},
		{"new --framework g|", "gin"},
		{"new f --framework=|", "--framework=" + strings.Join(frameworks(), " --framework=")},
		{"new f --framework=n|", "--framework=nethttp"},
		{"new --framework gin f --hand|", "--handler"},
		{"new f --handler |", "http event"},
		{"new f --auth |", "anonymous function"},
		{"new f --trigger |", "anonymous function none timer oss sls cdn cdn-refreshed mns-topic"},
		{"new f --hook |", "initializer prestop none"},
		{"new f --hook initializer,|", "initializer,prestop"},
		{"new f --hook=initializer,p|", "--hook=initializer,prestop"},
		{"new f --hook initializer --hook |", "initializer prestop none"},
		{"new f --runtime custom.|", "custom.debian12 custom.debian11 custom.debian10"},
		{"new f --region us-|", "us-east-1 us-west-1"},
		{"new f --on-conflict |", "abort ours theirs markers"},
		{"new f --disk |", "512 10240"},
		{"new f --dir |", ":folders"},
		{"new f --dir=x|", ":folders"},
		{"new f --port |", ""},
		{"new |", ""},
		{"new f |", ""},
		{"new --dry-run --dry|", ""},
		{"new f -- --fr|", ""},
		{"add-hook |", "initializer prestop"},
		{"add-hook prestop |", "initializer"},
		{"add-hook --dir x prestop --init|", "--initializer-timeout"},
		{"remove-hook p|", "prestop"},
		{"remove-hook prestop --f|", "--force"},
		{"up|", "update"},
		{"update --ch|", "--check"},
		{"update |", ""},
		{"diff --|", "--dir --exit-code --on-conflict --help"},
		{"undo --|", "--dir --dry-run --diff --json --exit-code --help"},
		{"diff --on-conflict |", "abort ours theirs markers"},
		{"dev |", ":folders"},
		{"dev api |", ""},
		{"dev api -- |", ":folders"},
		{"dev -- python3 --|", ":folders"},
		{"dev --init-f|", "--init-failure"},
		{"dev --init-failure |", "retry next-call error"},
		{"dev --fault init=4|", "init=400 init=404"},
		{"dev --fault crash --fa|", "--fault"},
		{"dev --idle |", ""},
		{"check INIT/1|", "INIT/1 INIT/10 INIT/11 INIT/12 INIT/13 INIT/14 :folders"},
		{"check INIT/1 FREE|", "FREEZE FREEZE/1 FREEZE/2 :folders"},
		{"check --explain STOP/1|", "STOP/1 STOP/10 STOP/11 STOP/12 STOP/13 STOP/14"},
		{"check --level |", "must should all"},
		{"list --|", "--json --help"},
		{"completion |", "bash zsh fish powershell"},
		{"completion bash |", ""},
		{"help rem|", "remove-hook"},
	}
	for _, test := range tests {
		t.Run(test.line, func(t *testing.T) {
			t.Parallel()
			words := strings.Split(strings.TrimSuffix(test.line, "|"), " ")
			code, out, errs := run(t, cli.Env{Args: append([]string{"__complete", "--"}, words...)})
			if code != 0 || errs != "" {
				t.Fatalf("exit code %d, standard error %q", code, errs)
			}
			if got := strings.Join(candidates(out), " "); got != test.want {
				t.Errorf("got  %q\nwant %q", got, test.want)
			}
		})
	}
}

func candidates(out string) []string {
	var list []string
	for line := range strings.Lines(out) {
		value, _, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		list = append(list, value)
	}
	return list
}

// TestCompleteNewWord shows the other way to say that a word is not begun, for
// shells that cannot pass an empty argument.
func TestCompleteNewWord(t *testing.T) {
	t.Parallel()
	_, empty, _ := run(t, cli.Env{Args: []string{"__complete", "--", "add-hook", ""}})
	_, fresh, _ := run(t, cli.Env{Args: []string{"__complete", "--new", "--", "add-hook"}})
	if empty != fresh || !strings.HasPrefix(fresh, "initializer\t") {
		t.Errorf("got %q and %q", empty, fresh)
	}
}

// TestCompleteTinyFramework shows that the values come from the folders.
func TestCompleteTinyFramework(t *testing.T) {
	t.Parallel()
	_, out, _ := run(t, cli.Env{
		Args:      []string{"__complete", "--", "new", "--framework", ""},
		Templates: overlay{os.DirFS("testdata/templates"), templates.FS},
	})
	if got := strings.Join(candidates(out), " "); got != strings.Join(append(frameworks(), "tiny"), " ") {
		t.Errorf("got %q", got)
	}
}
