package project

import (
	"path"
	"path/filepath"
	"regexp"
	"strings"
)

// image follows a call of docker build.
func (b *builds) image(args []string, dir string) {
	folder := dir
	for i := 0; i < len(args); i++ {
		switch arg := args[i]; {
		case !strings.HasPrefix(arg, "-"):
			folder = join(dir, arg)
		case !strings.Contains(arg, "=") && !strings.HasPrefix(arg, "--no-") && !strings.HasPrefix(arg, "--pu") && arg != "-q" && arg != "--load" && arg != "--rm":
			i++ // its value
		}
	}
	file := filepath.Join(folder, "Dockerfile")
	if named := flagValue(args, "-f", "--file"); named != "" {
		file = join(dir, named)
	}
	b.dockerfile(file, folder)
}

// runFlags are those of a RUN, which stand before its command.
var runFlags = regexp.MustCompile(`^(?:--[a-z]+(?:=\S*)?\s+)+`)

// dockerfile looks for builds in the stages of a Dockerfile. folder is what is
// sent to it: where it copies this to is where the program lies.
func (b *builds) dockerfile(file, folder string) {
	b.in("Dockerfile", file, func(data []byte) {
		b.by.Dockerfile = file
		s := newStage(folder)
		number, began, whole := 0, 0, ""
		for line := range strings.Lines(string(data)) {
			number++
			line = strings.TrimSpace(line)
			if line == "" || line[0] == '#' {
				continue
			}
			if whole == "" {
				began = number
			}
			if rest, more := strings.CutSuffix(line, "\\"); more {
				whole += rest + " "
				continue
			}
			word, rest, _ := strings.Cut(whole+line, " ")
			b.by.Line = began
			b.instruction(&s, strings.ToUpper(word), strings.TrimSpace(rest))
			whole = ""
		}
	})
}

// stage is a stage of a Dockerfile as far as it is read.
type stage struct {
	folder string // that is sent to it
	dir    string // WORKDIR
	copied map[string]string
}

func newStage(folder string) stage {
	return stage{folder: folder, dir: "/", copied: map[string]string{}}
}

func (b *builds) instruction(s *stage, word, rest string) {
	switch word {
	case "FROM":
		*s = newStage(s.folder)
	case "WORKDIR":
		s.dir = s.in(rest)
	case "COPY", "ADD":
		s.copy(strings.Fields(rest))
	case "RUN":
		inner := builds{ctx: b.ctx, depth: maxDepth} // what it names lies in the image
		inner.command(runFlags.ReplaceAllString(rest, ""), filepath.FromSlash(s.dir))
		for _, found := range inner.found {
			if at, ok := s.outside(filepath.ToSlash(found.Main)); ok {
				by := b.by
				by.Main = at
				b.found = append(b.found, by)
			}
		}
	}
}

// in is a path in the image.
func (s *stage) in(name string) string {
	if path.IsAbs(name) {
		return path.Clean(name)
	}
	return path.Join(s.dir, name)
}

// copy notes what of the folder lies where in the image.
func (s *stage) copy(words []string) {
	for len(words) > 0 && strings.HasPrefix(words[0], "--") {
		if strings.HasPrefix(words[0], "--from") {
			return
		}
		words = words[1:]
	}
	if len(words) < 2 {
		return
	}
	to := s.in(words[len(words)-1])
	for _, from := range words[:len(words)-1] {
		if !strings.Contains(from, "*") && path.Ext(from) == "" || from == "." || from == "./" {
			s.copied[to] = filepath.Join(s.folder, filepath.FromSlash(from))
		}
	}
}

// outside is the folder that lies at a place of the image.
func (s *stage) outside(at string) (string, bool) {
	for up := at; ; up = path.Dir(up) {
		if from, ok := s.copied[up]; ok {
			rel := strings.TrimPrefix(strings.TrimPrefix(at, up), "/")
			return filepath.Join(from, filepath.FromSlash(rel)), true
		}
		if up == path.Dir(up) {
			return "", false
		}
	}
}
