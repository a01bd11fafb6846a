// Package secret owns what must not leak: how passwords are hashed, how codes and tokens are made, and where the
// sessions of this OS user are kept. It also owns how files of that kind are read and replaced, because "others can
// read it" must be judged in one place.
//
// It refuses to know users, roles, the store and the terminal: it never asks for a password, and it does not know
// what a code is good for.
package secret
