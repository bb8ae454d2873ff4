package prompt

// filter follows what survey's lists make of each key, to keep a key from them
// after which no option would be left: survey then shows an empty list in which
// Enter does nothing (its select.go and multiselect.go, OnChange).
type filter struct {
	question Question
	typed    []rune
}

// Keys that clear survey's filter.
const (
	ctrlF = 0x06 // as the right arrow
	ctrlW = 0x17
	ctrlX = 0x18
)

// takes reports whether survey may see the key, and if so follows it.
func (f *filter) takes(key []byte) bool {
	many := f.question.Kind == MultiSelect
	switch k := string(key); k {
	case "\b", "\x7f":
		f.typed = f.typed[:max(0, len(f.typed)-1)]
		return true
	case string(rune(ctrlW)), string(rune(ctrlX)):
		f.typed = nil
		return true
	case " ", "\x1b[C", "\x1b[D", string(rune(ctrlF)):
		if many { // chooses one, all or none
			f.typed = nil
			return true
		}
		if k != " " {
			return true
		}
	case "?":
		if f.question.Help != "" {
			return true
		}
	}
	letter := []rune(string(key))
	if len(letter) != 1 || letter[0] < ' ' {
		return true // no letter of a filter
	}
	longer := append(f.typed[:len(f.typed):len(f.typed)], letter[0])
	if len(f.question.matching(string(longer))) == 0 {
		return false
	}
	f.typed = longer
	return true
}
