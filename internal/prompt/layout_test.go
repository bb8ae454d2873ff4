package prompt

import "testing"

func TestLayout(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, text string
		columns    int
		want       string
	}{
		{"nothing to do", "a short line\n\n  and one more\n", 20, "a short line\n\n  and one more\n"},
		{"between words", "one two three four\n", 9, "one two\nthree\nfour\n"},
		{"below the text of the line", "  one two three\nfour\n", 9, "  one two\n  three\nfour\n"},
		{"a word that is too wide", "a verywideword b\n", 5, "a\nverywideword\nb\n"},
		{"blanks that stand between columns", "  a.go  b.go  c.go\n", 12, "  a.go  b.go\n  c.go\n"},
		{"no end of line", "Which one is it [a]: ", 12, "Which one is\nit [a]: "},
		{"wide letters", "函数 函数 函数\n", 10, "函数 函数\n函数\n"},
		{"a table", "  a\t1\n  bbb\t2\nend\n", 80, "  a    1\n  bbb  2\nend\n"},
		{"a table with a long value", "  name\tone two three four five six\n", 26, "  name  one two three four\n        five six\n"},
		{"a table with a long name", "  a\tx\n  long name of it\ty\n", 24, "  a     x\n  long name of it  y\n"},
		{"no columns known", "one two\n", 0, "one two\n"},
	}
	for _, test := range tests {
		if got := layout(test.text, test.columns); got != test.want {
			t.Errorf("%s: got\n%s\nwant\n%s", test.name, got, test.want)
		}
	}
}
