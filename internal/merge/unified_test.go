package merge

import (
	"fmt"
	"strings"
	"testing"
)

func TestUnified(t *testing.T) {
	t.Parallel()
	numbers := func(from, to int) string {
		var b strings.Builder
		for i := from; i <= to; i++ {
			fmt.Fprintln(&b, i)
		}
		return b.String()
	}
	tests := []struct {
		name             string
		oldName, newName string
		a, b             string
		want             string
	}{
		{"equal", "a/f", "b/f", "x\n", "x\n", ""},
		{"one line changed", "a/f", "b/f", numbers(1, 9), strings.Replace(numbers(1, 9), "5\n", "five\n", 1),
			"--- a/f\n+++ b/f\n@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+five\n 6\n 7\n 8\n"},
		{"near changes share a hunk", "a/f", "b/f", numbers(1, 9), "0\n" + numbers(1, 6) + "7a\n8\n9\n",
			"--- a/f\n+++ b/f\n@@ -1,9 +1,10 @@\n+0\n 1\n 2\n 3\n 4\n 5\n 6\n-7\n+7a\n 8\n 9\n"},
		{"far changes do not", "a/f", "b/f", numbers(1, 8), "0\n" + numbers(1, 7) + "8a\n",
			"--- a/f\n+++ b/f\n@@ -1,3 +1,4 @@\n+0\n 1\n 2\n 3\n@@ -5,4 +6,4 @@\n 5\n 6\n 7\n-8\n+8a\n"},
		{"created", NoFile, "b/f", "", "x\ny\n", "--- /dev/null\n+++ b/f\n@@ -0,0 +1,2 @@\n+x\n+y\n"},
		{"deleted", "a/f", NoFile, "x\n", "", "--- a/f\n+++ /dev/null\n@@ -1 +0,0 @@\n-x\n"},
		{"final newline lost", "a/f", "b/f", "x\ny\n", "x\ny",
			"--- a/f\n+++ b/f\n@@ -1,2 +1,2 @@\n x\n-y\n+y\n\\ No newline at end of file\n"},
		{"no final newline on either side", "a/f", "b/f", "x\ny", "w\ny",
			"--- a/f\n+++ b/f\n@@ -1,2 +1,2 @@\n-x\n+w\n y\n\\ No newline at end of file\n"},
		{"carriage returns stay", "a/f", "b/f", "x\r\n", "x\n", "--- a/f\n+++ b/f\n@@ -1 +1 @@\n-x\r\n+x\n"},
		{"control bytes stay", "a/f", "b/f", "\x1b[0m\n", "\x07\n", "--- a/f\n+++ b/f\n@@ -1 +1 @@\n-\x1b[0m\n+\x07\n"},
		{"binary", "a/f", "b/f", "x\x00", "y\x00", "Binary files a/f and b/f differ\n"},
		{"name with a space", "a/f g", "b/f g", "", "x\n", "--- a/f g\t\n+++ b/f g\t\n@@ -0,0 +1 @@\n+x\n"},
		{"name with a quote", `a/f"g`, "b/f\tg", "", "x\n", "--- \"a/f\\\"g\"\n+++ \"b/f\\011g\"\n@@ -0,0 +1 @@\n+x\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := string(Unified(tt.oldName, tt.newName, []byte(tt.a), []byte(tt.b))); got != tt.want {
				t.Errorf("got\n%s\nwant\n%s", got, tt.want)
			}
		})
	}
}
