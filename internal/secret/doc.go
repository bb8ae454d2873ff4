// Package secret knows what looks like a credential, by its name or by its
// shape, and takes credentials out of text that people and files get to see.
//
// It reads nothing and starts nothing: who runs a program tells a Redactor what
// there is to hide, and passes every text through it. One use:
//
//	r := secret.NewRedactor()
//	r.AddEnviron(os.Environ())
//	fmt.Println(r.Redact("the key is " + key))
package secret
