package cli

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
)

// completeWord is the hidden command that the completion scripts call:
//
//	fcgen __complete [--new] -- WORD...
//
// The words are those after "fcgen" up to the cursor, the last of them the one
// being typed, empty if it is not begun; --new stands for such an empty word
// where a shell cannot pass one. The answer is a candidate a line,
// with a tab and a description where there is one; the single line ":folders"
// stands for the folders that the shell knows. It never fails: where nothing
// can be said, nothing is.
const completeWord = "__complete"

const completeFolders = ":folders"

func (p *program) complete(words []string) error {
	fresh := len(words) > 0 && words[0] == "--new"
	if fresh {
		words = words[1:]
	}
	if len(words) > 0 && words[0] == "--" {
		words = words[1:]
	}
	if fresh || len(words) == 0 {
		words = append(slices.Clone(words), "")
	}
	before, typing := words[:len(words)-1], words[len(words)-1]
	var out bytes.Buffer
	for _, c := range p.candidates(before, typing) {
		if !strings.HasPrefix(c.value, typing) && c.value != completeFolders {
			continue
		}
		fmt.Fprintln(&out, strings.TrimSuffix(c.value+"\t"+oneLineOf(p.msg.of(c.about)), "\t"))
	}
	_, err := p.out.Write(out.Bytes())
	return err
}

// oneLineOf keeps a text from ending its line, or its field, before its end.
func oneLineOf(s string) string {
	var parts []string
	for part := range strings.FieldsFuncSeq(s, func(c rune) bool { return c == '\n' || c == '\t' }) {
		parts = append(parts, strings.TrimSpace(part))
	}
	return strings.Join(parts, " ")
}

// candidates lists what the word being typed can become; some may not begin with it.
func (p *program) candidates(before []string, typing string) []choice {
	at := slices.IndexFunc(before, func(w string) bool { return !strings.HasPrefix(w, "-") })
	if at < 0 {
		if strings.HasPrefix(typing, "-") {
			return []choice{{"--help", "show how fcgen is used"}, {"--version", "show which fcgen this is"}}
		}
		return mustChoices(commandNames)
	}
	c := commandNamed(before[at])
	if c == nil {
		return nil
	}
	past := readPast(c, before[at+1:])
	switch {
	case past.open != nil:
		return p.valuesOf(*past.open, typing, "")
	case !past.argsOnly && strings.HasPrefix(typing, "-"):
		if name, value, joined := strings.Cut(typing, "="); joined {
			f, known := c.flag(strings.TrimLeft(name, "-"))
			if !known {
				return nil
			}
			return p.valuesOf(f, value, name+"=")
		}
		return c.flagChoices(past)
	case past.argsOnly && c.starts:
		return []choice{{completeFolders, ""}} // of the command to start nothing else is known
	case c.words == nil || c.most >= 0 && len(past.args) >= c.most:
		return nil
	}
	catalog, err := p.catalog()
	if err != nil {
		return nil
	}
	list, _ := c.words(catalog)
	return slices.DeleteFunc(list, func(w choice) bool { return slices.Contains(past.args, w.value) })
}

// past is what the words before the one being typed say.
type past struct {
	open     *flag // the flag whose value comes now
	given    []string
	args     []string
	argsOnly bool // after "--"
}

func readPast(c *command, words []string) past {
	var p past
	for _, w := range words {
		switch name, _, joined := strings.Cut(strings.TrimLeft(w, "-"), "="); {
		case p.open != nil:
			p.open = nil
		case p.argsOnly || !strings.HasPrefix(w, "-"):
			p.args = append(p.args, w)
		case w == "--":
			p.argsOnly = true
		default:
			f, known := c.flag(name)
			if known {
				p.given = append(p.given, f.name)
			}
			if known && f.kind != toggle && f.kind != optional && !joined {
				p.open = &f
			}
		}
	}
	return p
}

func (c *command) flagChoices(p past) []choice {
	var list []choice
	for _, f := range c.flags {
		if f.kind == words || f.kind == texts || !slices.Contains(p.given, f.name) {
			list = append(list, choice{"--" + f.name, f.about})
		}
	}
	return append(list, choice{"--help", "show how the command is used"})
}

// valuesOf lists what a flag's value can become. prefix is what stands before
// the value in the word being typed.
func (p *program) valuesOf(f flag, typing, prefix string) []choice {
	if f.kind == folder {
		return []choice{{completeFolders, ""}}
	}
	if f.values == nil {
		return nil
	}
	catalog, err := p.catalog()
	if err != nil {
		return nil
	}
	list, _ := f.values(catalog)
	var chosen []string
	if f.kind == words {
		if comma := strings.LastIndex(typing, ","); comma >= 0 {
			chosen = strings.Split(typing[:comma], ",")
			prefix += typing[:comma+1]
		}
	}
	var out []choice
	for _, v := range list {
		if !slices.Contains(chosen, v.value) && (len(chosen) == 0 || v.value != noHooks) {
			out = append(out, choice{prefix + v.value, v.about})
		}
	}
	return out
}
