package merge

import (
	"slices"
	"strings"
	"testing"
)

func TestGoSum(t *testing.T) {
	t.Parallel()
	const a, aMod, b, b2, c = "a.io/a v1.0.0 h1:a=\n", "a.io/a v1.0.0/go.mod h1:am=\n", "b.io/b v1.2.0 h1:b=\n", "b.io/b v1.10.0 h1:b2=\n", "c.io/c v1.0.0 h1:c=\n"
	for _, test := range []struct {
		name, base, ours, theirs string
		favour                   Favour
		want                     string // "" for a conflict
	}{
		{"both add", a, a + c, a + aMod + b, Neither, a + aMod + b + c},
		{"versions are numbers", a, a + b2, a + b, Neither, a + b + b2},
		{"a sum that theirs no longer has", a + b, a + b + c, a + b2, Neither, a + b + b2 + c},
		{"a sum that ours no longer has", a + b, a + c, a + b + b2, Neither, a + b + b2 + c},
		{"ours in an order of its own", a, c + a, a + b, Neither, c + a + b},
		{"theirs in an order of its own", a, a + c, b + a, Neither, a + c + b},
		{"no final line end", a, a + strings.TrimSuffix(c, "\n"), a + b, Neither, a + b + c},
		{"blank lines and lines twice", a, a + "\n" + c + c, a + b, Neither, a + b + c},
		{"different sums", "", a + c, strings.Replace(a, "h1:a=", "h1:x=", 1), Neither, ""},
		{"different sums, ours", "", a + c, strings.Replace(a, "h1:a=", "h1:x=", 1) + b, Ours, a + b + c},
		{"different sums, theirs", "", a + c, strings.Replace(a, "h1:a=", "h1:x=", 1) + b, Theirs, strings.Replace(a, "h1:a=", "h1:x=", 1) + b + c},
		{"a sum that the person changed alone", a, strings.Replace(a, "h1:a=", "h1:x=", 1), a + b, Neither, strings.Replace(a, "h1:a=", "h1:x=", 1) + b},
		{"sums of two algorithms", a, a + c, a + strings.Replace(a, "h1", "h2", 1), Neither, a + strings.Replace(a, "h1", "h2", 1) + c},
		{"nothing on either side", "", a, b, Neither, a + b},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			for _, ends := range []string{"\n", "\r\n"} {
				end := func(s string) []byte { return []byte(strings.ReplaceAll(s, "\n", ends)) }
				merged, clean, err := GoSum(end(test.base), end(test.ours), end(test.theirs), test.favour)
				if err != nil || clean != (test.want != "") || string(merged) != string(end(test.want)) {
					t.Errorf("got %q, %v, %v, want %q", merged, clean, err, end(test.want))
				}
			}
		})
	}
}

func TestGoSumRefuses(t *testing.T) {
	t.Parallel()
	for _, ours := range []string{"<<<<<<< yours\n", "a.io/a v1.0.0\n", "a.io/a v1.0.0 h1:a= x\n", "a.io/a v1.0.0 h1:a=\na.io/a v1.0.0 h1:b=\n"} {
		if merged, _, err := GoSum([]byte("b.io/b v1.0.0 h1:b=\n"), []byte(ours), []byte(""), Neither); err == nil {
			t.Errorf("%q: got %q, want an error", ours, merged)
		}
	}
}

// No line of either side is lost, and what was in go's order still is.
func FuzzGoSum(f *testing.F) {
	f.Add("a v1 h1:a=\n", "a v1 h1:a=\nc v1 h1:c=\n", "b v1 h1:b=\nb v1/go.mod h1:b=\n")
	f.Add("", "a v1 h1:a=\r\n\r\na v2 h1:c=", "a v10 h1:b=\n")
	f.Fuzz(func(t *testing.T, base, ours, theirs string) {
		merged, clean, err := GoSum([]byte(base), []byte(ours), []byte(theirs), Neither)
		if err != nil || !clean {
			return
		}
		if base == theirs || ours == theirs {
			if string(merged) != ours {
				t.Fatalf("got %q, want ours as it is", merged)
			}
			return
		}
		got, err := parseGoSum(merged)
		if err != nil {
			t.Fatalf("%v in %q", err, merged)
		}
		mine, _ := parseGoSum([]byte(ours))
		new, _ := parseGoSum([]byte(theirs))
		old, _ := parseGoSum([]byte(base))
		for _, line := range mine {
			if !slices.Contains(got, line) {
				t.Errorf("the person's %q is lost", line.text())
			}
		}
		for _, line := range new {
			if !slices.Contains(got, line) && !slices.Contains(old, line) {
				t.Errorf("the new %q is lost", line.text())
			}
		}
		if inGoOrder(mine) && inGoOrder(new) && !inGoOrder(got) {
			t.Errorf("it is out of order: %q", merged)
		}
	})
}
