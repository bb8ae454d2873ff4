package prompt

import (
	"bytes"
	"unicode/utf8"
)

// key is what a person or the terminal sent in one go.
type key int

const (
	keyUnfinished key = iota // more bytes are needed to tell
	keyPlain                 // a character, or a special key that survey knows
	keyIgnored               // nothing that a question answers to
	keyBack                  // Shift-Tab or Ctrl-B
	keyInterrupt             // Ctrl-C
	keyEnd                   // Ctrl-D
	keyReply                 // the terminal says where its cursor is
)

const (
	ctrlB  = 0x02
	ctrlC  = 0x03
	ctrlD  = 0x04
	escape = 0x1b
)

// nextKey looks at the first key in data, n bytes long. send is what survey
// should see of it, which differs where one key has several encodings.
//
// survey ends the whole dialogue at an escape sequence it does not know
// (Alt and a letter) and takes the rest of longer ones for text, so only those
// that it knows may reach it.
func nextKey(data []byte) (k key, n int, send []byte) {
	if len(data) == 0 {
		return keyUnfinished, 0, nil
	}
	switch data[0] {
	case ctrlB:
		return keyBack, 1, nil
	case ctrlC:
		return keyInterrupt, 1, nil
	case ctrlD:
		return keyEnd, 1, nil
	case escape:
		return nextSequence(data)
	}
	if !utf8.FullRune(data) {
		return keyUnfinished, 0, nil
	}
	_, n = utf8.DecodeRune(data)
	return keyPlain, n, data[:n]
}

func nextSequence(data []byte) (k key, n int, send []byte) {
	if len(data) < 2 {
		return keyUnfinished, 0, nil
	}
	switch data[1] {
	case 'O':
		if len(data) < 3 {
			return keyUnfinished, 0, nil
		}
		return sequence(data[2], "", 3)
	case '[':
		end := bytes.IndexFunc(data[2:], func(r rune) bool { return r >= 0x40 && r <= 0x7e })
		if end < 0 {
			return keyUnfinished, 0, nil
		}
		return sequence(data[2+end], string(data[2:2+end]), end+3)
	case escape:
		return keyIgnored, 1, nil
	default: // Alt and a character
		if !utf8.FullRune(data[1:]) {
			return keyUnfinished, 0, nil
		}
		_, size := utf8.DecodeRune(data[1:])
		return keyIgnored, 1 + size, nil
	}
}

// sequence classifies ESC [ parameters final, which is n bytes long.
func sequence(final byte, parameters string, n int) (key, int, []byte) {
	switch {
	case final == 'R' && isPosition(parameters):
		return keyReply, n, []byte("\x1b[" + parameters + "R")
	case final == 'Z' && parameters == "":
		return keyBack, n, nil
	case parameters == "" && bytes.IndexByte([]byte("ABCDFH"), final) >= 0:
		return keyPlain, n, []byte{escape, '[', final}
	case final != '~':
		return keyIgnored, n, nil
	}
	switch parameters {
	case "1", "7":
		return keyPlain, n, []byte("\x1b[H")
	case "4", "8":
		return keyPlain, n, []byte("\x1b[F")
	case "3":
		return keyPlain, n, []byte("\x1b[3~")
	}
	return keyIgnored, n, nil
}

// isPosition reports whether s is row;column.
func isPosition(s string) bool {
	row, column, ok := bytes.Cut([]byte(s), []byte(";"))
	return ok && isNumber(row) && isNumber(column)
}

func isNumber(s []byte) bool {
	return len(s) > 0 && bytes.IndexFunc(s, func(r rune) bool { return r < '0' || r > '9' }) < 0
}

// takeReply removes the first cursor reply from data, wherever it stands.
func takeReply(data []byte) (reply, rest []byte) {
	for at := 0; at < len(data); {
		k, n, send := nextKey(data[at:])
		if k == keyUnfinished {
			break
		}
		if k == keyReply {
			return send, append(bytes.Clone(data[:at]), data[at+n:]...)
		}
		at += n
	}
	return nil, data
}
