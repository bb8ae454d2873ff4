package manifest

import (
	"bytes"
	"errors"
	"io"
	"iter"

	"go.yaml.in/yaml/v3"

	"github.com/fcgen/fcgen/internal/fc"
)

// parse reads the one document of an s.yaml. Its root is a mapping.
func parse(file string, data []byte) (*yaml.Node, error) {
	d := yaml.NewDecoder(bytes.NewReader(data))
	var doc, second yaml.Node
	switch err := d.Decode(&doc); {
	case errors.Is(err, io.EOF):
		return nil, &Invalid{File: file, Line: 1, Message: "it is empty"}
	case err != nil:
		return nil, syntaxError(file, err)
	}
	switch err := d.Decode(&second); {
	case err == nil:
		return nil, &Invalid{File: file, Line: second.Line, Message: "it holds more than one document"}
	case !errors.Is(err, io.EOF):
		return nil, syntaxError(file, err)
	}
	root := target(doc.Content[0])
	if root.Kind != yaml.MappingNode {
		return nil, &Invalid{File: file, Line: max(root.Line, 1), Message: "it is no mapping of keys to values"}
	}
	return root, nil
}

// syntaxError takes the line out of what the YAML library says.
func syntaxError(file string, err error) error {
	line, message := fc.YAMLError(err)
	return &Invalid{File: file, Line: line, Message: message}
}

// maxHops ends chains of aliases and variables: one may hold itself.
const maxHops = 32

// target is the node that n stands for, if n is an alias.
func target(n *yaml.Node) *yaml.Node {
	for hops := 0; n != nil && n.Kind == yaml.AliasNode && hops < maxHops; hops++ {
		n = n.Alias
	}
	return n
}

// child is the value of a mapping's key: its own, else that of a mapping which
// it merges with "<<". It is nil if there is none.
func child(n *yaml.Node, key string) *yaml.Node {
	_, v := pair(n, key)
	return v
}

// pair is a key of a mapping with its value; see child.
func pair(n *yaml.Node, key string) (k, v *yaml.Node) {
	for _, m := range merged(n) {
		if k, v := ownPair(m, key); k != nil {
			return k, target(v)
		}
	}
	return nil, nil
}

// merged are a mapping and those that it merges, the ones that win first.
func merged(n *yaml.Node) []*yaml.Node {
	var all []*yaml.Node
	seen := map[*yaml.Node]bool{}
	var add func(*yaml.Node)
	add = func(n *yaml.Node) {
		n = target(n)
		if n == nil || n.Kind != yaml.MappingNode || seen[n] {
			return
		}
		seen[n] = true
		all = append(all, n)
		_, from := ownPair(n, "<<")
		add(from)
		for _, item := range items(from) {
			add(item)
		}
	}
	add(n)
	return all
}

// ownPair is a key that stands in the mapping itself, with its value as written there.
func ownPair(n *yaml.Node, key string) (k, v *yaml.Node) {
	if n == nil || n.Kind != yaml.MappingNode {
		return nil, nil
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == key && n.Content[i].Kind == yaml.ScalarNode {
			return n.Content[i], n.Content[i+1]
		}
	}
	return nil, nil
}

// items are the values of a list; anything else has none.
func items(n *yaml.Node) []*yaml.Node {
	n = target(n)
	if n == nil || n.Kind != yaml.SequenceNode {
		return nil
	}
	return n.Content
}

// pairs goes through the keys of a mapping, its own and those it merges, each
// name once.
func pairs(n *yaml.Node) iter.Seq2[*yaml.Node, *yaml.Node] {
	return func(yield func(k, v *yaml.Node) bool) {
		seen := map[string]bool{"<<": true}
		for _, m := range merged(n) {
			for i := 0; i+1 < len(m.Content); i += 2 {
				k := m.Content[i]
				if k.Kind != yaml.ScalarNode || seen[k.Value] {
					continue
				}
				seen[k.Value] = true
				if !yield(k, target(m.Content[i+1])) {
					return
				}
			}
		}
	}
}
