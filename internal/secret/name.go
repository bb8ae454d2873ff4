package secret

import (
	"slices"
	"strings"
	"unicode"
)

// IsName reports whether a variable, a key or a flag of that name holds a
// credential, going by the words that it is made of: DB_PASSWORD,
// accessKeySecret, --api-key.
func IsName(name string) bool {
	words := wordsOf(name)
	if len(words) == 0 || name == "PWD" || name == "OLDPWD" { // the current folder
		return false
	}
	last := words[len(words)-1]
	if slices.Contains(aboutWords, last) {
		return false
	}
	for i, word := range words {
		if strings.HasSuffix(strings.TrimSuffix(word, "s"), "token") || slices.ContainsFunc(secretParts, func(part string) bool { return strings.Contains(word, part) }) {
			return true
		}
		if word == "access" && i+1 < len(words) && words[i+1] == "key" { // its id as well
			return true
		}
	}
	if last == "key" || last == "keys" {
		return len(words) == 1 || !slices.Contains(openKeys, words[len(words)-2])
	}
	return len(words) > 1 && slices.Contains(lastWords, last)
}

// secretParts make a name that of a credential wherever they stand in a word.
var secretParts = []string{"password", "passwd", "passphrase", "secret", "credential", "apikey", "accesskey", "privatekey"}

// lastWords do so as the last word of several: OSS_AK, MYSQL_PWD, GITHUB_PAT.
var lastWords = []string{"ak", "sk", "pwd", "pass", "pat", "auth", "pw"}

// aboutWords end names that say something about a credential and hold none.
var aboutWords = []string{
	"file", "path", "dir", "directory", "folder", "store", "url", "uri", "endpoint", "host", "port", "name", "names", "type", "ttl", "timeout",
	"expiry", "expires", "expiration", "enabled", "disabled", "length", "size", "count", "limit", "algorithm", "issuer", "audience", "region",
	"provider", "parallelism", "sock", "mode", "version", "policy", "prefix", "suffix", "header",
}

// openKeys stand before "key" where the key is no secret.
var openKeys = []string{"public", "gpg", "sort", "partition", "primary", "foreign", "cache", "object", "index", "hot", "range", "hash"}

// wordsOf takes a name apart at its punctuation and its capitals, in lower case.
func wordsOf(name string) []string {
	var words []string
	var word []rune
	end := func() {
		if len(word) > 0 {
			words = append(words, strings.ToLower(string(word)))
			word = word[:0]
		}
	}
	runes := []rune(name)
	for i, r := range runes {
		switch {
		case !unicode.IsLetter(r) && !unicode.IsDigit(r):
			end()
			continue
		case unicode.IsUpper(r) && i > 0 && (unicode.IsLower(runes[i-1]) || unicode.IsUpper(runes[i-1]) && i+1 < len(runes) && unicode.IsLower(runes[i+1])):
			end()
		}
		word = append(word, r)
	}
	end()
	return words
}
