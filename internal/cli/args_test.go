package cli

import (
	"slices"
	"strings"
	"testing"
)

// TestArrange shows command lines as people type them, and what the library gets.
func TestArrange(t *testing.T) {
	t.Parallel()
	tests := []struct{ typed, want string }{
		{"new", "new --"},
		{"new f", "new -- f"},
		{"new f --framework gin", "new --framework=gin -- f"},
		{"new --framework gin f", "new --framework=gin -- f"},
		{"new --framework=gin f", "new --framework=gin -- f"},
		{"new -framework gin f", "new --framework=gin -- f"},
		{"new f -f gin", "new --framework=gin -- f"},
		{"new -f=gin f", "new --framework=gin -- f"},
		{"new -yf gin f", "new --yes=true --framework=gin -- f"},
		{"new -yn f", "new --yes=true --dry-run=true -- f"},
		{"new --framework gin f --yes", "new --framework=gin --yes=true -- f"},
		{"new --yes f", "new --yes=true -- f"},
		{"new f --yes=false", "new --yes=false -- f"},
		{"new f --hook initializer --hook prestop", "new --hook=initializer --hook=prestop -- f"},
		{"new f --hook a,b", "new --hook=a,b -- f"},
		{"new f --dir ./with=sign", "new --dir=./with=sign -- f"},
		{"new --port 80 f --memory 128 --yes --cpu .05", "new --port=80 --memory=128 --yes=true --cpu=.05 -- f"},
		{"new f --port=-1", "new --port=-1 -- f"},
		{"new --yes -- f", "new --yes=true -- f"},
		{"new f --framework gin --framework gin", "new --framework=gin -- f"},
		{"new f --framework gin -f gin --yes", "new --framework=gin --yes=true -- f"},
		{"new .", "new -- ."},
		{"new yes --yes", "new --yes=true -- yes"},
		{"add-hook initializer prestop", "add-hook -- initializer prestop"},
		{"add-hook --dir f initializer -n prestop", "add-hook --dir=f --dry-run=true -- initializer prestop"},
		{"add-hook prestop --prestop-timeout 5", "add-hook --prestop-timeout=5 -- prestop"},
		{"remove-hook prestop --force", "remove-hook --force=true -- prestop"},
		{"list --json", "list --json=true --"},
		{"dev", "dev --"},
		{"dev api --port 0", "dev --port=0 -- api"},
		{"dev api --port 0 -- python3 app.py --port 1 -h", "dev --port=0 -- api -- python3 app.py --port 1 -h"},
		{"dev -- x -- y", "dev -- -- x -- y"},
		{"dev --env A=1,2 --env A=1,2 --env B=", "dev --env=A=1,2 --env=A=1,2 --env=B= --"},
		{"dev --idle 5m --grace 500ms", "dev --idle=5m --grace=500ms --"},
		{"dev --idle 0", "dev --idle=0 --"},
		{"check INIT/2 api STOP", "check -- INIT/2 api STOP"},
		{"check -- -x", "check -- -- -x"},

		{"nwe", `error: unknown command "nwe"`},
		{"New f", `error: unknown command "New"`},
		{"--yes new f", "error: the flag --yes stands before the command"},
		{"--nonsense=secret new f", "error: unknown flag --nonsense"},
		{"new f --nonsense=secret", "error: new has no flag --nonsense"},
		{"new f -z", "error: new has no flag -z"},
		{"new f -yz", "error: new has no flag -yz"},
		{"new f -fy gin", "error: new has no flag -fy"},
		{"new f -", `error: the argument "-" begins with a dash`},
		{"new f ---yes", "error: new has no flag ---yes"},
		{"list --framework gin", "error: list has no flag --framework"},
		{"new f --framework", "error: the flag --framework needs a value"},
		{"new --framework --yes f", "error: the flag --framework needs a value"},
		{"new f --framework=", "error: the flag --framework has an empty value"},
		{"new f --hook a,,b", "error: the flag --hook has an empty value"},
		{"new f --yes=1", `error: the flag --yes is true or false, not "1"`},
		{"new f --port 80.5", `error: the flag --port takes a whole number, not "80.5"`},
		{"new f --port 99999999999999999999", `error: the flag --port takes a whole number, not "99999999999999999999"`},
		{"new f --cpu 0,5", `error: the flag --cpu takes a number, not "0,5"`},
		{"new f --port 80 --port 81", `error: the flag --port is given twice, as "80" and as "81"`},
		{"new f --yes --yes=false", `error: the flag --yes is given twice, as "true" and as "false"`},
		{"new f g", `error: new does not take the argument "g"`},
		{"new -- f --yes", `error: the argument "--yes" begins with a dash`},
		{"dev --", "error: no command follows the --"},
		{"dev a b", `error: dev does not take the argument "b"`},
		{"dev --idle 5", `error: the flag --idle takes a time with its unit, not "5"`},
		{"dev --idle 5,5s", `error: the flag --idle takes a time such as 500ms, 10s or 5m, not "5,5s"`},
		{"dev --idle=-5s", `error: the flag --idle takes a time, and "-5s" is less than none`},
		{"dev --idle 1s --idle 2s", `error: the flag --idle is given twice, as "1s" and as "2s"`},
		{"list x", `error: list does not take the argument "x"`},

		{"--help", "help"},
		{"-h", "help"},
		{"-h new", "help new"},
		{"new --help", "help new"},
		{"new f --nonsense -h", "help new"},
		{"new -- -h", `error: the argument "-h" begins with a dash`},
		{"--version", "version"},
		{"-v", "version"},
	}
	for _, test := range tests {
		t.Run(test.typed, func(t *testing.T) {
			t.Parallel()
			if got := arranged(strings.Fields(test.typed)); got != test.want {
				t.Errorf("arrange(%q)\n got %s\nwant %s", test.typed, got, test.want)
			}
		})
	}
}

// arranged is what arrange makes of a command line, in a line.
func arranged(typed []string) string {
	l, err := arrange(typed)
	switch {
	case err != nil:
		return "error: " + err.Error()
	case l.help && l.command == nil:
		return "help"
	case l.help:
		return "help " + l.command.name
	case l.version:
		return "version"
	}
	return strings.Join(inOrder(l), " ")
}

// inOrder is the line as it could have been typed, without "fcgen".
func inOrder(l line) []string {
	if l.started == nil {
		return l.words()[1:]
	}
	return slices.Concat(l.words()[1:], []string{"--"}, l.started)
}

// TestArrangeRefusesNoWord shows that words with spaces and quotes pass as they are.
func TestArrangeRefusesNoWord(t *testing.T) {
	t.Parallel()
	l, err := arrange([]string{"new", "a b", "--dir", "c 'd' \"e\"", "--module=函数"})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"fcgen", "new", "--dir=c 'd' \"e\"", "--module=函数", "--", "a b"}
	if got := l.words(); !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// FuzzArrange holds the order of arguments to its laws: what came out in order
// comes out the same again; every word is there or refused; and where the
// arguments stand between the flags does not matter.
func FuzzArrange(f *testing.F) {
	for _, seed := range []string{
		"dev api --port 0 -- python3 app.py --port 1", "check INIT/2 -- x", "dev --env A=1 --idle 5s",
		"new f --framework gin", "new -yf gin f", "add-hook a b --dir=c -n", "new --hook a,b -- f", "list --json", "new --yes=true f", "-h",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		words := strings.Split(typed, " ")
		l, err := arrange(words)
		if err != nil || l.help || l.version {
			return
		}
		once := l.words()
		typedInOrder := slices.Concat([]string{l.command.name}, l.flags, l.args)
		if l.started != nil {
			typedInOrder = slices.Concat(typedInOrder, []string{"--"}, l.started)
		}
		again, err := arrange(typedInOrder)
		if err != nil {
			t.Fatalf("arrange(%q) = %q, which is then refused: %v", words, once, err)
		}
		if got := again.words(); !slices.Equal(got, once) || !slices.Equal(again.started, l.started) {
			t.Fatalf("arrange(%q) = %q, then %q", words, once, got)
		}
		for _, arg := range l.args {
			if !slices.Contains(words, arg) {
				t.Fatalf("arrange(%q) made up the argument %q", words, arg)
			}
		}
		late := slices.Concat([]string{l.command.name}, l.args, l.flags)
		moved, err := arrange(late)
		if err != nil {
			t.Fatalf("arrange(%q), with flags last: %v", late, err)
		}
		if got := moved.words(); !slices.Equal(got, once) {
			t.Fatalf("with flags last %q, with flags first %q", got, once)
		}
	})
}
