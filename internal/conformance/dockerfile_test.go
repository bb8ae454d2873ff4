package conformance

import (
	"os"
	"path/filepath"
	"reflect"
	"testing"
)

func TestInstructions(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, text string
		want       []instruction
	}{
		{"empty", "", nil},
		{"comments", "# a\n\n  # b\n", nil},
		{"one", "from scratch", []instruction{{"FROM", "scratch", 1}}},
		{"Windows line ends", "FROM a\r\nUSER b\r\n", []instruction{{"FROM", "a", 1}, {"USER", "b", 2}}},
		{"a byte order mark", "\uFEFFFROM a\n", []instruction{{"FROM", "a", 1}}},
		{"a tab", "USER\tb\n", []instruction{{"USER", "b", 1}}},
		{"continued", "RUN a \\\n  # why\n\n  b \\\n  c\nUSER d\n", []instruction{{"RUN", "a b c", 1}, {"USER", "d", 6}}},
		{"continued without end", "RUN a \\\n", []instruction{{"RUN", "a", 1}}},
		{"another escape", "# syntax=x\n# escape=`\nRUN a `\n b\\\nUSER c\n", []instruction{{"RUN", `a b\`, 3}, {"USER", "c", 5}}},
		{"a here-document", "RUN <<EOF\nUSER root\nEOF\nUSER a\n", []instruction{{"RUN", "<<EOF\nUSER root\nEOF", 1}, {"USER", "a", 4}}},
		{"two of them", "COPY <<A <<-\"B\" /x/\n1\nA\n2\n\tB\nUSER a\n", []instruction{{"COPY", "<<A <<-\"B\" /x/\n1\nA\n2\n\tB", 1}, {"USER", "a", 6}}},
		{"a shift of bits is none", "RUN echo $((1<<n))\nUSER a\n", []instruction{{"RUN", "echo $((1<<n))", 1}, {"USER", "a", 2}}},
	}
	for _, test := range tests {
		if got := instructions(test.text); !reflect.DeepEqual(got, test.want) {
			t.Errorf("%s: got %+v, want %+v", test.name, got, test.want)
		}
	}
}

func TestFinalStages(t *testing.T) {
	t.Parallel()
	const text = `ARG BASE=debian:12 TAG
FROM --platform=$BUILDPLATFORM golang:1 AS build
FROM ${BASE} AS Runtime
ENV A=1
FROM other
FROM runtime
USER a
`
	d := parseDockerfile("Dockerfile", []byte(text))
	final := d.final()
	if len(d.stages) != 4 || len(final) != 2 || final[0].name != "runtime" || len(all(final, "ENV", "USER")) != 2 {
		t.Errorf("stages %+v, final %+v", d.stages, final)
	}
	if got := final[0].image; got != "debian:12" {
		t.Errorf("the base is %q", got)
	}
	if parseDockerfile("Dockerfile", nil).final() != nil {
		t.Error("an empty file has a stage")
	}
}

func TestExpand(t *testing.T) {
	t.Parallel()
	d := parseDockerfile("Dockerfile", []byte("ARG BASE=debian TAG=12 EMPTY= B=$BASE \x8e0=1\nFROM x\n"))
	tests := map[string]string{
		"$BASE:${TAG}":         "debian:12",
		"$BASES ${BASES}":      "$BASES ${BASES}",
		"$EMPTY ${UNSET} $ ${": "$EMPTY ${UNSET} $ ${",
		"$B":                   "$BASE",
		"$\x8e0":               "$\x8e0",
	}
	for text, want := range tests {
		if got := d.expand(text); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}

func TestAssignments(t *testing.T) {
	t.Parallel()
	tests := map[string]map[string]string{
		"A=1 B='x y' C=\"z\"": {"A": "1", "B": "x y", "C": "z"},
		"A some words":        {"A": "some words"},
		"A":                   {},
		"A=":                  {"A": ""},
	}
	for rest, want := range tests {
		if got := assignments(rest); !reflect.DeepEqual(got, want) {
			t.Errorf("%q: got %v, want %v", rest, got, want)
		}
	}
}

// FuzzDockerfile runs the rules on anything: they may find what they like, but
// not fall over.
func FuzzDockerfile(f *testing.F) {
	f.Add([]byte(goodDockerfile))
	files, err := filepath.Glob("../../golden/*/Dockerfile")
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range files[:min(2, len(files))] {
		data, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Add([]byte("ARG A=${B} B=$A\nFROM $A AS a\nFROM a AS A\nCMD [\"-b\", \"127.0.0.1\"\nCOPY --from=x\nENV =\nEXPOSE $"))
	f.Fuzz(func(t *testing.T, data []byte) {
		d := parseDockerfile("Dockerfile", data)
		if len(d.stages) == 0 {
			return
		}
		p := &project{ctx: t.Context(), dir: t.TempDir()}
		for i, rule := range []func(*project, *dockerfile, []stage) Result{
			imagePlatform, platformNamed, exposedPort, imageLoopback, startsSomething, imageSecrets, leanImage, pinnedBuild, imageUser,
		} {
			if r := rule(p, d, d.final()); r.Verdict == "" || r.Got+r.Reason == "" {
				t.Errorf("rule %d says nothing: %+v", i+1, r)
			}
		}
	})
}
