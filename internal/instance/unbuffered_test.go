package instance

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/fcgen/fcgen/internal/manifest"
)

func TestPythonIsToldOf(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for name, text := range map[string]string{"script": "#!/usr/bin/env python3\n", "shell": "#!/bin/sh\nexec ./server\n"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct {
		args string
		env  map[string]string
		want bool
	}{
		{"python3 app.py", nil, true},
		{"/var/fc/lang/python3.10/bin/python3.10 app.py", nil, true},
		{"gunicorn -b 0.0.0.0:9000 app:app", nil, true},
		{"./script", nil, true},
		{"./shell", nil, false},
		{"node server.js", nil, false},
		{"./server --python", nil, false},
		{"python3 app.py", map[string]string{"PYTHONUNBUFFERED": "1"}, false},
		{"python3 app.py", map[string]string{"PYTHONUNBUFFERED": ""}, false},
	} {
		text := UnbufferedText(Config{Args: strings.Fields(c.args), Dir: dir, Function: manifest.Function{Env: c.env}})
		if (text != "") != c.want {
			t.Errorf("%s %v: %q", c.args, c.env, text)
		}
	}
	if text := UnbufferedText(Config{Args: []string{"sh", "-c", "exec python3 app.py"}, Own: map[string]string{"PYTHONUNBUFFERED": "1"}}); text != "" {
		t.Errorf("set by hand: %q", text)
	}
}
