package manifest

import (
	"os"
	"path/filepath"
	"reflect"
	"testing"
	"time"
)

func TestAsync(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		props string
		want  *Async // nil means that none is set, or that s.yaml is wrong
		wrong bool
	}{
		{"{}", nil, false},
		{"{asyncInvokeConfig: {maxAsyncRetryAttempts: 0}}", &Async{0, 24 * time.Hour}, false},
		{"{asyncInvokeConfig: {maxAsyncEventAgeInSeconds: 60}}", &Async{3, time.Minute}, false},
		{"{asyncInvokeConfig: {maxAsyncRetryAttempts: 9}}", nil, true},
	} {
		dir := t.TempDir()
		text := "edition: 3.0.0\nresources:\n  a:\n    component: fc3\n    props: {runtime: custom, functionName: a, <<: " + c.props + "}\n"
		if err := os.WriteFile(filepath.Join(dir, "s.yaml"), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		f, err := Load(t.Context(), dir, Choice{})
		if (err != nil) != c.wrong || !reflect.DeepEqual(f.Async, c.want) {
			t.Errorf("%s: got %+v, %v; want %+v", c.props, f.Async, err, c.want)
		}
	}
}
