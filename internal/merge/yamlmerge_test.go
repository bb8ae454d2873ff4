package merge

import (
	"strings"
	"testing"
)

// yamlBase is an s.yaml as fcgen writes it, with the initializer hook.
const yamlBase = `edition: 3.0.0
name: demo
access: default

vars:
  region: cn-hangzhou

resources:
  demo:
    component: fc3
    props:
      region: ${vars.region}
      functionName: demo
      runtime: custom.debian11
      timeout: 60

      # Called by the platform, see README.md.
      instanceLifecycleConfig:
        initializer:
          handler: "initialize"
          timeout: 30

      triggers:
        - triggerName: http
          triggerType: http
          triggerConfig:
            authType: anonymous
            methods: [GET, POST]
`

const preStopBlock = `        preStop:
          handler: "pre-stop"
          timeout: 30
`

const hookBlock = `
      # Called by the platform, see README.md.
      instanceLifecycleConfig:
        initializer:
          handler: "initialize"
          timeout: 30
`

// with is a text after replacements, given in pairs, each of which must hit.
func with(t *testing.T, text string, pairs ...string) string {
	t.Helper()
	for i := 0; i < len(pairs); i += 2 {
		if strings.Count(text, pairs[i]) != 1 {
			t.Fatalf("%q occurs %d times in %q", pairs[i], strings.Count(text, pairs[i]), text)
		}
		text = strings.Replace(text, pairs[i], pairs[i+1], 1)
	}
	return text
}

func TestMergeYAML(t *testing.T) {
	t.Parallel()
	initializerEnd := "          handler: \"initialize\"\n          timeout: 30\n"
	both := with(t, yamlBase, initializerEnd, initializerEnd+preStopBlock)
	none := with(t, yamlBase, hookBlock, "")

	tests := []struct {
		name               string
		base, ours, theirs string
		want               string // "" for a conflict
	}{
		{
			name: "nothing changed here",
			base: yamlBase, ours: yamlBase, theirs: both, want: both,
		},
		{
			name: "a timeout changed next to the new block",
			base: yamlBase, theirs: both,
			ours: with(t, yamlBase, initializerEnd, "          handler: \"initialize\"\n          timeout: 120 # slow database\n"),
			want: with(t, yamlBase, initializerEnd, "          handler: \"initialize\"\n          timeout: 120 # slow database\n"+preStopBlock),
		},
		{
			name: "keys in another order, comments changed",
			base: yamlBase, theirs: both,
			ours: `# our demo
name: demo
edition: 3.0.0
access: "default"
resources:
  demo:
    props:
      # hooks first
      instanceLifecycleConfig:
        # warms the cache
        initializer:
          timeout: 30
          handler: "initialize"
          # that is all
      triggers:
        - triggerName: http
          triggerConfig: {authType: anonymous, methods: [GET, POST]}
          triggerType: http
      region: ${vars.region}
      functionName: demo
      runtime: custom.debian11
      timeout: 60
    component: fc3
vars:
  region: cn-hangzhou
`,
			want: `# our demo
name: demo
edition: 3.0.0
access: "default"
resources:
  demo:
    props:
      # hooks first
      instanceLifecycleConfig:
        # warms the cache
        initializer:
          timeout: 30
          handler: "initialize"
          # that is all
        preStop:
          handler: "pre-stop"
          timeout: 30
      triggers:
        - triggerName: http
          triggerConfig: {authType: anonymous, methods: [GET, POST]}
          triggerType: http
      region: ${vars.region}
      functionName: demo
      runtime: custom.debian11
      timeout: 60
    component: fc3
vars:
  region: cn-hangzhou
`,
		},
		{
			name: "indented by four",
			base: none, theirs: yamlBase,
			ours: `edition: 3.0.0
name: demo
access: default
vars:
    region: cn-hangzhou
resources:
    demo:
        component: fc3
        props:
            region: ${vars.region}
            functionName: demo
            runtime: custom.debian11
            timeout: 60
            triggers:
                - triggerName: http
                  triggerType: http
                  triggerConfig:
                      authType: anonymous
                      methods: [GET, POST]
`,
			want: `edition: 3.0.0
name: demo
access: default
vars:
    region: cn-hangzhou
resources:
    demo:
        component: fc3
        props:
            region: ${vars.region}
            functionName: demo
            runtime: custom.debian11
            timeout: 60

            # Called by the platform, see README.md.
            instanceLifecycleConfig:
                initializer:
                    handler: "initialize"
                    timeout: 30
            triggers:
                - triggerName: http
                  triggerType: http
                  triggerConfig:
                      authType: anonymous
                      methods: [GET, POST]
`,
		},
		{
			name: "a trigger indented by four",
			base: none,
			theirs: none + `        - triggerName: clock
          triggerType: timer
          triggerConfig:
            # every minute
            cronExpression: "@every 1m"
            enable: true
            payload: |
              # not a comment
              two
`,
			ours: `resources:
    demo:
        props:
            region: ${vars.region}
            functionName: demo
            runtime: custom.debian11
            timeout: 60
            triggers:
                - triggerName: http
                  triggerType: http
                  triggerConfig:
                      authType: function
                      methods: [GET, POST]
        component: fc3
edition: 3.0.0
name: demo
access: default
vars:
    region: cn-hangzhou
`,
			want: `resources:
    demo:
        props:
            region: ${vars.region}
            functionName: demo
            runtime: custom.debian11
            timeout: 60
            triggers:
                - triggerName: http
                  triggerType: http
                  triggerConfig:
                      authType: function
                      methods: [GET, POST]
                - triggerName: clock
                  triggerType: timer
                  triggerConfig:
                      # every minute
                      cronExpression: "@every 1m"
                      enable: true
                      payload: |
                        # not a comment
                        two
        component: fc3
edition: 3.0.0
name: demo
access: default
vars:
    region: cn-hangzhou
`,
		},
		{
			name: "flow style gets its second hook",
			base: yamlBase, theirs: both,
			ours: with(t, none, "      timeout: 60\n", "      timeout: 60\n      instanceLifecycleConfig: {initializer: {handler: \"initialize\", timeout: 3}} # short\n"),
			want: with(t, none, "      timeout: 60\n", "      timeout: 60\n      instanceLifecycleConfig: {initializer: {handler: \"initialize\", timeout: 3}, preStop: {handler: \"pre-stop\", timeout: 30}} # short\n"),
		},
		{
			name: "a hook that the person added by hand stands before ours",
			base: none, theirs: yamlBase,
			ours: with(t, none, "      timeout: 60\n", "      timeout: 60\n      instanceLifecycleConfig: {preStop: {handler: \"x\", timeout: 3}}\n"),
			want: with(t, none, "      timeout: 60\n", "      timeout: 60\n      instanceLifecycleConfig: {preStop: {handler: \"x\", timeout: 3}, initializer: {handler: \"initialize\", timeout: 30}}\n"),
		},
		{
			name: "flow style over several lines",
			base: "a:\n  b: 1\n", theirs: "a:\n  b: 1\n  c: [x, y]\n",
			ours: "a: {\n  \"b\": 1,\n  \"own\": 2\n}\n",
			want: "a: {\n  \"b\": 1,\n  c: [x, y],\n  \"own\": 2\n}\n",
		},
		{
			name: "out of flow style, the first and the last",
			base: "a:\n  b: 1\n  c: 2\n  d: 3\n", theirs: "a:\n  c: 2\n",
			ours: "a: { b: 1, c: 2, d: 3 }\n",
			want: "a: { c: 2 }\n",
		},
		{
			name: "into empty braces",
			base: "a: {}\n", theirs: "a: {b: \"x, y\"}\n", ours: "a: { }\nz: 1\n",
			want: "a: {b: \"x, y\"}\nz: 1\n",
		},
		{
			name: "triggers added at the end, a new block above them",
			base: none, theirs: yamlBase,
			ours: none + "        - triggerName: mine\n          triggerType: timer\n",
			want: yamlBase + "        - triggerName: mine\n          triggerType: timer\n",
		},
		{
			name: "variables added where the block goes",
			base: none, theirs: yamlBase,
			ours: with(t, none, "      timeout: 60\n", "      timeout: 60\n      environmentVariables:\n        # tuning\n        GOGC: \"50\"\n"),
			want: with(t, none, "      timeout: 60\n", "      timeout: 60\n"+hookBlock+"      environmentVariables:\n        # tuning\n        GOGC: \"50\"\n"),
		},
		{
			name: "the block goes again, the variables stay",
			base: yamlBase, theirs: none,
			ours: with(t, yamlBase, "      timeout: 60\n", "      timeout: 90\n      environmentVariables:\n        GOGC: \"50\"\n",
				"          timeout: 30\n", "          timeout: 30\n      # mine\n"),
			want: with(t, none, "      timeout: 60\n", "      timeout: 90\n      environmentVariables:\n        GOGC: \"50\"\n      # mine\n"),
		},
		{
			name: "a comment of the person's above a block that goes stays",
			base: yamlBase, theirs: none,
			ours: with(t, yamlBase, "see README.md.\n", "see README.md.\n      # ask Li before changing\n"),
			want: with(t, none, "      timeout: 60\n", "      timeout: 60\n\n      # ask Li before changing\n"),
		},
		{
			name: "a comment of the person's inside a block that goes",
			base: yamlBase, theirs: none,
			ours: with(t, yamlBase, "          timeout: 30\n", "          timeout: 30 # ask Li\n"),
		},
		{
			name: "a changed block that goes",
			base: yamlBase, theirs: none,
			ours: with(t, yamlBase, "          timeout: 30\n", "          timeout: 31\n"),
		},
		{
			name: "a removed key that changes",
			base: yamlBase, theirs: with(t, yamlBase, "timeout: 60", "timeout: 61"),
			ours: with(t, yamlBase, "      timeout: 60\n", ""),
		},
		{
			name: "a removed key that does not change stays removed",
			base: yamlBase, theirs: both,
			ours: with(t, yamlBase, "      timeout: 60\n", ""),
			want: with(t, both, "      timeout: 60\n", ""),
		},
		{
			name: "the same scalar changed on both sides",
			base: yamlBase, theirs: with(t, yamlBase, "timeout: 60", "timeout: 61"),
			ours: with(t, yamlBase, "timeout: 60", "timeout: 62"),
		},
		{
			name: "the same change on both sides, written otherwise",
			base: yamlBase, theirs: with(t, yamlBase, "access: default", "access: other"),
			ours: with(t, yamlBase, "access: default", "access: 'other' # mine"),
			want: with(t, yamlBase, "access: default", "access: 'other' # mine"),
		},
		{
			name: "a scalar changes beside a comment and quotes",
			base: yamlBase, theirs: with(t, yamlBase, "runtime: custom.debian11", "runtime: custom.debian12"),
			ours: with(t, yamlBase, "runtime: custom.debian11\n", "runtime:   'custom.debian11'   # 函数\n"),
			want: with(t, yamlBase, "runtime: custom.debian11\n", "runtime:   custom.debian12   # 函数\n"),
		},
		{
			name: "a scalar in flow style gets quotes",
			base: "a:\n  b: x\n", theirs: "a:\n  b: y, z\n", ours: "a: {own: 1, b: x}\n",
			want: "a: {own: 1, b: \"y, z\"}\n",
		},
		{
			name: "a list changes as a whole",
			base: yamlBase, theirs: with(t, yamlBase, "[GET, POST]", "[GET, POST, PUT]"),
			ours: with(t, yamlBase, "            methods: [GET, POST]\n", "            methods:\n            - GET\n            - POST\n            disableURLInternet: true\n"),
			want: with(t, yamlBase, "            methods: [GET, POST]\n", "            methods: [GET, POST, PUT]\n            disableURLInternet: true\n"),
		},
		{
			name: "a list changes on both sides",
			base: yamlBase, theirs: with(t, yamlBase, "[GET, POST]", "[GET, POST, PUT]"),
			ours: with(t, yamlBase, "[GET, POST]", "[GET, POST, HEAD]"),
		},
		{
			name: "a trigger goes, another stays",
			base: yamlBase, theirs: with(t, yamlBase, yamlBase[strings.Index(yamlBase, "\n      triggers:"):], ""),
			ours: yamlBase + "        - triggerName: mine\n          triggerType: timer\n",
		},
		{
			name:   "one of two triggers goes",
			base:   "t:\n  - triggerName: a\n    x: 1\n  - triggerName: b\n    x: 1\n",
			ours:   "t:\n# one\n- triggerName: a\n  x: 1\n- triggerName: c\n- x: 1\n  triggerName: b\n",
			theirs: "t:\n  - triggerName: b\n    x: 2\n",
			want:   "t:\n# one\n- triggerName: c\n- x: 2\n  triggerName: b\n",
		},
		{
			name: "no final newline",
			base: "a: 1\n", theirs: "a: 1\nb:\n  c: 2\nd: 3\n", ours: "own: 1\na: 1",
			want: "own: 1\na: 1\nb:\n  c: 2\nd: 3",
		},
		{
			name: "the first key of the file",
			base: "b: 1\n", theirs: "# new\na: 0\n\nb: 1\n", ours: "b: 1\nown: 1\n",
			want: "# new\na: 0\n\nb: 1\nown: 1\n",
		},
		{
			name: "the first key goes, with the blank line behind it",
			base: "# new\na: 0\n\nb: 1\n", theirs: "b: 1\n", ours: "# new\na: 0\n\nb: 1\nown: 1\n",
			want: "b: 1\nown: 1\n",
		},
		{
			name: "a block scalar changes",
			base: "a: |\n  one\nb: 1\n", theirs: "a: |\n  one\n  # two\nb: 1\n", ours: "b: 1\na: |\n    one\n",
			want: "b: 1\na: |\n  one\n  # two\n",
		},
		{
			name: "a scalar becomes a mapping",
			base: "a: 1\nb: 2\n", theirs: "a:\n  x: 1\nb: 2\n", ours: "# top\n# next\na: 1\nb: 3\n",
			want: "# top\n# next\na:\n  x: 1\nb: 3\n",
		},
		{
			name: "a value that is not written",
			base: "a:\nb: 2\n", theirs: "a: 1\nb: 2\n", ours: "a:\nb: 3\n",
			want: "a: 1\nb: 3\n",
		},
		{
			name: "an unquoted placeholder elsewhere",
			base: "a: 1\n", theirs: "a: 2\n", ours: "access: {{ access }}\na: 1\n",
			want: "access: {{ access }}\na: 2\n",
		},
		{
			name: "an anchor elsewhere",
			base: "a: 1\n", theirs: "a: 2\n", ours: "x: &x {y: 1}\nz: *x\na: 1\n",
			want: "x: &x {y: 1}\nz: *x\na: 2\n",
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			for _, end := range []string{"\n", "\r\n"} {
				crlf := strings.NewReplacer("\n", end)
				got, clean, err := YAML([]byte(tt.base), []byte(crlf.Replace(tt.ours)), []byte(tt.theirs))
				if clean != (tt.want != "") {
					t.Fatalf("clean is %v, error %v, for line ends %q\ngot\n%s", clean, err, end, got)
				}
				if want := crlf.Replace(tt.want); string(got) != want {
					t.Errorf("line ends %q, got\n%s\nwant\n%s", end, got, want)
				}
			}
		})
	}
}

// TestMergeYAMLDeclines has texts that are not edited by key, and says why.
func TestMergeYAMLDeclines(t *testing.T) {
	t.Parallel()
	const base, theirs = "a: 1\nb:\n  c: 2\n", "a: 1\nb:\n  c: 3\n"
	tests := []struct {
		name, base, ours, theirs string
		want                     string
	}{
		{"broken text", base, "a: [1\nb:\n  c: 2\n", theirs, "read your text: yaml: line 1: did not find expected ',' or ']'"},
		{"broken template", base, base, "a: {{\n", "read the new text: yaml: line 1: did not find expected node content"},
		{"empty text", base, "", theirs, "read your text: EOF"},
		{"only a comment", base, "# a: 1\n", theirs, "read your text: EOF"},
		{"no mapping", base, "- a\n", theirs, "read your text: it is not a mapping"},
		{"two documents", base, "a: 1\n---\nb: 2\n", theirs, "read your text: it has more than one document"},
		{"end of document", base, "a: 1\nb:\n  c: 2\n...\n", theirs, "read your text: it has an end-of-document line"},
		{"equal keys", base, "a: 1\nb:\n  c: 2\n  c: 2\n", theirs, `read your text: it has the key "c" twice, at line 4`},
		{"tabs", base, "a: 1\nb:\n  c: {x:\n\t 2}\n", theirs, "read your text: it is indented with tabs"},
		{"old line ends", base, "a: 1\rb:\r  c: 2\r", theirs, "read your text: it has unusual line ends"},
		{"not UTF-8", base, "a: \xff\n", theirs, "read your text: it is not UTF-8"},
		{"too long", base, strings.Repeat("#", maxYAMLSize) + "\n" + base, theirs, "read your text: it is too long"},
		{"too deep", base, base + "d: " + strings.Repeat("[", 200) + strings.Repeat("]", 200) + "\n", theirs, "read your text: it is nested too deeply"},
		{"an anchor on the value", base, "a: 1\nb:\n  c: &x 2\nd: *x\n", theirs, ""},
		{"an anchor on the way", base, "a: 1\nb: &x\n  c: 2\nd: *x\n", theirs, ""},
		{"a merge key on the way", base, "x: &x {y: 1}\na: 1\nb:\n  <<: *x\n  c: 2\n", theirs, ""},
		{"an alias in what goes", "a: 1\nb: 2\n", "a: &x 1\nb: 2\n", "b: 2\n", ""},
		{"a comment in braces", base, "a: 1\nb: {\n  c: 2, # two\n}\n", "a: 1\nb:\n  c: 2\n  d: 4\n", errNotEditable.Error()},
		{"a key behind a question mark", base, "a: 1\nb:\n  ? c\n  : 2\n", "a: 1\nb: {}\n", errNotEditable.Error()},
		{"the last key of a mapping", base, base + "d: 1\n", "a: 1\nb: {}\n", "the merged text does not mean what it should"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, clean, err := YAML([]byte(tt.base), []byte(tt.ours), []byte(tt.theirs))
			if clean || got != nil {
				t.Fatalf("got %q, clean %v", got, clean)
			}
			message := ""
			if err != nil {
				message = err.Error()
			}
			if message != tt.want {
				t.Errorf("got error %q, want %q", message, tt.want)
			}
		})
	}
}

func TestSameKeys(t *testing.T) {
	t.Parallel()
	const base, ours, theirs = "a:\n  x: 1\nb:\n  x: 1\n", "b:\n  x: 1\na:\n  x: 1\n", "a:\n  x: 1\n  y: 2\nb:\n  x: 1\n"
	tests := []struct {
		name, ours, merged string
		want               bool
	}{
		{"where it belongs", ours, "b:\n  x: 1\na:\n  y: 2\n  x: 1\n", true},
		{"under another key", ours, "b:\n  x: 1\n  y: 2\na:\n  x: 1\n", false},
		{"left out", ours, ours, false},
		{"twice", ours, "b:\n  x: 1\na:\n  y: 2\n  x: 1\n  y: 2\n", false},
		{"broken", ours, "b: [\n", false},
		{"a conflict by key", "a:\n  y: 3\n", "a:\n  y: 2\n", true},
		{"not comparable", "a: [\n", "a: [\n", true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := SameKeys([]byte(base), []byte(tt.ours), []byte(theirs), []byte(tt.merged)); got != tt.want {
				t.Errorf("got %v, want %v", got, tt.want)
			}
		})
	}
}
