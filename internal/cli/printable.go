package cli

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// printable is a line without what would move a terminal's cursor, change the
// terminal or turn the order of letters around; colours stay.
func printable(text string) string {
	if strings.IndexFunc(text, func(c rune) bool { return isControl(c) || turnsLetters(c) }) < 0 {
		return text
	}
	var b strings.Builder
	for len(text) > 0 {
		if n := colourAt(text); n > 0 {
			b.WriteString(text[:n])
			text = text[n:]
			continue
		}
		c, n := utf8.DecodeRuneInString(text)
		text = text[n:]
		switch {
		case turnsLetters(c):
			fmt.Fprintf(&b, "‹U+%04X›", c)
		case isControl(c):
			b.WriteRune('·')
		default:
			b.WriteRune(c)
		}
	}
	return b.String()
}

func isControl(c rune) bool { return c < ' ' && c != '\t' || c >= 0x7f && c < 0xa0 }

// turnsLetters reports whether a character turns the order of those after it
// around, so that a line could look like another one (Unicode UAX #9, 2.1 to 2.6).
func turnsLetters(c rune) bool { return unicode.Is(unicode.Bidi_Control, c) }

// colourAt is the length of the sequence that sets colours at the text's
// beginning, 0 if there is none.
func colourAt(text string) int {
	rest, ok := strings.CutPrefix(text, "\x1b[")
	if !ok {
		return 0
	}
	n := strings.IndexFunc(rest, func(c rune) bool { return c != ';' && (c < '0' || c > '9') })
	if n < 0 || rest[n] != 'm' {
		return 0
	}
	return len(text) - len(rest) + n + 1
}
