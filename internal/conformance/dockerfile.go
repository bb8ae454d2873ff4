package conformance

import (
	"maps"
	"regexp"
	"slices"
	"strings"
)

// dockerfile is a Dockerfile as far as the rules read it.
type dockerfile struct {
	file   string
	args   map[string]string // ARG before the first FROM
	stages []stage
}

// stage is a FROM and what follows it.
type stage struct {
	name         string // AS name, in lower case
	image        string
	platform     string
	line         int
	instructions []instruction
}

// instruction is one line of a Dockerfile, continuations joined.
type instruction struct {
	word string // in upper case
	rest string
	line int
}

// parseDockerfile never fails: what it does not understand it leaves out.
func parseDockerfile(file string, data []byte) *dockerfile {
	d := &dockerfile{file: file, args: map[string]string{}}
	for _, in := range instructions(string(data)) {
		switch {
		case in.word == "FROM":
			d.stages = append(d.stages, d.from(in))
		case len(d.stages) > 0:
			s := &d.stages[len(d.stages)-1]
			s.instructions = append(s.instructions, in)
		case in.word == "ARG":
			maps.Copy(d.args, assignments(in.rest))
		}
	}
	return d
}

// from reads FROM [--platform=P] IMAGE [AS NAME].
func (d *dockerfile) from(in instruction) stage {
	s := stage{line: in.line}
	words := strings.Fields(in.rest)
	for len(words) > 0 && strings.HasPrefix(words[0], "--") {
		if p, ok := strings.CutPrefix(words[0], "--platform="); ok {
			s.platform = d.expand(p)
		}
		words = words[1:]
	}
	if len(words) > 0 {
		s.image = d.expand(words[0])
	}
	if len(words) > 2 && strings.EqualFold(words[1], "AS") {
		s.name = strings.ToLower(words[2])
	}
	return s
}

// expand fills in the ARGs that have a default.
func (d *dockerfile) expand(text string) string { return expandVariables(text, d.args) }

// maxText is how many bytes a text may have that is looked at: no address is longer.
const maxText = 4 << 10

// expandVariables fills in $NAME and ${NAME}; what has no value stays as it is,
// and so does what would make the text longer than maxText.
func expandVariables(text string, values map[string]string) string {
	use := regexp.MustCompile(`\$(?:\{([A-Za-z_][A-Za-z0-9_]*)\}|([A-Za-z_][A-Za-z0-9_]*))`)
	size := len(text)
	return use.ReplaceAllStringFunc(text, func(use string) string {
		if value := values[strings.Trim(use, "${}")]; value != "" && size+len(value) <= maxText {
			size += len(value)
			return value
		}
		return use
	})
}

// final is what the image is made of: the last stage and, before it, the
// stages that it builds upon. It is nil if there is no FROM.
func (d *dockerfile) final() []stage {
	if len(d.stages) == 0 {
		return nil
	}
	last := len(d.stages) - 1
	chain := []stage{d.stages[last]}
	under := strings.ToLower(d.stages[last].image)
	for _, s := range slices.Backward(d.stages[:last]) {
		if s.name != "" && s.name == under {
			chain = append(chain, s)
			under = strings.ToLower(s.image)
		}
	}
	slices.Reverse(chain)
	return chain
}

// all lists the instructions of those words in stages.
func all(stages []stage, words ...string) []instruction {
	var found []instruction
	for _, s := range stages {
		for _, in := range s.instructions {
			for _, word := range words {
				if in.word == word {
					found = append(found, in)
				}
			}
		}
	}
	return found
}

// instructions splits a Dockerfile: comments go, continuations join, and the
// lines of a here-document belong to the instruction that begins it.
func instructions(text string) []instruction {
	escape := `\`
	if m := regexp.MustCompile("(?im)\\A(?:#[^\n]*\n)*?#[ \t]*escape[ \t]*=[ \t]*`").FindString(text); m != "" {
		escape = "`"
	}
	heredoc := regexp.MustCompile(`(?:^|\s)<<-?["']?([A-Za-z_][A-Za-z0-9_]*)["']?`)
	var found []instruction
	var parts []string // of the last instruction
	open := false      // its line goes on
	var ends []string  // words that end the here-documents that are open
	closeLast := func() {
		if len(parts) > 0 {
			found[len(found)-1].rest = strings.TrimSpace(strings.Join(parts, ""))
		}
		parts = nil
	}
	text = strings.TrimPrefix(text, "\uFEFF")
	number := 0
	for line := range strings.Lines(text) {
		number++
		line = strings.TrimRight(line, "\r\n")
		bare := strings.TrimSpace(line)
		if len(ends) > 0 {
			if bare == ends[0] {
				ends = ends[1:]
			}
			parts = append(parts, "\n", line)
			continue
		}
		if bare == "" || strings.HasPrefix(bare, "#") {
			continue
		}
		part, goesOn := strings.CutSuffix(bare, escape)
		part = strings.TrimSpace(part)
		if !open {
			closeLast()
			word, rest, _ := strings.Cut(strings.ReplaceAll(part, "\t", " "), " ")
			found = append(found, instruction{word: strings.ToUpper(word), line: number})
			parts = []string{strings.TrimSpace(rest)}
		} else if part != "" {
			parts = append(parts, " ", part)
		}
		if open = goesOn; open {
			continue
		}
		if word := found[len(found)-1].word; word == "RUN" || word == "COPY" || word == "ADD" {
			for _, m := range heredoc.FindAllStringSubmatch(strings.Join(parts, ""), -1) {
				ends = append(ends, m[1])
			}
		}
	}
	closeLast()
	return found
}
