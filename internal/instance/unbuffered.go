package instance

import (
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// unbuffered makes Python pass on at once what it prints to a pipe.
const unbuffered = "PYTHONUNBUFFERED"

// UnbufferedText says of a program in Python that its lines are seen only
// because of a variable which is set here; "" if the program is none, or its
// owner sets the variable. No text says that the platform does.
func UnbufferedText(c Config) string {
	_, ofFunction := c.Function.Env[unbuffered]
	_, own := c.Own[unbuffered]
	if ofFunction || own || !isPython(c) {
		return ""
	}
	return unbuffered + "=1 is set here, so that what Python prints is seen at once. No text says that the platform sets it too: " +
		"write " + unbuffered + ": \"1\" under environmentVariables in s.yaml to be sure"
}

// isPython reports whether the command names Python, or a server of Python's
// own, or its file is a script for it.
func isPython(c Config) bool {
	servers := []string{"flask", "gunicorn", "hypercorn", "uvicorn", "waitress-serve"}
	for word := range strings.FieldsSeq(strings.Join(c.Args, " ")) {
		if name := path.Base(filepath.ToSlash(word)); strings.HasPrefix(name, "python") || slices.Contains(servers, name) {
			return true
		}
	}
	file := programFile(c)
	if file == "" {
		return false
	}
	first, _, _ := strings.Cut(string(readHead(file)), "\n")
	return strings.HasPrefix(first, "#!") && strings.Contains(first, "python")
}
