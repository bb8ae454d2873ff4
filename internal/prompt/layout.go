package prompt

import (
	"io"
	"os"
	"strings"

	"github.com/AlecAivazis/survey/v2/terminal"
	"golang.org/x/term"
)

// usualColumns is how wide a line may be where the terminal does not say it.
const usualColumns = 80

// columnsOf is how wide a line to the writer may be.
func columnsOf(w io.Writer) int {
	if f, ok := w.(*os.File); ok {
		if columns, _, err := term.GetSize(int(f.Fd())); err == nil && columns > 0 {
			return columns
		}
	}
	return usualColumns
}

// layout fits text for people into a number of columns: it breaks lines between
// words, and lets what follows of a line begin where the line's text does. Lines
// after one another that have a tab are a table of two columns.
func layout(text string, columns int) string {
	var b strings.Builder
	lines := strings.SplitAfter(text, "\n")
	for i := 0; i < len(lines); i++ {
		if !strings.Contains(lines[i], "\t") {
			b.WriteString(fit(lines[i], indentOf(lines[i]), columns))
			continue
		}
		end := i
		for end < len(lines) && strings.Contains(lines[end], "\t") {
			end++
		}
		table(&b, lines[i:end], columns)
		i = end - 1
	}
	return b.String()
}

// table sets lines with a tab: what follows it stands in one column, unless what
// comes before is too wide for that.
func table(b *strings.Builder, lines []string, columns int) {
	const gap, rest = 2, 16 // rest is for the second column of a narrow terminal
	width := 0
	for _, line := range lines {
		left, _, _ := strings.Cut(line, "\t")
		width = max(width, terminal.StringWidth(left))
	}
	width = min(width, max(columns-gap-rest, 0))
	for _, line := range lines {
		left, right, _ := strings.Cut(line, "\t")
		pad := max(width-terminal.StringWidth(left), 0) + gap
		b.WriteString(fit(left+strings.Repeat(" ", pad)+right, width+gap, columns))
	}
}

func indentOf(line string) int { return len(line) - len(strings.TrimLeft(line, " ")) }

// fit breaks one line between words. A word that is wider than the columns stays whole.
func fit(line string, indent, columns int) string {
	if columns <= 0 || terminal.StringWidth(strings.TrimRight(line, " \n")) <= columns {
		return line
	}
	var b strings.Builder
	at := 0               // columns that are written of the row
	gap := indentOf(line) // blanks before the next word
	b.WriteString(line[:gap])
	at, gap = gap, 0
	for rest := line[at:]; rest != ""; {
		word, after := rest, ""
		if end := strings.IndexAny(rest, " \n"); end >= 0 {
			word, after = rest[:end], rest[end:]
		}
		width := terminal.StringWidth(word)
		if word != "" && at+gap+width > columns && at > indent {
			b.WriteString("\n" + strings.Repeat(" ", indent))
			at, gap = indent, 0
		}
		b.WriteString(strings.Repeat(" ", gap) + word)
		at += gap + width
		if gap = indentOf(after); strings.HasPrefix(after[gap:], "\n") {
			b.WriteString(after[gap:])
			break
		}
		rest = after[gap:]
	}
	if strings.HasSuffix(line, " ") {
		b.WriteByte(' ') // the answer is typed behind it
	}
	return b.String()
}
