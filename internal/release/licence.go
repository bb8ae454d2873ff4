package main

import (
	"errors"
	"regexp"
	"slices"
	"strings"
)

// allowed lists the licences, by their names in the SPDX list, under which code
// may be linked into fcgen. All of them let anyone use, change and pass on the
// binary who passes on their text; none asks for the source. One more is a
// decision: read it, then add it here and to known.
var allowed = []string{"Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "ISC", "MIT"}

// known tells licences by sentences that their texts have, most of them in
// common with others: the first entry of which all sentences are there counts.
var known = []struct {
	name      string
	sentences []string
}{
	{"Apache-2.0", []string{
		"apache license version 2.0, january 2004",
		"grants to you a perpetual, worldwide, non-exclusive, no-charge, royalty-free, irrevocable copyright license",
	}},
	{"MIT", []string{
		"permission is hereby granted, free of charge, to any person obtaining a copy",
		"to deal in the software without restriction",
		"the above copyright notice and this permission notice shall be included in all copies or substantial portions of the software",
	}},
	{"ISC", []string{
		"permission to use, copy, modify, and/or distribute this software for any purpose with or without fee is hereby granted, provided that the above copyright notice and this permission notice appear in all copies",
	}},
	{"BSD-3-Clause", append(slices.Clone(bsd),
		"may be used to endorse or promote products derived from this software without specific prior written permission")},
	{"BSD-2-Clause", bsd},
}

var bsd = []string{
	"redistribution and use in source and binary forms, with or without modification, are permitted provided that the following conditions are met",
	"redistributions of source code must retain the above copyright notice",
	"redistributions in binary form must reproduce the above copyright notice",
}

// others are licences that ask for more than their text, which no text that
// resembles an allowed one may hide.
var others = regexp.MustCompile(`gnu (lesser |affero |library )?general public license|mozilla public license|eclipse public license|server side public license|business source license|commons clause|creative commons|all advertising materials mentioning`)

// kindOf names the licence that a text is, or says that it is a notice. A text
// of any other kind is an error.
func kindOf(file string, text []byte) (string, error) {
	name := strings.ToLower(file)
	if strings.HasPrefix(name, "notice") || strings.HasPrefix(name, "patents") {
		return "notice", nil
	}
	plain := spaces.ReplaceAllString(strings.ToLower(string(text)), " ")
	if word := others.FindString(plain); word != "" {
		return "", errors.New("it speaks of terms that are not allowed: " + word)
	}
	for _, l := range known {
		if !slices.ContainsFunc(l.sentences, func(s string) bool { return !strings.Contains(plain, s) }) {
			return l.name, nil
		}
	}
	return "", errors.New("no licence that is known here: read it, and see allowed in internal/release/licence.go")
}

// spaces also stands for what a text is decorated with.
var spaces = regexp.MustCompile(`[\s*#>"“”']+`)
