package instance

import "unicode/utf8"

// readable is a line of output as text that can be shown anywhere: valid UTF-8,
// without what would move a terminal's cursor or set its title.
func readable(line []byte) string {
	for i, c := range line {
		if (c < ' ' && c != '\t') || c > '~' {
			return readableFrom(line, i)
		}
	}
	return string(line)
}

// readableFrom is readable for a line whose bytes are plain up to i.
func readableFrom(line []byte, i int) string {
	var text []byte
	done := 0                                // what is in text so far
	replace := func(length int, by string) { // what stands at i
		if text == nil {
			text = make([]byte, 0, 2*len(line))
		}
		if done < i {
			text = append(text, line[done:i]...)
		}
		text = append(text, by...)
		i += length
		done = i
	}
	for i < len(line) {
		c := line[i]
		switch {
		case c >= ' ' && c <= '~' || c == '\t':
			i++
		case c == escape:
			length, colour := sequence(line[i:])
			switch {
			case colour:
				i += length
			case length > 0:
				replace(length, "")
			default:
				replace(1, picture(c))
			}
		case c < utf8.RuneSelf:
			replace(1, picture(c))
		default:
			r, size := utf8.DecodeRune(line[i:])
			switch {
			case r == utf8.RuneError && size == 1:
				for i+size < len(line) && invalid(line[i+size:]) { // one sign for all of them
					size++
				}
				replace(size, unreadable)
			case r < 0xa0: // terminals take these for control characters
				replace(size, unreadable)
			default:
				i += size
			}
		}
	}
	if done == 0 {
		return string(line)
	}
	return string(append(text, line[done:]...))
}

const unreadable = string(utf8.RuneError)

const escape = 0x1b

// picture is the sign that stands for a control character.
func picture(c byte) string {
	const (
		pictures = "␀␁␂␃␄␅␆␇␈␉␊␋␌␍␎␏␐␑␒␓␔␕␖␗␘␙␚␛␜␝␞␟"
		size     = 3 // bytes of each
		deleted  = "␡"
	)
	if c == 0x7f {
		return deleted
	}
	return pictures[size*int(c) : size*int(c)+size]
}

func invalid(text []byte) bool {
	r, size := utf8.DecodeRune(text)
	return r == utf8.RuneError && size == 1
}

// sequence is the length of the terminal's sequence that text starts with, 0 if
// it is none, and whether it sets colours and does nothing else.
func sequence(text []byte) (length int, colour bool) {
	if len(text) < 2 {
		return 0, false
	}
	switch text[1] {
	case '[': // ends with a letter or the like; "m" is for colours
		plain := true
		for i := 2; i < len(text); i++ {
			switch c := text[i]; {
			case c >= '0' && c <= ';':
			case c >= ' ' && c <= '?':
				plain = false
			case c >= '@' && c <= '~':
				return i + 1, plain && c == 'm'
			default:
				return 0, false
			}
		}
	case ']': // a title or a link: ends with BEL or ESC \
		for i := 2; i < len(text); i++ {
			if text[i] == 0x07 {
				return i + 1, false
			}
			if text[i] == escape && i+1 < len(text) && text[i+1] == '\\' {
				return i + 2, false
			}
		}
	case '(', ')': // another set of characters
		if len(text) > 2 {
			return 3, false
		}
	case '7', '8', '=', '>', 'c', 'D', 'E', 'H', 'M':
		return 2, false
	}
	return 0, false
}
