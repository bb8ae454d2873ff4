package project

import (
	"path/filepath"
	"slices"
	"strings"
)

// command looks for builds in a line of a shell, run in dir.
func (b *builds) command(line, dir string) {
	for _, words := range commandsIn(line) {
		if words = withoutSettings(words); len(words) == 0 {
			continue
		}
		name, args := strings.TrimLeft(words[0], "@-"), words[1:]
		switch {
		case name == "cd" && len(args) == 1:
			dir = join(dir, args[0])
		case name == "go" && len(args) > 0 && args[0] == "build":
			b.goBuild(args[1:], dir)
		case name == "go" && len(args) > 1 && args[0] == "run" && strings.HasSuffix(args[1], ".go"):
			b.goProgram(join(dir, args[1]), dir)
		case name == "make":
			b.make(args, dir)
		case name == "docker" && slices.Contains(args, "build"):
			b.image(args[slices.Index(args, "build")+1:], dir)
		case slices.Contains(args, "build") && flagValue(args, "--dockerfile", "-f") != "": // fc3 build --dockerfile FILE
			file := join(dir, flagValue(args, "--dockerfile", "-f"))
			b.dockerfile(file, join(filepath.Dir(file), flagValue(args, "--context")))
		case (name == "sh" || name == "bash") && len(args) > 0 && args[0] == "-c" && len(args) > 1:
			b.command(args[1], dir)
		case (name == "sh" || name == "bash") && len(args) > 0:
			b.script(join(dir, args[0]), dir)
		case strings.HasSuffix(name, ".sh"):
			b.script(join(dir, name), dir)
		}
	}
}

// withoutSettings is a command without the variables and programs before it.
func withoutSettings(words []string) []string {
	for len(words) > 0 && (words[0] == "env" || strings.Contains(words[0], "=") || slices.Contains([]string{"sudo", "time", "exec", "@"}, words[0])) {
		words = words[1:]
	}
	return words
}

// goBuild reads the arguments of go build.
func (b *builds) goBuild(args []string, dir string) {
	out, packages := "", []string(nil)
	for i := 0; i < len(args); i++ {
		arg := args[i]
		if !strings.HasPrefix(arg, "-") {
			packages = append(packages, arg)
			continue
		}
		name, value, given := strings.Cut(strings.TrimLeft(arg, "-"), "=")
		if !given && valued(name) && i+1 < len(args) {
			i++
			value = args[i]
		}
		switch name {
		case "o":
			out = value
		case "C":
			dir = join(dir, value)
		}
	}
	if len(packages) == 0 {
		packages = []string{"."}
	}
	if pkg := packages[0]; !strings.Contains(pkg, "...") && (len(packages) == 1 || strings.HasSuffix(pkg, ".go")) {
		b.note(pkg, dir, out)
	}
}

// valued reports whether a flag of go build is followed by its value
// (https://pkg.go.dev/cmd/go#hdr-Compile_packages_and_dependencies).
func valued(flag string) bool {
	return slices.Contains([]string{
		"C", "o", "p", "asmflags", "buildmode", "buildvcs", "compiler", "covermode", "coverpkg", "gccgoflags", "gcflags", "installsuffix",
		"ldflags", "mod", "modfile", "overlay", "pgo", "pkgdir", "tags", "toolexec",
	}, flag)
}

// script looks into a script of a shell.
func (b *builds) script(file, dir string) {
	b.in(filepath.Base(file), file, func(data []byte) { b.lines(string(data), dir) })
}

// lines are lines of a shell, one at a time, so that each has its number.
func (b *builds) lines(text, dir string) {
	number, began, whole := 0, 0, ""
	for line := range strings.Lines(text) {
		number++
		if whole == "" {
			began = number
		}
		line = strings.TrimRight(line, "\r\n")
		if rest, more := strings.CutSuffix(line, "\\"); more {
			whole += rest + " "
			continue
		}
		b.by.Line = began
		b.command(whole+line, dir)
		whole = ""
	}
}

// join is a path of a command line, seen from dir.
func join(dir, path string) string {
	if path = filepath.FromSlash(path); filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(dir, path)
}

// flagValue is what stands behind one of the flags, "" if none is there.
func flagValue(args []string, flags ...string) string {
	for i, arg := range args {
		name, value, given := strings.Cut(arg, "=")
		switch {
		case !slices.Contains(flags, name):
		case given:
			return value
		case i+1 < len(args):
			return args[i+1]
		}
	}
	return ""
}

// commandsIn splits a line of a shell into its commands, and these into their
// words, without quotes. It knows no more of the shell than a build needs.
func commandsIn(line string) [][]string {
	var all [][]string
	var words []string
	var word strings.Builder
	open := false
	endWord := func() {
		if open {
			words = append(words, word.String())
		}
		word.Reset()
		open = false
	}
	end := func() {
		endWord()
		if len(words) > 0 {
			all = append(all, words)
		}
		words = nil
	}
	for i := 0; i < len(line); i++ {
		switch c := line[i]; c {
		case ' ', '\t':
			endWord()
		case '\n', '\r', ';', '&', '|', '(', ')':
			end()
		case '#':
			if !open {
				end()
				next := strings.IndexByte(line[i:], '\n')
				if next < 0 {
					return all
				}
				i += next
				continue
			}
			word.WriteByte(c)
		case '\'', '"':
			open = true
			closing := strings.IndexByte(line[i+1:], c)
			if closing < 0 {
				end()
				return all
			}
			word.WriteString(line[i+1 : i+1+closing])
			i += closing + 1
		case '\\':
			i++
			switch {
			case i >= len(line):
			case line[i] == '\n':
				endWord()
			default:
				open = true
				word.WriteByte(line[i])
			}
		default:
			open = true
			word.WriteByte(c)
		}
	}
	end()
	return all
}
